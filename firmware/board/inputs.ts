/** Input pins. Analog values are fractions of full scale, 0..1; electrical meaning: docs/wiring.md. */
import { BOARD } from './row.js';

export function rawCellVoltage(): number {
  return analogRead(BOARD.pins.cellVoltage);
}
export function rawCurrent(): number {
  return analogRead(BOARD.pins.current);
}
export function rawNakTempA(): number {
  return analogRead(BOARD.pins.nakTempA);
}
export function rawNakTempB(): number {
  return analogRead(BOARD.pins.nakTempB);
}
export function rawCellTemp(): number {
  return analogRead(BOARD.pins.cellTemp);
}
export function rawLeakLoop(): number {
  return analogRead(BOARD.pins.leakLoop);
}
export function rawNakFlow(): number {
  return analogRead(BOARD.pins.nakFlow);
}
/** Digital inputs, bits of `INPUT_BITS`. */
export function readInputs(): number {
  return digitalRead([BOARD.pins.localReset, BOARD.pins.contactorFeedback, BOARD.pins.eStopB, BOARD.pins.eStopA]);
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
  pinMode(BOARD.pins.localReset, 'input_pulldown');
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
