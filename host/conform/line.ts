/** Vectors of the line: framing, CRC, addresses, broadcast, what comes after garbage. MSL 2 and appendix. */
import { ask, type Device, exactly, exception, frame, type Pdu, raw, SILENCE, toAll, type Vector, vector, word } from './vector.js';

/** A request whose answer is known: a write of what the register takes; the request comes back. */
const known = (device: Device): Pdu => [6, ...word(device.free), 0x12, 0x34];

/** `bytes` with one bit turned over. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

/** Requests of the functions that no specification defines, and of those that this device does not have. */
function unknownFunctions(device: Device): Vector[] {
  const all: readonly [number, Pdu][] = [
    [1, [0, 0, 0, 8]],
    [2, [0, 0, 0, 8]],
    [5, [0, 0, 0xff, 0]],
    [7, []],
    [8, [0, 0, 0xa5, 0x37]],
    [11, []],
    [12, []],
    [15, [0, 0, 0, 10, 2, 0xcd, 1]],
    [17, []],
    [20, [7, 6, 0, 4, 0, 1, 0, 2]],
    [21, [9, 6, 0, 4, 0, 7, 0, 1, 6, 0xaf]],
    [22, [0, 4, 0, 0xf2, 0, 0x25]],
    [23, [0, 3, 0, 2, 0, 14, 0, 1, 2, 0, 0xff]],
    [24, [4, 0xde]],
    [43, [14, 1, 0]],
    // Reserved, of other standards or of vendors (MAP, section 5 and annex A).
    ...[9, 10, 13, 14, 18, 19, 40, 41, 42, 44, 64, 65, 66, 72, 90, 91, 100, 110, 125, 126, 127].flatMap((fc): [number, Pdu][] => [
      [fc, []],
      [fc, [1]],
      [fc, [1, 2, 3, 4]],
    ]),
  ];
  return all
    .filter(([fc]) => !device.functions.includes(fc))
    .map(([fc, rest]) => ({
      ...vector(
        undefined,
        'MAP 7',
        `function ${fc} with ${rest.length} bytes is answered with exception 1`,
        ask([fc, ...rest], exception(1)),
        ask(known(device), exactly(...known(device))),
      ),
    }));
}

/** All of them. */
export function lineVectors(device: Device): Vector[] {
  const good = known(device);
  const answered = ask(good, exactly(...good));
  const garbage: readonly [string, (unit: number) => readonly number[]][] = [
    ['one byte', () => [0xff]],
    ['a lonely address', (unit) => [unit]],
    ['address and function', (unit) => [unit, 3]],
    ['the head of a long write', (unit) => [unit, 16, 7, 208, 0, 100, 200, 1, 2, 3]],
    ['zeros', () => new Array<number>(20).fill(0)],
    ['256 bytes of 0x55', () => new Array<number>(256).fill(0x55)],
    ['300 times the address', (unit) => new Array<number>(300).fill(unit)],
    ['half of a request', (unit) => [...frame(unit, good).slice(0, 4)]],
    ['a request without its last byte', (unit) => [...frame(unit, good).slice(0, -1)]],
    ['an unknown function without an end', (unit) => [unit, 99, 1, 2, 3, 4, 5, 6]],
  ];
  return [
    vector(
      undefined,
      'MSL 2.5.1.2',
      'the frame 02 07 41 12, golden of the CRC, is not for this unit',
      raw((unit) => (unit === 2 ? [3, 7, 0x40, 0x82] : [2, 7, 0x41, 0x12]), SILENCE),
      answered,
    ),
    vector(
      undefined,
      'MSL 2.5.1.2',
      'a CRC with its bytes exchanged is not answered',
      raw((unit) => [...frame(unit, good).slice(0, 6), ...[...frame(unit, good).slice(6)].reverse()], SILENCE),
      answered,
    ),
    ...Array.from({ length: 64 }, (_, bit) =>
      vector(
        undefined,
        'MSL 2.5.1.2',
        `a frame with bit ${bit & 7} of byte ${bit >> 3} turned over is not answered`,
        raw((unit) => flipped(frame(unit, good), bit), SILENCE),
        answered,
      ),
    ),
    ...[1, 2, 3].map((n) =>
      vector(
        undefined,
        'MSL 2.5.1',
        `${n} bytes are no frame`,
        raw((unit) => frame(unit, good).slice(0, n), SILENCE),
        answered,
      ),
    ),
    vector(
      undefined,
      'MSL 2.5.1',
      'a request one byte too short is not answered',
      raw((unit) => frame(unit, [3, 0, 0, 1]), SILENCE),
      answered,
    ),
    vector(
      undefined,
      'MSL 2.5.1',
      'a frame of 257 bytes is not answered',
      raw((unit) => frame(unit, [16, ...word(device.pair.address), 0, 124, 248, ...new Array<number>(248).fill(0)]), SILENCE),
      answered,
    ),
    ...[2, 3, 17, 128, 246, 247].map((unit) =>
      vector(
        undefined,
        'MSL 2.2',
        `unit ${unit} is another one: silence`,
        raw((own) => frame(unit === own ? 5 : unit, good), SILENCE),
        answered,
      ),
    ),
    ...[248, 249, 250, 251, 252, 253, 254, 255].map((unit) =>
      vector(
        undefined,
        'MSL 2.2',
        `address ${unit} is reserved: silence`,
        raw(() => frame(unit, good), SILENCE),
        answered,
      ),
    ),
    vector(undefined, 'MSL 2.1', 'a broadcast with a function that nobody knows is not answered', toAll([65, 1]), toAll([127]), answered),
    ...garbage.map(([name, bytes]) =>
      vector(undefined, 'MSL 2.4.1', `after ${name} and silence, the next good frame is answered`, raw(bytes, SILENCE), answered),
    ),
    vector(
      undefined,
      'MSL 2.4.1',
      'a reply of another unit is not answered',
      raw(() => frame(9, [3, 4, 0, 1, 0, 192]), SILENCE),
      answered,
    ),
    vector(
      undefined,
      'MSL 2.4.1',
      'a reply of another unit that is full of this address is not answered',
      raw((unit) => frame(9, [4, 20, ...new Array<number>(20).fill(unit)]), SILENCE),
      answered,
    ),
    ...unknownFunctions(device),
  ];
}
