import { describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../host/error.js';
import { listFaults } from '../../../hil/fault/library.js';
import type { FaultStage } from '../../../hil/fault/definition.js';
import { unsupportedOn, unsupportedReason } from '../../../hil/fault/support.js';
import { Board } from '../../../hil/target/board/board.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import { refuseOnTarget } from '../../../hil/scenario/board-fit.js';
import type { TargetName } from '../../../hil/target/target.js';

const scenario = (steps: string): ReturnType<typeof parseScenario> =>
  parseScenario('one.yaml', `id: one\ntitle: One\nstart: cold\nsteps:\n${steps}outcome: { tripped: [], latched: [] }\n`);

function refusal(target: TargetName, steps: string): string {
  try {
    refuseOnTarget([scenario(steps)], target);
  } catch (error) {
    if (error instanceof LiquidusError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return '';
}

describe('a fault that a target cannot make', () => {
  it('is an error that names file, line, fault and reason, before anything runs', () => {
    expect(refusal('board', '  - inject: power.off\n    for: 2 s\n')).toBe(
      'usage.target: one.yaml:5: "inject power.off for 2 s" is unsupported on board: the board lives on the supply of its console; choose another target or take the file out.',
    );
  });

  it('is a mains failure too, which ends with a board without power', () => {
    expect(refusal('board', '  - inject: mains.loss\n')).toContain('is unsupported on board: the board lives on the supply of its console');
  });

  it('is found inside of blocks', () => {
    const steps =
      '  - parallel:\n      - - wait: 1 s\n      - - wait: 1 s\n        - inject: flash.bundle\n          with: { byte: 5 }\n    within: 5 s\n';
    expect(refusal('board', steps)).toContain('"inject flash.bundle (byte 5, mask 64)" is unsupported on board');
  });

  it('may depend on its values: a stall that outlasts the watchdog', () => {
    const stall = (ms: number): string => `  - inject: controller.stall\n    with: { duration: ${ms} ms }\n`;
    expect(refusal('board', stall(900))).toBe('');
    expect(refusal('board', stall(901))).toContain('the watchdog of a real board ends it after a second; at most 900 ms');
  });

  it('is every one that asks of a board what the target refuses', () => {
    const board = new Board({ board: 'pico', ports: { titles: {}, send: () => undefined, take: () => [] } });
    const lists = listFaults().filter(({ inject }) => inject.toString().includes('power(') || inject.toString().includes('target.'));
    expect(lists.map(({ id }) => id)).toContain('power.off');
    for (const definition of lists) {
      const values = Object.fromEntries(definition.parameters.map(({ name, min, fallback }) => [name, fallback ?? Math.max(min, 1)]));
      const stage = { target: board, power: () => board.powerOff(0) } as unknown as FaultStage;
      let refused = false;
      try {
        definition.inject(stage, values);
      } catch (error) {
        refused = error instanceof LiquidusError && error.message.includes('unsupported on board');
      }
      expect([definition.id, unsupportedReason('board', { definition, values }) !== undefined]).toEqual([definition.id, refused]);
    }
  });

  it('is fine on the targets in virtual time, which take the whole library', () => {
    for (const { id } of listFaults()) expect(unsupportedOn(id).filter((target) => target === 'emulator' || target === 'espruino')).toEqual([]);
  });
});
