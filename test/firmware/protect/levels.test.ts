/** Trip levels that are parameters: they move with their warning, and no further than the hard limit (docs/registers.md, parameters). */
import { describe, expect, it } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { parameterRow } from '../../../firmware/model/parameters.js';
import { SLOW_PARTS } from '../../../firmware/protect/checks.table.js';
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
/** The same of boards of profile `full`; null: the check has no warning. */
const FULL_LEVELS = [
  ['catholyteReserveLeast', 'P07', 80, 100],
  ['catholyteHot', 'P08', 450, 390],
  ['membraneLimit', 'P25', 120, 40],
  ['blanketLow', 'P26', 100, 180],
  ['blanketHigh', 'P26b', 1500, 500],
  ['oxygenLimit', 'P27', 900, 100],
  ['hydrogenLimit', 'P28', 800, 200],
  ['roomHydrogenLimit', 'P28b', 200, 50],
  ['toxicLimit', 'P29', 300, 80],
  ['levelDeficitMost', 'P33', 700, 200],
  ['levelDeficitMost', 'P33b', 700, null],
  ['levelReserveLeast', 'P34', 2000, 3000],
] as const;
type LevelCase = readonly [name: string, check: string, trip: number, warn: number | null];
const CASES: readonly LevelCase[] = BOARD.profile === 'full' ? [...LEVELS, ...FULL_LEVELS] : LEVELS;

describe.each(CASES)('%s of %s', (name, id, trip, warn) => {
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
        fw.monitor.evaluateFast(1000, 60_000);
        for (let part = 0; part < SLOW_PARTS; part++) fw.monitor.evaluateSlow(part, 1000, 60_000);
      }
      return fw.monitor.acts(check.index);
    };
    const warned = (): boolean => (fw.values.X[valueIndex(`warnings.${3 - ((check.number - 1) >> 4)}`)] >> ((check.number - 1) & 15)) % 2 === 1;
    return { fw, at, warned };
  }

  it('moves the trip level, and the warning with it', async () => {
    const { at, warned } = await monitor();
    if (warn !== null) {
      expect([at(warn - check.worse), warned()]).toEqual([false, false]);
      expect([at(warn), warned()]).toEqual([false, true]);
    }
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
