import { describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../host/error.js';
import { MemoryStore } from '../../../host/record/memory.js';
import { Recorder } from '../../../host/record/recorder.js';
import type { Batch } from '../../../host/record/store.js';

const START = 1_767_225_600_000;

/** A store in memory that fails while `trouble` is set. */
class TroubledStore extends MemoryStore {
  trouble: LiquidusError | undefined;
  override write(batch: Batch): Promise<void> {
    return this.trouble ? Promise.reject(this.trouble) : super.write(batch);
  }
}

/** A recorder with clocks in the hand of the test. */
function bench() {
  const store = new TroubledStore();
  let now = 0;
  const recorder = new Recorder(store, { monotonic: () => now });
  const told: boolean[] = [];
  recorder.on('health', () => told.push(recorder.health.good));
  return {
    store,
    recorder,
    told,
    /** Takes a sample when the clocks show these times. */
    sampleAt(monotonicMs: number, wallMs = monotonicMs): void {
      now = monotonicMs;
      recorder.take({ unit: 'a', timeMs: START + wallMs, values: { cellTemp: wallMs / 1000 } });
    },
    points: () => store.trend({ unit: 'a', channel: 'cellTemp', fromMs: START - 1e9, toMs: START + 1e9, tier: 'raw' }),
    gaps: () => store.gaps('a', START - 1e9, START + 1e9),
  };
}

describe('a recorder', () => {
  it('keeps one sample a second of a faster poll', async () => {
    const { recorder, sampleAt, points } = bench();
    for (let ms = 0; ms <= 10_000; ms += 250) sampleAt(ms);
    await recorder.close();
    expect(await points()).toHaveLength(11);
  });

  it('notes a hole without an answer as a gap', async () => {
    const { recorder, sampleAt, gaps } = bench();
    for (const ms of [0, 1000, 61_000, 62_000]) sampleAt(ms);
    await recorder.close();
    expect(await gaps()).toEqual([{ unit: 'a', fromMs: START + 1000, toMs: START + 61_000, reason: 'link' }]);
  });

  it.each([
    ['forwards', 1_800_000],
    ['back', -1_800_000],
  ])('goes on when the clock jumps %s, and marks the jump', async (_, jump) => {
    const { recorder, sampleAt, gaps, points } = bench();
    sampleAt(0);
    sampleAt(1000);
    sampleAt(2000, 2000 + jump);
    sampleAt(3000, 3000 + jump);
    await recorder.close();
    expect(await points()).toHaveLength(4);
    const [gap, ...more] = await gaps();
    expect(gap).toMatchObject({ reason: 'clock', fromMs: START + Math.min(1000, 2000 + jump), toMs: START + Math.max(1000, 2000 + jump) });
    expect(more).toEqual([]);
  });

  it('notes the time in which no daemon recorded', async () => {
    const { store, recorder, sampleAt, gaps } = bench();
    await store.write({ samples: [{ unit: 'a', timeMs: START - 50_000, values: {} }], gaps: [], events: [] });
    sampleAt(0);
    await recorder.flush();
    await recorder.close();
    expect(await gaps()).toEqual([{ unit: 'a', fromMs: START - 50_000, toMs: START, reason: 'daemon' }]);
  });

  it('keeps what a full or locked store does not take, says so once, and gives it when it can', async () => {
    const { store, recorder, told, sampleAt, points } = bench();
    store.trouble = new LiquidusError('internal.storeFull', 'Disk full.');
    for (let s = 0; s < 5; s++) {
      sampleAt(s * 1000);
      await recorder.flush();
    }
    expect(recorder.health).toMatchObject({ good: false, waiting: 5, lost: 0, error: { code: 'internal.storeFull' } });
    store.trouble = undefined;
    sampleAt(5000);
    await recorder.close();
    expect(await points()).toHaveLength(6);
    expect({ told, ...recorder.health }).toMatchObject({ told: [false, true], good: true, waiting: 0 });
  });

  it('gives the oldest up when too much waits, counts them, and marks the span', async () => {
    const { store, recorder, sampleAt, points, gaps } = bench();
    store.trouble = new LiquidusError('internal.storeLocked', 'Locked.');
    const count = 38_400 + 100;
    for (let s = 0; s < count; s++) sampleAt(s * 1000);
    expect(recorder.health).toMatchObject({ waiting: 38_400, lost: 100 });
    await recorder.flush();
    store.trouble = undefined;
    await recorder.flush();
    await recorder.close();
    expect((await points()).at(-1)?.timeMs).toBe(START + (count - 1) * 1000);
    expect(await gaps()).toContainEqual({ unit: 'a', fromMs: START, toMs: START + 99_000, reason: 'store' });
  });
});
