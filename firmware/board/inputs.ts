/**
 * Inputs. Analog values are fractions of full scale, 0..1, and NaN when a chip gives none; electrical meaning: docs/wiring.md.
 * A channel is read where the board's row says: on a pin, or from what a chip gave in this tick.
 */
import { readCell } from './cell-converters.js';
import { readConverters } from './ads1115.js';
import { expanderLevels, serveExpander } from './expander.js';
import { readThermocouples, startThermocouples } from './max31855.js';
import { readRtds, startRtds } from './max31865.js';
import { READINGS } from './readings.js';
import { BOARD } from './row.js';
import { setRtdMode } from './spi.js';

export function rawCellVoltage(): number {
  return BOARD.onPin.cellVoltage ? analogRead(BOARD.pins.cellVoltage) : READINGS[BOARD.slot.cellVoltage];
}
export function rawCurrent(): number {
  return BOARD.onPin.current ? analogRead(BOARD.pins.current) : READINGS[BOARD.slot.current];
}
export function rawNakTempA(): number {
  return BOARD.onPin.nakTempA ? analogRead(BOARD.pins.nakTempA) : READINGS[BOARD.slot.nakTempA];
}
export function rawNakTempB(): number {
  return BOARD.onPin.nakTempB ? analogRead(BOARD.pins.nakTempB) : READINGS[BOARD.slot.nakTempB];
}
export function rawCellTemp(): number {
  return BOARD.onPin.cellTemp ? analogRead(BOARD.pins.cellTemp) : READINGS[BOARD.slot.cellTemp];
}
export function rawLeakLoop(): number {
  return BOARD.onPin.leakLoop ? analogRead(BOARD.pins.leakLoop) : READINGS[BOARD.slot.leakLoop];
}
export function rawNakFlow(): number {
  return BOARD.onPin.nakFlow ? analogRead(BOARD.pins.nakFlow) : READINGS[BOARD.slot.nakFlow];
}
export function rawCatholyteTemp(): number {
  return BOARD.onPin.catholyteTemp ? analogRead(BOARD.pins.catholyteTemp) : READINGS[BOARD.slot.catholyteTemp];
}
export function rawNakInletTemp(): number {
  return BOARD.onPin.nakInletTemp ? analogRead(BOARD.pins.nakInletTemp) : READINGS[BOARD.slot.nakInletTemp];
}
export function rawCatholyteLeakLoop(): number {
  return BOARD.onPin.catholyteLeakLoop ? analogRead(BOARD.pins.catholyteLeakLoop) : READINGS[BOARD.slot.catholyteLeakLoop];
}
export function rawSupply(): number {
  return BOARD.onPin.supply ? analogRead(BOARD.pins.supply) : READINGS[BOARD.slot.supply];
}
export function rawAdcReference(): number {
  return BOARD.onPin.adcReference ? analogRead(BOARD.pins.adcReference) : READINGS[BOARD.slot.adcReference];
}
export function rawBusVoltage(): number {
  return BOARD.onPin.busVoltage ? analogRead(BOARD.pins.busVoltage) : READINGS[BOARD.slot.busVoltage];
}
export function rawNakPumpCurrent(): number {
  return BOARD.onPin.nakPumpCurrent ? analogRead(BOARD.pins.nakPumpCurrent) : READINGS[BOARD.slot.nakPumpCurrent];
}
export function rawCatholytePumpCurrent(): number {
  return BOARD.onPin.catholytePumpCurrent ? analogRead(BOARD.pins.catholytePumpCurrent) : READINGS[BOARD.slot.catholytePumpCurrent];
}
export function rawNakPressure(): number {
  return BOARD.onPin.nakPressure ? analogRead(BOARD.pins.nakPressure) : READINGS[BOARD.slot.nakPressure];
}
export function rawCatholytePressure(): number {
  return BOARD.onPin.catholytePressure ? analogRead(BOARD.pins.catholytePressure) : READINGS[BOARD.slot.catholytePressure];
}
export function rawBlanketPressure(): number {
  return BOARD.onPin.blanketPressure ? analogRead(BOARD.pins.blanketPressure) : READINGS[BOARD.slot.blanketPressure];
}
export function rawNakLevel(): number {
  return BOARD.onPin.nakLevel ? analogRead(BOARD.pins.nakLevel) : READINGS[BOARD.slot.nakLevel];
}
export function rawOxygen(): number {
  return BOARD.onPin.oxygen ? analogRead(BOARD.pins.oxygen) : READINGS[BOARD.slot.oxygen];
}
export function rawHydrogen(): number {
  return BOARD.onPin.hydrogen ? analogRead(BOARD.pins.hydrogen) : READINGS[BOARD.slot.hydrogen];
}
export function rawRoomHydrogen(): number {
  return BOARD.onPin.roomHydrogen ? analogRead(BOARD.pins.roomHydrogen) : READINGS[BOARD.slot.roomHydrogen];
}
export function rawToxicGas(): number {
  return BOARD.onPin.toxicGas ? analogRead(BOARD.pins.toxicGas) : READINGS[BOARD.slot.toxicGas];
}
/** Cell `index`, 0..`BOARD.cells` − 1, on a board that measures single cells. */
export function rawCell(index: number): number {
  return BOARD.cellsAlone ? readCell(index) : READINGS[BOARD.cellSlot + index];
}

/** Reads the chips: once a tick, before anything else is read. */
export function readChips(): void {
  if (BOARD.uses.adc && !BOARD.cellsAlone) readConverters();
  if (BOARD.uses.expander) serveExpander();
  if (BOARD.uses.thermocouple) readThermocouples();
  if (BOARD.uses.rtd) readRtds();
}

/** Nothing has been read yet. */
export function startChips(): void {
  READINGS.fill(NaN);
  if (BOARD.uses.rtd) startRtds();
  if (BOARD.uses.thermocouple) startThermocouples();
  if (BOARD.uses.rtd || BOARD.uses.thermocouple) setRtdMode();
}

/** Pins of the digital inputs, the highest bit first: made once, because a list costs more than its reading. */
const INPUT_PINS = BOARD.onPin.localReset
  ? [BOARD.pins.localReset, BOARD.pins.contactorFeedback, BOARD.pins.eStopB, BOARD.pins.eStopA]
  : [BOARD.pins.contactorFeedback, BOARD.pins.eStopB, BOARD.pins.eStopA];

/** Digital inputs, bits of `INPUT_BITS`. */
export function readInputs(): number {
  const levels = digitalRead(INPUT_PINS);
  return BOARD.onPin.localReset ? levels : levels + ((expanderLevels >> BOARD.line.localReset) & 1) * 8;
}
/** Smoke detector: 1 closed and healthy, 0 smoke or a broken wire. */
export function readSmoke(): number {
  return BOARD.onPin.smoke ? digitalRead(BOARD.pins.smoke) : (expanderLevels >> BOARD.line.smoke) & 1;
}

/** Pulses since the start, modulo 2³¹. */
export let nakPulses = 0;
export let catholytePulses = 0;
export let flowPulses = 0;

/**
 * Sets the pins up. `onEStop` runs at every edge of the emergency stop, with the channel, 0 or 1.
 * Pulse pins count through their watches: fit for some hundred hertz, one short callback a pulse.
 */
export function startInputs(onEStop: (channel: number, event: WatchEvent) => void): void {
  pinMode(BOARD.pins.eStopA, 'input_pulldown');
  pinMode(BOARD.pins.eStopB, 'input_pulldown');
  pinMode(BOARD.pins.contactorFeedback, 'input_pulldown');
  if (BOARD.onPin.localReset) pinMode(BOARD.pins.localReset, 'input_pulldown');
  if (BOARD.onPin.smoke) pinMode(BOARD.pins.smoke, 'input_pulldown');
  pinMode(BOARD.pins.nakTach, 'input_pullup');
  pinMode(BOARD.pins.catholyteTach, 'input_pullup');
  pinMode(BOARD.pins.catholyteFlow, 'input_pullup');
  setWatch(
    () => {
      nakPulses++;
    },
    BOARD.pins.nakTach,
    { repeat: true, edge: 'rising' },
  );
  setWatch(
    () => {
      catholytePulses++;
    },
    BOARD.pins.catholyteTach,
    { repeat: true, edge: 'rising' },
  );
  setWatch(
    () => {
      flowPulses++;
    },
    BOARD.pins.catholyteFlow,
    { repeat: true, edge: 'rising' },
  );
  setWatch((e) => onEStop(0, e), BOARD.pins.eStopA, { repeat: true, edge: 'both' });
  setWatch((e) => onEStop(1, e), BOARD.pins.eStopB, { repeat: true, edge: 'both' });
}
