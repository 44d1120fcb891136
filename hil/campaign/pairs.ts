/**
 * All pairs of severe faults: one hits a cell under current, the other before or after the first has been answered. Levels, times and rows are typed by hand from the
 * protection table (docs/physics.md, section 10).
 */
import { drawsOf, rounded } from '../scenario/random.js';
import type { Plan, PlannedFault } from './plan.js';

/** A fault whose row switches everything off, or stops the current for good. */
export interface Severe {
  /** Fault of the library and its values. */
  readonly id: string;
  readonly values: Readonly<Record<string, number>>;
  /** Row that must trip, whatever else does. */
  readonly row: string;
  /** Longest time to that, s: rise to the level, sensor, debounce, slow rate. */
  readonly withinS: number;
  /**
   * When it can be seen: `always`, also with everything off; `running`, only under current or with the pumps on; `opening`, only when something opens
   * the contactor afterwards.
   */
  readonly seen: 'always' | 'running' | 'opening';
}

export const SEVERE: readonly Severe[] = [
  { id: 'eStop.press', values: {}, row: 'P35', withinS: 1, seen: 'always' },
  { id: 'nakTray.leak', values: { resistance: 5 }, row: 'P30', withinS: 2, seen: 'always' },
  { id: 'catholyteTray.leak', values: { resistance: 5 }, row: 'P31', withinS: 3, seen: 'always' },
  { id: 'smoke.detected', values: {}, row: 'P32', withinS: 2, seen: 'always' },
  // 25 %LEL at 100 %LEL a minute, the exhaust not counted, and 8 s of sensor.
  { id: 'room.hydrogen', values: { rate: 100 }, row: 'P28', withinS: 40, seen: 'always' },
  // 5 ppm at 0.5 ppm a second, the exhaust not counted, and 12 s of sensor.
  { id: 'room.toxicGas', values: { rate: 0.5 }, row: 'P29', withinS: 40, seen: 'always' },
  { id: 'supply.sag', values: { to: 18 }, row: 'P38', withinS: 2, seen: 'always' },
  // A saturated reading is not accepted: the unknown current trips P13. F05 comes only when the last bit happens to stand still for 5 s.
  { id: 'current.open', values: {}, row: 'P13', withinS: 2, seen: 'always' },
  { id: 'cellTemp.open', values: {}, row: 'P06', withinS: 10, seen: 'always' },
  { id: 'catholyteTank.pressure', values: { by: 25 }, row: 'P25', withinS: 5, seen: 'always' },
  { id: 'adcReference.gain', values: { factor: 0.9 }, row: 'X06', withinS: 5, seen: 'always' },
  // The purge that another leak or gas has started keeps the hydrogen down.
  { id: 'argon.hydrogen', values: { rate: 6 }, row: 'P28', withinS: 30, seen: 'running' },
  // A restart with everything off is none under power.
  { id: 'controller.stall', values: { duration: 10_000 }, row: 'P36', withinS: 15, seen: 'running' },
  { id: 'cell.voltage', values: { by: -0.6 }, row: 'P20', withinS: 3, seen: 'running' },
  { id: 'converter.gain', values: { factor: 2 }, row: 'P13', withinS: 2, seen: 'running' },
  { id: 'nakPump.stall', values: {}, row: 'P23', withinS: 3, seen: 'running' },
  { id: 'catholytePump.stall', values: {}, row: 'P23', withinS: 3, seen: 'running' },
  { id: 'contactor.welded', values: {}, row: 'X02', withinS: 5, seen: 'opening' },
];

/** Every fault before every other one; contacts weld only while they are closed, so that comes first. */
export const PAIRS: readonly (readonly [Severe, Severe])[] = SEVERE.flatMap((first) =>
  SEVERE.filter((second) => second !== first && second.seen !== 'opening').map((second) => [first, second] as const),
);

const BOARD = 'esp32';
/** Current of the cell when the first fault hits, A: over-current by a factor of 2 passes 1.2 I_max of 0.5 A. */
const AMPERE = 0.35;
/** Tells the draws of pairs from those of other campaigns. */
const APART = 0xc2b2ae35;
/** The first fault comes so long after the command, s. */
const FIRST_AT_S = 20;
/** The second comes up to so many of the first one's answer times later. */
const GAP = 1.5;

/** True when the row of the first fault must trip: it is seen in any case, or has the time for it before the second one switches everything off. */
function firstMust({ seen, withinS }: Severe, gapS: number): boolean {
  return seen !== 'running' || gapS >= withinS;
}

/** True when the row of the second fault must trip: it is seen with everything off, or nothing is off yet, because the first one does not show. */
function secondMust({ seen }: Severe, first: Severe): boolean {
  return seen === 'always' || first.seen === 'opening';
}

/** The plan of run `index`: pair after pair, over and over with other gaps, alloys, rooms and noise. */
export function pairPlan(seed: number, index: number): Plan {
  const [first, second] = PAIRS[index % PAIRS.length] ?? [];
  if (first === undefined || second === undefined) throw new Error('there are no pairs');
  const next = drawsOf(seed, index, APART);
  const between = (from: number, to: number): number => rounded(from + next() * (to - from));
  const ambient = between(16, 28);
  const gapS = between(0, GAP * first.withinS);
  const secondAtS = rounded(FIRST_AT_S + gapS);
  const planned = ({ id, values, row, withinS }: Severe, atS: number, must: boolean): PlannedFault => ({
    ...{ id, values, atS, forS: null },
    ...(must ? { mustTrip: { row, withinS } } : {}),
  });
  return {
    board: BOARD,
    noiseSeed: Math.floor(next() * 0xffffffff),
    sodiumWt: between(20, 34),
    metalMass: 20,
    oxidisedFraction: between(0.4, 0.7),
    temperature: between(ambient, 40),
    ambient,
    ageing: 1,
    commands: [{ command: `${next() < 0.5 ? 'discharge' : 'charge'} ${AMPERE} A`, atS: 2 }],
    faults: [planned(first, FIRST_AT_S, firstMust(first, gapS)), planned(second, secondAtS, secondMust(second, first))],
    horizonS: Math.ceil(secondAtS + Math.max(first.withinS, second.withinS) + 30),
  };
}
