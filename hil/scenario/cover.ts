/**
 * Counts what a run has met, in buckets; the hits of several runs add up.
 */
import { compileCondition, compileNumber, type ConditionReader, type NumberReader, type Readings } from './compile.js';
import { formatValue } from './quantity.js';
import type { Cover } from './scenario.js';

/** Hits of one bucket. */
export interface BucketHits {
  /** "< 20 wt%", "20 … 30 wt%", "≥ 30 wt%"; "so" for a condition. */
  readonly label: string;
  hits: number;
}

/** Hits of one cover. */
export interface CoverHits {
  readonly name: string;
  readonly buckets: readonly BucketHits[];
}

function labels({ of, borders }: Cover): string[] {
  if (!of) return ['so'];
  const shown = borders.map((border) => formatValue(border, of.unit));
  const between = shown.slice(1).map((border, i) => `${formatValue(borders[i] ?? NaN, '')} … ${border}`);
  return [`< ${shown[0] ?? ''}`, ...between, `≥ ${shown.at(-1) ?? ''}`];
}

/** Follows one cover through a run. */
export class CoverCounter {
  readonly hits: CoverHits;
  private readonly value: NumberReader | undefined;
  private readonly when: ConditionReader | undefined;
  private readonly borders: readonly number[];
  private was = false;
  private bucket = -1;

  constructor(cover: Cover, readings: Readings) {
    this.hits = { name: cover.name, buckets: labels(cover).map((label) => ({ label, hits: 0 })) };
    this.value = cover.of ? compileNumber(cover.of, readings) : undefined;
    this.when = cover.when ? compileCondition(cover.when.tree, readings) : undefined;
    this.borders = cover.borders;
  }

  /** Looks at the bench after a step. */
  look(): void {
    const { when } = this;
    if (when) {
      const is = when();
      if (is && !this.was) this.count(this.place());
      this.was = is;
      return;
    }
    const bucket = this.place();
    if (bucket !== this.bucket) this.count(bucket);
    this.bucket = bucket;
  }

  /** Bucket of the value now, -1 while it is not available. */
  private place(): number {
    if (!this.value) return 0;
    const value = this.value();
    if (Number.isNaN(value)) return -1;
    const above = this.borders.findIndex((border) => value < border);
    return above === -1 ? this.borders.length : above;
  }

  private count(place: number): void {
    const bucket = this.hits.buckets[place];
    if (bucket) bucket.hits++;
  }
}

/** Hits of all runs, by name and in the order in which the names first appear. Covers of one name with other buckets count by the labels of their buckets. */
export function addUp(runs: readonly (readonly CoverHits[])[]): CoverHits[] {
  const sums = new Map<string, Map<string, number>>();
  for (const { name, buckets } of runs.flat()) {
    const sum = sums.get(name) ?? new Map<string, number>();
    sums.set(name, sum);
    for (const { label, hits } of buckets) sum.set(label, (sum.get(label) ?? 0) + hits);
  }
  return [...sums].map(([name, buckets]) => ({ name, buckets: [...buckets].map(([label, hits]) => ({ label, hits })) }));
}
