/** Two checks that trip one after another under current: what either forbids is off (docs/physics.md, section 10, priority of reactions). */
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED } from '../oracle.js';
import { Cabinet } from './cabinet.js';
import { violations } from './violations.js';

const checks = EXPECTED.filter((check) => check.trip);
let cabinet: Cabinet;
beforeAll(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

describe('a second check that trips after a first', () => {
  it.each(['charge', 'discharge'] as const)('in %s gives nothing back and loses nothing', (stage) => {
    const found: string[] = [];
    for (const first of checks) {
      for (const second of checks) {
        if (first.signal === second.signal) continue;
        cabinet.reach(stage);
        cabinet.trip(first);
        cabinet.trip(second);
        cabinet.second();
        found.push(...violations(cabinet, first.reaction | second.reaction).map((v) => `${first.id}, then ${second.id}: ${v}`));
      }
    }
    expect(found).toEqual([]);
  });
});
