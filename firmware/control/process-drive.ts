/**
 * Outputs that only larger boards have, each where it is fitted. The output stage calls this with what it has decided; nothing here asks for
 * anything by itself.
 */
import * as out from '../board/outputs.js';
import { BOARD } from '../board/row.js';
import { CONVERTER_FULL } from '../model/control.js';
import { WARN_MARGIN } from '../protect/levels.table.js';
import { reactions } from '../protect/monitor.js';
import { OPEN_CONTACTOR, PURGE, RAMP_TO_ZERO, SCRUBBER } from '../protect/reaction.table.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { chargeLimit, dischargeLimit } from './limits.js';
import { state } from './sequencer.js';
import * as S from './state.table.js';

/**
 * Thaw order: the line is heated only behind a cell that is above the liquidus by the warn level, and never above the cell, whose ramp it follows
 * so (docs/physics.md, section 7).
 */
function lineHeat(): boolean {
  const cell = X[I.CELL_TEMP];
  return cell - X[I.LIQUIDUS] >= WARN_MARGIN && X[I.COLDEST] < cell;
}

/**
 * What a converter with a regulation of its own may take in one direction, as duty. When the master that commanded a current has fallen silent it is no
 * more than what still flows by command (`flowing`, mA), and nothing from then on until a new set-point comes.
 */
function released(limit: number, flowing: number): number {
  const silent = reactions & RAMP_TO_ZERO || X[I.REASON] === S.COMMUNICATION_FAULT;
  const most = silent && flowing < limit ? flowing : limit;
  return most > 0 ? most / CONVERTER_FULL : 0;
}

/**
 * Writes them. `w`: what is asked for and not forbidden; `command`: mA, discharge positive. Returns the bits of `OUTPUT_BITS` of valves, fan, purge and
 * scrubber.
 */
export function driveProcess(w: number, command: number): number {
  const on = (w & S.CONTACTOR) > 0;
  const valves = (w & S.VALVES) > 0;
  const fan = (w & S.FAN) > 0;
  const purge = (reactions & PURGE) > 0;
  const scrubber = (reactions & SCRUBBER) > 0;
  if (BOARD.has.isolationValves) out.writeIsolationValves(valves);
  if (BOARD.has.enclosureFan) out.writeEnclosureFan(fan);
  if (BOARD.has.argonPurge) out.writeArgonPurge(purge);
  if (BOARD.has.scrubber) out.writeScrubber(scrubber);
  if (BOARD.has.preCharge) out.writePreCharge(state === S.PRE_CHARGE && !(reactions & OPEN_CONTACTOR));
  if (BOARD.has.traceHeater) out.writeTraceHeater((w & S.HEAT) > 0 && lineHeat());
  if (BOARD.has.chargeLimitOut) out.writeChargeLimit(on ? released(chargeLimit, -command) : 0);
  if (BOARD.has.dischargeLimitOut) out.writeDischargeLimit(on ? released(dischargeLimit, command) : 0);
  return (valves ? 4 : 0) + (fan ? 8 : 0) + (purge ? 16 : 0) + (scrubber ? 32 : 0);
}
