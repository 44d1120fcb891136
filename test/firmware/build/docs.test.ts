import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePage, staleness } from '../../../firmware/build/docs-page.js';
import { recoveryPage, withoutAdvice } from '../../../firmware/build/docs-recovery.js';
import { COMMANDS, RESULTS } from '../../../firmware/model/commands.js';
import { CHECKS, FAULTS } from '../../../firmware/model/faults.js';
import { PARAMETERS } from '../../../firmware/model/parameters.js';
import { LOOP_ROWS } from '../../../firmware/model/loop-registers.js';
import { CELL_ROWS, PROCESS_ROWS } from '../../../firmware/model/process-registers.js';
import { CONTROL_ROWS, EXTENSION_ROWS, LIVE_ROWS } from '../../../firmware/model/registers.js';
import { REQUIREMENTS } from '../../../firmware/model/requirements.js';
import { STATES } from '../../../firmware/model/states.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = referencePage();

function docsCommand(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = ['--no-warnings', '--import', './.config/ts-node.mjs', 'firmware/build/docs.ts', ...options];
  return spawnSync(process.execPath, script, { cwd: ROOT, encoding: 'utf8' });
}

/** Cells of the one table line that begins with `first`. */
function cells(first: string): string[] {
  const lines = page.split('\n').filter((line) => line.startsWith(`| ${first} |`));
  expect(lines, `lines that begin with ${first}`).toHaveLength(1);
  return (lines[0] ?? '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('generated reference', () => {
  it('names every row of the model', () => {
    const inCode = [...LIVE_ROWS, ...EXTENSION_ROWS, ...PROCESS_ROWS, ...CELL_ROWS, ...LOOP_ROWS, ...CONTROL_ROWS, ...PARAMETERS, ...COMMANDS].map(
      (row) => `\`${row.name}\``,
    );
    const names = [...inCode, ...STATES.map((s) => `\`${s}\``), ...RESULTS.map((r) => `\`${r}\``)];
    const ids = [...FAULTS, ...CHECKS, ...REQUIREMENTS].map((row) => `| ${row.id} |`);
    expect([...names, ...ids].filter((text) => !page.includes(text))).toEqual([]);
  });

  // Expected by hand from docs/physics.md, section 10, and from the conventions of the map.
  it('says a register with its scale, its unit and its code for "not available"', () => {
    expect(cells('37')).toEqual(['37', '`margin`', 'i16', '0.1 K', 'read', '0x8000', 'Coldest temperature minus liquidus']);
    expect(cells('26–27').slice(1, 6)).toEqual(['`current`', 'i32', '0.001 A', 'read', '0x80000000']);
    expect(cells('1008').slice(1, 5)).toEqual(['`heartbeat`', 'u16', '', 'read, write']);
  });

  it('says a parameter with limits and default in its unit', () => {
    expect(cells('2012').slice(1, 7)).toEqual(['`setTemp`', 'i16', '0.1 °C', '25.0', '40.0', '50.0']);
    expect(cells('2001').slice(3, 7)).toEqual(['100 Bd', '9600', '19200', '115200']);
  });

  it('puts the alarm bit of fault 30 into bit 13 of the third of four words, high word first', () => {
    const [row] = page.split('\n').filter((line) => line.startsWith('| P30 | 30 |'));
    expect(row).toContain('| 14 bit 13 | NaK leak | SAF-1 | local only |');
  });

  it.each([
    ['P01', '≤ 8 K for 5 s | ≤ 5 K for 5 s | ≥ 8 K for 60 s; warning ≥ 11 K | discharge blocked | by itself'],
    ['P03', '| ≤ 2 K for 10 s | ≥ 8 K for 10 min | current 0, contactor open; NaK pump off | remote or local'],
    ['P04c', '≥ 58 wt% Na for 1 s | ≤ 57.5 wt% Na | current 0, contactor open | remote or local | ignored | every second'],
    ['P06', '≥ 55 °C for 2 s | ≥ 60 °C for 2 s | ≤ 55 °C; warning ≤ 50 °C | current 0, contactor open; heater off, second heater switch open'],
    [
      'P30',
      '≤ 20 kΩ for 200 ms | > 20 kΩ | all off: current, contactor, heaters, both pumps, valves, fan; argon purge | local only | trips | every tick',
    ],
    ['P35', 'yes for 20 ms | no | all off'],
    [
      'P37',
      '≥ 30 % of expiry, at once | ≥ 100 % of expiry, at once | < 100 % of expiry; warning < 30 % of expiry | current down to 0 in 10 s | by itself',
    ],
  ])('says what check %s does', (id, words) => {
    const lines = page.split('\n').filter((line) => line.startsWith(`| ${id} |`));
    expect(lines.filter((line) => line.includes(words))).toHaveLength(1);
  });
});

describe('documents check', () => {
  const committed = readFileSync(join(ROOT, 'docs', 'registers.md'), 'utf8');

  it('is green on the committed file', () => {
    expect(docsCommand('--check')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('goes red when one limit in the file differs, and names the line', () => {
    const changed = committed.replace('≤ 5 K for 5 s', '≤ 4 K for 5 s');
    const line = committed.split('\n').findIndex((text) => text.includes('≤ 5 K for 5 s')) + 1;
    expect(staleness(changed, page)).toBe(
      `docs/registers.md is not what the rows of firmware/model say, first in line ${line}; run npm run docs and commit the file`,
    );
  });

  it.each([
    ['is missing', ''],
    ['has a line too much', `${committed}more\n`],
    ['ends early', committed.slice(0, -20)],
  ])('goes red when the file %s', (_case, text) => {
    expect(staleness(text, page)).toMatch(/^docs\/registers\.md is not what the rows/);
  });

  it('answers an unknown option with one sentence', () => {
    expect(docsCommand('--chek')).toMatchObject({ status: 1, stdout: '', stderr: "docs: Unknown option '--chek'; the only option is --check\n" });
  });
});

describe('recovery guide', () => {
  const written = readFileSync(join(ROOT, 'docs', 'recovery.md'), 'utf8');

  it('has a frame with levels, reaction and reset, and advice, for every fault', () => {
    expect(withoutAdvice(written)).toEqual([]);
    expect(recoveryPage(written)).toBe(written);
    expect(written).toContain('trips: ≤ 20 kΩ for 200 ms → all off: current, contactor, heaters, both pumps, valves, fan; argon purge');
  });

  it('names a fault without advice, and keeps what was written when a frame is made anew', () => {
    const silent = written.replace(/(?<=### P30 NaK leak\n(?:\n|>.*\n)+)[^>#\n][^#]*/, '\n');
    expect(withoutAdvice(silent)).toEqual(['P30']);
    const stale = written.replaceAll(/^> .*$/gm, '> something else').replace('NaK leak', 'Another name');
    expect(recoveryPage(stale)).toBe(written);
  });
});
