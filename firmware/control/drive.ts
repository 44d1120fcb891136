/**
 * The output stage: the one place that decides what the outputs do. Everything is off unless the sequencer asks for it, no reaction forbids
 * it and the emergency stop is closed.
 */
import * as out from '../board/outputs.js';
import { BOARD } from '../board/row.js';
import { CATHOLYTE_PUMP_FULL, CONVERTER_FULL, DEAD_MAN_MS, NAK_PUMP_FULL } from '../model/control.js';
import { BLOCK_CHARGE, BLOCK_DISCHARGE, HALF_CURRENT, RAMP_TO_ZERO } from '../protect/reaction.table.js';
import { P } from '../persist/parameters.js';
import { MAX_CURRENT } from '../persist/parameter.table.js';
import { HIGH_VOLTAGE, LOW_VOLTAGE } from '../protect/levels.table.js';
import { reactions } from '../protect/monitor.js';
import { noteCommands } from '../sense/fast.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { catholyteFlowWanted, chargeLimit, dischargeLimit, nakFlowWanted } from './limits.js';
import { phase, pulseCurrent } from './pulse.js';
import { setPoint, wants } from './sequencer.js';
import * as S from './state.table.js';
import { driveProcess } from './process-drive.js';
import { heaterDuty, heaterRefreshed } from './thermal.js';

/** Share of the largest current by which the command may rise in a tick, and by which it runs down for a silent master: ten seconds in all. */
const SLEW = 0.1;
const SLOW_SLEW = 0.01;
/** Full duty of a pump that starts. */
const START_DUTY = 0.2;
/** mA that a tick takes off the current outside the voltage window, and gives back inside. */
const TRIM_DOWN = 5;
const TRIM_UP = 1;

/** Commanded current, mA, discharge positive. */
export let command = 0;
/** Contactor and heater switch as written, bits of `OUTPUT_BITS`. */
export let outputs = 0;
/** True while an edge of the emergency stop holds everything off until the tick has judged it. */
export let eStopHold = false;

/** True when the pins no longer show what was decided last. */
let stale = true;
let trim = 0;
let charging = 0;
let discharging = 0;
let heating = 0;
let nak = 0;
let catholyte = 0;

/** `v` moved towards `to` by at most `step`. */
function towards(v: number, to: number, step: number): number {
  return v < to ? (v + step < to ? v + step : to) : v - step > to ? v - step : to;
}

/** Terminal voltage beyond the window takes current away before the voltage faults act. */
function trimVoltage(): void {
  const u = X[I.CELL_VOLTAGE];
  if ((command < 0 && u > HIGH_VOLTAGE) || (command > 0 && u < LOW_VOLTAGE)) trim += TRIM_DOWN;
  else if (trim > 0) trim -= TRIM_UP;
}

/** Current to command in this tick: it rises in steps, falls at once and changes its direction through zero. */
function current(): number {
  const most = P[MAX_CURRENT];
  trimVoltage();
  // A run-down keeps the direction that flows.
  const ramp = reactions & RAMP_TO_ZERO;
  const wanted = ramp ? command : setPoint;
  const limit = wanted > 0 ? dischargeLimit : chargeLimit;
  const half = reactions & HALF_CURRENT ? most / 2 : most;
  const size = Math.max(Math.min(Math.abs(wanted), limit, half) - trim, 0);
  let to = wanted > 0 ? size : -size;
  if (!ramp) to += pulseCurrent();
  if (reactions & (to > 0 ? BLOCK_DISCHARGE : BLOCK_CHARGE)) return 0;
  if (ramp) return towards(to, 0, most * SLOW_SLEW);
  if (to * command < 0) return 0;
  return Math.abs(to) < Math.abs(command) ? to : towards(command, to, most * SLEW);
}

/** Writes the converter's two inputs; at zero current nothing is left to do. */
function driveConverter(): void {
  const c = command < 0 ? -command / CONVERTER_FULL : 0;
  const d = command > 0 ? command / CONVERTER_FULL : 0;
  if (c !== charging) out.writeChargeCurrent((charging = c));
  if (d !== discharging) out.writeDischargeCurrent((discharging = d));
}

/** Pumps and heater. A flow command is a duty: full scale by the fresh pump curve. `w`: what is asked for and not forbidden. */
function driveLoops(now: number, w: number): void {
  const h = w & S.HEAT && now - heaterRefreshed < DEAD_MAN_MS ? heaterDuty : 0;
  const n = w & S.NAK ? (w & S.FLOW ? nakFlowWanted / NAK_PUMP_FULL : START_DUTY) : 0;
  const c = w & S.CATHOLYTE ? catholyteFlowWanted / CATHOLYTE_PUMP_FULL : 0;
  if (h !== heating) out.writeHeater((heating = h));
  if (n !== nak) out.writeNakPump((nak = n));
  if (c !== catholyte) out.writeCatholytePump((catholyte = c));
}

/** Switches, and pumps and heater with them. Written again every second even when nothing has changed. */
function driveAll(now: number, w: number): void {
  const on = (w & S.CONTACTOR) > 0;
  const heat = (w & S.HEAT) > 0;
  stale = false;
  if (!on) command = trim = 0;
  driveConverter();
  driveLoops(now, w);
  out.writeContactor(on);
  out.writeHeaterEnable(heat);
  outputs = (on ? 1 : 0) + (heat ? 2 : 0);
  if (BOARD.profile === 'full') outputs += driveProcess(w, command);
  noteCommands(on ? 1 : 0, nak > 0, catholyte > 0);
}

/** Decides and writes the outputs. `now`: ms. `all`: a second has passed, or alarms or state have changed; else only the current follows. */
export function drive(now: number, all: boolean): void {
  if (eStopHold) return;
  const w = wants & ~reactions;
  if (w & S.CONTACTOR && (command || setPoint || phase)) {
    command = current();
    driveConverter();
  }
  if (all || stale) driveAll(now, w);
}

/** Everything off now, and off until the hold is taken back. */
export function holdOff(hold: boolean): void {
  eStopHold = hold;
  stale = true;
  if (!hold) return;
  out.writeAllOff();
  command = charging = discharging = heating = nak = catholyte = outputs = 0;
  noteCommands(0, false, false);
}

/** Commanded flows, 0.1 mL/min. */
export function nakFlowCommand(): number {
  return nak * NAK_PUMP_FULL;
}
export function catholyteFlowCommand(): number {
  return catholyte * CATHOLYTE_PUMP_FULL;
}

/** Puts duties into the process image, 0.01 %. */
export function showOutputs(): void {
  const x = X;
  x[I.HEATER_DUTY] = heating * 10000;
  x[I.NAK_DUTY] = nak * 10000;
  x[I.CATHOLYTE_DUTY] = catholyte * 10000;
  x[I.OUTPUTS] = outputs;
}
