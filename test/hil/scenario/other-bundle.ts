/** The built bundle of the Pico with another limit in it. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tableValues } from '../../../firmware/build/table.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { checksOf } from '../../../firmware/model/faults.js';
import { type Columns, mutantsOf, mutate } from '../../bench/config-mutant.js';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** Text of the bundle in which the NaK leak (P30) trips at 25 kΩ and not at 20. */
export async function touchyBundle(): Promise<string> {
  const row = boardRow('pico');
  const firmware = join(ROOT, 'firmware');
  const columns = (await tableValues(join(firmware, 'protect', 'checks.table.ts'), firmware, row)) as unknown as Columns;
  const at = checksOf(row).findIndex(({ id }) => id === 'P30');
  const step = mutantsOf('P30', at, columns, 100).find(({ name }) => name === 'P30 trip + 1');
  if (!step) throw new Error('P30 has no trip level');
  // Low sides are negative in the table; steps of 0.1 kΩ.
  const level = (columns.TRIP[at] ?? 0) - 50;
  const edits = step.edits.map((edit) => ({ ...edit, value: level }));
  return mutate(readFileSync(join(ROOT, 'dist', 'firmware', 'pico.text.js'), 'utf8'), { ...step, edits, quick: { ...step.quick, level } });
}
