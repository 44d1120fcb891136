/**
 * What must never happen around the cell: pressures, gases, trays, level, supply. They are judged where the plant has a balance of plant.
 * Limits and reasons: docs/physics.md, section 8, table "Hazard limits".
 */
import { MAX_CURRENT } from './cell.js';
import type { HazardRow } from './hazard-rows.js';
import { PUMP_FULL_SPEED } from './hydraulics.js';
import type { PlantTruth } from './truth.js';

export type ProcessHazardId =
  | 'membranePressure'
  | 'pumpWithoutBlanket'
  | 'pumpDrawsGas'
  | 'currentAfterCatholyteLeak'
  | 'pumpAfterCatholyteLeak'
  | 'currentAfterSmoke'
  | 'airToFire'
  | 'sparkInHydrogen'
  | 'currentInBrownOut'
  | 'inrush';

type Truth = Readonly<PlantTruth>;

/** Current that counts as current, A: 1 % of the maximum. */
const NO_CURRENT = 0.01 * MAX_CURRENT;
/** Speed below which a pump counts as stopped, rpm. */
const STOPPED = 0.01 * PUMP_FULL_SPEED;
/** Lowest level at which the pump inlet is covered, % of the start. */
const INLET = 15;
/** Supply at which relays and pumps may let go by themselves, V. */
const LOWEST_SUPPLY = 20;

const stoppable = (t: Truth): boolean => t.currentUncontrollable === 0;
const pumpable = (t: Truth): boolean => t.nakPumpUncontrollable === 0;
const bothPumpable = (t: Truth): boolean => pumpable(t) && t.catholytePumpUncontrollable === 0;

function row(
  id: ProcessHazardId,
  text: string,
  [quantity, unit]: readonly [string, string],
  [side, limit, holdMs]: readonly ['above' | 'below', number, number],
  source: string,
  judge: (t: Truth) => number,
  avoidable: (t: Truth) => boolean,
): HazardRow {
  return { id, text, quantity, unit, limit, side, holdMs, source, judge, avoidable };
}

export const PROCESS_HAZARDS: readonly HazardRow[] = [
  row(
    'membranePressure',
    'a pump runs with the ceramic over its strength',
    ['pressure across the ceramic', 'kPa'],
    ['above', 21, 3000],
    'section 4, 28 mm × 1 mm; P25: 18 kPa for 200 ms, tick, 2.3 s run-down of a pump',
    (t) => (t.nakPumpSpeed > STOPPED || t.catholytePumpSpeed > STOPPED ? Math.abs(t.membranePressure) : NaN),
    bothPumpable,
  ),
  row(
    'pumpWithoutBlanket',
    'NaK is pumped under a blanket that draws air',
    ['blanket pressure', 'kPa'],
    ['below', 0.1, 5000],
    'P26: 0.2 kPa for 2 s, tick, 2.3 s run-down',
    (t) => (t.nakPumpSpeed > STOPPED ? t.blanketPressure : NaN),
    pumpable,
  ),
  row(
    'pumpDrawsGas',
    'NaK pump draws gas into the loop',
    ['NaK in the loop, % of the start', ''],
    ['below', INLET, 12_000],
    'P34: inlet + 10 % for 5 s, 1 s period, 1 s probe, 2.3 s run-down',
    (t) => (t.nakPumpSpeed > STOPPED ? t.nakVolumeShare : NaN),
    pumpable,
  ),
  row(
    'currentAfterCatholyteLeak',
    'current flows with a wet catholyte tray',
    ['current', 'A'],
    ['above', NO_CURRENT, 1500],
    'P31: 1 s, tick, 20 ms, contactor 20 ms',
    (t) => (t.catholyteTrayWet === 1 ? Math.abs(t.current) : NaN),
    stoppable,
  ),
  row(
    'pumpAfterCatholyteLeak',
    'catholyte pump feeds a leak',
    ['catholyte flow', 'mL/min'],
    ['above', 3, 4000],
    'P31 as above + 1.8 s run-down from full flow to a tenth of nominal',
    (t) => (t.catholyteTrayWet === 1 ? t.catholyteFlow : NaN),
    (t) => t.catholytePumpUncontrollable === 0,
  ),
  row(
    'currentAfterSmoke',
    'current flows in smoke',
    ['current', 'A'],
    ['above', NO_CURRENT, 1000],
    'P32: 500 ms, tick, 20 ms, contactor 20 ms',
    (t) => (t.smoke === 1 ? Math.abs(t.current) : NaN),
    stoppable,
  ),
  row(
    'airToFire',
    'the fan feeds air to burning or spilt metal',
    ['fan', ''],
    ['above', 0, 1000],
    'P30, P32: 500 ms, tick, 20 ms; the fan stands in the row "NaK leak or smoke"',
    (t) => (t.smoke === 1 || t.leakWet === 1 ? t.fanOn : NaN),
    (t) => t.fanUncontrollable === 0,
  ),
  row(
    'sparkInHydrogen',
    'contacts or heaters are live in an explosive room',
    ['hydrogen in the room', '%LEL'],
    ['above', 60, 20_000],
    'P28: 25 % LEL for 2 s, 5 s cell; 60 % is well below the limit',
    (t) => (t.contactorClosed === 1 || t.heaterPower > 0 ? t.roomHydrogen : NaN),
    (t) => t.contactorUncontrollable === 0 && t.heaterUncontrollable === 0,
  ),
  row(
    'currentInBrownOut',
    'current flows while the control supply fails',
    ['current', 'A'],
    ['above', NO_CURRENT, 400],
    'P38: 20 V for 100 ms, tick, 20 ms, contactor 20 ms',
    (t) => (t.supplyVoltage < LOWEST_SUPPLY ? Math.abs(t.current) : NaN),
    stoppable,
  ),
  row(
    'inrush',
    'the contactor closes on a bus that is not charged',
    ['inrush current', 'A'],
    ['above', 1.5 * MAX_CURRENT, 0],
    'comparator level 1.5 I_max',
    (t) => t.inrushCurrent,
    (t) => t.contactorUncontrollable === 0,
  ),
];
