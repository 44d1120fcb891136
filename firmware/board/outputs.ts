/** Output pins. All are off from the first line of the firmware on; pull-downs keep them off before that (docs/wiring.md). */
import { BOARD } from './row.js';

const HEATER_HZ = { freq: 10 };
const DRIVE_HZ = { freq: 1000 };

export function writeContactor(on: boolean): void {
  digitalWrite(BOARD.pins.contactor, on);
}
export function writeHeaterEnable(on: boolean): void {
  digitalWrite(BOARD.pins.heaterEnable, on);
}
/** Duty cycles, 0..1. */
export function writeHeater(duty: number): void {
  analogWrite(BOARD.pins.heater, duty, HEATER_HZ);
}
export function writeNakPump(duty: number): void {
  analogWrite(BOARD.pins.nakPump, duty, DRIVE_HZ);
}
export function writeCatholytePump(duty: number): void {
  analogWrite(BOARD.pins.catholytePump, duty, DRIVE_HZ);
}
export function writeChargeCurrent(duty: number): void {
  analogWrite(BOARD.pins.chargeCurrent, duty, DRIVE_HZ);
}
export function writeDischargeCurrent(duty: number): void {
  analogWrite(BOARD.pins.dischargeCurrent, duty, DRIVE_HZ);
}

/** Everything off, at once. */
export function writeAllOff(): void {
  digitalWrite(BOARD.pins.contactor, 0);
  digitalWrite(BOARD.pins.chargeCurrent, 0);
  digitalWrite(BOARD.pins.dischargeCurrent, 0);
  digitalWrite(BOARD.pins.heaterEnable, 0);
  digitalWrite(BOARD.pins.heater, 0);
  digitalWrite(BOARD.pins.nakPump, 0);
  digitalWrite(BOARD.pins.catholytePump, 0);
}
