/**
 * A campaign from start to end: draws, runs, keeps, cuts down what is bad, sums up.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { builtBundle } from '../scenario/bundle-file.js';
import { TargetShop } from '../scenario/targets.js';
import { isBad, runPlan, type Verdict } from './judge.js';
import { summaryPage } from './page.js';
import { writeRuns } from './parquet.js';
import { CAMPAIGN_BOARDS, drawPlan, PLAN_VERSION, type Mode, type Plan } from './plan.js';
import { runPool } from './pool.js';
import { CampaignQueue } from './queue.js';
import { runId } from './run-id.js';
import { scenarioText } from './scenario-of.js';
import { complaints, shrink } from './shrink.js';
import { CampaignFolder, type CampaignFacts, type DoneRun } from './store.js';
import { summarise, type CampaignSummary } from './summary.js';

/** How often verdicts are fetched from the queue, ms. */
const FETCH_EVERY_MS = 1000;

export interface CampaignOptions {
  readonly mode: Mode;
  readonly seed: number;
  readonly runs: number;
  /** Threads on this machine. */
  readonly threads: number;
  /** Folder for the results. */
  readonly out: string;
  /** Address of the queue (postgres://…) and the time after which a job goes to another worker, s; absent: everything runs here. */
  readonly queue?: { readonly url: string; readonly jobExpiresS: number };
  /** At most so many bad runs are cut down, one of each complaint. */
  readonly shrink: number;
  readonly signal: AbortSignal;
  /** Called after every run: runs that are over, runs of this start, and how many there will be. */
  readonly onProgress?: (done: number, fresh: number, total: number) => void;
}

export interface CampaignResult {
  readonly facts: CampaignFacts;
  readonly summary: CampaignSummary;
  /** False when it was interrupted: the same command goes on. */
  readonly complete: boolean;
  readonly written: readonly string[];
}

/** The bundles of a campaign, as the build left them, with what names the campaign. Throws `usage.bundle`. */
export function campaignFacts(mode: Mode, seed: number): CampaignFacts {
  const bundles = Object.fromEntries(CAMPAIGN_BOARDS.map((board) => [board, builtBundle(board).sha256]));
  return { mode, seed, plans: PLAN_VERSION, bundles };
}

/** Runs a campaign. Throws `usage.*` when the folder does not fit and `link.database` when the queue does not answer. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { mode, seed, runs, signal } = options;
  const facts = campaignFacts(mode, seed);
  const folder = new CampaignFolder(options.out, facts);
  const missing = Array.from({ length: runs }, (_, index) => index).filter((index) => !folder.done.has(index));
  let fresh = 0;
  const keep = (run: DoneRun): void => {
    folder.add(run);
    fresh++;
    options.onProgress?.(folder.done.size, fresh, runs);
  };
  if (options.queue === undefined) await runPool({ facts, indices: missing, threads: options.threads, onRun: keep, signal });
  else await collect(options.queue, folder, facts, missing, keep, signal);
  const complete = missing.every((index) => folder.done.has(index));
  const done = folder.sorted();
  const written = complete && !signal.aborted ? cutDown(options, facts, done) : [];
  return { facts, summary: summarise(done), complete, written: [...written, ...report(options.out, facts, done)] };
}

/** Posts the missing runs and keeps verdicts as workers give them. */
async function collect(
  { url, jobExpiresS }: NonNullable<CampaignOptions['queue']>,
  folder: CampaignFolder,
  facts: CampaignFacts,
  missing: readonly number[],
  keep: (run: DoneRun) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = await CampaignQueue.open(url, facts.bundles, jobExpiresS);
  try {
    const wanted = new Set(missing);
    const fetch = async (): Promise<void> => {
      for (const run of await queue.verdicts(facts, folder.done)) if (wanted.has(run.index)) keep(run);
    };
    await fetch();
    await queue.post(
      facts,
      missing.filter((index) => !folder.done.has(index)),
    );
    while (!signal.aborted && missing.some((index) => !folder.done.has(index))) {
      await sleep(FETCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
      await fetch();
    }
  } finally {
    await queue.close();
  }
}

/** Cuts down the first bad run of each complaint and leaves it as a scenario file. */
function cutDown(options: CampaignOptions, facts: CampaignFacts, done: readonly DoneRun[]): string[] {
  const shop = new TargetShop('emulator');
  const seen = new Set<string>();
  const written: string[] = [];
  for (const { index, verdict } of done) {
    if (!isBad(verdict) || written.length >= options.shrink) continue;
    const fresh = complaints(verdict).filter((text) => !seen.has(text));
    if (fresh.length === 0) continue;
    for (const text of fresh) seen.add(text);
    const id = runId({ ...facts, index });
    const judged = (plan: Plan): Verdict => runPlan(plan, id, shop).verdict;
    const { plan } = shrink(drawPlan(facts.seed, index, facts.mode), judged);
    mkdirSync(join(options.out, 'bad'), { recursive: true });
    const path = join(options.out, 'bad', `${id}.yaml`);
    writeFileSync(path, scenarioText(plan, id));
    written.push(path);
  }
  return written;
}

function report(out: string, facts: CampaignFacts, done: readonly DoneRun[]): string[] {
  const summary = summarise(done);
  const page = join(out, 'summary.html');
  writeFileSync(page, summaryPage(facts, summary));
  const json = join(out, 'summary.json');
  writeFileSync(json, `${JSON.stringify({ ...facts, ...summary })}\n`);
  const runs = join(out, 'runs.parquet');
  writeRuns(runs, facts, done);
  return [page, json, runs];
}
