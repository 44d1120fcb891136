/** What is read in every tick: electrics, leak, emergency stop, contactor, pulses and the raw temperatures. */
import * as pins from '../board/inputs.js';
import * as I from './index.table.js';
import { BAD, X } from './values.js';

/** Fractions of a PT1000 on 2700 Ω at 780 Ω (short) and 1600 Ω (open). */
const PT_SHORT = 780 / 3480;
const PT_OPEN = 1600 / 4300;

/** Sums of the temperature readings of the running second, and their numbers: sensor A, sensor B, cell. */
export const tempSum = new Float64Array(3);
export const tempCount = new Uint8Array(3);

/** Digital inputs, bits of `INPUT_BITS`. */
export let inputs = 0;
/** What the contactor was last told, 0 or 1. */
let contactorCommand = 0;
/** True while the pumps are told to run. */
let nakRuns = false;
let catholyteRuns = false;
/** 1000 / largest current in mA. */
let ratioPerMilliamp = 2;
let lastRawCurrent = -1;
let lastNakPulses = 0;
let lastCatholytePulses = 0;

/** Tells the sensing what the outputs were told. A pump that starts gets half a second of grace. */
export function noteCommands(contactor: number, nak: boolean, catholyte: boolean): void {
  contactorCommand = contactor;
  if (nak && !nakRuns) X[I.NAK_STALL] = -500;
  if (catholyte && !catholyteRuns) X[I.CATHOLYTE_STALL] = -500;
  nakRuns = nak;
  catholyteRuns = catholyte;
}

/** `maximum`: largest current, mA. */
export function setMaximumCurrent(maximum: number): void {
  ratioPerMilliamp = 1000 / maximum;
}

/** One reading of a PT1000; out of range counts as bad. Returns 1 when bad. */
function senseTemp(i: number, f: number): number {
  if (f > PT_SHORT && f < PT_OPEN) {
    tempSum[i] += f;
    tempCount[i]++;
    return 0;
  }
  return 1;
}

/** Time without a pulse while a pump should run. */
function stallTime(at: number, runs: boolean, moved: boolean, dt: number): void {
  X[at] = !runs ? 0 : moved && X[at] >= 0 ? 0 : X[at] + dt;
}

function senseElectrics(dt: number): void {
  const x = X;
  let v = pins.rawCellVoltage() * 7000 - 1000;
  x[I.CELL_VOLTAGE] = v > -500 && v < 5500 ? v : BAD;
  const f = pins.rawCurrent();
  v = f * 4400 - 2200;
  if (f === lastRawCurrent) x[I.CURRENT_FROZEN] += dt;
  else x[I.CURRENT_FROZEN] = 0;
  lastRawCurrent = f;
  if (v > -2195 && v < 2195) {
    x[I.CURRENT] = v;
    // With the contactor open no current can flow: an offset of the sensor must not move the composition.
    if (contactorCommand || inputs & 4) x[I.CHARGE] += (v * dt) / 1000;
    x[I.MEAN_CURRENT] += (v - x[I.MEAN_CURRENT]) / 8;
    x[I.CURRENT_RATIO] = (v < 0 ? -v : v) * ratioPerMilliamp;
  } else x[I.CURRENT] = x[I.CURRENT_RATIO] = BAD;
}

function senseContacts(): void {
  const x = X;
  const a = pins.eStopA();
  const b = pins.eStopB();
  const c = pins.contactorFeedback();
  inputs = a + b * 2 + c * 4 + pins.localReset() * 8;
  x[I.E_STOP_OPEN] = a && b ? 0 : 1;
  x[I.E_STOP_DIFFERS] = a === b ? 0 : 1;
  x[I.CONTACTOR_DIFFERS] = c === contactorCommand ? 0 : 1;
  const m = x[I.MEAN_CURRENT];
  x[I.OFFSET_CURRENT] = c ? 0 : m < 0 ? -m : m;
}

/** `dt`: ms since the tick before. */
export function senseFast(dt: number): void {
  const x = X;
  senseElectrics(dt);
  senseContacts();
  const f = pins.rawLeakLoop();
  x[I.LEAK] = f < 0.98 ? (f * 200) / (1 - f) : 9999;
  x[I.SENSOR_A_BAD] = senseTemp(0, pins.rawNakTempA());
  x[I.SENSOR_B_BAD] = senseTemp(1, pins.rawNakTempB());
  senseTemp(2, pins.rawCellTemp());
  x[I.PAIR_BAD] = x[I.SENSOR_A_BAD] * x[I.SENSOR_B_BAD];
  stallTime(I.NAK_STALL, nakRuns, pins.nakPulses !== lastNakPulses, dt);
  stallTime(I.CATHOLYTE_STALL, catholyteRuns, pins.catholytePulses !== lastCatholytePulses, dt);
  lastNakPulses = pins.nakPulses;
  lastCatholytePulses = pins.catholytePulses;
}
