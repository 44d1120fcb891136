/**
 * Parameters 126–141: NaK loops of a stack. Loop 1 has the anchor of every board (parameters 4 and 6). Only boards that follow several loops have them.
 *
 * The charge counter is one for all, because the cells are in series. When a loop is anchored the counter begins anew, and the masses of all the others
 * are put down as they are then, each with the charge that it may be wrong by: no loop's uncertainty shrinks by another one's analysis.
 */
import { MOST_LOOPS } from './loop-registers.js';
import { row, type ParameterRow } from './parameter-row.js';

/** Charge of a step of the errors that are kept with the anchors, mA·s: 0.01 Ah. */
export const LOOP_ERROR_STEP = 36000;

const rows = [
  row(
    126,
    'nakLoops',
    'u16',
    '',
    1,
    1,
    1,
    MOST_LOOPS,
    'Isolated NaK loops, their cells in series; one that is added has to be anchored before anything runs',
    'cell',
  ),
];
for (let k = 1; k < MOST_LOOPS; k++) {
  const loop = String(k + 1);
  rows.push(
    row(
      126 + 2 * k,
      'loop' + loop + 'Mass',
      'u32',
      'g',
      0.001,
      0,
      0,
      100000000,
      'Mass of the metal in loop ' + loop + ' when it was anchored; 0: never anchored',
      'cell',
    ),
    row(
      133 + k,
      'loop' + loop + 'Anchor',
      'u16',
      'wt% Na',
      0.01,
      900,
      2200,
      6000,
      'Sodium in the metal of loop ' + loop + ' when it was anchored',
      'cell',
    ),
  );
}
for (let k = 0; k < MOST_LOOPS; k++) {
  const loop = String(k + 1);
  rows.push(
    row(
      138 + k,
      'loop' + loop + 'Error',
      'u16',
      'Ah',
      0.01,
      0,
      0,
      65535,
      'What the charge of loop ' + loop + ' was uncertain by when another loop was anchored',
      'record',
    ),
  );
}

export const LOOP_PARAMETERS: readonly ParameterRow[] = rows.map((p) => Object.assign({}, p, { profile: 'full' as const, loops: true as const }));
