/**
 * Command `make config-mutants`: wrong rows of the protection table, made in the text of the built bundle, and whether the eight cases of the row turn
 * red. Every limit one step off, every debounce and release one reading off, warn and trip swapped, the side turned round, the hysteresis one step
 * off, another reset rule, a reaction less, another alarm bit.
 *
 * Exit code 1 when a mutant survives without a written reason.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { tableValues } from '../../firmware/build/table.js';
import { boardRow } from '../../firmware/model/boards.js';
import { checksOf } from '../../firmware/model/faults.js';
import { readOracle } from '../../hil/cases/oracle.js';
import { runRow } from '../../hil/cases/suite.js';
import { bundleOf } from '../../hil/scenario/bundle-file.js';
import { wholeNumber } from '../../host/cli/number-options.js';
import { LiquidusError } from '../../host/error.js';
import { makeCommand } from '../command.js';
import { mutantsOf, mutate, type Columns, type ConfigMutant } from './config-mutant.js';
import REASONS from './config-mutants.json' with { type: 'json' };

const ROOT = resolve(import.meta.dirname, '..', '..');
const BOARDS = ['pico', 'esp32'];

interface Outcome {
  readonly name: string;
  /** Case that turned red; empty: the mutant survived. */
  readonly killedBy: string;
}

const flags = makeCommand('config-mutants', 'wrong rows in the built bundle, one by one, and which of the eight cases finds each')
  .addOption(new Option('--board <id>', 'the rows of this board alone').choices(BOARDS))
  .option('--check <id...>', 'these checks alone, for example P14a')
  .option('--workers <n>', 'processes at once', wholeNumber('--workers', 1, 64), 2)
  .addOption(new Option('--share <k/n>').hideHelp())
  .parse()
  .opts<{ board?: string; check?: string[]; workers: number; share?: string }>();

async function columnsOf(board: string): Promise<Columns> {
  const firmware = join(ROOT, 'firmware');
  return (await tableValues(join(firmware, 'protect', 'checks.table.ts'), firmware, boardRow(board))) as unknown as Columns;
}

/** Runs the mutants of a share `k/n`, and reports each to the parent. */
async function work(share: string): Promise<void> {
  const [k = 0, n = 1] = share.split('/').map(Number);
  const oracle = readOracle(join(ROOT, 'test', 'oracle'));
  let count = 0;
  for (const board of BOARDS) {
    const text = readFileSync(join(ROOT, 'dist', 'firmware', `${board}.text.js`), 'utf8');
    const columns = await columnsOf(board);
    const rows = checksOf(boardRow(board));
    for (const row of oracle.rows) {
      if (row.board !== board || (flags.board ?? board) !== board || (flags.check && !flags.check.includes(row.check))) continue;
      const index = rows.findIndex((check) => check.id === row.check);
      for (const mutant of mutantsOf(row.check, index, columns, row.periodMs)) {
        if (count++ % n !== k) continue;
        process.send?.(judge(mutant, text));
      }
    }
  }

  function judge(mutant: ConfigMutant, text: string): Outcome {
    const bundle = bundleOf(Buffer.from(mutate(text, mutant), 'latin1'), mutant.board);
    try {
      const red = runRow(oracle, mutant.check, () => bundle, { stopAtFirst: true, cold: !mutant.name.includes('without reaction') }).verdicts.find(
        (verdict) => verdict.outcome === 'red',
      );
      return { name: mutant.name, killedBy: red ? `${red.name}: ${red.detail}` : '' };
    } catch (error) {
      return { name: mutant.name, killedBy: `the bundle does not run: ${String(error)}` };
    }
  }
}

function start(share: string, take: (outcome: Outcome) => void): Promise<void> {
  const args = [...process.argv.slice(2), '--share', share];
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
  child.on('message', (outcome) => take(outcome as Outcome));
  return new Promise((done, failed) =>
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`a worker ended with code ${String(code)}`)))),
  );
}

async function main(): Promise<void> {
  if (flags.share !== undefined) return work(flags.share);
  const started = performance.now();
  const outcomes: Outcome[] = [];
  const take = (outcome: Outcome): void => {
    outcomes.push(outcome);
    if (outcome.killedBy === '' || outcomes.length % 50 === 0)
      process.stderr.write(`${outcomes.length} mutants${outcome.killedBy === '' ? `; survived: ${outcome.name}` : ''}\n`);
  };
  const workers = flags.workers;
  await Promise.all(Array.from({ length: workers }, (_, k) => start(`${k}/${workers}`, take)));
  report(outcomes, (performance.now() - started) / 1000);
}

function report(outcomes: readonly Outcome[], seconds: number): void {
  const reasons: Readonly<Record<string, string>> = REASONS.survivors;
  const survivors = outcomes.filter((outcome) => outcome.killedBy === '').map((outcome) => outcome.name);
  if (outcomes.length === 0)
    throw new LiquidusError(
      'usage.value',
      `no row of ${flags.board ?? BOARDS.join(' or ')} is called ${flags.check?.join(', ') ?? ''}; a check is named like P14a`,
    );
  const open = survivors.filter((name) => reasons[name] === undefined);
  const by = new Map<string, number>();
  for (const { killedBy } of outcomes) if (killedBy !== '') by.set(killedBy.split(':')[0] ?? '', (by.get(killedBy.split(':')[0] ?? '') ?? 0) + 1);
  const lines = [...by].sort((a, b) => b[1] - a[1]).map(([name, count]) => `  ${String(count).padStart(5)} by ${name}`);
  const excused = survivors.filter((name) => reasons[name] !== undefined).map((name) => `  ${name}: ${reasons[name] ?? ''}`);
  const text = [
    `${outcomes.length} configuration mutants: ${outcomes.length - survivors.length} killed, ${survivors.length - open.length} equal to the row (reasons below), ${open.length} survived; ${seconds.toFixed(0)} s`,
    ...lines,
    ...(excused.length > 0 ? ['Equal to the row:', ...excused] : []),
    ...open.map((name) => `SURVIVED ${name}`),
  ];
  process.stdout.write(`${text.join('\n')}\n`);
  if (open.length > 0 || outcomes.length === 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`config-mutants: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
