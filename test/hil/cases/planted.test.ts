/** The planted mistakes fit the sources as they are; `make planted` proves that each turns something red. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PLANTED_BUGS } from '../../bench/planted-bugs.js';
import { applied } from '../../bench/planted-text.js';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the planted mistakes', () => {
  it('are at least twenty-five, each with a name of its own', () => {
    expect(new Set(PLANTED_BUGS.map((bug) => bug.id)).size).toBe(PLANTED_BUGS.length);
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(25);
  });

  it.each(PLANTED_BUGS.map((bug) => [bug.id, bug] as const))('%s changes one place, and what must find it is there', (_id, bug) => {
    const text = readFileSync(root(`firmware/${bug.file}`), 'utf8');
    expect(applied(bug, text)).not.toBe(text);
    for (const what of bug.tries) {
      const [kind = '', name = ''] = what.split(':');
      if (kind === 'scenario' || kind === 'clock') expect(existsSync(root(`hil/scenarios/${name}.yaml`)), what).toBe(true);
      if (kind === 'test') expect(existsSync(root(name)), what).toBe(true);
    }
  });
});
