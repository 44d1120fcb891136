/** Vectors of the functions that read and write single bits: 1, 2, 5, 15. */
import { ask, type Device, exactly, exception, judged, type Pdu, toAll, type Vector, vector, word } from './vector.js';

const ILLEGAL_ADDRESS = exception(2);
const ILLEGAL_VALUE = exception(3);
const LAST = 0xffff;
/** Most bits in one write; 1969 make the longest frame that there is. */
const MAX_WRITE = 1968;

/** A good reply to a read of `count` bits: bytes enough for them, and no bit set behind the last one. */
const bits = (count: number): ReturnType<typeof judged> =>
  judged(`${count} bits and no other`, (reply) => {
    const bytes = Math.ceil(count / 8);
    const last = reply[1 + bytes] ?? 0;
    return reply[1] === bytes && reply.length === 2 + bytes && (count % 8 === 0 || last >> (count % 8) === 0);
  });

/** Bit `i` of the data of a reply. */
const bitOf = (reply: Pdu, i: number): number => ((reply[2 + (i >> 3)] ?? 0) >> (i & 7)) & 1;

/** Functions 1 and 2: MAP 6.1 and 6.2. */
function reads(fc: 1 | 2, count: number): Vector[] {
  const source = fc === 1 ? 'MAP 6.1' : 'MAP 6.2';
  const read = (address: number, quantity: number): Pdu => [fc, ...word(address), ...word(quantity)];
  return [
    ...[1, 3, 7, 8, 9, 15, 16, 17]
      .filter((n) => n <= count)
      .map((n) => vector(fc, source, `${n} bits come in whole bytes filled up with zeros`, ask(read(0, n), bits(n)))),
    vector(fc, source, `all ${count} bits are read`, ask(read(0, count), bits(count))),
    vector(
      fc,
      source,
      'bits read from the middle are those read from the start',
      ask(read(0, 16), bits(16)),
      ask(
        read(5, 9),
        judged('bits 5 to 13', (reply, earlier) =>
          Array.from({ length: 9 }, (_, i) => bitOf(reply, i) === bitOf(earlier[0] ?? [], 5 + i)).every(Boolean),
        ),
      ),
    ),
    ...[0, 2001, 2008, 0x8000, LAST].map((n) => vector(fc, source, `quantity ${n} is refused with exception 3`, ask(read(0, n), ILLEGAL_VALUE))),
    ...[0, 2001].map((n) =>
      vector(fc, source, `quantity ${n} at an address that is not there is refused with exception 3, not 2`, ask(read(LAST, n), ILLEGAL_VALUE)),
    ),
    vector(fc, source, 'an address that is not there is refused with exception 2', ask(read(LAST, 1), ILLEGAL_ADDRESS)),
    vector(fc, source, 'a range beyond 65535 is refused with exception 2', ask(read(LAST, 2), ILLEGAL_ADDRESS)),
    vector(fc, source, 'one bit behind the last is refused with exception 2', ask(read(count - 1, 2), ILLEGAL_ADDRESS)),
    vector(fc, source, 'the largest quantity, 2000, is judged by its address', ask(read(LAST - 3, 2000), ILLEGAL_ADDRESS)),
    vector(fc, 'MSL 2.1', 'a broadcast is ignored', toAll(read(0, 1)), toAll(read(LAST, 0))),
  ];
}

/** Functions 5 and 15 (MAP 6.5 and 6.11), with coils that are off and stay off. */
function writes({ coils }: Device): Vector[] {
  const one = (address: number, value: number): Pdu => [5, ...word(address), ...word(value)];
  const many = (address: number, quantity: number, bytes: readonly number[], count = bytes.length): Pdu => [
    15,
    ...word(address),
    ...word(quantity),
    count,
    ...bytes,
  ];
  const off = coils.idle;
  const zeros = (n: number): number[] => new Array<number>(n).fill(0);
  return [
    vector(
      5,
      'MAP 6.5',
      'a coil is switched off and the request comes back',
      ask(one(off, 0), exactly(...one(off, 0))),
      ask([1, ...word(off), 0, 1], exactly(1, 1, 0)),
    ),
    ...[1, 0x00ff, 0x0100, 0xfe00, 0xff01, LAST].map((v) =>
      vector(5, 'MAP 6.5', `value ${v} is refused with exception 3`, ask(one(off, v), ILLEGAL_VALUE)),
    ),
    vector(5, 'MAP 6.5', 'a wrong value at an address that is not there is refused with exception 3, not 2', ask(one(LAST, 0x1234), ILLEGAL_VALUE)),
    vector(
      5,
      'MAP 6.5',
      'an address that is not there is refused with exception 2',
      ask(one(LAST, 0xff00), ILLEGAL_ADDRESS),
      ask(one(LAST, 0), ILLEGAL_ADDRESS),
    ),
    vector(5, 'docs/registers.md', 'a coil that only can be read is refused with exception 2', ask(one(coils.readOnly, 0), ILLEGAL_ADDRESS)),
    vector(5, 'MSL 2.1', 'a broadcast is not answered', toAll(one(off, 0)), toAll(one(LAST, 0xff00)), toAll(one(off, 7))),
    vector(15, 'MAP 6.11', 'two coils are switched off; address and quantity come back', ask(many(off, 2, [0]), exactly(15, ...word(off), 0, 2))),
    ...[0, MAX_WRITE + 1, 2000, LAST].map((n) =>
      vector(15, 'MAP 6.11', `quantity ${n} is refused with exception 3`, ask(many(off, n, [0]), ILLEGAL_VALUE)),
    ),
    vector(15, 'MAP 6.11', 'quantity 1969 with its 247 bytes is refused with exception 3', ask(many(off, MAX_WRITE + 1, zeros(247)), ILLEGAL_VALUE)),
    ...[0, 2, 3].map((n) =>
      vector(15, 'MAP 6.11', `byte count ${n} for two coils is refused with exception 3`, ask(many(off, 2, zeros(n)), ILLEGAL_VALUE)),
    ),
    vector(15, 'MAP 6.11', 'byte count 1 for nine coils is refused with exception 3', ask(many(off, 9, [0]), ILLEGAL_VALUE)),
    vector(
      15,
      'MAP 6.11',
      'a wrong byte count at an address that is not there is refused with exception 3, not 2',
      ask(many(LAST, 1, [0, 0]), ILLEGAL_VALUE),
    ),
    vector(15, 'MAP 6.11', 'an address that is not there is refused with exception 2', ask(many(LAST, 1, [0]), ILLEGAL_ADDRESS)),
    vector(15, 'MAP 6.11', 'a range beyond 65535 is refused with exception 2', ask(many(LAST, 2, [0]), ILLEGAL_ADDRESS)),
    vector(
      15,
      'MAP 6.11',
      'the largest quantity, 1968, is a good frame and refused for its address only',
      ask(many(LAST - 10, MAX_WRITE, zeros(246)), ILLEGAL_ADDRESS),
    ),
    vector(
      15,
      'docs/registers.md',
      'a write that reaches coils that only can be read is refused with exception 2',
      ask(many(off, coils.readOnly - off + 1, zeros(Math.ceil((coils.readOnly - off + 1) / 8))), ILLEGAL_ADDRESS),
    ),
    vector(15, 'MSL 2.1', 'a broadcast is not answered', toAll(many(off, 2, [0])), toAll(many(LAST, 1, [0])), toAll(many(off, 0, [0]))),
  ];
}

/** All of them. */
export function bitVectors(device: Device): Vector[] {
  return [...reads(1, device.coils.count), ...reads(2, device.discrete.count), ...writes(device)];
}
