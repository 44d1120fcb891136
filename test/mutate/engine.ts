/**
 * The process that runs tests against planted mistakes: one file of tests, or one mistake, for every message of `mutate.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOARDS } from '../../firmware/model/boards.js';
import { Registrar, type Test } from './face.js';
import { Modules } from './modules.js';
import { BUNDLES, ROOT } from './places.js';

/** Which tests of a file are to run; all of them when `tests` is missing. */
export interface Selection {
  readonly file: string;
  readonly tests?: readonly number[];
}

export type Request =
  /** Runs a file without any mistake, forwards or backwards. */
  | { readonly kind: 'look'; readonly file: string; readonly backwards: boolean }
  /** Makes one mistake and runs the selections until a test fails. `limit`: how often the mistake may be passed. */
  | { readonly kind: 'try'; readonly mutant: string; readonly limit: number; readonly selections: readonly Selection[] };

export interface Look {
  /** `ms`: processor time. */
  readonly tests: { readonly name: string; readonly ms: number; readonly error?: string; readonly covers: readonly string[] }[];
  /** Mistakes that were passed outside of any test: while the file was loaded and in its hooks for all tests. */
  readonly outside: readonly string[];
  /** True when tests share what a hook for all of them has made. */
  readonly shared: boolean;
  /** How often each mistake was passed. */
  readonly hits: Readonly<Record<string, number>>;
}

export interface Verdict {
  /** Test that has failed, or nothing when all passed. */
  readonly killer?: string;
  readonly error?: string;
}

/** What the switches in the planted sources ask. */
const mutation = {
  current: '',
  left: Infinity,
  covered: undefined as Set<string> | undefined,
  hits: {} as Record<string, number>,
  active(id: string): boolean {
    if (id !== mutation.current) return false;
    if (--mutation.left < 0) throw new Error('the mistake runs for ever');
    return true;
  },
  cover(...ids: string[]): void {
    const { covered, hits } = mutation;
    if (!covered) return;
    for (const id of ids) {
      covered.add(id);
      hits[id] = (hits[id] ?? 0) + 1;
    }
  },
};
Object.assign(globalThis, { mutation, stryMutAct_9fa48: mutation.active, stryCov_9fa48: mutation.cover });

const registrar = new Registrar();
const modules: Modules = new Modules((dir) => registrar.face(dir, modules));

/** The boards of the bench keep the bundle that was built in their flash; what they run is the planted one. */
const TOKENS = join(ROOT, 'firmware', 'model', 'tokens.ts');
const tokens = modules.load(TOKENS) as { decodeTokens: (bundle: string) => string };
const planted = new Map<string, string>();
for (const { id } of BOARDS) {
  const [built, ours] = [join(ROOT, 'dist', 'firmware', `${id}.js`), join(BUNDLES, `${id}.js`)];
  if (existsSync(built) && existsSync(ours)) planted.set(readFileSync(built, 'latin1'), readFileSync(ours, 'utf8'));
}
modules.mock('/', TOKENS, () => ({ ...tokens, decodeTokens: (bundle: string) => planted.get(bundle) ?? tokens.decodeTokens(bundle) }), true);

/** Loads a file of tests on a firmware that nobody has touched. */
async function load(file: string): Promise<ReturnType<Registrar['begin']>> {
  delete (globalThis as { LIQUIDUS_BOARD?: string }).LIQUIDUS_BOARD;
  modules.reset(true);
  const registered = registrar.begin();
  modules.load(join(ROOT, file));
  await modules.waits;
  for (const hook of registered.beforeAll) await hook();
  return registered;
}

async function runTest(test: Test): Promise<void> {
  for (const hook of test.before) await hook();
  await test.run();
  for (const hook of test.after) await hook();
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** Processor time since then, ms: unlike that of the clock it is the same on a busy machine. */
function spentSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

async function look(file: string, backwards: boolean): Promise<Look> {
  mutation.current = '';
  const outside = (mutation.covered = new Set<string>());
  mutation.hits = {};
  const registered = await load(file);
  const tests: Look['tests'] = [];
  for (const test of backwards ? [...registered.tests].reverse() : registered.tests) {
    const covers = (mutation.covered = new Set<string>());
    const from = process.cpuUsage();
    let error: string | undefined;
    await runTest(test).catch((e: unknown) => (error = said(e)));
    tests.push({ name: test.name, ms: spentSince(from), covers: [...covers], ...(error === undefined ? {} : { error }) });
  }
  for (const hook of registered.afterAll) await hook();
  mutation.covered = undefined;
  return { tests, outside: [...outside], shared: registered.beforeAll.length > 0, hits: mutation.hits };
}

async function judge(selections: readonly Selection[]): Promise<Verdict> {
  for (const { file, tests } of selections) {
    let name = `${file}, before its tests`;
    try {
      const registered = await load(file);
      for (const i of tests ?? registered.tests.keys()) {
        const test = registered.tests[i];
        if (!test) throw new Error('the file has fewer tests');
        name = `${file}: ${test.name}`;
        await runTest(test);
        if (mutation.left < 0) throw new Error('the mistake runs for ever');
      }
    } catch (error) {
      return { killer: name, error: said(error) };
    }
  }
  return {};
}

process.on('message', (request: Request) => {
  const work =
    request.kind === 'look'
      ? look(request.file, request.backwards)
      : ((mutation.current = request.mutant), (mutation.left = request.limit), judge(request.selections));
  void work.then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
