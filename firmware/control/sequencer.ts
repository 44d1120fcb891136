/**
 * The sequencer: which state the plant is in and what that state asks for. It only asks; control/drive.ts decides, and protect/monitor.ts
 * evaluates before and outside of it.
 */
import { lockConsole, openConsole } from '../board/system.js';
import { FLOW_PROOF_RATIO, FLOW_PROOF_S, MIN_OPERATING_TEMP, PUMP_START_S, SOAK_S } from '../model/control.js';
import { BLOCK_CHARGE, BLOCK_DISCHARGE, OPEN_CONTACTOR, RAMP_TO_ZERO, SHUTDOWN } from '../protect/reaction.table.js';
import { P35_CHECK } from '../protect/checks.table.js';
import { acts, blockingFault, reactions, stoppingFault } from '../protect/monitor.js';
import { WARN_MARGIN } from '../protect/levels.table.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { chargeLimit, dischargeLimit } from './limits.js';
import * as S from './state.table.js';

/** NaK pump: off, a fifth, set flow. */
const PUMP_OFF = 0;
const PUMP_START = 1;
const PUMP_FLOW = 2;

export let state = S.BOOT;
/** What the state asks for. */
export let wantContactor = false;
export let wantHeat = false;
export let wantNak = PUMP_OFF;
export let wantCatholyte = false;
/** Current asked for, mA, discharge positive. */
export let setPoint = 0;
/** True from a charge or discharge command until the current has ended: a controller heartbeat is needed. */
export let remote = false;

/** Seconds that the condition of the running wait has held. */
let held = 0;
/** Seconds in self-test. */
let tested = 0;
/** Seconds until the set-point ends by itself; 0: no such limit. */
let timeLeft = 0;
let stopping = false;

function enter(next: number, reason: number): void {
  if (state === S.SERVICE) lockConsole();
  state = next;
  held = 0;
  X[I.STATE] = next;
  X[I.REASON] = reason;
}

function rest(reason: number): void {
  setPoint = 0;
  remote = false;
  timeLeft = 0;
  enter(S.READY, reason);
}

function park(): void {
  wantContactor = wantHeat = wantCatholyte = remote = stopping = false;
  wantNak = PUMP_OFF;
  setPoint = 0;
}

/** Values are there: nothing that the sequencer leans on is unknown. */
export function valuesValid(): boolean {
  const x = X;
  const sum = x[I.CELL_VOLTAGE] + x[I.CURRENT] + x[I.NAK_TEMP_A] + x[I.NAK_TEMP_B] + x[I.CELL_TEMP] + x[I.NAK_FLOW] + x[I.LEAK];
  return sum === sum;
}

/** Waits in warm-up: soak, NaK pump at a fifth, both flows, then the contactor. */
function warmUp(seconds: number): void {
  const x = X;
  held += seconds;
  if (!(x[I.MARGIN] >= WARN_MARGIN)) held = 0;
  if (wantNak === PUMP_OFF) {
    if (held >= SOAK_S) {
      wantNak = PUMP_START;
      held = 0;
    }
  } else if (wantNak === PUMP_START) {
    if (held >= PUMP_START_S) {
      wantNak = PUMP_FLOW;
      wantCatholyte = true;
      held = 0;
    }
  } else {
    if (!(x[I.NAK_FLOW_RATIO] >= FLOW_PROOF_RATIO && x[I.CATHOLYTE_FLOW_RATIO] >= FLOW_PROOF_RATIO && x[I.CELL_TEMP] >= MIN_OPERATING_TEMP)) held = 0;
    if (held >= FLOW_PROOF_S) {
      wantContactor = true;
      rest(0);
    }
  }
}

/** Charge and discharge: they end by the limits, by time, or when a silent master has let the current run down; its set-point is gone then. */
function run(limit: number, blocked: number, seconds: number, atZero: boolean): void {
  if (reactions & RAMP_TO_ZERO) setPoint = 0;
  if (!setPoint) {
    if (atZero) rest(S.COMMUNICATION_FAULT);
  } else if (limit <= 0) rest(blockingFault(blocked));
  else if (timeLeft > 0 && (timeLeft -= seconds) <= 0) rest(0);
}

/** A trip that opens the contactor: fault or emergency stop. What heats and pumps goes on unless a reaction forbids it or a stop was under way. */
function stopped(): void {
  const next = acts(P35_CHECK) ? S.E_STOP : S.FAULT;
  if (stopping || reactions & SHUTDOWN) park();
  wantContactor = remote = false;
  setPoint = 0;
  if (state !== next) enter(next, stoppingFault());
}

/** One step. `seconds` since the last one, 0 when a trip or a command asks for it. `atZero`: the commanded current is zero. */
export function sequence(seconds: number, atZero: boolean): void {
  if (reactions & OPEN_CONTACTOR) {
    if (state !== S.SERVICE) stopped();
    return;
  }
  if (stopping) {
    setPoint = 0;
    if (atZero) {
      park();
      enter(S.COLD, 0);
    }
    return;
  }
  if (state === S.SELF_TEST) {
    tested += seconds;
    if (tested >= 3 && valuesValid()) enter(S.COLD, 0);
  } else if (state === S.WARM_UP) warmUp(seconds);
  else if (state === S.CHARGE) run(chargeLimit, BLOCK_CHARGE, seconds, atZero);
  else if (state === S.DISCHARGE) run(dischargeLimit, BLOCK_DISCHARGE, seconds, atZero);
  else if (state === S.FAULT || state === S.E_STOP) {
    park();
    enter(S.COLD, 0);
  }
}

/** Command `start`. Each command returns true when the state allows it. */
export function start(): boolean {
  if (state !== S.COLD) return false;
  wantHeat = true;
  enter(S.WARM_UP, 0);
  return true;
}

/** Command `stop`: current to zero, then everything off. Allowed in every state. */
export function stop(): boolean {
  if (state === S.FAULT || state === S.E_STOP) {
    wantHeat = wantCatholyte = false;
    wantNak = PUMP_OFF;
  } else if (state !== S.COLD && state !== S.SERVICE && state !== S.SELF_TEST) stopping = true;
  return true;
}

/** Commands `charge` and `discharge`: `current` in mA, discharge positive; `ttl` s, 0 for no end. */
export function setCurrent(current: number, ttl: number): boolean {
  if (state < S.READY || state > S.DISCHARGE || stopping) return false;
  setPoint = current;
  timeLeft = ttl;
  remote = true;
  enter(current < 0 ? S.CHARGE : S.DISCHARGE, 0);
  return true;
}

/** Command `rest`. */
export function endCurrent(): boolean {
  if (state !== S.CHARGE && state !== S.DISCHARGE) return state === S.READY;
  rest(0);
  return true;
}

/** Commands `service` and `leaveService`. */
export function setService(on: boolean): boolean {
  if (state !== (on ? S.COLD : S.SERVICE)) return false;
  enter(on ? S.SERVICE : S.COLD, 0);
  if (on) openConsole();
  return true;
}

/** Boot is over: the self-test begins. */
export function startSequencer(): void {
  enter(S.SELF_TEST, 0);
}
