/** The mailbox: takes a command, runs it once, remembers sequence number and result. */
import { anchor } from '../chemistry/composition.js';
import { CONTROL_COUNT } from '../model/registers.js';
import { STORE_DELAY_MS } from '../model/control.js';
import { ANSWER_MS, UNLOCKED_MS, UNLOCK_ASK, UNLOCK_KEY } from '../model/unlock.js';
import { RESCUE_SHARE } from '../model/rescue.js';
import { P, adoptShadow, mayStore, setParameter, storeParameters } from '../persist/parameters.js';
import {
  ANCHOR_COMPOSITION,
  ANCHOR_METAL_MASS,
  ANCHOR_OXIDISED,
  COMMISSIONED,
  CURRENT_GAIN,
  CURRENT_ZERO,
  MAX_CURRENT,
  MAXIMA,
  MINIMA,
  NAK_FLOW_ZERO,
  SIGNED_EVENT,
  SIGNER,
  UNIT_ADDRESS,
} from '../persist/parameter.table.js';
import { saveCounters } from '../persist/counters.js';
import { beatNow } from './heartbeat.js';
import { reset, takeLevels } from '../protect/monitor.js';
import { setCurrentScale } from '../sense/fast.js';
import { BOARD } from '../board/row.js';
import * as I from '../sense/index.table.js';
import { GAS_SENSOR_FAILED } from '../sense/process.table.js';
import { forgetCells } from '../sense/cells.js';
import { X } from '../sense/values.js';
import * as C from './command.table.js';
import { calibrate, compareCell, noteFill } from './commissioning.js';
import { ALL_ITEMS } from './commissioning.table.js';
import { oxidisedFraction, startCount } from './composition.js';
import { chargeLimit, dischargeLimit } from './limits.js';
import { everyLoop, rebaseLoops, settleLoops } from './loops.js';
import { LOOPS, SHIFT } from './loops.table.js';
import * as seq from './sequencer.js';
import * as S from './state.table.js';
import { forgiveGap } from './tick.js';

/** Registers of the control area as they were written. */
export const control = new Uint16Array(CONTROL_COUNT);
/** From register 1002 on: the mailbox with code, argument, argument32 high and low, time to live, sequence. */
export const mailbox = control.subarray(2);
/** Times until which the second word of the key is taken, and commands that need the key run, ms. */
let askedUntil = 0;
let openUntil = 0;
/** Time of the command that runs, ms. */
let time = 0;
/** True from the answer to a command that stores to its end: nothing else is written meanwhile. */
export let storing = false;
/** What such a command still has to do; its result, or 0 when the mailbox is none of its business. */
let lastStep: () => number;
/** Sequence number of such a command: a stop that comes meanwhile takes the result over. */
let author = 0;

function finish(): void {
  const result = lastStep();
  if (result && X[I.ACK_SEQUENCE] === author) X[I.ACK_RESULT] = result;
  storing = false;
}

/** Leaves a step that writes to flash, which stops the interpreter, for when the answer is off the line. */
function storeLater(step: () => number): number {
  lastStep = step;
  author = X[I.ACK_SEQUENCE];
  storing = true;
  setTimeout(finish, STORE_DELAY_MS);
  return C.RUNNING;
}

/** Takes the parameters in force over into what was worked out from them. */
export function applyParameters(): void {
  anchor(P[ANCHOR_METAL_MASS], P[ANCHOR_COMPOSITION]);
  setCurrentScale(P[MAX_CURRENT], 1 + P[CURRENT_GAIN] / 10000, P[CURRENT_ZERO] / 10, P[NAK_FLOW_ZERO] / 10);
  takeLevels(P);
  if (BOARD.loops > 1) settleLoops();
  if (BOARD.cellSlot >= 0) forgetCells();
}

function setCurrent(sign: number, current: number): number | undefined {
  if (!P[SIGNER]) return C.LOCKED;
  if (!(current > 0 && current <= P[MAX_CURRENT])) return C.RANGE;
  if ((sign > 0 ? dischargeLimit : chargeLimit) <= 0) return C.FAILED;
  if (!seq.remote) beatNow(time);
  seq.setCurrent(sign * current, mailbox[4]);
  return undefined;
}

function rescue(current: number): number | undefined {
  if (!P[SIGNER]) return C.LOCKED;
  if (!(current > 0 && current <= P[MAX_CURRENT] * RESCUE_SHARE)) return C.RANGE;
  beatNow(time);
  return seq.startRescue(current, mailbox[4]);
}

function resetFaults(): number {
  const answer = reset(mailbox[1], false);
  return answer ? (answer > 1 ? C.LOCAL_ONLY : C.FAILED) : C.DONE;
}

/** Stores the parameters in force and works out what follows from them. */
function storeAll(): number {
  applyParameters();
  const stored = storeParameters();
  forgiveGap();
  // The counters name the copy in force.
  saveCounters(0);
  return stored ? C.DONE : C.FAILED;
}

/** Takes the shadow over and stores it. */
function takeShadow(): number {
  if (seq.wants & S.NAK) return C.WRONG_STATE;
  if (!mayStore()) return C.FAILED;
  compareCell();
  const loops = BOARD.loops > 1 ? P[LOOPS] : 1;
  if (!adoptShadow()) return C.RANGE;
  // Loops that are new have no composition yet.
  if (BOARD.loops > 1) X[I.ANCHOR_LOST] |= everyLoop() & -(1 << loops);
  return storeAll();
}

/**
 * The new anchor becomes a parameter, and the only one that changes: what waits in the shadow goes on waiting. The charge counter starts from zero,
 * and the catholyte keeps what it has. Until both are stored the composition counts as lost, so that a power cut in between leaves no wrong one.
 */
function reanchor(mass: number): number {
  const w = mailbox[1];
  const loop = BOARD.loops > 1 ? mass >>> SHIFT : 0;
  if (BOARD.loops > 1) {
    mass &= (1 << SHIFT) - 1;
    if (loop >= P[LOOPS]) return C.RANGE;
  }
  if (seq.wants & S.NAK) return C.WRONG_STATE;
  if (w < MINIMA[ANCHOR_COMPOSITION] || w > MAXIMA[ANCHOR_COMPOSITION] || mass < MINIMA[ANCHOR_METAL_MASS] || mass > MAXIMA[ANCHOR_METAL_MASS])
    return C.RANGE;
  if (!mayStore()) return C.FAILED;
  setParameter(ANCHOR_OXIDISED, Math.round(oxidisedFraction()));
  if (BOARD.loops > 1) rebaseLoops(loop, w, mass);
  else {
    setParameter(ANCHOR_COMPOSITION, w);
    setParameter(ANCHOR_METAL_MASS, mass);
  }
  noteFill();
  const lost = BOARD.loops > 1 ? X[I.ANCHOR_LOST] & ~(1 << loop) : 0;
  X[I.ANCHOR_LOST] = BOARD.loops > 1 ? everyLoop() : 1;
  saveCounters(0);
  const result = storeAll();
  if (result === C.DONE) {
    startCount();
    X[I.ANCHOR_LOST] = lost;
    saveCounters(0);
  }
  return result;
}

/** True when the address can be stored now, as `commit` could, or is stored already. */
export function mayStoreAddress(address: number): boolean {
  return address === P[UNIT_ADDRESS] || (((C.STATES_OF[C.COMMIT] >> seq.state) & 1) > 0 && !(seq.wants & S.NAK) && mayStore());
}

/** Stores the Modbus address, which the next start takes over; what waits in the shadow goes on waiting. */
export function storeAddress(address: number): void {
  const before = P[UNIT_ADDRESS];
  if (address === before) return;
  setParameter(UNIT_ADDRESS, address);
  storeLater(() => {
    if (storeAll() !== C.DONE) setParameter(UNIT_ADDRESS, before);
    return 0;
  });
}

/** The person with the number of the argument answers for the commissioning: it is stored with the signature, or stays without. */
function sign(): number {
  const person = mailbox[1];
  if (!person) return C.RANGE;
  if (seq.wants & S.NAK) return C.WRONG_STATE;
  if (P[COMMISSIONED] !== ALL_ITEMS || X[I.ANCHOR_LOST] || !mayStore()) return C.FAILED;
  setParameter(SIGNED_EVENT, X[I.NEWEST_EVENT]);
  setParameter(SIGNER, person);
  const result = storeAll();
  if (result !== C.DONE) setParameter(SIGNER, 0);
  return result;
}

/** A gas sensor that has failed, or whose test is overdue, forbids the start (F10). */
function startChecked(): number | undefined {
  if (X[GAS_SENSOR_FAILED]) return C.FAILED;
  seq.start();
  return undefined;
}

/** Commands by code − 1. */
const RUN: ((argument32: number) => number | undefined | void)[] = [
  BOARD.has.hydrogen ? startChecked : seq.start,
  seq.stop,
  (v) => setCurrent(-1, v),
  (v) => setCurrent(1, v),
  seq.endCurrent,
  resetFaults,
  (v) => storeLater(() => reanchor(v)),
  () => storeLater(takeShadow),
  () => seq.setService(true),
  () => seq.setService(false),
  rescue,
  // Code 12 has no state in which it runs.
  null as never,
  (v) => calibrate(mailbox[1], v) || applyParameters(),
  () => storeLater(sign),
];

/** Runs a command; its result. `now`: ms. */
export function runCommand(code: number, argument32: number, now: number): number {
  const states = C.STATES_OF[--code];
  time = now;
  if (!states) return C.RANGE;
  if (!((states >> seq.state) & 1)) return C.WRONG_STATE;
  return (C.KEYED >> code) & 1 && now >= openUntil ? C.LOCKED : RUN[code](argument32) || C.DONE;
}

/** Takes a word of the key; true when it is the first one, or the one that opens. The register shows the number for the second one meanwhile. `now`: ms. */
export function unlock(word: number, now: number): boolean {
  const opens = now < askedUntil && word === (control[0] ^ UNLOCK_KEY);
  const asks = word === UNLOCK_ASK;
  openUntil = opens ? now + UNLOCKED_MS : 0;
  askedUntil = asks ? now + ANSWER_MS : 0;
  control[0] = asks ? now : 0;
  return opens || asks;
}

/** Runs what lies in the mailbox when its sequence number is new. `now`: ms. */
export function takeCommand(now: number): void {
  const m = mailbox;
  if (m[5] === X[I.ACK_SEQUENCE]) return;
  X[I.ACK_SEQUENCE] = m[5];
  X[I.ACK_RESULT] = runCommand(m[0], m[2] * 65536 + m[3], now);
}
