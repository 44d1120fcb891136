/**
 * Campaigns as a user runs them: in threads, interrupted and resumed, replayed, and on a queue whose worker is killed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CampaignQueue } from '../../hil/campaign/queue.js';
import type { CampaignFacts } from '../../hil/campaign/store.js';
import { postgresPrograms, startPostgres, type PostgresServer } from '../postgres.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const CLI = ['--no-warnings', 'dist/host/cli/main.js', 'hil'];

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [...CLI, ...args], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
  return { child, ended: new Promise((done) => child.on('close', (code) => done({ code, out, err }))) };
}

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((done) => setTimeout(done, 50));
};
const factsIn = (folder: string): CampaignFacts => JSON.parse(readFileSync(join(folder, 'campaign.json'), 'utf8')) as CampaignFacts;
const runsIn = (folder: string): string[] => readFileSync(join(folder, 'runs.jsonl'), 'utf8').trim().split('\n').sort();

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'liquidus-campaigns-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a campaign', () => {
  it('gives the same runs in one piece and in two, and a replay gives the same trace', async () => {
    const whole = join(folder, 'whole');
    const pieces = join(folder, 'pieces');
    const first = await start('campaign', '--runs', '4', '--seed', '11', '--shrink', '0', '--workers', '2', '--out', whole, '--json').ended;
    expect(first.err).not.toMatch(/Error/);
    const summary = JSON.parse(first.out) as { runs: number; complete: boolean };
    expect(summary).toMatchObject({ runs: 4, complete: true });
    await start('campaign', '--runs', '2', '--seed', '11', '--shrink', '0', '--workers', '1', '--out', pieces).ended;
    expect(runsIn(pieces).length).toBe(2);
    await start('campaign', '--runs', '4', '--seed', '11', '--shrink', '0', '--workers', '1', '--out', pieces).ended;
    expect(runsIn(pieces)).toEqual(runsIn(whole));

    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(whole, 'runs.parquet')) });
    expect(rows.map((row) => row.run)).toEqual(['m11.0', 'm11.1', 'm11.2', 'm11.3']);

    const saved = join(folder, 'again.yaml');
    const again = await start('replay', 'm11.1', '--campaign', whole, '--save', saved).ended;
    expect(again.out).toContain('the same as in the campaign');
    expect(readFileSync(saved, 'utf8')).toContain('inject:');
  }, 120_000);

  it('says what is wrong with its arguments in one line', async () => {
    const bad = await start('replay', 'nonsense').ended;
    expect(bad.code).toBe(1);
    expect(bad.err.trim()).toBe('liquidus: "nonsense" names no run; write it as the campaign prints it, for example m1.42.');
  });
});

describe.skipIf(postgresPrograms() === undefined)('a campaign on PostgreSQL (needs a PostgreSQL server)', () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(() => server.stop());

  it('loses no run when a worker is killed in the middle of a job', async () => {
    const alone = join(folder, 'alone');
    const shared = join(folder, 'shared');
    const arguments_ = ['--runs', '6', '--seed', '12', '--shrink', '0'];
    const local = start('campaign', ...arguments_, '--out', alone);
    const collector = start('campaign', ...arguments_, '--queue', server.url, '--job-timeout', '3', '--out', shared);
    await local.ended;
    await until(() => existsSync(join(shared, 'campaign.json')));
    const victim = start('worker', '--queue', server.url, '--name', 'victim');
    const queue = await CampaignQueue.open(server.url, factsIn(shared).bundles);
    try {
      // Killed after its first verdict, with the rest of its job undone.
      await until(async () => (await queue.shares(factsIn(shared))).length > 0);
      victim.child.kill('SIGKILL');
      await victim.ended;
      const survivor = start('worker', '--queue', server.url, '--name', 'survivor');
      const collected = await collector.ended;
      survivor.child.kill('SIGTERM');
      expect((await survivor.ended).out).toMatch(/survivor: \d+ runs/);
      expect(collected.out).toContain('runs         6,');
      expect(runsIn(shared)).toEqual(runsIn(alone));
      const shares = await queue.shares(factsIn(shared));
      expect(shares.map(({ worker }) => worker)).toEqual(['survivor', 'victim']);
      expect(shares.reduce((sum, { runs }) => sum + runs, 0)).toBe(6);
      expect(shares[1]?.runs).toBeLessThan(5);
    } finally {
      await queue.close();
    }
  }, 180_000);

  it('says how to name the queue when the server does not answer', async () => {
    const bad = await start('worker', '--queue', 'postgres://nobody@127.0.0.1:1/none').ended;
    expect(bad.code).toBe(3);
    expect(bad.err).toMatch(/^liquidus: The queue cannot be reached \(.*postgres:\/\/USER:PASSWORD@HOST/);
  });
});
