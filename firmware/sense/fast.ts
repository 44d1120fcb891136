/** What is read in every tick: electrics, leak, emergency stop, contactor, pulses and the raw temperatures. */
import * as pins from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { E_STOP_MS, P35B_CHECK } from '../protect/checks.table.js';
import { acts } from '../protect/monitor.js';
import * as I from './index.table.js';
import { loopResistance } from './leak.js';
import { BAD, X } from './values.js';

/** Fractions of a PT1000 on 2700 Ω at 780 Ω (short) and 1600 Ω (open). */
const PT_SHORT = 780 / 3480;
const PT_OPEN = 1600 / 4300;

/** Sums of the good temperature readings of the running second, and their numbers: sensor A, sensor B, cell. */
let sumA = 0;
let sumB = 0;
let sumCell = 0;
let countA = 0;
let countB = 0;
let countCell = 0;

/** Digital inputs, bits of `INPUT_BITS`. */
export let inputs = 0;
/** What the contactor was last told, 0 or 1. */
let contactorCommand = 0;
/** Inputs and command that the contact signals were worked out from. */
let seenContacts = -1;
/** Time of the edge that opened each channel of the emergency stop, ms; 0 while it is closed. */
const eStopOpenedAt = new Float64Array(2);
/** Ticks for which the flow meter is not believed after a reading out of range: an open wire picks up noise and is in range now and then. */
const DOUBT_TICKS = 20;
let flowDoubt = 0;
/** True while the pumps are told to run. */
let nakRuns = false;
let catholyteRuns = false;
/** 1000 / expected NaK flow in 0.1 mL/min; 0: none is needed. */
let perNakFlow = 0;
/** 1000 / largest current in mA. */
let ratioPerMilliamp = 2;
/** Corrections by the commissioning; neutral until then. */
let currentGain = 1;
let currentZero = 0;
let flowZero = 0;
/** True while a sensor of the pair is bad. */
let sensorsBad = false;
/** Temperature sensors that are not believed whatever they read: bit 0 A, 1 B, 2 cell. */
export let distrusted = 0;
let lastRawCurrent = -1;
let lastNakPulses = 0;
let lastCatholytePulses = 0;

/** Tells the sensing what the outputs were told. A pump that starts gets half a second of grace. */
export function noteCommands(contactor: number, nak: boolean, catholyte: boolean): void {
  contactorCommand = contactor;
  if (nak !== nakRuns) X[I.NAK_STALL] = nak ? -500 : 0;
  if (catholyte !== catholyteRuns) X[I.CATHOLYTE_STALL] = catholyte ? -500 : 0;
  nakRuns = nak;
  catholyteRuns = catholyte;
}

/** `maximum`: largest current, mA. `gain`, `zero`, `flow`: factor of the current, and what its sensor (mA) and the NaK flow meter (0.1 mL/min) show at zero. */
export function setCurrentScale(maximum: number, gain: number, zero: number, flow: number): void {
  ratioPerMilliamp = 1000 / maximum;
  currentGain = gain;
  currentZero = zero;
  flowZero = flow;
}

/** `flow`: NaK flow that must be there, 0.1 mL/min; 0 when none is needed. */
export function expectNakFlow(flow: number): void {
  perNakFlow = flow ? 1000 / flow : 0;
}

/** NaK flow, and its ratio to what is needed in 0.1 %; an unknown flow stays unknown. */
function senseNakFlow(x: Float64Array): void {
  const q = pins.rawNakFlow() * 650 - 50;
  if (q < -48 || q > 598) flowDoubt = DOUBT_TICKS;
  else if (flowDoubt) flowDoubt--;
  const flow = flowDoubt ? BAD : q - flowZero;
  x[I.NAK_FLOW] = flow;
  x[I.NAK_FLOW_RATIO] = perNakFlow ? flow * perNakFlow : 1000;
}

/** Mean reading of a PT1000 over the second, NaN without a good one; the second begins anew. `which`: 0 A, 1 B, 2 cell. */
export function takeMean(which: number): number {
  let m: number;
  if (which > 1) {
    m = countCell ? sumCell / countCell : BAD;
    sumCell = countCell = 0;
  } else if (which) {
    m = countB ? sumB / countB : BAD;
    sumB = countB = 0;
  } else {
    m = countA ? sumA / countA : BAD;
    sumA = countA = 0;
  }
  return m;
}

/** Sums the good readings; one that is open or short is bad. */
function senseTemps(x: Float64Array): void {
  let f = pins.rawNakTempA();
  const low = PT_SHORT;
  const high = PT_OPEN;
  const a = f > low && f < high;
  if (a) {
    sumA += f;
    countA++;
  }
  f = pins.rawNakTempB();
  const b = f > low && f < high;
  if (b) {
    sumB += f;
    countB++;
  }
  f = pins.rawCellTemp();
  if (f > low && f < high) {
    sumCell += f;
    countCell++;
  }
  if (!(a && b) || sensorsBad) noteSensors(x, a ? 0 : 1, b ? 0 : 1);
}

/** `sensors`: all that are not believed from now on. */
export function distrust(sensors: number): void {
  distrusted = sensors;
  sensorsBad = true;
}

function noteSensors(x: Float64Array, a: number, b: number): void {
  a |= distrusted & 1;
  b |= (distrusted >> 1) & 1;
  sensorsBad = a + b > 0;
  x[I.SENSOR_A_BAD] = a;
  x[I.SENSOR_B_BAD] = b;
  x[I.PAIR_BAD] = a * b;
}

/** A pump that should run: ms since its last pulse. */
function stallTime(x: Float64Array, at: number, moved: boolean, dt: number): void {
  x[at] = moved && x[at] >= 0 ? 0 : x[at] + dt;
}

function currentUnknown(x: Float64Array): void {
  x[I.CURRENT] = x[I.CURRENT_RATIO] = BAD;
}

function senseElectrics(x: Float64Array, dt: number): void {
  let v = pins.rawCellVoltage() * 7000 - 1000;
  x[I.CELL_VOLTAGE] = v > -500 && v < 5500 ? v : BAD;
  const f = pins.rawCurrent();
  if (f !== lastRawCurrent) x[I.CURRENT_FROZEN] = 0;
  else x[I.CURRENT_FROZEN] += dt;
  lastRawCurrent = f;
  v = f * 4400 - 2200;
  if (!(v >= -2195 && v <= 2195)) return currentUnknown(x);
  x[I.CURRENT] = v = (v - currentZero) * currentGain;
  x[I.MEAN_CURRENT] += (v - x[I.MEAN_CURRENT]) / 8;
  // With the contactor open no current can flow: an offset of the sensor must not move the composition.
  if (contactorCommand || inputs & 4) x[I.CHARGE] += (v * dt) / 1000;
  x[I.CURRENT_RATIO] = (v < 0 ? -v : v) * ratioPerMilliamp;
}

/**
 * True when a channel is closed, or open for less than the debounce. One that is open without an edge is open, and so is one whose edge lies ahead: the
 * clock has jumped, and no tick had noticed it when the edge came.
 */
function bounces(channel: number, t: number): boolean {
  const since = eStopOpenedAt[channel];
  return (inputs & (channel + 1)) > 0 || (since > 0 && Math.abs(t - since) < E_STOP_MS);
}

/**
 * Signals of the contacts, worked out anew when a contact or the command has changed. A bounce of the emergency stop is not open yet. Channels
 * that have differed for long enough count as different until both have been open together: one contact of the button may be welded.
 */
function senseContacts(x: Float64Array, t: number): void {
  const closed = inputs & 4 ? 1 : 0;
  const open = (inputs & 3) !== 3;
  const bounce = open && bounces(0, t) && bounces(1, t);
  seenContacts = bounce ? -1 : inputs + 16 * contactorCommand;
  x[I.E_STOP_OPEN] = open && !bounce ? 1 : 0;
  if (open || !acts(P35B_CHECK)) x[I.E_STOP_DIFFERS] = (inputs & 3) % 3 ? 1 : 0;
  x[I.CONTACTOR_IDLE] = closed < contactorCommand ? 1 : 0;
  x[I.CONTACTOR_WELDED] = closed > contactorCommand ? 1 : 0;
}

/** `t`: time of the edge that opened a channel in ms, or 0 when it has closed. */
export function noteEStop(channel: number, t: number): void {
  eStopOpenedAt[channel] = t;
}

/** For how long the channel that opened first has been open, ms; 0 when both are closed. */
export function eStopOpenFor(t: number): number {
  const a = eStopOpenedAt[0] || t;
  const b = eStopOpenedAt[1] || t;
  return t - (a < b ? a : b);
}

/** The contact signals are worked out anew in the next tick. */
export function forgetContacts(): void {
  seenContacts = -1;
}

/** `t`: now, `dt`: since the tick before, ms. */
export function senseFast(t: number, dt: number): void {
  const x = X;
  if (BOARD.uses.scanned) pins.readChips();
  senseElectrics(x, dt);
  inputs = pins.readInputs();
  if (inputs + 16 * contactorCommand !== seenContacts) senseContacts(x, t);
  const f = pins.rawLeakLoop();
  if (BOARD.has.leakExcitation) x[I.LEAK] = loopResistance(0, f);
  else x[I.LEAK] = f < 0.98 ? (f * 200) / (1 - f) : 9999;
  senseNakFlow(x);
  senseTemps(x);
  if (nakRuns) {
    stallTime(x, I.NAK_STALL, pins.nakPulses !== lastNakPulses, dt);
    lastNakPulses = pins.nakPulses;
  }
  if (catholyteRuns) {
    stallTime(x, I.CATHOLYTE_STALL, pins.catholytePulses !== lastCatholytePulses, dt);
    lastCatholytePulses = pins.catholytePulses;
  }
}

/** Current that the sensor shows with the contactor open, and with the contactor told to open, once a second. */
export function senseOffset(): void {
  const m = X[I.MEAN_CURRENT];
  X[I.OFFSET_CURRENT] = inputs & 4 ? 0 : m < 0 ? -m : m;
  X[I.STRAY_CURRENT] = contactorCommand ? 0 : X[I.CURRENT_RATIO];
}
