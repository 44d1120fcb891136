/**
 * MAX31855 with a type K thermocouple (Analog Devices data sheet 19-5793): 32 bits, the highest first; 14 of temperature in 0.25 °C, a fault bit, the
 * chip's own temperature, bits for open and shorted wires. Put down as the fraction that a PT1000 under 2700 Ω would give at that temperature.
 */
import { READINGS } from './readings.js';
import { BOARD } from './row.js';
import { port, setRtdMode, setThermocoupleMode } from './spi.js';

const request = new Uint8Array(4);
/** Ticks between two readings: the chip converts ten times a second, and the port has to change its mode. */
const PERIOD_TICKS = 10;
let readIn = 0;

/**
 * Fraction that stands for the temperature, or NaN: fault bit, a bit that is always 0, or nothing but zeros as a chip gives that is not there
 * (its own temperature would be 0 °C as well).
 */
function fraction(b: Uint8Array): number {
  const code = b[0] * 256 + b[1];
  if (code & 3 || b[3] & 15 || code + b[2] + b[3] === 0) return NaN;
  const t = (code > 32767 ? code - 65536 : code) / 16;
  const r = 1 + t * (3.9083e-3 - t * 5.775e-7);
  return r / (r + 2.7);
}

function readThermocouple(select: Pin, slot: number): void {
  READINGS[slot] = fraction(port.send(request, select));
}

/** Reads the fitted sensors when their time has come. */
export function readThermocouples(): void {
  if (readIn > 0) {
    readIn--;
    return;
  }
  readIn = PERIOD_TICKS - 1;
  setThermocoupleMode();
  if (BOARD.onThermocouple.catholyteTemp) readThermocouple(BOARD.thermocouple.catholyteTemp, BOARD.slot.catholyteTemp);
  if (BOARD.onThermocouple.nakInletTemp) readThermocouple(BOARD.thermocouple.nakInletTemp, BOARD.slot.nakInletTemp);
  setRtdMode();
}

/** Selects off before anything is sent. */
export function startThermocouples(): void {
  if (BOARD.onThermocouple.catholyteTemp) digitalWrite(BOARD.thermocouple.catholyteTemp, 1);
  if (BOARD.onThermocouple.nakInletTemp) digitalWrite(BOARD.thermocouple.nakInletTemp, 1);
}
