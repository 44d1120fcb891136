/** Records of events and histories, byte by byte as they lie in the FRAM and go on the line (docs/registers.md, Events). */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, Memories } from '../stub-board.js';

/** Where both rings begin in the FRAM of a board of profile core. */
const EVENTS = 4096;
const HISTORIES = 2048;

async function controller(memories = new Memories()) {
  const fw = await freshFirmware(['events', 'history', 'image', 'values'], memories);
  const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);
  const get = (name: string): number => fw.values.X[valueIndex(name)];
  const registers = (at: number, count: number): number[] =>
    Array.from({ length: count }, (_none, i) => memories.fram.bytes[at + 2 * i] * 256 + memories.fram.bytes[at + 2 * i + 1]);
  return { ...fw, set, get, registers, memories };
}

/** Low half of the CRC-32 of bytes that are high byte first, taken from the last one on. */
function crcOf(registers: readonly number[]): number {
  return crc32(Uint8Array.from(registers.flatMap((r) => [r >> 8, r & 255]).reverse())) & 0xffff;
}

describe('an event', () => {
  it('is number, start, time, kind and state, check and fault, value, limit, CRC', async () => {
    const c = await controller();
    c.set('starts', 7);
    // 0x00123456 s since the start; the words lie in the image with the higher one at the row.
    c.values.X[valueIndex('uptime.0')] = 0x0012;
    c.values.X[valueIndex('uptime.0') - 1] = 0x3456;
    c.set('lastState', 6);
    c.events.noteEvent(19, 30, 50, 200);
    const expected = [1, 7, 0x3456, 0x1226, 19 * 256 + 30, 50, 200];
    expect(c.registers(EVENTS + 16, 8)).toEqual([...expected, crcOf(expected)]);
    expect([c.get('newestEvent'), c.get('events')]).toEqual([1, 1]);
    expect([...c.events.readEvents(1, 0, 4)]).toEqual([0, 1, 0, 7]);
    expect([...c.events.readEvents(1, 10, 2)]).toEqual([0, 50]);
  });

  it('without a fault is a start', async () => {
    const c = await controller();
    c.set('lastState', 0);
    c.events.noteEvent(0, 0, 4, 2);
    expect(c.registers(EVENTS + 16, 8).slice(3, 7)).toEqual([0x0010, 0, 4, 2]);
  });

  it.each([
    [32767, 0x7fff],
    [32768, 0x8000],
    [-32767, 0x8001],
    [-32768, 0x8000],
    [-40000, 0x8000],
    [NaN, 0x8000],
    [1e9, 0x8000],
    [-1, 0xffff],
  ])('with the value %d holds %d', async (value, register) => {
    const c = await controller();
    c.events.noteEvent(1, 1, value, 0);
    expect(c.registers(EVENTS + 16, 8)[5]).toBe(register);
  });

  it('takes the place of the one 256 before it', async () => {
    const c = await controller();
    for (let i = 0; i < 256; i++) c.events.noteEvent(1, 1, 0, 0);
    expect(c.registers(EVENTS, 1)).toEqual([256]);
    expect(c.registers(EVENTS + 16, 1)).toEqual([1]);
    c.events.noteEvent(1, 1, 0, 0);
    expect(c.registers(EVENTS + 16, 1)).toEqual([257]);
    expect(c.memories.fram.bytes[EVENTS + 16 * 256]).toBe(0);
  });
});

describe('a history', () => {
  /** Snapshot `k` as it comes from the map: its registers in reverse order. */
  const snapshot = (k: number): number[] => Array.from({ length: 12 }, (_none, i) => 1000 * k + i);

  async function after(snapshots: number, event: number) {
    const c = await controller();
    for (let k = 1; k <= snapshots; k++) {
      c.image.shown.set(snapshot(k).reverse());
      c.history.noteSnapshot();
    }
    c.set('newestEvent', event);
    c.history.noteHistory();
    return c;
  }

  it.each([10, 11, 15, 20, 23])('after %i seconds is the number, the last ten of them with the oldest first, and the CRC', async (seconds) => {
    const c = await after(seconds, 3);
    const last = Array.from({ length: 10 }, (_none, i) => snapshot(seconds - 9 + i)).flat();
    const expected = [3, ...last];
    expect(c.registers(HISTORIES + 3 * 256, 122)).toEqual([...expected, crcOf(expected)]);
    expect([...c.history.readHistory(3, 0, 2)]).toEqual([0, 3]);
    expect([...c.history.readHistory(3, 2, 2)]).toEqual([(last[0] ?? 0) >> 8, (last[0] ?? 0) & 255]);
  });

  it('of the first seconds is filled with zeros in front', async () => {
    const c = await after(2, 1);
    expect(c.registers(HISTORIES + 256, 121)).toEqual([1, ...new Array<number>(96).fill(0), ...snapshot(1), ...snapshot(2)]);
  });

  it('takes the place of the one eight before it', async () => {
    const c = await after(10, 8);
    expect(c.registers(HISTORIES, 1)).toEqual([8]);
    c.set('newestEvent', 9);
    c.history.noteHistory();
    expect([c.registers(HISTORIES, 1), c.registers(HISTORIES + 256, 1)]).toEqual([[8], [9]]);
  });
});
