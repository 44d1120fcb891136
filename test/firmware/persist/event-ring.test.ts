/** The ring of events as a file is read: from any event on over the end of the memory (docs/modbus.md, files), on a board of profile full. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { freshFirmware, Memories } from '../stub-board.js';

/** Where the ring begins in the FRAM, bytes of a record, and records. */
const [START, RECORD, CAPACITY] = [4096, 16, 1024];
const SIZE = RECORD * CAPACITY;

let events: Awaited<ReturnType<typeof freshFirmware<'events'>>>['events'];
/** Reads of the memory so far: address and count. */
let reads: number[][];
beforeEach(async () => {
  const memories = new Memories();
  // Bytes that do not repeat within the ring, and others around it.
  memories.fram.bytes.fill(0xee);
  for (let i = 0; i < SIZE; i++) memories.fram.bytes[START + i] = byteAt(i);
  const { readFram } = memories.module;
  reads = [];
  memories.module.readFram = (address, count) => {
    reads.push([address, count]);
    return readFram(address, count);
  };
  events = (await freshFirmware(['events'], memories)).events;
});

const byteAt = (i: number): number => (i * 7 + (i >> 8) * 11) & 255;

describe('a read of the ring', () => {
  it.each([
    // event, from byte, bytes: place in the ring
    [1, 0, 48, 16],
    [5, 6, 10, 86],
    [1023, 0, 16, SIZE - 16],
    [1024, 0, 32, 0],
    [1023 + 1024, 4, 12, SIZE - 12],
    [700, 16 * 400, 20, 16 * 76],
    [0, SIZE - 8, 8, SIZE - 8],
  ])('from event %i and byte %i on for %i bytes is one of the memory, at byte %i of the ring', (number, from, count, place) => {
    expect([...events.readRing(number, from, count)]).toEqual(Array.from({ length: count }, (_none, i) => byteAt(place + i)));
    expect(reads).toEqual([[START + place, count]]);
  });

  it.each([
    [1023, 0, 48],
    [1020, 60, 10],
    [1000, 16 * 20, 248],
    [1, SIZE - 17, 32],
  ])('from event %i and byte %i on for %i bytes goes on at the start of the ring', (number, from, count) => {
    const place = (RECORD * (number % CAPACITY) + from) % SIZE;
    expect([...events.readRing(number, from, count)]).toEqual(Array.from({ length: count }, (_none, i) => byteAt((place + i) % SIZE)));
    expect(reads).toEqual([
      [START + place, SIZE - place],
      [START, count - (SIZE - place)],
    ]);
  });
});
