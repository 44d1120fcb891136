/**
 * How good the tests of the firmware are: mistakes are planted one by one, and each one that no test notices is told.
 * What an earlier report says about files that are not tried is kept. Tables are left out: the build works them out, and the oracles of test/oracle judge
 * them. So are tests that read sources as text or need the real interpreter.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decimalNumber, wholeNumber } from '../../host/cli/number-options.js';
import { LiquidusError } from '../../host/error.js';
import { makeCommand } from '../command.js';
import { share, type Engine } from './crew.js';
import { Coverage, watch } from './coverage.js';
import type { Verdict } from './engine.js';
import { plantBundle, plantMutants, type Mutant } from './plant.js';
import { OUT, ROOT } from './places.js';
import { tell, type Judged } from './tell.js';

const FOLDERS = ['firmware/protect', 'firmware/control', 'firmware/chemistry', 'firmware/persist'];
/** Folders that are tried when they or a file of them are named. */
const ON_REQUEST = ['firmware/sense', 'firmware/board', 'firmware/modbus'];
/** Boards whose bundles the tests run. */
const BUNDLED = ['pico', 'esp32', 'nrf52840dk'];
/** Tests that read sources or run what was built, which no planted mistake reaches; and the walks through all situations, minutes for each mistake. */
const LEFT_OUT = ['build/', 'protect/unrolled.test.ts', 'boot/alive.test.ts', 'control/exploration.test.ts', 'control/interlock'];
const REPORT = join(OUT, 'report.json');

/** Files below a folder, as paths from the root. */
function below(folder: string): string[] {
  const found = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return found.map((file) => `${folder}/${file}`.replaceAll('\\', '/')).sort();
}

const command = makeCommand('mutate', 'mistakes planted one by one in the firmware, and which the tests find')
  .argument('[places...]', `folders and files to try, of ${ON_REQUEST.join(', ')} too; by default ${FOLDERS.join(', ')}`)
  .option('--jobs <n>', 'processes at once', wholeNumber('--jobs', 1, 64), 2)
  .option(
    '--budget <s>',
    'seconds of tests for each mistake, the quick tests first; what lives through them counts as alive',
    decimalNumber('--budget', 0.1, 3600, 's'),
    5,
  )
  .option('--alive', 'only those that lived in the report of the run before')
  .option('--resume', 'only those that the report does not judge: a run that was broken off goes on')
  .option('--quick', 'without the tests that run a whole bundle')
  .option('--tests <folder>', 'only tests of this folder', 'test/firmware')
  .parse();
const values = command.opts<{ jobs: number; budget: number; alive?: true; resume?: true; quick?: true; tests: string }>();
const positionals = command.args;
const planted = FOLDERS.concat(ON_REQUEST.filter((folder) => positionals.some((path) => `${path}/`.startsWith(`${folder}/`))));
const files = planted.flatMap(below).filter((file) => /(?<!\.table|\.d|board\/row)\.ts$/.test(file));
const isWanted = (file: string): boolean => positionals.length === 0 || positionals.some((path) => file === path || file.startsWith(`${path}/`));
/** True for tests of single modules; the others run a whole bundle. */
const isUnit = (file: string): boolean => !/from '[^']*(?:emulated-board|recorded-board)\.js'/.test(readFileSync(join(ROOT, file), 'utf8'));
const tests = below('test/firmware').filter(
  (file) =>
    file.endsWith('.test.ts') &&
    file.startsWith(values.tests) &&
    !LEFT_OUT.some((part) => file.startsWith(`test/firmware/${part}`)) &&
    (!values.quick || isUnit(file)),
);
const jobs = values.jobs;

if (!files.some(isWanted))
  throw new LiquidusError(
    'usage.value',
    `mistakes are planted in ${[...FOLDERS, ...ON_REQUEST].join(', ')}; none of these is there: ${positionals.join(', ')}`,
  );
const before = existsSync(REPORT) ? (JSON.parse(readFileSync(REPORT, 'utf8')) as Judged[]) : [];
rmSync(join(OUT, 'planted'), { recursive: true, force: true });
rmSync(join(OUT, 'bundles'), { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const started = Date.now();
const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0)} s`;
const mutants = await plantMutants(files);
for (const board of values.quick ? [] : BUNDLED) await plantBundle(board, files);
process.stdout.write(`${mutants.length} mistakes in ${files.length} files; ${tests.length} files of tests are looked at first\n`);
const sources = createHash('sha256');
for (const file of [...below('firmware'), ...below('test/firmware'), ...below('test/mutate')].filter(
  (name) => name.endsWith('.ts') && !tests.includes(name),
))
  sources.update(readFileSync(join(ROOT, file)));
const state = sources.update(files.join()).digest('hex');
const coverage = new Coverage(await share(tests, jobs, (engine, file) => watch(engine, file, state)));
process.stdout.write(`${seconds()}: every test passes without a mistake\n`);

/** Where a mistake is, apart from the number that a change elsewhere gives it. */
const place = (m: Mutant): string => [m.file, m.line, m.kind, m.original, m.replacement].join('\0');
const known = new Map(before.map((m) => [place(m), m]));
const isNew = (m: Mutant): boolean => {
  const before = known.get(place(m));
  return isWanted(m.file) && !(values.alive && before?.killer !== undefined) && !(values.resume && before !== undefined);
};
const fresh = mutants.filter(isNew);
const judged = new Map(mutants.flatMap((m) => (known.has(place(m)) ? [[place(m), { ...known.get(place(m)), ...m } as Judged] as const] : [])));
let done = 0;

function save(): Judged[] {
  const all = [...judged.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  writeFileSync(REPORT, JSON.stringify(all, null, 1));
  return all;
}

async function judge(engine: Engine, mutant: Mutant): Promise<Judged> {
  const selections = coverage.of(mutant.id, dirname(mutant.file), 1000 * values.budget);
  if (selections.length === 0) return { ...mutant, passed: false };
  const verdict = await engine.ask<Verdict>({ kind: 'try', mutant: mutant.id, limit: coverage.limit(mutant.id), selections });
  return { ...mutant, passed: true, ...(verdict ?? { killer: 'the time' }) };
}

await share(fresh, jobs, async (engine, mutant) => {
  const result = await judge(engine, mutant);
  judged.set(place(mutant), result);
  // A run that is broken off keeps what it has found.
  if (++done % 20 === 0) save();
  if (done % 50 === 0) process.stdout.write(`${seconds()}: ${done} of ${fresh.length}\n`);
});
process.stdout.write(`${seconds()}\n\n${tell(save())}`);
