/**
 * The control tick: sense, protect, sequence, drive, in this order, ten times a second; slow work is cut into ten slices, one a tick.
 */
import { eStopOpenFor, forgetContacts, inputs, noteEStop, senseFast, senseOffset } from '../sense/fast.js';
import { CURRENT_THRESHOLD, senseFlows } from '../sense/flow.js';
import { senseSlopes } from '../sense/slope.js';
import { judgeChannels } from '../sense/channels.js';
import { judgeProcess } from '../sense/judge.js';
import { senseCells } from '../sense/cells.js';
import { senseProcess } from '../sense/process.js';
import { senseTemperatures } from '../sense/temperature.js';
import { reverseLeakLoops, toggleSafety } from '../board/outputs.js';
import { CELLS_IN_SERIES, SUPPLY_VOLTAGE } from '../sense/process.table.js';
import { forgetInputs } from '../sense/watched.js';
import { BOARD } from '../board/row.js';
import { feedWatchdog, freeVariables, nowMs, stampMs } from '../board/system.js';
import { CLOCK_STEP_MS, GOOD_RUN_MS, IDLE_S, TICK_MS } from '../model/control.js';
import { orderLive, renderImage } from '../modbus/image.js';
import { saveRecord } from '../persist/counter-file.js';
import { countEnergy, saveCounters } from '../persist/counters.js';
import { noteEvent } from '../persist/events.js';
import { noteHistory, noteSnapshot } from '../persist/history.js';
import { checkStored } from '../persist/integrity.js';
import { CATHOLYTE_FLOW_SET, NAK_FLOW_SET, PARK_AMBIENT, SIGNER } from '../persist/parameter.table.js';
import { P } from '../persist/parameters.js';
import {
  E_STOP_MS,
  F02_CHECK,
  F05B_CHECK,
  F05_CHECK,
  F08C_CHECK,
  P05B_CHECK,
  P35_CHECK,
  P36B_CHECK,
  P38_CHECK,
  X10_CHECK,
} from '../protect/checks.table.js';
import { SUPPLY_LOW } from '../protect/levels.table.js';
import { acts, alarmChanges, evaluateFast, evaluateOne, evaluateSlow, reactions, reset, takeTrips } from '../protect/monitor.js';
import { PURGE } from '../protect/reaction.table.js';
import * as I from '../sense/index.table.js';
import { X, put32 } from '../sense/values.js';
import { estimateChargeLeft, estimateMargin } from './composition.js';
import { catholyteFlowCommand, command, drive, eStopHold, holdOff, nakFlowCommand, outputs, showOutputs } from './drive.js';
import { showHeartbeat } from './heartbeat.js';
import { forecastInForce, planAmbient } from './forecast.js';
import { chargeLimit, dischargeLimit, planned, updateFlowsWanted, updateLimits } from './limits.js';
import { considerPulse, phase, pulseTick } from './pulse.js';
import { everyLoop, noteTrip } from './loops.js';
import { remote, sequence, setPoint, state, valuesValid, wants } from './sequencer.js';
import * as S from './state.table.js';
import { controlHeater } from './thermal.js';
import { judgeVoltage, updateModel } from './voltage.js';

/** All slices have run once by then, ms. */
const ROUND_MS = 10 * TICK_MS;

let startedAt = 0;
let now = 0;
/** Time of the last run of each slice, ms. */
const lastRun = new Float64Array(10);
let slice = 0;
let seconds = 1;
let idleSeconds = 0;
let worstGap = 0;
let seenChanges = 0;
let seenState = 0;
let seenInputs = 0;
let savedContactor = 0;

/**
 * One part of the slow checks, at the beginning of the slices that leave a tick time for it: what a slice works out is judged in later ones, and not
 * before every slice has run once.
 */
function judgeSlow(part: number): void {
  const uptime = now - startedAt;
  if (uptime > ROUND_MS) evaluateSlow(part, seconds * 1000, uptime);
}

function temperatureSlice(): void {
  senseTemperatures(seconds, !acts(F02_CHECK));
  judgeChannels(seconds);
}

function flowSlice(): void {
  judgeSlow(3);
  updateModel();
  const m = X[I.MEAN_CURRENT];
  const closed = (inputs & 4) > 0;
  // The voltage is that of one cell.
  if (closed) countEnergy(BOARD.cellSlot >= 0 ? seconds * P[CELLS_IN_SERIES] : seconds);
  const flowing = closed && (m > CURRENT_THRESHOLD || m < -CURRENT_THRESHOLD);
  const proving = state === S.CIRCULATE || state === S.PRE_CHARGE;
  const needed = (wants & S.CONTACTOR) > 0 || (proving && (wants & S.CATHOLYTE) > 0) || flowing;
  senseFlows(seconds, needed, nakFlowCommand() || P[NAK_FLOW_SET], catholyteFlowCommand() || P[CATHOLYTE_FLOW_SET]);
  if (BOARD.profile === 'full') judgeProcess(seconds, nakFlowCommand(), catholyteFlowCommand(), (now - startedAt) / 3600000, (reactions & PURGE) > 0);
}

function limitSlice(): void {
  judgeVoltage();
  updateLimits(seconds);
  updateFlowsWanted(setPoint || command);
  put32(I.CHARGE_LIMIT, chargeLimit);
  put32(I.DISCHARGE_LIMIT, dischargeLimit);
}

function slopeSlice(): void {
  judgeSlow(0);
  senseOffset();
  const m = X[I.MEAN_CURRENT];
  idleSeconds = X[I.HEATER_DUTY] > 0 || m > CURRENT_THRESHOLD || m < -CURRENT_THRESHOLD ? 0 : idleSeconds + seconds;
  senseSlopes(seconds, idleSeconds >= IDLE_S);
  showRunning();
}

function modeSlice(): void {
  judgeSlow(1);
  if (acts(F05_CHECK) || acts(F05B_CHECK)) X[I.ANCHOR_LOST] = BOARD.loops > 1 ? everyLoop() : 1;
  if (acts(X10_CHECK)) X[I.CLOCK_STEP] = 0;
  if (BOARD.has.nakLevel && (acts(P05B_CHECK) || acts(F08C_CHECK))) X[I.ANCHOR_LOST] |= 1;
  showModes();
}

function controlSlice(): void {
  judgeSlow(2);
  considerPulse(seconds, command);
  sequence(seconds, command === 0);
  controlHeater((wants & ~reactions & S.HEAT) > 0, now, seconds);
}

/** The mark of a run under power stays in the memory until the fault that it has raised is reset at the board. A minute ends a series of short runs. */
function saveSlice(): void {
  const x = X;
  x[I.RESTART_UNDER_POWER] = 0;
  if (now - startedAt > GOOD_RUN_MS) x[I.SHORT_RUNS] = 0;
  saveCounters(outputs & 1 || (acts(P36B_CHECK) || (BOARD.has.supply && acts(P38_CHECK)) ? 2 : 0));
  if (!BOARD.fram && BOARD.has.supply && x[SUPPLY_VOLTAGE] <= SUPPLY_LOW) saveRecord(true);
  checkStored();
}

/** State for the map, and the memory, which takes a walk over all of it to count. */
function showModes(): void {
  const x = X;
  x[I.FREE_VARIABLES] = freeVariables();
  x[I.INPUTS] = inputs;
  x[I.MODE_BITS] =
    (remote ? 1 : 0) +
    (x[I.ANCHOR_LOST] ? 0 : 2) +
    (wants & S.HEAT ? 4 : 0) +
    (setPoint !== command ? 8 : 0) +
    (valuesValid() ? 16 : 0) +
    (planned ? 32 : 0) +
    (BOARD.profile === 'full' && forecastInForce ? 64 : 0) +
    (P[SIGNER] ? 128 : 0);
}

/** Times and energy for the map. */
function showRunning(): void {
  const x = X;
  put32(I.UPTIME, (now - startedAt) / 1000);
  x[I.WORST_TICK] = worstGap;
  x[I.RESTARTS] = x[I.STARTS] - 1;
  put32(I.CHARGED_WORDS, x[I.ENERGY_IN]);
  put32(I.DISCHARGED_WORDS, x[I.ENERGY_OUT]);
  worstGap = 0;
}

/** A new snapshot. */
function showAll(): void {
  showOutputs();
  renderImage();
}

/** The snapshot of every second, which the history keeps. The voltage is judged a second time in the second: a short must be found in two. */
function showSlice(): void {
  judgeVoltage();
  showAll();
  noteSnapshot();
}

function marginSlice(): void {
  judgeSlow(4);
  if (BOARD.profile === 'full') planAmbient(now);
  else X[I.PLANNED_AMBIENT] = P[PARK_AMBIENT];
  estimateMargin(seconds);
}

/** Saving leaves a slice time to spare. */
function keepSlice(): void {
  saveSlice();
  estimateChargeLeft();
}

function orderSlice(): void {
  judgeSlow(5);
  orderLive();
  showHeartbeat(remote, now);
}

const SLICES = [temperatureSlice, flowSlice, marginSlice, limitSlice, slopeSlice, modeSlice, controlSlice, keepSlice, showSlice, orderSlice];

/** What `slice` is when the control slice has just run: the outputs follow in the same tick. */
const AFTER_CONTROL = 7;

/** Runs the slice whose turn it is. */
function runSlice(): void {
  seconds = (now - lastRun[slice]) / 1000;
  lastRun[slice] = now;
  SLICES[slice]();
  slice = slice < 9 ? slice + 1 : 0;
}

/** A trip, a reset or a change of state shows on the map in the tick in which it happens. */
function showChanges(): void {
  seenChanges = alarmChanges;
  if (takeTrips(BOARD.loops > 1 ? noteTrip : noteEvent)) {
    saveSlice();
    noteHistory();
  }
  if (!BOARD.fram) saveSlice();
  seenState = X[I.LAST_STATE] = state;
  showAll();
}

/** The contactor's mark moves in the FRAM in the tick in which the contactor does. */
function markContactor(): void {
  savedContactor = outputs & 1;
  saveSlice();
}

/** The button on the board resets when it goes down. */
function noticeButton(): void {
  if (inputs & 8 & ~seenInputs) reset(0, true);
  seenInputs = inputs;
}

/** A call that is no tick: one that makes up for a missed tick, or one behind a jump of the clock, which is taken out of the time. */
function skip(gap: number): void {
  if (gap < 0 || gap > CLOCK_STEP_MS) {
    X[I.JUMPED] += gap;
    X[I.CLOCK_STEP] = Math.abs(gap);
  }
}

/** One tick. Calls that make up for missed ones come at once after another and are skipped. */
export function tick(): void {
  const s = getTime();
  const t = stampMs(s);
  const gap = t - now;
  if (gap < TICK_MS / 2 || gap > CLOCK_STEP_MS) return skip(gap);
  now = t;
  X[I.TICK_TIME] = s;
  X[I.TICK_GAP] = gap;
  if (gap > worstGap) worstGap = gap;
  senseFast(t, gap);
  if (BOARD.profile === 'full') senseProcess(gap);
  else if (BOARD.cellSlot >= 0) senseCells();
  if (BOARD.has.leakExcitation) reverseLeakLoops();
  if (phase) pulseTick();
  evaluateFast(gap, t - startedAt);
  if (eStopHold) holdOff(false);
  if (inputs !== seenInputs) noticeButton();
  runSlice();
  if (alarmChanges !== seenChanges) sequence(0, command === 0);
  drive(t, slice === AFTER_CONTROL || alarmChanges !== seenChanges || state !== seenState);
  // The interpreter reads past what it does not run: what is rare stands elsewhere.
  if (state !== seenState || alarmChanges !== seenChanges) /*@__NOINLINE__*/ showChanges();
  if ((outputs & 1) !== savedContactor) /*@__NOINLINE__*/ markContactor();
  if (BOARD.has.safetyToggle) toggleSafety();
  feedWatchdog();
}

/** The emergency stop has been open for its debounce: the row trips and the outputs go off now, not with the next tick. */
function tripEStop(t: number): void {
  X[I.E_STOP_OPEN] = 1;
  evaluateOne(P35_CHECK, 0, t - startedAt);
  forgetContacts();
  holdOff(true);
}

function confirmEStop(): void {
  const t = nowMs();
  // The timer may be a hair early by the clock.
  if (eStopOpenFor(t) > E_STOP_MS - 1) tripEStop(t);
}

/** An edge of one channel, judged by the time stamps of the pin: the interpreter may have been busy through both. */
export function eStopEdge(channel: number, e: WatchEvent): void {
  if (!e.state) {
    noteEStop(channel, stampMs(e.time));
    setTimeout(confirmEStop, E_STOP_MS);
  } else {
    if ((e.time - e.lastTime) * 1000 >= E_STOP_MS) tripEStop(nowMs());
    noteEStop(channel, 0);
  }
}

/** Flash has just been written with outputs off, which stops the interpreter: the gap is known and no fault. */
export function forgiveGap(): void {
  now = nowMs();
  feedWatchdog();
}

/** The clock of the tick begins now. */
export function startTick(): void {
  startedAt = now = nowMs();
  for (let i = 0; i < 10; i++) lastRun[i] = now - 1000;
  if (BOARD.profile === 'full') forgetInputs();
}
