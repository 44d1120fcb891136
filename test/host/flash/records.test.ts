/** Files of counters and events over a flashing of a board without FRAM (docs/design.md, "Without FRAM"): which stay, which are made anew, and what goes over. */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { recordFiles } from '../../../firmware/model/record-files.js';
import { planRecords } from '../../../host/flash/records.js';

const BOARD = boardRow('rp2040-flash');
/** Both files with their bytes: a head of 16 bytes, counter records of 52 bytes (firmware/model/record-files.ts). */
const [COUNTERS, EVENTS] = recordFiles(BOARD) as [{ name: string; bytes: number }, { name: string; bytes: number }];
const [HEAD, RECORD] = [16, 52];
const PLACES = Math.floor((COUNTERS.bytes - HEAD) / RECORD);

/** A counter record whose content is `mark`, with its CRC behind. */
function record(mark: number): Uint8Array {
  const bytes = new Uint8Array(RECORD).fill(mark);
  new DataView(bytes.buffer).setUint32(RECORD - 4, crc32(bytes.subarray(0, RECORD - 4)), true);
  return bytes;
}

/** A file of `size` bytes whose places from the head on are `written`, one behind another. */
function file(size: number, written: readonly Uint8Array[], head = HEAD): Uint8Array {
  const bytes = new Uint8Array(size).fill(255);
  bytes.fill(0, 0, HEAD);
  written.forEach((piece, k) => bytes.set(piece, head + piece.length * k));
  return bytes;
}

/** Counters with `count` records, the last of them marked 7. */
const counters = (count: number): Uint8Array => file(COUNTERS.bytes, [...Array.from({ length: count - 1 }, () => record(3)), record(7)]);
const plan = (files: Record<string, Uint8Array>): Map<string, Uint8Array> => planRecords(BOARD, new Map(Object.entries(files)));
const fresh = { [COUNTERS.name]: counters(1), [EVENTS.name]: file(EVENTS.bytes, []) };

describe('the files of records', () => {
  it('stay as they are while a quarter of their places is free, and are left alone', () => {
    expect(plan(fresh).size).toBe(0);
    expect(plan({ ...fresh, [COUNTERS.name]: counters(Math.floor(PLACES * 0.75)) }).size).toBe(0);
  });

  it('are made, erased, on a board that has none', () => {
    const made = plan({});
    expect([...made.keys()].sort()).toEqual([COUNTERS.name, EVENTS.name].sort());
    for (const { name, bytes } of [COUNTERS, EVENTS]) {
      expect([name, made.get(name)?.length]).toEqual([name, bytes]);
      expect(
        made
          .get(name)
          ?.subarray(HEAD)
          .every((byte) => byte === 255),
      ).toBe(true);
    }
  });

  it('of counters are made anew when fewer places are left, and the newest whole record goes over as the first', () => {
    const made = plan({ ...fresh, [COUNTERS.name]: counters(Math.floor(PLACES * 0.75) + 2) });
    expect([...made.keys()]).toEqual([COUNTERS.name]);
    const bytes = made.get(COUNTERS.name) as Uint8Array; // looked at above
    expect(Buffer.compare(bytes.subarray(HEAD, HEAD + RECORD), record(7))).toBe(0);
    expect(bytes.subarray(HEAD + RECORD).every((byte) => byte === 255)).toBe(true);
  });

  it('leave out a newest record that power has torn', () => {
    const worn = counters(PLACES);
    worn[HEAD + RECORD * (PLACES - 1) + 5] = 0;
    const bytes = plan({ ...fresh, [COUNTERS.name]: worn }).get(COUNTERS.name) as Uint8Array; // a full file is made anew
    expect(Buffer.compare(bytes.subarray(HEAD, HEAD + RECORD), record(3))).toBe(0);
  });

  it('of another size, as another firmware has left them, are made anew with the counters kept', () => {
    const bytes = plan({ ...fresh, [COUNTERS.name]: counters(1).slice(0, COUNTERS.bytes - RECORD) }).get(COUNTERS.name) as Uint8Array; // another size
    expect([bytes.length, Buffer.compare(bytes.subarray(HEAD, HEAD + RECORD), record(7))]).toEqual([COUNTERS.bytes, 0]);
  });

  it('of events are made anew, empty, when they are full: the old ones are in the backup', () => {
    const full = new Uint8Array(EVENTS.bytes).fill(1);
    const made = plan({ ...fresh, [EVENTS.name]: full });
    expect([...made.keys()]).toEqual([EVENTS.name]);
    expect(
      made
        .get(EVENTS.name)
        ?.subarray(HEAD)
        .every((byte) => byte === 255),
    ).toBe(true);
  });

  it('are none on a board with FRAM', () => {
    expect(planRecords(boardRow('pico'), new Map()).size).toBe(0);
  });
});
