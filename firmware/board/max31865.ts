/**
 * MAX31865 with a PT1000 on three wires and a reference of 4300 Ω (Analog Devices data sheet 19-6478). It converts by itself, 50 times a second.
 * The reading is put down as the fraction that a divider of 2700 Ω would give, so that all temperatures are judged by one rule: an open
 * sensor reads as one, and so does a chip that has lost its configuration (resistance 0).
 */
import { READINGS } from './readings.js';
import { BOARD } from './row.js';
import { port } from './spi.js';

/** 65536 codes (the last bit tells a fault) are the reference; the divider's resistor in these codes. */
const DIVIDER = (2700 * 65536) / 4300;
/** Address of the result, and room for its two bytes. */
const result = new Uint8Array([1, 0, 0]);
/** Address to write the configuration: bias on, automatic, three wires, faults cleared, 50 Hz. */
const configuration = new Uint8Array([0x80, 0xd3]);
/** Ticks between two refreshes of the configuration. */
const REFRESH_TICKS = 10;
let refreshIn = 0;

function readRtd(select: Pin, slot: number): void {
  const b = port.send(result, select);
  const code = b[1] * 256 + b[2];
  READINGS[slot] = code & 1 ? NaN : code / (code + DIVIDER);
  if (code & 1 || refreshIn < 1) port.send(configuration, select);
}

/** Reads every fitted sensor, once a tick. */
export function readRtds(): void {
  if (BOARD.onRtd.nakTempA) readRtd(BOARD.rtd.nakTempA, BOARD.slot.nakTempA);
  if (BOARD.onRtd.nakTempB) readRtd(BOARD.rtd.nakTempB, BOARD.slot.nakTempB);
  if (BOARD.onRtd.cellTemp) readRtd(BOARD.rtd.cellTemp, BOARD.slot.cellTemp);
  if (BOARD.onRtd.catholyteTemp) readRtd(BOARD.rtd.catholyteTemp, BOARD.slot.catholyteTemp);
  if (BOARD.onRtd.nakInletTemp) readRtd(BOARD.rtd.nakInletTemp, BOARD.slot.nakInletTemp);
  refreshIn = refreshIn < 1 ? REFRESH_TICKS : refreshIn - 1;
}

/** Selects off before anything is sent. */
export function startRtds(): void {
  if (BOARD.onRtd.nakTempA) digitalWrite(BOARD.rtd.nakTempA, 1);
  if (BOARD.onRtd.nakTempB) digitalWrite(BOARD.rtd.nakTempB, 1);
  if (BOARD.onRtd.cellTemp) digitalWrite(BOARD.rtd.cellTemp, 1);
  if (BOARD.onRtd.catholyteTemp) digitalWrite(BOARD.rtd.catholyteTemp, 1);
  if (BOARD.onRtd.nakInletTemp) digitalWrite(BOARD.rtd.nakInletTemp, 1);
}
