/**
 * Every place of the sequencer with every check that trips in it and every command that is tried then: nothing that a reaction forbids is on,
 * whatever the sequencer asks for.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../firmware/model/commands.js';
import { REACTION } from '../../../firmware/model/types.js';
import { EXPECTED } from '../oracle.js';
import { Cabinet, STAGES } from './cabinet.js';
import { violations } from './violations.js';

const checks = EXPECTED.filter((check) => check.trip);
const OUTPUTS = ['contactor', 'heaterEnable', 'heater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;
let cabinet: Cabinet;

/** What must be off because of the latches that the stage itself needs. */
function standing(stage: string): number {
  const id = stage === 'fault' ? 'P13' : stage === 'eStop' ? 'P35' : '';
  return EXPECTED.find((check) => check.id === id)?.reaction ?? 0;
}

beforeAll(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

describe('whatever is commanded, nothing that a tripped check forbids is on', () => {
  it.each(STAGES)('in %s', (stage) => {
    const found: string[] = [];
    for (const check of checks) {
      for (const command of COMMANDS) {
        cabinet.reach(stage);
        cabinet.raise(check);
        cabinet.drive();
        const forbidden = check.reaction | standing(stage);
        const note = (when: string): void => void found.push(...violations(cabinet, forbidden).map((v) => `${check.id}, ${when}: ${v}`));
        note('by the output stage alone');
        cabinet.tick();
        note('in the same tick');
        const result = cabinet.command(command.name, 0, command.name === 'reanchor' ? 20_000 : 300);
        for (const seconds of [0, 1, 1, 600, 10, 30, 30, 1]) {
          if (seconds) cabinet.second(seconds);
          else cabinet.tick();
          note(`after ${command.name} (${result})`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  it('in self-test, and what opens the contactor keeps the rest off too', async () => {
    const found: string[] = [];
    for (const check of checks) {
      cabinet = await Cabinet.start();
      cabinet.trip(check);
      for (const command of COMMANDS) {
        cabinet.command(command.name, 0, 300);
        cabinet.second(1);
        found.push(...violations(cabinet, check.reaction).map((v) => `${check.id} after ${command.name}: ${v}`));
        if (check.reaction & REACTION.openContactor)
          for (const pin of OUTPUTS) if (cabinet.out(pin) !== 0) found.push(`${check.id} after ${command.name}: ${pin} is ${cabinet.out(pin)}`);
      }
    }
    expect(found).toEqual([]);
  });
});
