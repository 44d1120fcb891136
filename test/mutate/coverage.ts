/**
 * Which tests pass which mistakes: every file of tests is run once without any mistake and once backwards. What was seen is kept until a source or
 * the test changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './crew.js';
import type { Look, Selection } from './engine.js';
import { OUT, ROOT } from './places.js';

/** A file of tests as it runs without mistakes. */
interface Watched extends Look {
  readonly file: string;
  /** True when its tests only pass together and in their order. */
  readonly whole: boolean;
}

/** Looks at one file. `sources`: names the state of everything that it leans on. Throws when a test fails without any mistake. */
export async function watch(engine: Engine, file: string, sources: string): Promise<Watched> {
  const key = createHash('sha256')
    .update(sources)
    .update(file)
    .update(readFileSync(join(ROOT, file)))
    .digest('hex');
  const seen = join(OUT, 'looks', `${key}.json`);
  if (existsSync(seen)) return JSON.parse(readFileSync(seen, 'utf8')) as Watched;
  const look = await engine.ask<Look>({ kind: 'look', file, backwards: false });
  if (!look) {
    process.stdout.write(`${file} is left out: it takes too long here\n`);
    return { file, tests: [], outside: [], shared: false, hits: {}, whole: true };
  }
  const failed = look.tests.find((test) => test.error !== undefined);
  if (failed) throw new Error(`${file}: "${failed.name}" fails without any mistake: ${failed.error}`);
  let whole = look.shared || look.outside.length > 0;
  if (!whole) {
    const back = await engine.ask<Look>({ kind: 'look', file, backwards: true });
    whole = back?.tests.every((test) => test.error === undefined) !== true;
  }
  const watched = { ...look, file, whole };
  mkdirSync(join(OUT, 'looks'), { recursive: true });
  writeFileSync(seen, JSON.stringify(watched));
  return watched;
}

export class Coverage {
  private readonly passed = new Map<string, { selection: Selection; ms: number }[]>();
  private readonly hits = new Map<string, number>();

  constructor(files: readonly Watched[]) {
    for (const { file, tests, outside, whole, hits } of files) {
      for (const [id, count] of Object.entries(hits)) this.hits.set(id, (this.hits.get(id) ?? 0) + count);
      const all = tests.reduce((sum, test) => sum + test.ms, 0);
      const byMutant = new Map<string, number[]>();
      tests.forEach((test, i) => {
        for (const id of test.covers) byMutant.set(id, [...(byMutant.get(id) ?? []), i]);
      });
      for (const id of new Set([...outside, ...byMutant.keys()])) {
        const some = byMutant.get(id) ?? [];
        const whole_ = whole || outside.includes(id);
        const ms = whole_ ? all : some.reduce((sum, i) => sum + (tests[i]?.ms ?? 0), 0);
        const list = this.passed.get(id) ?? [];
        list.push({ selection: whole_ ? { file } : { file, tests: some }, ms });
        this.passed.set(id, list);
      }
    }
    for (const list of this.passed.values()) list.sort((a, b) => a.ms - b.ms);
  }

  /**
   * Tests that pass a mistake in a folder, those of the same folder first and the quick ones first among them, as many as `budgetMs` of processor
   * time are enough for; the first file always.
   */
  of(mutant: string, folder: string, budgetMs: number): Selection[] {
    const isNear = ({ selection }: { selection: Selection }): boolean => selection.file.startsWith(`test/${folder}/`);
    const all = this.passed.get(mutant) ?? [];
    let left = budgetMs;
    return [...all.filter(isNear), ...all.filter((one) => !isNear(one))]
      .filter(({ ms }, i) => (left -= ms) > 0 || i === 0)
      .map(({ selection }) => selection);
  }

  /** How often a mistake may be passed before it counts as one that runs for ever: a hundred times what all tests together need. */
  limit(mutant: string): number {
    return 100 * (this.hits.get(mutant) ?? 0) + 10_000;
  }
}
