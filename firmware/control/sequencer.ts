/**
 * The sequencer: which state the plant is in and what that state asks for. It only asks; control/drive.ts decides, and protect/monitor.ts
 * evaluates before and outside of it.
 */
import { rawBusVoltage } from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { lockConsole, openConsole } from '../board/system.js';
import { BUS_TOLERANCE, COOL_DOWN_S, FLOW_PROOF_RATIO, FLOW_PROOF_S, MIN_OPERATING_TEMP, PARK_TEMP, PUMP_START_S, SOAK_S } from '../model/control.js';
import { RESCUE_S } from '../model/rescue.js';
import { BLOCK_CHARGE, BLOCK_DISCHARGE, BY_CHARGE, OPEN_CONTACTOR, RAMP_TO_ZERO } from '../protect/reaction.table.js';
import { P35_CHECK } from '../protect/checks.table.js';
import { acts, blockingFault, reactions, recovery, rescue, setRescue, stoppingFault } from '../protect/monitor.js';
import { WARN_MARGIN } from '../protect/levels.table.js';
import * as I from '../sense/index.table.js';
import { NAK_INLET_TEMP } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { DONE, EXPIRED, LOCKED, RUNNING } from './command.table.js';
import { chargeLimit, dischargeLimit } from './limits.js';
import { plausible } from './pulse.js';
import * as S from './state.table.js';

export let state = S.BOOT;
/** Outputs that are asked for, bits of `OUTPUT`. */
export let wants = 0;
/** Current asked for, mA, discharge positive. */
export let setPoint = 0;
/** True from a charge or discharge command until the current has ended: a controller heartbeat is needed. */
export let remote = false;

/** Seconds that the condition of the running wait has held, or that the state has lasted. */
export let held = 0;
/** Seconds until the set-point ends by itself; 0: no such limit. */
let timeLeft = 0;
/** Sequence number of the command that set it. */
let author = 0;

function enter(next: number, reason: number): void {
  const x = X;
  const asks = S.ASKS[next];
  if (state === S.SERVICE) lockConsole();
  wants = asks < 0 ? wants & asks : asks;
  state = next;
  held = 0;
  x[I.STATE] = next;
  x[I.REASON] = reason;
  if (BOARD.has.preCharge) x[I.PRE_CHARGE_TIME] = 0;
  if (x[I.ACK_RESULT] === RUNNING) x[I.ACK_RESULT] = DONE;
}

/** Nobody asks for current any more, and a rescue is over. */
function idle(): void {
  setPoint = 0;
  remote = false;
  setRescue(0);
}

/** The cell is cool enough to rest, its temperature is unknown, or the time is over. */
function cooled(): boolean {
  return !(X[I.CELL_TEMP] > PARK_TEMP) || held >= COOL_DOWN_S;
}

/**
 * A trip that opens the contactor: fault or emergency stop. What heats and pumps goes on, but what a reaction has taken does not come back; without
 * heat the pumps cool the cell as after a stop.
 */
function stopped(): void {
  const next = acts(P35_CHECK) ? S.E_STOP : S.FAULT;
  idle();
  wants &= ~reactions;
  if (state !== next) enter(next, stoppingFault());
  else if (!(wants & S.HEAT) && cooled()) wants &= ~(S.NAK + S.CATHOLYTE);
}

/** The current has ended. After a rescue the contactor stays closed only when its trips are gone. */
function rest(reason: number): void {
  idle();
  if (reactions & OPEN_CONTACTOR) stopped();
  else enter(S.READY, reason);
}

/** Values are there: nothing that the sequencer leans on is unknown. */
export function valuesValid(): boolean {
  const x = X;
  const sum = x[I.CELL_VOLTAGE] + x[I.CURRENT] + x[I.NAK_TEMP_A] + x[I.NAK_TEMP_B] + x[I.CELL_TEMP] + x[I.NAK_FLOW] + x[I.LEAK];
  return sum === sum;
}

function selfTest(): void {
  if (held >= 3 && valuesValid()) enter(S.COLD, 0);
}

/** Every wetted sensor is above the liquidus by the warn level; while one is not, or is not known, the wait begins anew. */
function soak(): void {
  const x = X;
  if (!(x[I.MARGIN] >= WARN_MARGIN && x[I.CELL_TEMP] - x[I.LIQUIDUS] >= WARN_MARGIN)) held = 0;
  if (BOARD.has.nakInletTemp && !(x[NAK_INLET_TEMP] - x[I.LIQUIDUS] >= WARN_MARGIN)) held = 0;
}

function warmUp(): void {
  soak();
  if (held >= SOAK_S) enter(S.CIRCULATE, 0);
}

/** The contactor may close. A current pulse finds the resistance plausible before current is allowed; a rescue knows what is wrong. */
function energise(): void {
  wants |= S.CONTACTOR;
  if (rescue) enter(S.RESCUE, stoppingFault());
  else if (plausible) rest(0);
}

/** The pre-charge switch is closed until the bus has the voltage of the cell; fault X11 when it does not get there. */
function preCharge(): void {
  const u = X[I.CELL_VOLTAGE];
  const gap = rawBusVoltage() * 7000 - 1000 - u;
  const closed = wants & S.CONTACTOR;
  X[I.PRE_CHARGE_TIME] = closed ? 0 : held;
  if (closed || (held >= 1 && gap <= u * BUS_TOLERANCE && -gap <= u * BUS_TOLERANCE)) energise();
}

/** The NaK pump at a fifth, then both pumps and their flows, then the contactor. */
function circulate(): void {
  const x = X;
  soak();
  if (!(wants & S.CATHOLYTE)) {
    if (held >= PUMP_START_S) {
      wants |= S.FLOW + S.CATHOLYTE;
      held = 0;
    }
  } else if (!(x[I.NAK_FLOW_RATIO] >= FLOW_PROOF_RATIO && x[I.CATHOLYTE_FLOW_RATIO] >= FLOW_PROOF_RATIO && x[I.CELL_TEMP] >= MIN_OPERATING_TEMP))
    held = 0;
  else if (held >= FLOW_PROOF_S) {
    if (BOARD.has.preCharge) enter(S.PRE_CHARGE, 0);
    else energise();
  }
}

/** Current flows: it ends by the limits, by time, or when a silent master has let it run down; its set-point is gone then. */
function run(seconds: number, atZero: boolean): void {
  const charging = setPoint < 0;
  if (reactions & RAMP_TO_ZERO) setPoint = 0;
  if (!setPoint) {
    if (atZero) rest(S.COMMUNICATION_FAULT);
  } else if ((charging ? chargeLimit : dischargeLimit) <= 0) rest(blockingFault(charging ? BLOCK_CHARGE : BLOCK_DISCHARGE));
  else if (timeLeft > 0 && (timeLeft -= seconds) <= 0) {
    if (X[I.ACK_SEQUENCE] === author) X[I.ACK_RESULT] = EXPIRED;
    rest(0);
  }
}

function stopping(_seconds: number, atZero: boolean): void {
  if (atZero) enter(S.COOL_DOWN, 0);
}

function coolDown(): void {
  if (!(wants & S.NAK) || !(X[I.MARGIN] >= WARN_MARGIN) || cooled()) enter(S.COLD, 0);
}

/** Nothing forbids any more: parked, until somebody starts. */
function recovered(): void {
  enter(S.COLD, 0);
}

function stay(): void {
  return;
}

/** What may lead on, by state. */
const STEPS: ((seconds: number, atZero: boolean) => void)[] = [
  stay,
  selfTest,
  stay,
  warmUp,
  stay,
  run,
  run,
  recovered,
  recovered,
  stay,
  circulate,
  BOARD.has.preCharge ? preCharge : stay,
  stopping,
  coolDown,
  run,
];

/** One step. `seconds` since the last one, 0 when a trip or a command asks for it. `atZero`: the commanded current is zero. */
export function sequence(seconds: number, atZero: boolean): void {
  held += seconds;
  if (!(reactions & OPEN_CONTACTOR)) STEPS[state](seconds, atZero);
  else if (state !== S.SERVICE) stopped();
}

/** A set-point begins, and with it the need for a heartbeat. */
function begin(current: number, ttl: number, next: number): void {
  setPoint = current;
  timeLeft = ttl;
  author = X[I.ACK_SEQUENCE];
  remote = true;
  enter(next, 0);
}

/** Command `start`. Commands come in their states only; they return a result code, or nothing when they are done. */
export function start(): void {
  enter(S.WARM_UP, 0);
}

/** Command `stop`: current to zero, contactor open, pumps go on until the cell is cool; a second stop ends them. */
export function stop(): number | undefined {
  if (state === S.STOPPING) return RUNNING;
  if (state === S.FAULT) wants &= ~(S.HEAT + S.NAK + S.CATHOLYTE);
  else if (state === S.COOL_DOWN) enter(S.COLD, 0);
  else if (wants & S.HEAT) {
    idle();
    enter(S.STOPPING, 0);
    return RUNNING;
  }
  return undefined;
}

/** Commands `charge` and `discharge`: `current` in mA, discharge positive; `ttl` s, 0 for no end. */
export function setCurrent(current: number, ttl: number): void {
  begin(current, ttl, current < 0 ? S.CHARGE : S.DISCHARGE);
}

/**
 * Command `rescue`: `current` in mA, without a sign, in the one direction that recovers from every trip that acts. Pumps, flows and contactor follow as
 * at a start; any other trip ends it at once.
 */
export function startRescue(current: number, ttl: number): number | undefined {
  const by = recovery();
  if (!by) return LOCKED;
  setRescue(by);
  begin(by > BY_CHARGE ? current : -current, ttl && ttl < RESCUE_S ? ttl : RESCUE_S, wants & S.CATHOLYTE ? S.CIRCULATE : S.WARM_UP);
  return undefined;
}

/** Command `rest`. */
export function endCurrent(): void {
  if (state !== S.READY) rest(0);
}

/** Commands `service` and `leaveService`. */
export function setService(on: boolean): void {
  enter(on ? S.SERVICE : S.COLD, 0);
  if (on) openConsole();
}

/** Boot is over: the self-test begins. */
export function startSequencer(): void {
  enter(S.SELF_TEST, 0);
}
