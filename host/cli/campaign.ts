/**
 * `liquidus hil campaign`, `replay` and `worker`: random mixes of faults, alone or on many machines.
 */
import { availableParallelism, hostname } from 'node:os';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { LiquidusError } from '../error.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import type { CampaignSummary } from '../../hil/campaign/summary.js';
import type { Mode } from '../../hil/campaign/plan.js';

interface CampaignFlags {
  readonly runs?: number;
  readonly seed: number;
  readonly mode: Mode;
  readonly workers: number;
  readonly out: string;
  readonly queue?: string;
  readonly shrink: number;
  readonly jobTimeout: number;
  readonly json?: boolean;
}

/** Runs of a campaign that names no number. */
const DEFAULT_RUNS = 1000;
/** Where the time of the next progress line on something that is no terminal is, ms. */
const LINE_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 250;
/** Pause of a worker when the queue is empty, ms. */
const EMPTY_MS = 1000;

function queueOption(): Option {
  return new Option('--queue <url>', 'job queue on PostgreSQL, postgres://user:password@host:port/database').env('LIQUIDUS_QUEUE');
}

/** Adds the commands below `hil`. */
export function addCampaign(hil: Command): void {
  hil
    .command('campaign')
    .description('run random mixes of faults, operators and rooms; count hazards, missed faults and false trips')
    .addOption(new Option('--runs <n>', 'runs; default 1000, or every pair once').argParser(wholeNumber('runs', 1, 10_000_000)))
    .addOption(new Option('--seed <n>', 'the same seed draws the same runs').default(1).argParser(wholeNumber('seed', 0, 999_999_999)))
    .addOption(
      new Option('--mode <name>', 'mixed: one to three faults; quiet: none, for false trips; pairs: every two severe faults')
        .choices(['mixed', 'quiet', 'pairs'])
        .default('mixed'),
    )
    .addOption(
      new Option('--workers <n>', 'threads on this machine').default(availableParallelism(), 'all cores').argParser(wholeNumber('workers', 1, 1024)),
    )
    .addOption(queueOption())
    .option('--out <folder>', 'folder for the results; a campaign that was interrupted goes on from it', join('out', 'campaign'))
    .addOption(
      new Option('--shrink <n>', 'bad runs that are cut down to the least that still fails').default(5).argParser(wholeNumber('shrink', 0, 1000)),
    )
    .addOption(
      new Option('--job-timeout <s>', 'time after which a job of a silent worker goes to another one')
        .default(120)
        .argParser(wholeNumber('job-timeout', 1, 86_400)),
    )
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      `\nWith --queue this command only hands out runs and collects verdicts: start "liquidus hil worker" on every machine.\nExit code 1 when something was found.\n${EXIT_HELP}\n\nExamples:\n  liquidus hil campaign --runs 30000\n  liquidus hil campaign --mode quiet --runs 500 --out out/quiet\n  liquidus hil campaign --mode pairs --out out/pairs`,
    )
    .action(campaign);
  hil
    .command('replay')
    .description('run one run of a campaign again, byte for byte')
    .argument('<run>', 'its name, for example m1.42')
    .option('--campaign <folder>', 'folder of the campaign, to compare the trace with', join('out', 'campaign'))
    .option('--save <file>', 'write the run as a scenario file, for "liquidus hil run"')
    .addHelpText(
      'after',
      `\nExit code 1 when the run is bad or its trace is another one.\n${EXIT_HELP}\n\nExample:\n  liquidus hil replay m1.42 --save bad.yaml`,
    )
    .action(replay);
  hil
    .command('worker')
    .description('run jobs of campaigns from a queue on PostgreSQL until Ctrl-C')
    .addOption(queueOption().makeOptionMandatory())
    .addOption(new Option('--name <text>', 'name beside the verdicts').default(`${hostname()}-${process.pid}`))
    .option('--until-empty', 'end when the queue holds nothing')
    .addHelpText('after', `\n${EXIT_HELP}\n\nExample:\n  LIQUIDUS_QUEUE=postgres://hil@bench/hil liquidus hil worker`)
    .action(worker);
}

/** Fires at the first Ctrl-C or SIGTERM; the second one ends the process as usual. */
function interruption(): AbortSignal {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());
  return abort.signal;
}

/** Shows runs, rate and time left: in place on a terminal, as a line now and then elsewhere. */
function progress(): { show: (done: number, fresh: number, total: number) => void; end: () => void } {
  const started = performance.now();
  const terminal = process.stderr.isTTY;
  let last = 0;
  return {
    show: (done, fresh, total) => {
      const now = performance.now();
      if (now - last < (terminal ? REDRAW_EVERY_MS : LINE_EVERY_MS) && done < total) return;
      last = now;
      const rate = (1000 * fresh) / (now - started);
      const left = rate > 0 ? Math.ceil((total - done) / rate) : NaN;
      const text = `${done}/${total} runs, ${rate.toFixed(1)} a second, ${duration(left)} left`;
      process.stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`);
    },
    end: () => void (terminal && process.stderr.write('\r\x1b[K')),
  };
}

function duration(seconds: number): string {
  const h = Math.floor(seconds / 3600);
  const min = Math.floor((seconds % 3600) / 60);
  return h > 0 ? `${h} h ${min} min` : min > 0 ? `${min} min ${Math.floor(seconds % 60)} s` : `${seconds} s`;
}

async function campaign(flags: CampaignFlags): Promise<void> {
  const { runCampaign } = await import('../../hil/campaign/campaign.js');
  const { shareText } = await import('../../hil/campaign/page.js');
  const { runId } = await import('../../hil/campaign/run-id.js');
  const { PAIRS } = await import('../../hil/campaign/pairs.js');
  const shown = progress();
  const result = await runCampaign({
    mode: flags.mode,
    seed: flags.seed,
    runs: flags.runs ?? (flags.mode === 'pairs' ? PAIRS.length : DEFAULT_RUNS),
    threads: flags.workers,
    out: flags.out,
    ...(flags.queue === undefined ? {} : { queue: { url: flags.queue, jobExpiresS: flags.jobTimeout } }),
    shrink: flags.shrink,
    signal: interruption(),
    onProgress: shown.show,
  });
  shown.end();
  const { summary, facts } = result;
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...facts, ...summary, complete: result.complete, written: result.written })}\n`);
  else {
    const lines = [
      ...summaryLines(summary, shareText),
      ...summary.complaints.map(({ text, runs, example }) => `  ${text}: ${runs}, for example ${runId({ ...facts, index: example })}`),
      ...result.written.map((path) => `wrote ${path}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (!result.complete) process.stderr.write(`interrupted: the same command goes on from ${flags.out}\n`);
  if (!result.complete || summary.complaints.length > 0) process.exitCode = EXIT.failure;
}

function summaryLines(summary: CampaignSummary, share: (of: CampaignSummary['hazards'], runs: number) => string): string[] {
  const bound = Number(summary.falseTripBound.toPrecision(2));
  return [
    `runs         ${summary.runs}, ${summary.simHours.toFixed(1)} h simulated`,
    `hazards      ${share(summary.hazards, summary.runs)}`,
    `missed       ${share(summary.missed, summary.runs)}`,
    `errors       ${share(summary.errors, summary.runs)}`,
    `false trips  ${summary.falseTrips} in ${summary.quietHours.toFixed(1)} h without a fault; below ${bound} an hour with 95 % confidence`,
  ];
}

async function replay(run: string, flags: { readonly campaign: string; readonly save?: string }): Promise<void> {
  const { parseRunId } = await import('../../hil/campaign/run-id.js');
  const { drawPlan } = await import('../../hil/campaign/plan.js');
  const { runPlan, isBad } = await import('../../hil/campaign/judge.js');
  const { complaints } = await import('../../hil/campaign/shrink.js');
  const { scenarioText } = await import('../../hil/campaign/scenario-of.js');
  const { TargetShop } = await import('../../hil/scenario/targets.js');
  const name = parseRunId(run);
  const plan = drawPlan(name.seed, name.index, name.mode);
  if (flags.save !== undefined) save(flags.save, scenarioText(plan, run));
  const { verdict } = runPlan(plan, run, new TargetShop('emulator'));
  const kept = await keptTrace(flags.campaign, name.mode, name.seed, name.index);
  const same =
    kept === undefined
      ? 'no campaign with this bundle to compare with'
      : kept === verdict.trace
        ? 'the same as in the campaign'
        : `in the campaign ${kept}`;
  const lines = [
    ...plan.faults.map(({ id, values, atS, forS }) => `${atS} s  ${id} ${JSON.stringify(values)}${forS === null ? '' : ` for ${forS} s`}`),
    `board ${verdict.board}, tripped: ${verdict.tripped.join(' ') || 'nothing'}, state at the end: ${verdict.finalState}`,
    `findings: ${complaints(verdict).join(', ') || 'none'}`,
    `trace ${verdict.trace}, ${same}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (isBad(verdict) || (kept !== undefined && kept !== verdict.trace)) process.exitCode = EXIT.failure;
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LiquidusError('usage.out', `${file} cannot be written (${reason}); choose another file with --save.`, { cause: error });
  }
}

/** Trace hash that a campaign in this folder kept of a run, if it is a campaign of these plans on these bundles. */
async function keptTrace(folder: string, mode: Mode, seed: number, index: number): Promise<string | undefined> {
  const { campaignFacts } = await import('../../hil/campaign/campaign.js');
  const { CampaignFolder } = await import('../../hil/campaign/store.js');
  const file = join(folder, 'campaign.json');
  const facts = campaignFacts(mode, seed);
  if (!existsSync(file) || readFileSync(file, 'utf8').trim() !== JSON.stringify(facts)) return undefined;
  return new CampaignFolder(folder, facts).done.get(index)?.trace;
}

async function worker(flags: { readonly queue: string; readonly name: string; readonly untilEmpty?: boolean }): Promise<void> {
  const { campaignFacts } = await import('../../hil/campaign/campaign.js');
  const { CampaignQueue } = await import('../../hil/campaign/queue.js');
  const { runPlan } = await import('../../hil/campaign/judge.js');
  const { drawPlan } = await import('../../hil/campaign/plan.js');
  const { runId } = await import('../../hil/campaign/run-id.js');
  const { TargetShop } = await import('../../hil/scenario/targets.js');
  const { setTimeout: sleep } = await import('node:timers/promises');
  const signal = interruption();
  const shop = new TargetShop('emulator');
  const queue = await CampaignQueue.open(flags.queue, campaignFacts('mixed', 0).bundles);
  let runs = 0;
  try {
    while (!signal.aborted) {
      const worked = await queue.work(flags.name, ({ seed, mode }, index) => {
        runs++;
        return Promise.resolve(runPlan(drawPlan(seed, index, mode), runId({ seed, mode, index }), shop).verdict);
      });
      if (worked) continue;
      if (flags.untilEmpty === true) break;
      await sleep(EMPTY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await queue.close();
  }
  process.stdout.write(`${flags.name}: ${runs} runs\n`);
}
