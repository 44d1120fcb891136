/**
 * Garbage, damaged frames and other units' traffic on the line of a commissioned controller (test/fuzz): nothing thrown, no answer and no change
 * without a valid frame, and the next valid frame is answered. `make fuzz` plays millions of them.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { Espruino } from '../../hil/target/espruino/espruino.js';
import type { Target } from '../../hil/target/target.js';
import { Dice } from '../fuzz/dice.js';
import { Subject } from '../fuzz/subject.js';
import { burst } from '../fuzz/traffic.js';
import { itOnInterpreter } from '../hil/target/interpreter-tests.js';

const targets: Target[] = [];
const onTheLine = (target: Target): Subject => (targets.push(target), new Subject(target));
const bundleOf = (board: string): { bundle: string; board: string } => ({ bundle: builtBundle(board).text, board });
afterAll(() => {
  for (const target of targets) target.close();
});

/** Plays bursts of a seed; complaints. */
function playAll(subject: Subject, seed: number, count: number): string[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, () => subject.play(burst(dice, 1))).filter(Boolean);
}

describe('whatever the line brings', () => {
  it.each(['pico', 'esp32'])('the controller answers the next valid frame and nothing else: %s', (board) => {
    const subject = onTheLine(new Emulator(bundleOf(board)));
    const seeds = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(seeds, (list) => {
        expect(list.map((seed) => subject.play(burst(new Dice(seed), 1))).filter(Boolean)).toEqual([]);
      }),
      { seed: 4, numRuns: 300 },
    );
    expect(subject.tally.bursts).toBeGreaterThan(1000);
    // A burst may hold valid frames: without any, the answers would have been judged in vain.
    expect(subject.tally.answers).toBeGreaterThan(50);
    expect(subject.tally.hidden).toBeLessThan(subject.tally.probes * 0.01);
  });

  itOnInterpreter(
    'the real interpreter stays as it was: no complaint, and no variable more in use',
    () => {
      const target = new Espruino(bundleOf('pico'));
      const subject = onTheLine(target);
      playAll(subject, 1, 50);
      const before = target.variablesUsed();
      expect(playAll(subject, 2, 250)).toEqual([]);
      // Values of the plant take one variable more or less as they become fractions.
      expect(Math.abs(target.variablesUsed() - before)).toBeLessThan(20);
    },
    // Every burst is some ten round trips, each of which waits for its turn on a busy machine.
    240_000,
  );
});
