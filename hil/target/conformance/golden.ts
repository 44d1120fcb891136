/** The record of what a real interpreter answered. */
import { readdirSync, readFileSync } from 'node:fs';
import { PROBES } from './probes.js';
import type { Probe } from './probe.js';

/** Where records are kept, one file per version of the interpreter. Part of the source tree, not of the installed package. */
export const GOLDEN_FOLDER = new URL('../../../test/golden/espruino/', import.meta.url);

/** Answers of one version. */
export interface GoldenRecord {
  readonly version: string;
  readonly commit: string;
  /** Lines by probe name. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

/** Text of a record file: one line per probe, so that a change shows as such. */
export function recordText(version: string, commit: string, probes: readonly Probe[], answers: ReadonlyMap<string, readonly string[]>): string {
  const rows = probes.map((p) => `    ${JSON.stringify(p.name)}: ${JSON.stringify(answers.get(p.name) ?? [])}`);
  return `{\n  "version": ${JSON.stringify(version)},\n  "commit": ${JSON.stringify(commit)},\n  "answers": {\n${rows.join(',\n')}\n  }\n}\n`;
}

/** The record of the newest version. Throws when there is none, or when it does not hold exactly today's probes. */
export function readRecord(): GoldenRecord {
  const names = readdirSync(GOLDEN_FOLDER).filter((n) => n.endsWith('.json'));
  const newest = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (newest === undefined) throw new Error('no record under test/golden/espruino: run `npm run golden:record` with the interpreter');
  const record = JSON.parse(readFileSync(new URL(newest, GOLDEN_FOLDER), 'utf8')) as GoldenRecord;
  const recorded = Object.keys(record.answers);
  const asked = PROBES.map((p) => p.name);
  const missing = asked.filter((n) => !recorded.includes(n));
  const gone = recorded.filter((n) => !asked.includes(n));
  if (missing.length + gone.length > 0)
    throw new Error(
      `${newest} is out of date: not recorded [${missing.join(', ')}], no longer asked [${gone.join(', ')}]; run \`npm run golden:record\``,
    );
  return record;
}
