/** What a board of profile full takes for the error of its charge counter: parameters, where others have the values as delivered. */
import { beforeEach, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { CHARGE_ERROR, OFFSET_ERROR } from '../../../firmware/persist/parameter.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

let fw: Awaited<ReturnType<typeof freshFirmware<'commands' | 'margin' | 'parameters' | 'values'>>>;
beforeEach(async () => {
  fw = await freshFirmware(['commands', 'margin', 'parameters', 'values']);
  fw.parameters.adoptShadow();
  fw.commands.applyParameters();
});

it.each([
  // tenths of a per cent of the charge, tenths of a milliampere; 100 A·s moved in 10 s
  [10, 25, 1000 + 25],
  [20, 25, 2000 + 25],
  [10, 50, 1000 + 50],
])('with %i ‰ and %i tenths of a milliampere 100 A·s in 10 s may be wrong by %i mA·s', (gain, offset, error) => {
  const { X } = fw.values;
  fw.parameters.setParameter(CHARGE_ERROR, gain);
  fw.parameters.setParameter(OFFSET_ERROR, offset);
  fw.margin.startCount();
  fw.margin.estimateMargin(1);
  X[valueIndex('charge')] = 100_000;
  fw.margin.estimateMargin(10);
  expect(X[valueIndex('counterError')]).toBeCloseTo(error, 6);
});
