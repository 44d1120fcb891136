/**
 * Command `make planted`: plants known mistakes in a copy of the sources, one by one, and says what turns red. Nothing in the work tree is touched; the
 * copy goes away at the end, and on Ctrl-C.
 * Exit code 1 when a mistake goes unseen.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { plainFirmware } from '../../firmware/build/bundle.js';
import { boardRow } from '../../firmware/model/boards.js';
import { readOracle } from '../../hil/cases/oracle.js';
import { runRow } from '../../hil/cases/suite.js';
import { bundleOf, type BundleUnderTest } from '../../hil/scenario/bundle-file.js';
import { parseScenario } from '../../hil/scenario/parse.js';
import { runScenario } from '../../hil/scenario/runner.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { LiquidusError } from '../../host/error.js';
import { makeCommand } from '../command.js';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.js';
import { applied } from './planted-text.js';

const ROOT = resolve(import.meta.dirname, '..', '..');
/** Clock at the start of a `clock:` try, ms: over 2³¹ ms in the start-up. */
const NEAR_WRAP_MS = 2 ** 31 - 300_000;
/** What a copy needs to build and to test. */
const COPIED = ['firmware', 'host', 'hil', 'test', '.config', 'package.json', 'tsconfig.json'];

const flags = makeCommand('planted', 'known mistakes in a copy of the firmware, one by one, and what turns red')
  .option('--only <id...>', `of these alone: ${PLANTED_BUGS.map((bug) => bug.id).join(' ')}`)
  .parse()
  .opts<{ only?: string[] }>();
const unknown = flags.only?.find((id) => !PLANTED_BUGS.some((bug) => bug.id === id));
if (unknown !== undefined) throw new LiquidusError('usage.value', `no mistake is called "${unknown}"; make planted ARGS="--help" names all`);
const folder = mkdtempSync(join(tmpdir(), 'liquidus-planted-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const oracle = readOracle(join(ROOT, 'test', 'oracle'));

/** Bundles of the copy as it is now, built when they are asked for. */
class Bundles {
  private readonly built = new Map<string, BundleUnderTest>();

  async of(board: string): Promise<BundleUnderTest> {
    const known = this.built.get(board);
    if (known) return known;
    const bundle = bundleOf(Buffer.from(await plainFirmware(join(folder, 'firmware'), boardRow(board)), 'latin1'), board);
    this.built.set(board, bundle);
    return bundle;
  }
}

async function redCase(check: string, bundles: Bundles): Promise<string> {
  const board = oracle.rows.find((row) => row.check === check)?.board ?? 'pico';
  const bundle = await bundles.of(board);
  const red = runRow(oracle, check, () => bundle, { stopAtFirst: true }).verdicts.find((verdict) => verdict.outcome === 'red');
  return red ? `${red.name}: ${red.detail}` : '';
}

async function redScenario(name: string, bundles: Bundles, clockOffsetMs = 0): Promise<string> {
  const file = join(ROOT, 'hil', 'scenarios', `${name}.yaml`);
  const scenario = parseScenario(file, readFileSync(file, 'utf8'));
  const bundle = await bundles.of(scenario.board || 'pico');
  const target = new Emulator({ bundle: bundle.text, board: bundle.board, clockOffsetMs });
  try {
    const [failure] = runScenario(scenario, target).failures;
    return failure ? `${failure.step}: ${failure.value}; wanted ${failure.limit}` : '';
  } finally {
    target.close();
  }
}

/** Runs a file of tests in the copy, on its sources and on the bundle that they make. Throws when the tests did not run at all. */
async function redTest(file: string, bundles: Bundles): Promise<string> {
  const bundle = await bundles.of('pico');
  const dist = join(folder, 'dist', 'firmware');
  writeFileSync(join(dist, 'pico.js'), bundle.text, 'latin1');
  const manifest = JSON.parse(readFileSync(join(ROOT, 'dist', 'firmware', 'manifest.json'), 'utf8')) as Record<string, object>;
  writeFileSync(join(dist, 'manifest.json'), JSON.stringify({ ...manifest, pico: { file: 'pico.js', bytes: bundle.bytes, sha256: bundle.sha256 } }));
  const options = ['vitest', 'run', '--config', '.config/vitest.config.ts', '--bail', '1', '--testTimeout', '120000', file];
  const { status, stdout, stderr } = spawnSync('npx', options, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return '';
  const plain = `${stdout}${stderr}`.replace(/\u001b\[[0-9;]*m/g, '');
  const failed = /FAIL +(.*)/.exec(plain)?.[1]?.trim();
  if (failed === undefined) throw new Error(`${file} did not run in the copy:\n${plain.slice(-2000)}`);
  return failed;
}

/** Runs one try. What turned red, or nothing. An exception of the bundle is red too. */
async function attempt(what: string, bundles: Bundles): Promise<string> {
  const colon = what.indexOf(':');
  const name = what.slice(colon + 1);
  switch (what.slice(0, colon)) {
    case 'cases':
      return redCase(name, bundles);
    case 'scenario':
      return redScenario(name, bundles);
    case 'clock':
      return redScenario(name, bundles, NEAR_WRAP_MS);
    default:
      return redTest(name, bundles);
  }
}

async function find(bug: PlantedBug): Promise<string> {
  const file = join(folder, 'firmware', bug.file);
  const sound = readFileSync(file, 'utf8');
  writeFileSync(file, applied(bug, sound));
  try {
    const bundles = new Bundles();
    for (const what of bug.tries) {
      const red = await attempt(what, bundles);
      if (red !== '') return `${what}  ${red}`;
    }
    return '';
  } finally {
    writeFileSync(file, sound);
  }
}

async function main(): Promise<void> {
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(ROOT, 'dist', 'firmware'), join(folder, 'dist', 'firmware'), { recursive: true });
  const bugs = PLANTED_BUGS.filter((bug) => flags.only === undefined || flags.only.includes(bug.id));
  if (bugs.length === 0) throw new Error(`no such mistake; there are: ${PLANTED_BUGS.map((bug) => bug.id).join(', ')}`);
  const started = performance.now();
  let unseen = 0;
  for (const bug of bugs) {
    const red = await find(bug);
    if (red === '') unseen++;
    process.stdout.write(`${(red === '' ? 'UNSEEN' : 'red').padEnd(7)}${bug.id.padEnd(26)}${red.slice(0, 140)}\n`);
  }
  process.stdout.write(
    `${bugs.length} planted mistakes: ${bugs.length - unseen} turned red, ${unseen} unseen; ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
  );
  if (unseen > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`planted: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
