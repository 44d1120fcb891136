/** The result of a mutation run in words and figures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './plant.js';
import { ROOT } from './places.js';

/** A mistake and what became of it. */
export interface Judged extends Mutant {
  /** False when no test passes it at all. */
  readonly passed: boolean;
  /** Test that noticed it. */
  readonly killer?: string;
  readonly error?: string;
}

/** A mistake that changes nothing that anybody could see, and why. `line`: the line of the source, without its indentation. */
interface Equivalent {
  readonly file: string;
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

const EQUIVALENT = JSON.parse(readFileSync(new URL('equivalent.json', import.meta.url), 'utf8')) as readonly Equivalent[];

const lineOf = (m: Mutant): string => (readFileSync(join(ROOT, m.file), 'utf8').split('\n')[m.line - 1] ?? '').trim();
const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 90);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Table by file, mistakes that live, mistakes that change nothing with their reasons, and reasons that fit no mistake any more. */
export function tell(judged: readonly Judged[]): string {
  const used = new Set<Equivalent>();
  const excused = new Map<Judged, Equivalent>();
  for (const m of judged) {
    if (m.killer !== undefined) continue;
    const line = lineOf(m);
    const found = EQUIVALENT.find((e) => e.file === m.file && e.line === line && e.original === m.original && e.replacement === m.replacement);
    if (!found) continue;
    used.add(found);
    excused.set(m, found);
  }
  const groups = new Map<string, Judged[]>();
  for (const m of judged) {
    for (const key of [m.file, m.file.split('/').slice(0, 2).join('/') + '/', 'all']) groups.set(key, [...(groups.get(key) ?? []), m]);
  }
  const rows = [...groups].map(([name, all]) => {
    const equivalent = all.filter((m) => excused.has(m)).length;
    const found = all.filter((m) => m.killer !== undefined).length;
    const unseen = all.filter((m) => !m.passed && !excused.has(m)).length;
    const counted = all.length - equivalent;
    return { name, all: all.length, equivalent, found, unseen, alive: counted - found - unseen, score: counted === 0 ? 1 : found / counted };
  });
  const table = rows.map(
    (r) =>
      `${r.name.padEnd(36)} ${String(r.all).padStart(5)} planted ${String(r.found).padStart(5)} found ${String(r.alive).padStart(4)} alive ` +
      `${String(r.unseen).padStart(4)} never passed ${String(r.equivalent).padStart(4)} without effect ${percent(r.score).padStart(8)}`,
  );
  const left = judged
    .filter((m) => m.killer === undefined && !excused.has(m))
    .map((m) => `${m.file}:${m.line} ${m.passed ? 'lives' : 'is never passed'}: ${m.kind}\n    ${short(m.original)}\n  → ${short(m.replacement)}`);
  const reasons = [...excused].map(([m, e]) => `${m.file}:${m.line} ${short(m.original)} → ${short(m.replacement)}: ${e.reason}`);
  const files = new Set(judged.map((m) => m.file));
  const stale = EQUIVALENT.filter((e) => files.has(e.file) && !used.has(e)).map(
    (e) => `${e.file}: ${e.line}: ${short(e.original)} → ${short(e.replacement)}`,
  );
  const part = (title: string, lines: readonly string[]): string => (lines.length > 0 ? `${title}\n${lines.join('\n')}\n\n` : '');
  return (
    part('No test notices', left) +
    part('Without effect, by test/mutate/equivalent.json', reasons) +
    part('In test/mutate/equivalent.json, but found by a test or not there any more', stale) +
    part('Found of those that have an effect', table)
  );
}
