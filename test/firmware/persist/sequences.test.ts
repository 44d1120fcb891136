/** A small part of `make powercut`: every distinct sequence of writes, cut before each write, and in its middle and before its last byte. */
import { describe, expect, it } from 'vitest';
import { cutFlashing } from '../powercut/flashing.js';
import { cutOperation } from '../powercut/judge.js';
import { sequencesOf } from '../powercut/journal.js';
import { liveThrough } from '../powercut/life.js';

describe('power cut in a sequence of writes', () => {
  it.each([
    ['pico', 6],
    ['rp2040-flash', 5],
  ] as const)(
    'of %s leaves old or new, never a mixture, the program there and the outputs off',
    (id, least) => {
      const journal = liveThrough(id, 0.02);
      const sequences = sequencesOf(journal.operations);
      expect(sequences.length).toBeGreaterThanOrEqual(least);
      for (const { starts, length } of sequences)
        for (let k = 0; k < length; k++) expect(cutOperation(id, journal, (starts[0] ?? 0) + k, 130)).toBeGreaterThan(1);
    },
    60_000,
  );

  it('of the flasher leaves the old program, the new one or none', () => {
    const found = cutFlashing('pico', false);
    if (!found) throw new Error('a Pico takes a short program beside the old one');
    const { cuts, old, new: fresh, none } = found;
    expect([old > 0, fresh > 0, none > 0, old + fresh + none]).toEqual([true, true, true, cuts]);
  });
});
