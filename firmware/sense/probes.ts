/** Temperatures of catholyte and NaK inlet: read in every tick, mean over the second. */
import * as pins from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import * as T from './process.table.js';
import { pt1000 } from './temperature.js';
import { BAD, X } from './values.js';
import { watched } from './watched.js';

/** Fractions between which a probe is whole: a PT1000 on 2700 Ω from 780 to 1600 Ω, an NTC off both rails. */
const PT_SHORT = 780 / 3480;
const PT_OPEN = 1600 / 4300;
const NTC_SHORT = 0.02;
const NTC_OPEN = 0.98;
/** NTC of 10 kΩ at 25 °C, B = 3950 K, under 10 kΩ. */
const NTC_B = 3950;
const KELVIN_25 = 298.15;

let catholyteSum = 0;
let catholyteCount = 0;
let inletSum = 0;
let inletCount = 0;

/** Temperature in 0.1 °C of an NTC from the fraction `f`. */
function ntc(f: number): number {
  return (1 / (Math.log(f / (1 - f)) / NTC_B + 1 / KELVIN_25) - 273.15) * 10;
}

function sampleCatholyte(dt: number): void {
  const f = pins.rawCatholyteTemp();
  const good = T.CATHOLYTE_NTC ? f > NTC_SHORT && f < NTC_OPEN : f > PT_SHORT && f < PT_OPEN;
  watched(T.AT_CATHOLYTE_TEMP, f, good, dt);
  if (!good) return;
  catholyteSum += f;
  catholyteCount++;
}

function sampleInlet(dt: number): void {
  const f = pins.rawNakInletTemp();
  const good = T.INLET_NTC ? f > NTC_SHORT && f < NTC_OPEN : f > PT_SHORT && f < PT_OPEN;
  watched(T.AT_NAK_INLET_TEMP, f, good, dt);
  if (!good) return;
  inletSum += f;
  inletCount++;
}

/** `dt`: ms since the tick before. */
export function sampleProbes(dt: number): void {
  if (BOARD.has.catholyteTemp) sampleCatholyte(dt);
  if (BOARD.has.nakInletTemp) sampleInlet(dt);
}

/** Once a second. A second without a good reading gives no temperature. */
export function judgeProbes(): void {
  const x = X;
  if (BOARD.has.catholyteTemp) {
    const f = catholyteCount ? catholyteSum / catholyteCount : BAD;
    const t = (T.CATHOLYTE_NTC ? ntc(f) : pt1000(f)) - P[T.CATHOLYTE_TEMP_ZERO] / 10;
    catholyteSum = catholyteCount = 0;
    x[T.CATHOLYTE_TEMP] = t;
    x[T.CATHOLYTE_RESERVE] = t - P[T.SATURATION_TEMP];
  }
  if (BOARD.has.nakInletTemp) {
    const f = inletCount ? inletSum / inletCount : BAD;
    x[T.NAK_INLET_TEMP] = (T.INLET_NTC ? ntc(f) : pt1000(f)) - P[T.NAK_INLET_TEMP_ZERO] / 10;
    inletSum = inletCount = 0;
  }
}
