/**
 * The cell voltage against its model: open-circuit voltage from composition, catholyte and temperature, ohmic drop from resistance and current
 * (docs/physics.md, sections 4 and 5). A collapse that these do not explain is a short inside the cell.
 */
import { compositionAfter } from '../chemistry/composition.js';
import { P } from '../persist/parameters.js';
import { ACTIVE_AREA, REFERENCE_VOLTAGE, RESISTANCE_FACTOR } from '../persist/parameter.table.js';
import { P20_CHECK } from '../protect/checks.table.js';
import { COLLAPSE, WARN_DEVIATION } from '../protect/levels.table.js';
import { acts } from '../protect/monitor.js';
import { CURRENT_THRESHOLD } from '../sense/flow.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/**
 * Area-specific resistance of the ceramic, 42 Ω·cm² at 22 °C with 12 kJ/mol, as exp(E / T) / D with E in K and D in 0.01 (Ω·cm²)⁻¹: the latter
 * is 100 · exp(E / 295.15) / 42.
 */
const ACTIVATION = 1443;
const PREFACTOR = 316;
/** Open-circuit voltage: 0.01 mV per 0.1 K; 10⁷ K/mV of R/F; 0.01 wt% Na per mV (straight line through the table of section 5.1, within 1 mV). */
const TEMPERATURE_SLOPE = -12;
const NERNST = 861733;
const COMPOSITION_SLOPE = -325;
/** The catholyte counts as 0.1 % to 99.9 % oxidised: beyond, the counter is not exact enough for the logarithm. */
const LEAST_OXIDISED = 10;
/** Pulse ratios between which the resistance follows them, 0.001. */
const LEAST_RATIO = 750;
const MOST_RATIO = 1500;
/** Judgements, two a second, after which the highest error so far becomes the older reference: they reach back five to ten seconds. */
const REFERENCE_AGE = 10;

/** Resistance of the commissioned cell at its temperature, and as the pulses have found it, Ω. */
export let modelOhms = 0;
export let ohms = 0;

/** Highest error in the running stretch of time and in the one before, mV. The first reference is the model. */
let newest = 0;
let older = 0;
let age = 0;

/** Resistance and open-circuit voltage of the model, once a second. */
export function updateModel(): void {
  const x = X;
  const t = x[I.CELL_TEMP];
  const kelvin = t / 10 + 273.15;
  const s = Math.min(Math.max(x[I.OXIDISED], LEAST_OXIDISED), 10000 - LEAST_OXIDISED);
  modelOhms = (Math.exp(ACTIVATION / kelvin) * P[RESISTANCE_FACTOR]) / P[ACTIVE_AREA] / PREFACTOR;
  ohms = (modelOhms * Math.min(Math.max(x[I.RESISTANCE_RATIO] || 1000, LEAST_RATIO), MOST_RATIO)) / 1000;
  x[I.MODEL_VOLTAGE] =
    P[REFERENCE_VOLTAGE] +
    (TEMPERATURE_SLOPE * (t - 250)) / 100 +
    (NERNST * kelvin * Math.log(s / (10000 - s))) / 1e7 +
    (compositionAfter(x[I.CHARGE]) - 2200) / COMPOSITION_SLOPE;
}

/**
 * IR-free voltage and its error, twice a second. The error as the monitor sees it: its size, short of a collapse, or how far it has fallen. A
 * reference is no higher than the warn level, and does not follow a collapse that acts.
 */
export function judgeVoltage(): void {
  const x = X;
  const i = x[I.CURRENT];
  const u = x[I.CELL_VOLTAGE] + i * ohms;
  const e = u - x[I.MODEL_VOLTAGE];
  x[I.IR_FREE] = u;
  x[I.IR_FREE_CHARGING] = i < CURRENT_THRESHOLD ? u : 0;
  x[I.IR_FREE_DISCHARGING] = i > -CURRENT_THRESHOLD ? u : 9999;
  x[I.VOLTAGE_ERROR] = e;
  if (!acts(P20_CHECK)) {
    if (e > newest) newest = e;
    if (++age >= REFERENCE_AGE) {
      older = newest;
      newest = e;
      age = 0;
    }
  }
  x[I.VOLTAGE_ANOMALY] = Math.max(Math.min(Math.abs(e), COLLAPSE - 1), Math.min(Math.max(newest, older), WARN_DEVIATION) - e);
}
