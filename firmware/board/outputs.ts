/**
 * Outputs. All are off from the first line of the firmware on; pull-downs keep them off before that (docs/wiring.md). Off is what is safe
 * without power: isolation valves close, purge and scrubber stop, the fan stands.
 */
import { HEATER_HZ, LIMIT_HZ } from '../model/control.js';
import { writeLine, writeLines } from './expander.js';
import { BOARD } from './row.js';

const HEATER_PWM = { freq: HEATER_HZ };
const DRIVE_PWM = { freq: BOARD.driveHz };
const LIMIT_PWM = { freq: LIMIT_HZ };

export function writeContactor(on: boolean): void {
  digitalWrite(BOARD.pins.contactor, on);
}
export function writeHeaterEnable(on: boolean): void {
  digitalWrite(BOARD.pins.heaterEnable, on);
}
/** Duty cycles, 0..1. */
export function writeHeater(duty: number): void {
  analogWrite(BOARD.pins.heater, duty, HEATER_PWM);
}
export function writeNakPump(duty: number): void {
  analogWrite(BOARD.pins.nakPump, duty, DRIVE_PWM);
}
export function writeCatholytePump(duty: number): void {
  analogWrite(BOARD.pins.catholytePump, duty, DRIVE_PWM);
}
export function writeChargeCurrent(duty: number): void {
  analogWrite(BOARD.pins.chargeCurrent, duty, DRIVE_PWM);
}
export function writeDischargeCurrent(duty: number): void {
  analogWrite(BOARD.pins.dischargeCurrent, duty, DRIVE_PWM);
}

/** Switches a fitted channel where the board's row says. */
export function writePreCharge(on: boolean): void {
  digitalWrite(BOARD.pins.preCharge, on);
}
/** Isolation valves of both loops: true = open. */
export function writeIsolationValves(open: boolean): void {
  if (BOARD.onPin.isolationValves) digitalWrite(BOARD.pins.isolationValves, open);
  else writeLine(BOARD.line.isolationValves, open);
}
export function writeArgonPurge(on: boolean): void {
  if (BOARD.onPin.argonPurge) digitalWrite(BOARD.pins.argonPurge, on);
  else writeLine(BOARD.line.argonPurge, on);
}
export function writeEnclosureFan(on: boolean): void {
  if (BOARD.onPin.enclosureFan) digitalWrite(BOARD.pins.enclosureFan, on);
  else writeLine(BOARD.line.enclosureFan, on);
}
export function writeScrubber(on: boolean): void {
  if (BOARD.onPin.scrubber) digitalWrite(BOARD.pins.scrubber, on);
  else writeLine(BOARD.line.scrubber, on);
}
/** The trace heater is fed behind the second heater switch: without `heaterEnable` it is cold. */
export function writeTraceHeater(on: boolean): void {
  if (BOARD.onPin.traceHeater) digitalWrite(BOARD.pins.traceHeater, on);
  else writeLine(BOARD.line.traceHeater, on);
}
/** What the power converter may feed and draw, duty cycles of its full scale, 0..1. */
export function writeChargeLimit(duty: number): void {
  analogWrite(BOARD.pins.chargeLimitOut, duty, LIMIT_PWM);
}
export function writeDischargeLimit(duty: number): void {
  analogWrite(BOARD.pins.dischargeLimitOut, duty, LIMIT_PWM);
}

let safetyLevel = false;
/** Changes the level at the safety relay: once at the end of every complete tick. The relay drops out when the changes stop. */
export function toggleSafety(): void {
  safetyLevel = !safetyLevel;
  digitalWrite(BOARD.pins.safetyToggle, safetyLevel);
}

/** True while the leak loops are fed from above. */
export let excitedHigh = false;
/** Reverses the current through the leak loops, which then settle until the next tick. */
export function reverseLeakLoops(): void {
  excitedHigh = !excitedHigh;
  if (BOARD.onPin.leakExcitation) digitalWrite(BOARD.pins.leakExcitation, excitedHigh);
  else writeLine(BOARD.line.leakExcitation, excitedHigh);
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
  if (BOARD.uses.direction) digitalWrite(BOARD.serial.direction, 0);
  if (BOARD.has.preCharge) digitalWrite(BOARD.pins.preCharge, 0);
  if (BOARD.onPin.isolationValves) digitalWrite(BOARD.pins.isolationValves, 0);
  if (BOARD.onPin.argonPurge) digitalWrite(BOARD.pins.argonPurge, 0);
  if (BOARD.onPin.enclosureFan) digitalWrite(BOARD.pins.enclosureFan, 0);
  if (BOARD.onPin.scrubber) digitalWrite(BOARD.pins.scrubber, 0);
  if (BOARD.onPin.traceHeater) digitalWrite(BOARD.pins.traceHeater, 0);
  if (BOARD.has.chargeLimitOut) digitalWrite(BOARD.pins.chargeLimitOut, 0);
  if (BOARD.has.dischargeLimitOut) digitalWrite(BOARD.pins.dischargeLimitOut, 0);
  if (BOARD.has.leakExcitation) excitedHigh = false;
  if (BOARD.onPin.leakExcitation) digitalWrite(BOARD.pins.leakExcitation, 0);
  if (BOARD.uses.expander) writeLines(0);
}
