/** Trip levels that are parameters: they move with their warning, and no further than the hard limit (docs/registers.md, parameters). */
import { describe, expect, it } from 'vitest';
import { parameterRow } from '../../../firmware/model/parameters.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { SIGNALS } from '../oracle.js';
import { freshFirmware } from '../stub-board.js';
import { expected } from './driven-monitor.js';

/** Parameter, check, a level in signal steps, and the warning that goes with it. */
const LEVELS = [
  ['overTemperature', 'P06', 500, 450],
  ['capSodiumRich', 'P04', 4000, 3750],
  ['capPotassiumRich', 'P04b', 1800, 1900],
  ['chargeEnd', 'P16', 4250, 4190],
  ['dischargeEnd', 'P17', 3800, 3880],
] as const;

describe.each(LEVELS)('%s', (name, id, trip, warn) => {
  const check = expected(id);

  async function monitor() {
    const fw = await freshFirmware(['monitor', 'parameters', 'values']);
    for (const [signal, row] of Object.entries(SIGNALS)) fw.values.X[valueIndex(signal)] = row.healthy * row.steps;
    fw.monitor.startMonitor();
    fw.parameters.shadow[parameterRow(name).offset] = trip;
    expect(fw.parameters.adoptShadow()).toBe(true);
    fw.monitor.takeLevels(fw.parameters.P);
    const at = (steps: number): boolean => {
      fw.values.X[valueIndex(check.signal)] = steps;
      for (let s = 0; s < 20; s++) {
        fw.monitor.evaluateFirst(1000, 60_000);
        fw.monitor.evaluateSecond(1000, 60_000);
      }
      return fw.monitor.acts(check.index);
    };
    const warned = (): boolean => (fw.values.X[valueIndex(`warnings.${3 - ((check.number - 1) >> 4)}`)] >> ((check.number - 1) & 15)) % 2 === 1;
    return { fw, at, warned };
  }

  it('moves the trip level, and the warning with it', async () => {
    const { at, warned } = await monitor();
    expect([at(warn - check.worse), warned()]).toEqual([false, false]);
    expect([at(warn), warned()]).toEqual([false, true]);
    expect(at(trip - check.worse)).toBe(false);
    expect(at(trip)).toBe(true);
  });

  it('goes back to the row with its default', async () => {
    const { fw, at } = await monitor();
    fw.parameters.shadow[parameterRow(name).offset] = parameterRow(name).fallback;
    fw.parameters.adoptShadow();
    fw.monitor.takeLevels(fw.parameters.P);
    expect(at((check.trip?.at ?? NaN) - check.worse)).toBe(false);
    expect(at(check.trip?.at ?? NaN)).toBe(true);
  });

  it('is refused beyond its hard limit', async () => {
    const { fw } = await monitor();
    const row = parameterRow(name);
    fw.parameters.shadow[row.offset] = check.worse > 0 ? row.max + 1 : row.min - 1;
    expect(fw.parameters.adoptShadow()).toBe(false);
  });
});
