/**
 * The folder of a campaign: what was asked for, and a line for every run that is over. A campaign that was interrupted goes on from it.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiquidusError } from '../../host/error.js';
import type { Verdict } from './judge.js';
import type { Mode } from './plan.js';

/** What makes two campaigns the same. */
export interface CampaignFacts {
  readonly mode: Mode;
  readonly seed: number;
  /** Rules of drawing (`PLAN_VERSION`). */
  readonly plans: number;
  /** SHA-256 of every bundle by board. */
  readonly bundles: Readonly<Record<string, string>>;
}

/** A run that is over. */
export interface DoneRun {
  readonly index: number;
  readonly verdict: Verdict;
}

const FACTS = 'campaign.json';
const RUNS = 'runs.jsonl';

/** Lines of a file. One that an interruption has torn is cut off, so that the next one begins a line. */
function wholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
  return text
    .slice(0, end)
    .split('\n')
    .filter((line) => line !== '');
}

/** One campaign's folder. */
export class CampaignFolder {
  /** Runs by number; those of an earlier start of the same campaign are there from the beginning. */
  readonly done = new Map<number, Verdict>();
  private readonly runs: string;

  /** Throws `usage.out` when the folder cannot be written or holds another campaign. */
  constructor(
    readonly path: string,
    facts: CampaignFacts,
  ) {
    this.runs = join(path, RUNS);
    const wanted = JSON.stringify(facts);
    try {
      mkdirSync(path, { recursive: true });
      const file = join(path, FACTS);
      if (!existsSync(file)) writeFileSync(file, `${wanted}\n`);
      else if (readFileSync(file, 'utf8').trim() !== wanted)
        throw new LiquidusError('usage.out', `${path} holds a campaign with another seed, mode or bundle; choose another folder with --out.`);
    } catch (error) {
      if (error instanceof LiquidusError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new LiquidusError('usage.out', `The folder ${path} cannot be written (${reason}); choose another one with --out.`, { cause: error });
    }
    for (const line of wholeLines(this.runs)) {
      const { index, verdict } = JSON.parse(line) as DoneRun;
      this.done.set(index, verdict);
    }
  }

  /** Keeps a run. It is on disk when this returns. */
  add(run: DoneRun): void {
    this.done.set(run.index, run.verdict);
    try {
      appendFileSync(this.runs, `${JSON.stringify(run)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LiquidusError('usage.out', `${this.runs} cannot be written (${reason}); make room and start the same command again: it goes on.`, {
        cause: error,
      });
    }
  }

  /** All runs in the order of their numbers. */
  sorted(): DoneRun[] {
    return [...this.done].map(([index, verdict]) => ({ index, verdict })).sort((a, b) => a.index - b.index);
  }
}
