/** Current limits when a value that they hang on is not known (requirement SAF-4: unknown leads to the safe side). */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

function limits(): { discharge: number; charge: number } {
  cabinet.estimate();
  return { discharge: cabinet.modules.limits.dischargeLimit, charge: cabinet.modules.limits.chargeLimit };
}

describe('an unknown value', () => {
  it.each(['cellVoltage', 'cellTemp', 'oxidisedFraction'])('%s allows no current', (name) => {
    cabinet.set(name, NaN);
    expect(limits()).toEqual({ discharge: 0, charge: 0 });
  });

  it.each(['hottestTemp', 'marginNaRich'])('%s allows a tenth of the discharge at most', (name) => {
    cabinet.set(name, NaN);
    expect(limits().discharge).toBeLessThanOrEqual(50);
  });
});
