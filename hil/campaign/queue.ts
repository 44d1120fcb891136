/**
 * A campaign on many machines: jobs of runs in a queue on PostgreSQL (pg-boss), verdicts in a table beside it.
 *
 * A worker that dies in a job loses nothing: the job runs out and another worker takes it; a run that was kept twice is kept once.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { LiquidusError } from '../../host/error.js';
import type { Verdict } from './judge.js';
import { PLAN_VERSION } from './plan.js';
import type { CampaignFacts, DoneRun } from './store.js';

/** Runs in one job: some seconds of work, so that little is done twice after a death. */
const RUNS_A_JOB = 5;
/** A job that is not finished in this time is given to another worker, s. Many times what five runs take. */
const JOB_EXPIRES_S = 120;
/** How often expired jobs are looked for, s. */
const LOOK_EVERY_S = 2;
const RETRIES = 20;
const SCHEMA = 'liquidus_campaign';

interface Job {
  readonly campaign: string;
  readonly facts: CampaignFacts;
  readonly indices: readonly number[];
}

/** Queue of the runs of one set of bundles: a machine that has others never sees them. */
function queueOf(bundles: CampaignFacts['bundles']): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([PLAN_VERSION, bundles]))
    .digest('hex');
  return `liquidus-campaign-${hash.slice(0, 16)}`;
}

/** Name of a campaign in the table: everything that makes it the same. */
function campaignKey(facts: CampaignFacts): string {
  return JSON.stringify(facts);
}

/** One connection to the queue. */
export class CampaignQueue {
  private constructor(
    private readonly boss: PgBoss,
    private readonly pool: pg.Pool,
    private readonly queue: string,
    private readonly jobExpiresS: number,
  ) {}

  /**
   * Connects and makes what is missing, for campaigns on these bundles. A job that is not finished in `jobExpiresS` is given to another worker.
   * Throws `link.database` when the server does not answer or refuses.
   */
  static async open(url: string, bundles: CampaignFacts['bundles'], jobExpiresS = JOB_EXPIRES_S): Promise<CampaignQueue> {
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    const queue = queueOf(bundles);
    const boss = new PgBoss({
      connectionString: url,
      schema: SCHEMA,
      max: 4,
      schedule: false,
      maintenanceIntervalSeconds: LOOK_EVERY_S,
    });
    boss.on('error', () => undefined);
    try {
      await boss.start();
      await boss.createQueue(queue, { name: queue, policy: 'standard', expireInSeconds: jobExpiresS, retryLimit: RETRIES, retryDelay: 0 });
      await pool.query(
        `create table if not exists ${SCHEMA}.run (campaign text not null, index integer not null, verdict json not null, worker text not null, primary key (campaign, index))`,
      );
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      await pool.end();
      const reason = error instanceof Error ? error.message : String(error);
      throw new LiquidusError(
        'link.database',
        `The queue cannot be reached (${reason}); give --queue as postgres://USER:PASSWORD@HOST:PORT/DATABASE, and let that user create a schema.`,
        { cause: error },
      );
    }
    return new CampaignQueue(boss, pool, queue, jobExpiresS);
  }

  /** Puts runs into the queue. */
  async post(facts: CampaignFacts, indices: readonly number[]): Promise<void> {
    const campaign = campaignKey(facts);
    const jobs: Job[] = [];
    for (let i = 0; i < indices.length; i += RUNS_A_JOB) jobs.push({ campaign, facts, indices: indices.slice(i, i + RUNS_A_JOB) });
    const { queue, jobExpiresS } = this;
    await this.boss.insert(jobs.map((data) => ({ name: queue, data, expireInSeconds: jobExpiresS, retryLimit: RETRIES, retryDelay: 0 })));
  }

  /** Takes one job and hands its runs to `run`, keeping each verdict at once. False when there was none. */
  async work(worker: string, run: (facts: CampaignFacts, index: number) => Promise<Verdict>): Promise<boolean> {
    const [job] = await this.boss.fetch<Job>(this.queue, { batchSize: 1 });
    if (!job) return false;
    const { campaign, facts, indices } = job.data;
    const { rows } = await this.pool.query<{ index: number }>(`select index from ${SCHEMA}.run where campaign = $1 and index = any($2)`, [
      campaign,
      indices,
    ]);
    const kept = new Set(rows.map((row) => row.index));
    for (const index of indices) {
      if (kept.has(index)) continue;
      const verdict = await run(facts, index);
      await this.pool.query(`insert into ${SCHEMA}.run (campaign, index, verdict, worker) values ($1, $2, $3, $4) on conflict do nothing`, [
        campaign,
        index,
        JSON.stringify(verdict),
        worker,
      ]);
    }
    await this.boss.complete(this.queue, job.id);
    return true;
  }

  /** Verdicts of a campaign with numbers that `known` does not hold. */
  async verdicts(facts: CampaignFacts, known: ReadonlyMap<number, Verdict>): Promise<DoneRun[]> {
    const { rows } = await this.pool.query<{ index: number; verdict: Verdict }>(
      `select index, verdict from ${SCHEMA}.run where campaign = $1 order by index`,
      [campaignKey(facts)],
    );
    return rows.filter(({ index }) => !known.has(index));
  }

  /** How many runs each worker has kept. */
  async shares(facts: CampaignFacts): Promise<{ worker: string; runs: number }[]> {
    const { rows } = await this.pool.query<{ worker: string; runs: string }>(
      `select worker, count(*) as runs from ${SCHEMA}.run where campaign = $1 group by worker order by worker`,
      [campaignKey(facts)],
    );
    return rows.map(({ worker, runs }) => ({ worker, runs: Number(runs) }));
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false, wait: false });
    await this.pool.end();
  }
}
