/** Flows on a board that follows several NaK loops (docs/physics.md, section 6). */
import { expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { NAK_FLOW_SET } from '../../../firmware/persist/parameter.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

it('the NaK flow is that of the loop with the most sodium, whose composition changes most in a pass', async () => {
  const { limits, parameters, values } = await freshFirmware(['limits', 'parameters', 'values']);
  parameters.loadParameters();
  parameters.setParameter(NAK_FLOW_SET, 20);
  values.X[valueIndex('composition')] = 2200;
  values.X[valueIndex('compositionHighest')] = 5000;
  limits.updateFlowsWanted(2000);
  // 2 A at 50 wt% within 0.5 wt%: I · M_K/F · w/0.005 / 0.849 g/cm³, 0.1 mL/min.
  expect(limits.nakFlowWanted).toBeCloseTo((((2 * 39.0983) / 96485.332) * 0.5 * 600) / 0.005 / 0.849, 1);
});
