/** The charge counter in FRAM: after a power cut at any byte it is the old one or the new one; damage is a loss that is known (docs/physics.md, P05). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, Memories } from '../stub-board.js';

/** Bytes of a record with its CRC: sixteen doubles and four bytes; more than are ever written in one go. */
const RECORD_BYTES = 132;
/** Distance of the two records. */
const STEP = 256;

/** A controller that has just started on these memories. */
async function start(memories: Memories) {
  const { counters, values } = await freshFirmware(['counters', 'values'], memories);
  counters.loadCounters();
  const at = (name: string): number => valueIndex(name);
  return {
    counters,
    get charge(): number {
      return values.X[at('charge')];
    },
    get lost(): boolean {
      return values.X[at('anchorLost')] === 1;
    },
    get underPower(): boolean {
      return values.X[at('restartUnderPower')] === 1;
    },
    get restarts(): number {
      return values.X[at('starts')] - 1;
    },
    save(charge: number, energised = false): void {
      values.X[at('charge')] = charge;
      values.X[at('anchorLost')] = 0;
      counters.saveCounters(energised ? 1 : 0);
    },
  };
}

/** Memories of a controller that has saved these charges, one after another. */
async function saved(...charges: readonly number[]): Promise<Memories> {
  const memories = new Memories();
  const first = await start(memories);
  for (const charge of charges) first.save(charge);
  return memories;
}

describe('a charge counter', () => {
  it('comes back after a restart, whatever its size and sign', async () => {
    for (const charge of [0, 1, -1, 0.125, 1234567.875, -98765432.1, 2 ** 40, Math.PI * 1e9]) {
      const after = await start(await saved(7, charge));
      expect([after.charge, after.lost, after.underPower]).toEqual([charge, false, false]);
    }
  });

  it('is lost in an FRAM that is new', async () => {
    expect((await start(new Memories())).lost).toBe(true);
  });

  it('after a power cut at any byte of a write is the old one or the new one, and nothing else is lost', async () => {
    const [old, young] = [-98765432.1, 123456789.25];
    for (let writes = 1; writes <= 2; writes++) {
      for (let cut = 0; cut <= RECORD_BYTES; cut += cut < 24 || cut > 124 ? 1 : 5) {
        const memories = await saved(...new Array<number>(writes).fill(old));
        const running = await start(memories);
        memories.fram.cutAfter(cut);
        running.save(young);
        memories.fram.cutAfter(Infinity);
        const after = await start(memories);
        expect([cut, after.lost, [old, young].includes(after.charge)]).toEqual([cut, false, true]);
        if (cut === 0) expect(after.charge).toBe(old);
        if (cut === RECORD_BYTES) expect(after.charge).toBe(young);
        after.save(5);
        expect((await start(memories)).charge).toBe(5);
      }
    }
  });

  it('survives any number of cuts in a row with the last value that was written whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constant(Infinity), fc.nat(RECORD_BYTES - 1)), { minLength: 1, maxLength: 12 }), async (cuts) => {
        const memories = await saved(0);
        let good = 0;
        for (const [i, cut] of cuts.entries()) {
          const running = await start(memories);
          expect([running.lost, running.charge]).toEqual([false, good]);
          memories.fram.cutAfter(cut);
          running.save(1000 + i);
          memories.fram.cutAfter(Infinity);
          // A cut behind the last changed byte leaves the whole record.
          if ((await start(memories)).charge === 1000 + i) good = 1000 + i;
          if (cut === Infinity) expect(good).toBe(1000 + i);
        }
      }),
      { seed: 1969, numRuns: 40 },
    );
  });

  it('is not believed when a byte of it has changed: the one before counts', async () => {
    const memories = await saved(111, 222, 333);
    const image = memories.fram.bytes.slice();
    const used = image.reduce((last, byte, i) => (byte ? i : last), 0);
    for (let i = 0; i <= used; i++) {
      memories.fram.bytes.set(image);
      memories.fram.bytes[i] ^= 0x40;
      const after = await start(memories);
      expect([i, after.lost, [222, 333].includes(after.charge)]).toEqual([i, false, true]);
    }
  });

  it('is lost when both records are damaged', async () => {
    const memories = await saved(111, 222);
    memories.fram.bytes[8] ^= 1;
    memories.fram.bytes[STEP + 8] ^= 1;
    expect((await start(memories)).lost).toBe(true);
  });

  it('is lost when two good records do not follow one another: writes in between were lost (F12)', async () => {
    const memories = await saved(111);
    const old = memories.fram.bytes.slice(STEP, STEP + RECORD_BYTES);
    const running = await start(memories);
    running.save(222);
    running.save(333);
    expect((await start(memories)).lost).toBe(false);
    running.save(444);
    memories.fram.bytes.set(old, STEP);
    expect((await start(memories)).lost).toBe(true);
  });

  it('is lost when the FRAM does not answer at the start', async () => {
    const memories = await saved(111, 222);
    memories.fram.reset();
    expect((await start(memories)).lost).toBe(true);
  });

  it('that is lost stays lost over restarts', async () => {
    const memories = new Memories();
    for (let i = 0; i < 3; i++) {
      const running = await start(memories);
      expect(running.lost).toBe(true);
      running.counters.saveCounters(0);
    }
  });
});

describe('the run mark', () => {
  it('says after a restart whether the contactor was closed', async () => {
    const memories = await saved(1);
    (await start(memories)).save(2, true);
    expect((await start(memories)).underPower).toBe(true);
    (await start(memories)).save(3, false);
    expect((await start(memories)).underPower).toBe(false);
  });

  it('is there after a cut in any later write, with the charge', async () => {
    for (let cut = 0; cut < RECORD_BYTES; cut++) {
      const memories = await saved(1);
      const running = await start(memories);
      running.save(2, true);
      running.save(3, true);
      memories.fram.cutAfter(cut);
      running.save(4, true);
      memories.fram.cutAfter(Infinity);
      const after = await start(memories);
      expect([cut, after.underPower, [3, 4].includes(after.charge)]).toEqual([cut, true, true]);
    }
  });
});

describe('the number of restarts', () => {
  it('counts every start that follows a save', async () => {
    const memories = await saved(1);
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) {
      const running = await start(memories);
      seen.push(running.restarts);
      running.save(i, i % 2 > 0);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});
