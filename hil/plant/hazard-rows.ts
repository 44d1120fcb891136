/**
 * What must never happen to the plant, each as a quantity with a limit and a time. Judged from plant truth alone, never from what
 * the controller says or reads. Limits and reasons: docs/physics.md, section 8, table "Hazard limits".
 */
import { MAX_CURRENT } from './cell.js';
import { PUMP_FULL_SPEED } from './hydraulics.js';
import { PROCESS_HAZARDS, type ProcessHazardId } from './process-hazards.js';
import type { PlantTruth } from './truth.js';

export type HazardId =
  | 'frozenPump'
  | 'currentWithoutFlow'
  | 'currentAfterLeak'
  | 'heaterAfterLeak'
  | 'pumpAfterLeak'
  | 'overTemperature'
  | 'catholyteBoils'
  | 'overCurrent'
  | 'dischargeBelowLiquidus'
  | 'chargeBelowLiquidus'
  | 'sodiumRich'
  | 'potassiumRich'
  | 'currentAfterEStop'
  | ProcessHazardId;

export interface HazardRow {
  readonly id: HazardId;
  /** What is wrong, as a sentence fragment. */
  readonly text: string;
  /** Quantity that is judged. */
  readonly quantity: string;
  readonly unit: string;
  /** Hazardous beyond this value of the quantity ... */
  readonly limit: number;
  /** ... on this side ... */
  readonly side: 'above' | 'below';
  /** ... for longer than this, ms; 0 = at once. */
  readonly holdMs: number;
  /** Where limit and time come from. */
  readonly source: string;
  /** The quantity, or NaN when the circumstances of the hazard are not given. */
  readonly judge: (truth: Readonly<PlantTruth>) => number;
  /** Whether a controller could have kept it away, given what is broken. */
  readonly avoidable: (truth: Readonly<PlantTruth>) => boolean;
}

/** Current that counts as current, A: 1 % of the maximum, the zero error that a current sensor may have. */
const NO_CURRENT = 0.01 * MAX_CURRENT;

/** Current that must not flow without NaK flow, A: 5 % of the maximum. */
const SOME_CURRENT = 0.05 * MAX_CURRENT;

/** Nominal NaK flow, mL/min. */
const NOMINAL_NAK_FLOW = 10;

/** Speed below which a pump counts as stopped, rpm: 1 % of full speed, 2.3 s after it is switched off. */
const STOPPED = 0.01 * PUMP_FULL_SPEED;

/** Room temperature from which no controller can keep a cell cool, °C. */
const HOT_ROOM = 60;

const stoppable = (t: Readonly<PlantTruth>): boolean => t.currentUncontrollable === 0;
const heatable = (t: Readonly<PlantTruth>): boolean => t.heaterUncontrollable === 0;
const pumpable = (t: Readonly<PlantTruth>): boolean => t.nakPumpUncontrollable === 0;

export const HAZARDS: readonly HazardRow[] = [
  {
    id: 'frozenPump',
    text: 'NaK pump runs against frozen metal',
    quantity: 'solid share at the coldest point',
    unit: '',
    limit: 0.02,
    side: 'above',
    holdMs: 20_000,
    source: 'P03: 10 s debounce + 1 s + 8 s sheath; lever rule of section 1.6',
    judge: (t) => (t.nakPumpSpeed > STOPPED ? t.solidFraction : NaN),
    avoidable: pumpable,
  },
  {
    id: 'currentWithoutFlow',
    text: 'current without NaK flow',
    quantity: 'NaK flow',
    unit: 'mL/min',
    limit: 0.1 * NOMINAL_NAK_FLOW,
    side: 'below',
    holdMs: 4500,
    source: 'section 2, local composition; P21: 25 % for 3 s, meter lag of 0.9 s, scan of a converter 0.4 s',
    judge: (t) => (Math.abs(t.current) > SOME_CURRENT ? Math.abs(t.nakFlow) : NaN),
    avoidable: (t) => stoppable(t) && t.nakFlowHidden === 0,
  },
  {
    id: 'currentAfterLeak',
    text: 'current flows with a wet NaK tray',
    quantity: 'current',
    unit: 'A',
    limit: NO_CURRENT,
    side: 'above',
    holdMs: 500,
    source: 'P30: three ticks of 100 ms + 120 ms',
    judge: (t) => (t.leakWet === 1 ? Math.abs(t.current) : NaN),
    avoidable: stoppable,
  },
  {
    id: 'heaterAfterLeak',
    text: 'heater is powered with a wet NaK tray',
    quantity: 'heater power',
    unit: 'W',
    limit: 0,
    side: 'above',
    holdMs: 500,
    source: 'P30: three ticks of 100 ms + 120 ms; a leak outranks freezing',
    judge: (t) => (t.leakWet === 1 ? t.heaterPower : NaN),
    avoidable: heatable,
  },
  {
    id: 'pumpAfterLeak',
    text: 'NaK pump feeds a leak',
    quantity: 'NaK flow',
    unit: 'mL/min',
    limit: 0.1 * NOMINAL_NAK_FLOW,
    side: 'above',
    holdMs: 3000,
    source: 'P30 as above + 1.5 s run-down of a 0.5 s pump from full flow to 1 mL/min',
    judge: (t) => (t.leakWet === 1 ? Math.abs(t.nakFlow) : NaN),
    avoidable: (t) => pumpable(t) && t.nakFlowUncontrollable === 0,
  },
  {
    id: 'overTemperature',
    text: 'over-temperature',
    quantity: 'hottest part',
    unit: '°C',
    limit: 65,
    side: 'above',
    holdMs: 0,
    source: 'P06: 60 °C, 2 s, and the heater with three times its power',
    judge: (t) => t.maxTemperature,
    avoidable: (t) => t.heaterUncontrollable === 0 && t.currentUncontrollable === 0 && t.ambient < HOT_ROOM,
  },
  {
    id: 'catholyteBoils',
    text: 'the catholyte boils or gives off its oxidant',
    quantity: 'catholyte above its boiling point',
    unit: 'K',
    limit: 0,
    side: 'above',
    holdMs: 10_000,
    source: 'section 5: boiling point of the couple; P08 acts below it',
    judge: (t) => t.catholyteTemperature - t.catholyteBoils,
    avoidable: (t) => t.heaterUncontrollable === 0 && t.ambient < HOT_ROOM,
  },
  {
    id: 'overCurrent',
    text: 'over-current',
    quantity: 'current',
    unit: 'A',
    limit: 1.5 * MAX_CURRENT,
    side: 'above',
    holdMs: 300,
    source: 'P13: 1.2 I_max for 100 ms + 120 ms + contactor 20 ms; comparator level 1.5 I_max',
    judge: (t) => Math.abs(t.current),
    avoidable: stoppable,
  },
  {
    id: 'dischargeBelowLiquidus',
    text: 'discharge while metal freezes',
    quantity: 'margin of the coldest point above the liquidus',
    unit: 'K',
    limit: 0,
    side: 'below',
    holdMs: 20_000,
    source: 'P01: 5 K, 5 s; P03: 2 K, 10 s + 1 s + 8 s sheath',
    judge: (t) => (t.current > SOME_CURRENT ? t.margin : NaN),
    avoidable: stoppable,
  },
  {
    id: 'chargeBelowLiquidus',
    text: 'charge while potassium-rich metal freezes',
    quantity: 'margin of the coldest point above the liquidus',
    unit: 'K',
    limit: 0,
    side: 'below',
    holdMs: 20_000,
    source: 'P02: 5 K, 5 s; P03: 2 K, 10 s + 1 s + 8 s sheath',
    judge: (t) => (t.current < -SOME_CURRENT ? t.marginPotassiumRich : NaN),
    avoidable: stoppable,
  },
  {
    id: 'sodiumRich',
    text: 'discharge beyond the sodium-rich end of the liquid window',
    quantity: 'composition',
    unit: 'wt% Na',
    limit: 58,
    side: 'above',
    holdMs: 3000,
    source: 'P04 absolute limit; liquid window at 25 °C ends at 58.2',
    judge: (t) => (t.current > NO_CURRENT ? t.sodiumWtHighest : NaN),
    avoidable: stoppable,
  },
  {
    id: 'potassiumRich',
    text: 'charge beyond the potassium-rich end of the liquid window',
    quantity: 'composition',
    unit: 'wt% Na',
    limit: 9.5,
    side: 'below',
    holdMs: 3000,
    source: 'P04 absolute limit; liquid window at 25 °C ends at 9.2',
    judge: (t) => (t.current < -NO_CURRENT ? t.sodiumWtLowest : NaN),
    avoidable: stoppable,
  },
  {
    id: 'currentAfterEStop',
    text: 'current flows after an emergency stop',
    quantity: 'current',
    unit: 'A',
    limit: NO_CURRENT,
    side: 'above',
    holdMs: 200,
    source: 'P35: 20 ms debounce + 100 ms tick + 20 ms + contactor 20 ms',
    judge: (t) => (t.eStopOpen === 1 ? Math.abs(t.current) : NaN),
    avoidable: stoppable,
  },
  ...PROCESS_HAZARDS,
];
