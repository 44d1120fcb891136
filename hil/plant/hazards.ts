/**
 * The independent oracle: finds hazards in plant truth, step by step. The rows stand in hazard-rows.ts.
 */
import { HAZARDS } from './hazard-rows.js';
import type { HazardId, HazardRow } from './hazard-rows.js';
import type { PlantTruth } from './truth.js';

/** A hazard that occurred. */
export interface Hazard {
  readonly id: HazardId;
  readonly text: string;
  readonly quantity: string;
  readonly unit: string;
  readonly limit: number;
  readonly side: 'above' | 'below';
  readonly holdMs: number;
  readonly source: string;
  /** Virtual time at which it counted for the first time, ms. */
  readonly firstMs: number;
  /** Worst value of the quantity, from the moment it first counted. */
  readonly worst: number;
  /** False only when at no moment a controller could have kept it away. */
  readonly avoidable: boolean;
}

/**
 * Watches one run. A hazard counts once its quantity has been beyond the limit for longer than its time; the first observation
 * beyond the limit is time 0, because that is when the board's pins first show it. An interruption starts the time anew.
 */
export class HazardOracle {
  /** Hazards found so far, in order of their first time; each id at most once. */
  readonly hazards: Hazard[] = [];
  private readonly elapsedMs = new Float64Array(HAZARDS.length).fill(-1);
  private readonly found = new Map<HazardId, Found>();

  /** Judges the state after a step of `dtMs`. */
  observe(dtMs: number, truth: Readonly<PlantTruth>): void {
    const { elapsedMs } = this;
    for (let i = 0; i < HAZARDS.length; i++) {
      const row = HAZARDS[i] as HazardRow; // i is inside
      const value = row.judge(truth);
      const beyond = row.side === 'above' ? value > row.limit : value < row.limit;
      if (!beyond) {
        elapsedMs[i] = -1;
        continue;
      }
      const before = elapsedMs[i] as number; // as long as HAZARDS
      const elapsed = before < 0 ? 0 : before + dtMs;
      elapsedMs[i] = elapsed;
      if (elapsed > row.holdMs || row.holdMs === 0) this.count(row, value, truth);
    }
  }

  private count(row: HazardRow, value: number, truth: Readonly<PlantTruth>): void {
    const known = this.found.get(row.id);
    if (known === undefined) {
      const found = new Found(row, truth.timeMs, value, row.avoidable(truth));
      this.found.set(row.id, found);
      this.hazards.push(found);
      return;
    }
    known.worst = row.side === 'above' ? Math.max(known.worst, value) : Math.min(known.worst, value);
    known.avoidable ||= row.avoidable(truth);
  }
}

class Found implements Hazard {
  readonly id: HazardId;
  readonly text: string;
  readonly quantity: string;
  readonly unit: string;
  readonly limit: number;
  readonly side: 'above' | 'below';
  readonly holdMs: number;
  readonly source: string;

  constructor(
    row: HazardRow,
    readonly firstMs: number,
    public worst: number,
    public avoidable: boolean,
  ) {
    this.id = row.id;
    this.text = row.text;
    this.quantity = row.quantity;
    this.unit = row.unit;
    this.limit = row.limit;
    this.side = row.side;
    this.holdMs = row.holdMs;
    this.source = row.source;
  }
}

/** A hazard in one line for a report, with value, limit and time. */
export function describeHazard(hazard: Hazard): string {
  const hold = hazard.holdMs > 0 ? ` for more than ${hazard.holdMs / 1000} s` : '';
  const blame = hazard.avoidable ? '' : ' (no controller could have avoided it)';
  const unit = hazard.unit === '' ? '' : ` ${hazard.unit}`;
  return (
    `${hazard.text}: ${hazard.quantity} ${Number(hazard.worst.toPrecision(4))}${unit}, limit ${hazard.limit}${unit} (${hazard.side})${hold}, ` +
    `first at ${(hazard.firstMs / 1000).toFixed(2)} s${blame}`
  );
}
