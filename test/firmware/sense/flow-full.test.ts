/** The flow of the NaK line against its curve on boards of profile full, where the commissioning has measured it (docs/registers.md, nakCurve). */
import { expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { NAK_CURVE } from '../../../firmware/sense/process.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, StubBoard } from '../stub-board.js';

it.each([
  // Flow of the fresh line in 0.1 % of that which the command names: 20 mL/min at full duty.
  [1000, 5000, 10, 100],
  [800, 5000, 8, 100],
  [800, 5000, 4, 50],
  [1250, 2000, 5, 100],
])('with a curve of %i thousandths a duty of %i and %f mL/min are %f per cent', async (curve, duty, flow, percent) => {
  new StubBoard();
  const fw = await freshFirmware(['flow', 'parameters', 'values']);
  fw.parameters.adoptShadow();
  fw.parameters.setParameter(NAK_CURVE, curve);
  fw.values.X[valueIndex('nakPumpDuty')] = duty;
  fw.values.X[valueIndex('nakFlow')] = 10 * flow;
  fw.flow.senseFlows(1, false, 100, 300);
  expect(fw.values.X[valueIndex('nakCurveRatio')] / 10).toBeCloseTo(percent, 6);
});
