/**
 * Counters and events of a board without FRAM, in files of Storage (docs/design.md, "What survives a loss of power"): old or new after a cut at any byte, a
 * bounded loss that widens the error, a bounded number of records.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

vi.hoisted(() => ((globalThis as { LIQUIDUS_BOARD?: string }).LIQUIDUS_BOARD = 'rp2040-flash'));

const { valueIndex } = await import('../../../firmware/sense/layout.js');
const { freshFirmware, Memories } = await import('../stub-board.js');
type Memory = InstanceType<typeof Memories>;

/** Bytes of a record, in front of the first one, and records that the file takes. */
const [RECORD, HEAD] = [52, 16];
/** Largest current as delivered, mA, and its charge in an hour, mA·s. */
const MAX_CURRENT = 500;
const HOUR = 3600 * MAX_CURRENT;

async function start(memories: Memory) {
  const { counters, counterFile, events, parameters, values } = await freshFirmware(
    ['counters', 'counterFile', 'events', 'parameters', 'values'],
    memories,
  );
  const x = values.X;
  const at = (name: string): number => x[valueIndex(name)];
  counters.loadCounters();
  parameters.loadParameters();
  counterFile.widenError();
  events.noteEvent(0, 0, 0, 0);
  counters.saveCounters(at('energised') && 2);
  return {
    at,
    state: () => [at('charge'), at('anchorLost'), at('restartUnderPower') > 0 ? 1 : 0],
    /** Sets the charge and what it may be wrong by, and saves. */
    save(charge: number, mark: 0 | 1 | 2, error = at('counterError')): void {
      x[valueIndex('charge')] = charge;
      x[valueIndex('counterError')] = error;
      x[valueIndex('anchorLost')] = 0;
      counters.saveCounters(mark);
    },
    /** The anchor is lost, as it is until a new one is stored. */
    lose(): void {
      x[valueIndex('anchorLost')] = 1;
      counters.saveCounters(0);
    },
    put: (name: string, value: number): void => void (x[valueIndex(name)] = value),
    write: (mark: 0 | 1 | 2): void => counters.saveCounters(mark),
    hurry: () => counterFile.saveRecord(true),
    good: () => (x[valueIndex('shortRuns')] = 0),
    event: () => events.noteEvent(3, 13, 1, 2),
  };
}
type Controller = Awaited<ReturnType<typeof start>>;

/** Counter records in the file. */
function records(memories: Memory): number {
  const file = memories.files.get('lqk') ?? new Uint8Array(0);
  let count = 0;
  for (let k = HEAD; k < file.length; k += RECORD) if (file.subarray(k, k + RECORD).some((byte) => byte !== 255)) count++;
  return count;
}

/** Memories of a board that was anchored and stands still. */
async function anchored(): Promise<Memory> {
  const memories = new Memories();
  const c = await start(memories);
  c.save(0, 0, 0);
  return memories;
}

function copyOf(memories: Memory): Memory {
  const copy = new Memories();
  for (const [name, bytes] of memories.files) copy.files.set(name, bytes.slice());
  return copy;
}

describe('counters in Storage', () => {
  it('are lost on a board that has none, and say how many records fit', async () => {
    const c = await start(new Memories());
    // Of four NaK loops that the board can follow.
    expect(c.at('anchorLost')).toBe(15);
    expect(c.at('recordsLeft')).toBe(1023);
  });

  it('come back after a restart, whatever their size and sign', async () => {
    for (const charge of [1e7, -98765432.1, 2 ** 40, Math.PI * 1e9]) {
      const memories = await anchored();
      (await start(memories)).save(charge, 0, 7.25);
      const after = await start(memories);
      expect([after.state(), after.at('counterError')]).toEqual([[charge, 0, 0], 7.25]);
    }
  });

  it('are the old or the new ones after a cut at any byte of any record, and the error covers what was lost', async () => {
    // Closing, an hour of current, opening; each cut short at every byte.
    const steps = [
      [0, 1],
      [HOUR, 1],
      [1.3 * HOUR, 0],
    ] as const;
    for (let cut = 0; cut < steps.length; cut++) {
      const before = await anchored();
      const c = await start(before);
      c.good();
      for (const [charge, mark] of steps.slice(0, cut)) c.save(charge, mark, charge / 100);
      const [truth, mark] = steps[cut] as readonly [number, 0 | 1];
      const whole = copyOf(before);
      c.save(truth, mark, truth / 100);
      const record = before.files.get('lqk') as Uint8Array;
      const from = record.findIndex((byte, i) => byte !== whole.files.get('lqk')?.[i]);
      const place = from - ((from - HEAD) % RECORD);
      const old = cut ? (steps[cut - 1] as readonly [number, number])[0] : 0;
      for (let bytes = 0; bytes <= RECORD; bytes++) {
        const torn = copyOf(whole);
        torn.files.get('lqk')?.set(record.subarray(place, place + bytes), place);
        const after = await start(torn);
        const [charge, lost] = after.state() as [number, number];
        expect([cut, bytes, lost, [old, truth].includes(charge)]).toEqual([cut, bytes, 0, true]);
        expect([cut, bytes, Math.abs(truth - charge) <= after.at('counterError')]).toEqual([cut, bytes, true]);
        if (bytes === RECORD) expect(charge).toBe(truth);
      }
    }
  }, 60_000);

  it('are never further from the truth than their error after a cut at any moment, and the restart under power is known', async () => {
    const base = await anchored();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: -100, max: 100 }), async (seconds, percent) => {
        const memories = copyOf(base);
        const c = await start(memories);
        c.good();
        let truth = 0;
        let error = 0;
        // Up to a fifth above the largest current, which is where P13 trips; half of the hour the other way round.
        for (let k = 0; k < seconds; k++) {
          const current = 1.2 * MAX_CURRENT * (percent / 100) * (k % 7000 < 4500 ? 1 : -1);
          truth += current;
          error += Math.abs(current) / 1000 + 0.25;
          c.save(truth, 1, error);
        }
        const after = await start(memories);
        expect([after.at('anchorLost'), after.at('restartUnderPower')]).toEqual([0, 1]);
        expect(Math.abs(truth - after.at('charge')) + error).toBeLessThanOrEqual(after.at('counterError'));
        // Another cycle of power adds nothing: the contactor has not closed since.
        const widened = after.at('counterError');
        expect((await start(memories)).at('counterError')).toBe(widened);
      }),
      { seed: 1969, numRuns: 25 },
    );
  }, 60_000);

  it('take at most twenty-five records of a day at the largest current, and none while nothing moves', async () => {
    const memories = await anchored();
    const c = await start(memories);
    c.good();
    c.save(0, 1);
    const before = records(memories);
    for (let k = 1; k <= 86_400; k++) c.save(k * MAX_CURRENT, 1, k * 3);
    expect(records(memories) - before).toBeLessThanOrEqual(25);
    expect(records(memories) - before).toBeGreaterThanOrEqual(24);
    const rested = records(memories);
    for (let k = 0; k < 10_000; k++) c.save(86_400 * MAX_CURRENT, 1);
    expect(records(memories)).toBe(rested);
  });

  it('are saved at once when the contactor moves, when the anchor changes, and within a minute of current when the supply goes down', async () => {
    const memories = await anchored();
    const c = await start(memories);
    const count = (act: () => void): number => {
      const before = records(memories);
      act();
      return records(memories) - before;
    };
    c.good();
    expect(count(() => c.save(0, 1))).toBe(1);
    expect(count(() => c.save(59 * MAX_CURRENT, 1))).toBe(0);
    expect(count(c.hurry)).toBe(0);
    expect(count(() => c.save(61 * MAX_CURRENT, 1))).toBe(0);
    expect(count(c.hurry)).toBe(1);
    expect(count(c.hurry)).toBe(0);
    expect(count(() => c.save(62 * MAX_CURRENT, 2))).toBe(1);
    expect(count(() => c.save(62 * MAX_CURRENT, 0))).toBe(1);
    expect(count(() => c.save(62 * MAX_CURRENT, 0, 0))).toBe(0);
    expect(count(() => c.save(62 * MAX_CURRENT, 0, 5))).toBe(0);
    expect(count(c.lose)).toBe(1);
    expect(count(() => c.save(0, 0, 0))).toBe(1);
  });

  it('are saved at the charge of an hour at the largest current itself, and when the error has become less', async () => {
    const memories = await anchored();
    const c = await start(memories);
    c.good();
    c.save(0, 1, 0);
    const steps: number[] = [];
    for (const [charge, error] of [
      [HOUR - 1, 0],
      [HOUR, 0],
      // The error counts with the charge.
      [1.5 * HOUR, 0.5 * HOUR - 1],
      [1.5 * HOUR, 0.5 * HOUR],
      [1.5 * HOUR, 0.5 * HOUR - 1],
      [1.5 * HOUR, 0.5 * HOUR - 1],
    ] as const) {
      const before = records(memories);
      c.save(charge, 1, error);
      steps.push(records(memories) - before);
    }
    expect(steps).toEqual([0, 1, 0, 1, 1, 0]);
  });

  it('are numbered upwards, and name the copy of the parameters and every loop that is lost', async () => {
    const memories = await anchored();
    for (const [k, lost, copy] of [
      [1, 1, 0],
      [2, 1, 5],
      [3, 2, 300],
      [4, 6, 65_535],
      [5, 8, 1],
      [6, 15, 256],
    ] as const) {
      const c = await start(memories);
      c.put('anchorLost', lost);
      c.put('parameterCopy', copy);
      const saves = c.at('saves');
      c.write(0);
      expect([k, c.at('saves')]).toEqual([k, saves + 1]);
      const { counters, values } = await freshFirmware(['counters', 'values'], memories);
      counters.loadCounters();
      const at = (name: string): number => values.X[valueIndex(name)];
      expect([k, at('saves'), at('anchorLost'), at('parameterCopy'), at('energised')]).toEqual([k, saves + 1, lost, copy, 0]);
    }
  });

  it('do not wear in a reset loop: from the fifth start in a row on a start writes no counters', async () => {
    const memories = await anchored();
    const counts: number[] = [];
    for (let k = 0; k < 12; k++) {
      const before = records(memories);
      await start(memories);
      counts.push(records(memories) - before);
    }
    expect(counts.slice(4)).toEqual(new Array<number>(8).fill(0));
    expect((await start(memories)).at('shortRuns')).toBeGreaterThanOrEqual(5);
  });

  it('with a damaged newest record are those before it, with an error that covers an hour more, and lost with nine of them', async () => {
    const memories = await anchored();
    const c = await start(memories);
    c.good();
    for (let k = 1; k <= 10; k++) c.save(k * HOUR, 0, k);
    const file = memories.files.get('lqk') as Uint8Array;
    const last = HEAD + RECORD * (records(memories) - 1);
    for (let bad = 1; bad <= 9; bad++) {
      file[last - RECORD * (bad - 1) + 8] ^= 4;
      const after = await start(copyOf(memories));
      if (bad > 8) expect([bad, after.at('anchorLost')]).toEqual([bad, 15]);
      else expect([bad, after.at('charge'), after.at('counterError') >= 10 - bad + bad * HOUR]).toEqual([bad, (10 - bad) * HOUR, true]);
    }
  });

  it('stop at the end of the file without a sound: the last places are for contactor and anchor, and what is left is told', async () => {
    const memories = await anchored();
    const c = await start(memories);
    const size = ((memories.files.get('lqk') as Uint8Array).length - HEAD) / RECORD;
    const file = memories.files.get('lqk') as Uint8Array;
    // All but ten places are used.
    const used = records(memories);
    const record = file.slice(HEAD + RECORD * (used - 1), HEAD + RECORD * used);
    for (let k = used; k < size - 10; k++) file.set(record, HEAD + RECORD * k);
    const after = await start(memories);
    expect(after.at('recordsLeft')).toBe(9);
    for (let k = 1; k < 20; k++) after.save(k * HOUR, 0);
    expect(after.at('recordsLeft')).toBe(4);
    for (let k = 0; k < 4; k++) after.save(20 * HOUR, (k % 2 ? 0 : 1) as 0 | 1);
    expect([after.at('recordsLeft'), after.at('memoryFailures')]).toEqual([0, 0]);
    // There is no place any more, and no plant runs by then (X12).
    for (let k = 1; k <= 3; k++) {
      after.save(30 * HOUR, 1);
      expect([records(memories), after.at('memoryFailures'), after.at('recordsLeft')]).toEqual([size, k, 0]);
    }
    expect(c.at('recordsLeft')).toBeGreaterThan(1000);
    expect((await start(memories)).at('charge')).toBe(20 * HOUR);
  });

  it('in the last places say that a loop is lost, whichever, and nothing that can wait', async () => {
    const memories = await anchored();
    const c = await start(memories);
    c.good();
    const file = memories.files.get('lqk') as Uint8Array;
    const size = (file.length - HEAD) / RECORD;
    for (let k = records(memories); k < size - 4; k++) file.fill(0, HEAD + RECORD * k, HEAD + RECORD * (k + 1));
    const last = await start(memories);
    const count = (name: string, value: number): number => {
      const before = records(memories);
      last.put(name, value);
      last.write(0);
      return records(memories) - before;
    };
    expect([count('parameterCopy', 7), count('shortRuns', 3)]).toEqual([0, 0]);
    // The start itself took the first of the four: no record was good.
    for (const lost of [2, 4 + 2, 8 + 4 + 2]) expect([lost, count('anchorLost', lost)]).toEqual([lost, 1]);
    expect(last.at('recordsLeft')).toBe(0);
  });

  it('on a board without their file are lost, and there is no room for any', async () => {
    const memories = new Memories();
    memories.files.delete('lqk');
    const c = await start(memories);
    expect([c.at('anchorLost'), c.at('recordsLeft'), c.at('memoryFailures')]).toEqual([15, 0, 1]);
  });

  it('that flash does not take are failures, and the next record goes behind a place that is spoilt', async () => {
    const memories = await anchored();
    const c = await start(memories);
    const { writeInto } = memories.module;
    c.good();
    memories.module.writeInto = () => undefined;
    for (let k = 1; k <= 3; k++) {
      c.save(k, 1);
      expect(c.at('memoryFailures')).toBe(k);
    }
    // Lost, contactor open, no short run and no copy of the parameters: the flags of nothing else.
    for (let k = 4; k <= 6; k++) {
      c.lose();
      expect(c.at('memoryFailures')).toBe(k);
    }
    memories.module.writeInto = writeInto;
    memories.cutInto = 20;
    c.save(4, 1);
    expect(c.at('memoryFailures')).toBe(7);
    memories.cutInto = Infinity;
    c.save(5, 1);
    expect(c.at('memoryFailures')).toBe(0);
    expect((await start(memories)).at('charge')).toBe(5);
  });
});

describe('events in Storage', () => {
  it('go on counting behind the newest one, though the counters do not name it, and behind one that a cut has spoilt', async () => {
    const memories = await anchored();
    let c: Controller = await start(memories);
    for (let k = 0; k < 5; k++) c.event();
    const newest = c.at('newestEvent');
    memories.cutInto = 3;
    c.event();
    memories.cutInto = Infinity;
    c = await start(memories);
    // The spoilt one keeps its number; the start has the next.
    expect(c.at('newestEvent')).toBe(newest + 2);
  });

  it('are told in what is left, and the oldest ones stay when the file is full', async () => {
    const memories = await anchored();
    let c: Controller = await start(memories);
    const left = c.at('recordsLeft');
    for (let k = 0; k < 20; k++) c.event();
    c.save(1, 1);
    expect(c.at('recordsLeft')).toBe(left - 20);
    const first = (memories.files.get('lqe') as Uint8Array).slice(256 + 16, 256 + 64);
    for (let k = 0; k < 1100; k++) c.event();
    c.save(2, 0);
    expect(c.at('recordsLeft')).toBe(0);
    expect(Buffer.compare((memories.files.get('lqe') as Uint8Array).subarray(256 + 16, 256 + 64), first)).toBe(0);
    c = await start(memories);
    expect(c.at('recordsLeft')).toBe(0);
  });

  it.each([2, 3, 511, 512, 513, 700, 1022, 1023])('are %i of 1024 after a start that finds them, and what is left is the rest', async (count) => {
    const memories = await anchored();
    const first = await freshFirmware(['events', 'values'], memories);
    const before = (await start(memories)).at('newestEvent');
    first.values.X[valueIndex('events')] = before;
    for (let k = before; k < count; k++) first.events.noteEvent(3, 13, 1, 2);
    const { counters, events, values } = await freshFirmware(['counters', 'events', 'values'], memories);
    counters.loadCounters();
    expect([values.X[valueIndex('events')], events.eventsLeft]).toEqual([count, 1024 - count]);
  });
});
