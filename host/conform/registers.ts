/** Vectors of the functions that read and write registers: 3, 4, 6, 16, 22, 23. */
import { UNLOCK_ASK } from '../../firmware/model/unlock.js';
import { ask, type Device, exactly, exception, judged, type Pdu, SILENCE, toAll, type Vector, vector, word, wordAt } from './vector.js';

const ILLEGAL_ADDRESS = exception(2);
const ILLEGAL_VALUE = exception(3);
/** Most registers of a read, of a write, and of the write of function 23. */
const MAX_READ = 125;
const MAX_WRITE = 123;
const MAX_WRITE_READ = 121;
const LAST = 0xffff;

/** A good reply to a read of `count` registers: byte count, then that many bytes. */
const registers = (count: number): ReturnType<typeof judged> =>
  judged(`${count} registers`, (reply) => reply[1] === 2 * count && reply.length === 2 + 2 * count);

/** Reads `address` and expects `values`. */
function holds(address: number, ...values: number[]): ReturnType<typeof ask> {
  return ask([3, ...word(address), ...word(values.length)], exactly(3, 2 * values.length, ...values.flatMap(word)));
}

/** Writes back what the first step, a read of `count` registers from `address`, found. */
function restored(address: number, count: number): ReturnType<typeof ask> {
  return ask(
    (earlier) => [16, ...word(address), ...word(count), 2 * count, ...(earlier[0] ?? []).slice(2)],
    exactly(16, ...word(address), ...word(count)),
  );
}

const look = (address: number, count: number): ReturnType<typeof ask> => ask([3, ...word(address), ...word(count)], registers(count));

/** Functions 3 and 4: MAP 6.3 and 6.4. */
function reads(fc: 3 | 4, area: { readonly start: number; readonly count: number }): Vector[] {
  const source = fc === 3 ? 'MAP 6.3' : 'MAP 6.4';
  const read = (address: number, quantity: number): Pdu => [fc, ...word(address), ...word(quantity)];
  const most = Math.min(area.count, MAX_READ);
  const end = area.start + area.count;
  return [
    vector(fc, source, 'one register gives two bytes', ask(read(area.start, 1), registers(1))),
    vector(fc, source, `${most} registers give ${2 * most} bytes`, ask(read(area.start, most), registers(most))),
    vector(
      fc,
      source,
      'a register read alone is the one read among others',
      ask(read(area.start, 4), registers(4)),
      ...[0, 1, 2, 3].map((i) =>
        ask(
          read(area.start + i, 1),
          judged('the register read before', (reply, earlier) => wordAt(reply, 2) === wordAt(earlier[0] ?? [], 2 + 2 * i)),
        ),
      ),
    ),
    ...[0, 126, 127, 128, 255, 256, 2000, 0x8000, LAST].map((n) =>
      vector(fc, source, `quantity ${n} is refused with exception 3`, ask(read(area.start, n), ILLEGAL_VALUE)),
    ),
    vector(fc, source, 'quantity 0 at an address that is not there is refused with exception 3, not 2', ask(read(LAST, 0), ILLEGAL_VALUE)),
    vector(fc, source, 'quantity 126 at an address that is not there is refused with exception 3, not 2', ask(read(LAST, 126), ILLEGAL_VALUE)),
    vector(fc, source, 'an address that is not there is refused with exception 2', ask(read(LAST, 1), ILLEGAL_ADDRESS)),
    vector(fc, source, 'a range beyond 65535 is refused with exception 2', ask(read(LAST, 2), ILLEGAL_ADDRESS)),
    vector(fc, source, 'a range of 125 that ends beyond 65535 is refused with exception 2', ask(read(LAST - 3, MAX_READ), ILLEGAL_ADDRESS)),
    vector(fc, source, 'the last register of an area is read', ask(read(end - 1, 1), registers(1))),
    vector(fc, source, 'one register behind an area is refused with exception 2', ask(read(end - 1, 2), ILLEGAL_ADDRESS)),
    vector(fc, 'MSL 2.1', 'a broadcast is ignored', toAll(read(area.start, 1)), toAll(read(LAST, 0))),
  ];
}

/** Function 6: MAP 6.6. */
function single({ free, pair, wide, readOnly, key }: Device): Vector[] {
  const write = (address: number, value: number): Pdu => [6, ...word(address), ...word(value)];
  const back = ask(
    (earlier) => write(free, wordAt(earlier[0] ?? [], 2)),
    judged('the request', (reply, earlier) => wordAt(reply, 3) === wordAt(earlier[0] ?? [], 2)),
  );
  return [
    ...[0, 1, 0x55aa, 0x8000, LAST].map((v) =>
      vector(
        6,
        'MAP 6.6',
        `${v} is written and the request comes back`,
        look(free, 1),
        ask(write(free, v), exactly(...write(free, v))),
        holds(free, v),
        back,
      ),
    ),
    vector(6, 'MAP 6.6', 'an address that is not there is refused with exception 2', ask(write(LAST, 1), ILLEGAL_ADDRESS)),
    vector(6, 'MAP 6.6', 'a register that only can be read is refused with exception 2', ask(write(readOnly, 1), ILLEGAL_ADDRESS)),
    vector(
      6,
      'MAP 6.6',
      'a value out of its range is refused with exception 3 and changes nothing',
      look(pair.address + 1, 1),
      ask(write(pair.address + 1, pair.bad), ILLEGAL_VALUE),
      ask([3, ...word(pair.address + 1), 0, 1], same(0)),
    ),
    ...[0, 1].map((half) =>
      vector(
        6,
        'docs/registers.md',
        `the ${half ? 'low' : 'high'} word of a 32-bit value alone is refused with exception 3`,
        look(wide, 2),
        ask(write(wide + half, 1), ILLEGAL_VALUE),
        ask([3, ...word(wide), 0, 2], same(0)),
      ),
    ),
    vector(6, 'docs/modbus.md', 'a word that is none of the key is refused with exception 3', ask(write(key, 1), ILLEGAL_VALUE), holds(key, 0)),
    vector(
      6,
      'docs/modbus.md',
      'the first word of the key is taken, and the number that it shows is not the second one',
      ask(write(key, UNLOCK_ASK), exactly(...write(key, UNLOCK_ASK))),
      look(key, 1),
      ask((earlier) => write(key, wordAt(earlier[1] ?? [], 2)), ILLEGAL_VALUE),
      holds(key, 0),
    ),
    vector(6, 'docs/modbus.md', 'the key is not taken from a broadcast', toAll(write(key, UNLOCK_ASK)), holds(key, 0)),
    vector(6, 'MSL 2.1', 'a broadcast is executed and not answered', look(free, 1), toAll(write(free, 0x1234)), holds(free, 0x1234), back),
    vector(6, 'MSL 2.1', 'a broadcast that is refused is not answered', toAll(write(LAST, 1)), toAll(write(pair.address + 1, pair.bad))),
  ];
}

/** The reply is that to step `index`. */
const same = (index: number): ReturnType<typeof judged> =>
  judged('what was there before', (reply, earlier) => reply.join() === (earlier[index] ?? []).join());

/** Function 16: MAP 6.12. */
function several({ free, pair, wide, readOnly }: Device): Vector[] {
  const { address, good, better, bad } = pair;
  const write = (at: number, values: readonly number[], quantity = values.length, bytes = 2 * values.length): Pdu => [
    16,
    ...word(at),
    ...word(quantity),
    bytes,
    ...values.flatMap(word),
  ];
  const unchanged = (...steps: ReturnType<typeof ask>[]): ReturnType<typeof ask>[] => [
    look(address, 2),
    ...steps,
    ask([3, ...word(address), 0, 2], same(0)),
  ];
  const zeros = (n: number): number[] => new Array<number>(n).fill(0);
  return [
    vector(
      16,
      'MAP 6.12',
      'two registers are written; address and quantity come back',
      look(address, 2),
      ask(write(address, good), exactly(16, ...word(address), 0, 2)),
      holds(address, ...good),
      ask(write(address, better), exactly(16, ...word(address), 0, 2)),
      holds(address, ...better),
      restored(address, 2),
    ),
    vector(
      16,
      'MAP 6.12',
      'one register is written',
      look(free, 1),
      ask(write(free, [0xbeef]), exactly(16, ...word(free), 0, 1)),
      holds(free, 0xbeef),
      restored(free, 1),
    ),
    ...[0, 124, 125, 255, 256, LAST].map((n) =>
      vector(16, 'MAP 6.12', `quantity ${n} is refused with exception 3`, ...unchanged(ask(write(address, good, n), ILLEGAL_VALUE))),
    ),
    vector(16, 'MAP 6.12', 'quantity 0 without data is refused with exception 3', ask(write(address, []), ILLEGAL_VALUE)),
    ...[0, 2, 3, 5, 6].map((n) =>
      vector(
        16,
        'MAP 6.12',
        `byte count ${n} for two registers is refused with exception 3`,
        ...unchanged(ask([16, ...word(address), 0, 2, n, ...[...better.flatMap(word), 0, 0].slice(0, n)], ILLEGAL_VALUE)),
      ),
    ),
    vector(
      16,
      'MAP 6.12',
      'a wrong byte count at an address that is not there is refused with exception 3, not 2',
      ask(write(LAST, [1], 2), ILLEGAL_VALUE),
    ),
    vector(16, 'MAP 6.12', 'quantity 0 at an address that is not there is refused with exception 3, not 2', ask(write(LAST, [], 0), ILLEGAL_VALUE)),
    vector(
      16,
      'MAP 6.12',
      'a byte count too large at an address that is not there is refused with exception 3, not 2',
      ask(write(LAST, [1, 1], 1), ILLEGAL_VALUE),
    ),
    vector(16, 'MAP 6.12', 'an address that is not there is refused with exception 2', ask(write(LAST, [1]), ILLEGAL_ADDRESS)),
    vector(16, 'MAP 6.12', 'a range beyond 65535 is refused with exception 2', ask(write(LAST, [1, 1]), ILLEGAL_ADDRESS)),
    vector(
      16,
      'MAP 6.12',
      'the largest quantity, 123, is a good frame and refused for its address only',
      ask(write(LAST - MAX_WRITE, zeros(MAX_WRITE)), ILLEGAL_ADDRESS),
    ),
    vector(16, 'MAP 6.12', 'a register that only can be read is refused with exception 2', ask(write(readOnly, [1]), ILLEGAL_ADDRESS)),
    vector(
      16,
      'docs/registers.md',
      'a write is refused whole when its last register is out of range',
      ...unchanged(ask(write(address, [better[0], bad]), ILLEGAL_VALUE)),
    ),
    vector(
      16,
      'docs/registers.md',
      'a write is refused whole when it ends inside a 32-bit value, with exception 3',
      look(wide, 2),
      ask(write(wide, [1]), ILLEGAL_VALUE),
      ask([3, ...word(wide), 0, 2], same(0)),
    ),
    vector(
      16,
      'MSL 2.1',
      'a broadcast is executed and not answered',
      look(address, 2),
      toAll(write(address, better)),
      holds(address, ...better),
      restored(address, 2),
    ),
    vector(16, 'MSL 2.1', 'a broadcast that is refused is not answered', toAll(write(LAST, [1])), toAll(write(address, good, 0))),
  ];
}

/** Function 22: MAP 6.16. */
function masks({ free, pair, readOnly }: Device): Vector[] {
  const mask = (address: number, and: number, or: number): Pdu => [22, ...word(address), ...word(and), ...word(or)];
  const set = (value: number): ReturnType<typeof ask> => ask([6, ...word(free), ...word(value)], exactly(6, ...word(free), ...word(value)));
  const rows: readonly [string, number, number, number, number][] = [
    // The example of the specification: 0x12 AND 0xF2, 0x25 gives 0x17.
    ['the example of the specification', 0x12, 0xf2, 0x25, 0x17],
    ['an OR mask alone', 0x1234, 0, 0x00ff, 0x00ff],
    ['an AND mask alone', 0x1234, 0x0ff0, 0, 0x0230],
    ['AND 0xFFFF, which leaves all as it is', 0x1234, LAST, 0xabcd, 0x1234],
    ['the highest bit', 0x0001, 0x7fff, 0x8000, 0x8001],
  ];
  return [
    ...rows.map(([name, before, and, or, after]) =>
      vector(
        22,
        'MAP 6.16',
        `${name}: the request comes back`,
        look(free, 1),
        set(before),
        ask(mask(free, and, or), exactly(...mask(free, and, or))),
        holds(free, after),
        restored(free, 1),
      ),
    ),
    vector(22, 'MAP 6.16', 'an address that is not there is refused with exception 2', ask(mask(LAST, 0xf2, 0x25), ILLEGAL_ADDRESS)),
    vector(22, 'MAP 6.16', 'a register that only can be read is refused with exception 2', ask(mask(readOnly, 0xf2, 0x25), ILLEGAL_ADDRESS)),
    vector(
      22,
      'docs/registers.md',
      'a result out of range is refused with exception 3 and changes nothing',
      look(pair.address + 1, 1),
      ask(mask(pair.address + 1, 0, pair.bad), ILLEGAL_VALUE),
      ask([3, ...word(pair.address + 1), 0, 1], same(0)),
    ),
    vector(
      22,
      'MSL 2.1',
      'a broadcast is executed and not answered',
      look(free, 1),
      set(0x12),
      toAll(mask(free, 0xf2, 0x25)),
      holds(free, 0x17),
      restored(free, 1),
    ),
  ];
}

/** Function 23: MAP 6.17. */
function writeAndRead({ free, pair, holding }: Device): Vector[] {
  const { address, good, bad } = pair;
  const zeros = (n: number): number[] => new Array<number>(n).fill(0);
  const both = (read: number, count: number, write: number, values: readonly number[], quantity = values.length, bytes = 2 * values.length): Pdu => [
    23,
    ...word(read),
    ...word(count),
    ...word(write),
    ...word(quantity),
    bytes,
    ...values.flatMap(word),
  ];
  const untouched = (name: string, pdu: Pdu, code: typeof ILLEGAL_VALUE): Vector =>
    vector(23, 'MAP 6.17', `${name} and writes nothing`, look(free, 1), ask(pdu, code), ask([3, ...word(free), 0, 1], same(0)));
  return [
    vector(
      23,
      'MAP 6.17',
      'the write comes before the read',
      look(free, 1),
      ask(both(free, 1, free, [0x00ff]), exactly(23, 2, 0x00, 0xff)),
      ask(both(free, 1, free, [0xff00]), exactly(23, 2, 0xff, 0x00)),
      restored(free, 1),
    ),
    vector(
      23,
      'MAP 6.17',
      `one register is written and ${Math.min(MAX_READ, holding.count)} are read`,
      look(free, 1),
      ask(both(holding.start, Math.min(MAX_READ, holding.count), free, [7]), registers(Math.min(MAX_READ, holding.count))),
      holds(free, 7),
      restored(free, 1),
    ),
    ...[0, 126, LAST].map((n) => untouched(`a read of ${n} is refused with exception 3`, both(free, n, free, [1]), ILLEGAL_VALUE)),
    ...[0, 122, LAST].map((n) => untouched(`a write of ${n} is refused with exception 3`, both(free, 1, free, [1], n), ILLEGAL_VALUE)),
    ...[0, 1, 4].map((n) =>
      untouched(`byte count ${n} for one register is refused with exception 3`, [...both(free, 1, free, [], 1, n), ...zeros(n)], ILLEGAL_VALUE),
    ),
    untouched(
      'quantity before address: a read of 0 at an address that is not there is refused with exception 3',
      both(LAST, 0, free, [1]),
      ILLEGAL_VALUE,
    ),
    untouched('a read where nothing is is refused with exception 2', both(LAST, 1, free, [1]), ILLEGAL_ADDRESS),
    untouched('a read beyond 65535 is refused with exception 2', both(LAST, 2, free, [1]), ILLEGAL_ADDRESS),
    vector(23, 'MAP 6.17', 'a write where nothing is is refused with exception 2', ask(both(free, 1, LAST, [1]), ILLEGAL_ADDRESS)),
    vector(
      23,
      'MAP 6.17',
      'the largest write, 121, is a good frame and refused for its address only',
      ask(both(free, 1, LAST - MAX_WRITE_READ, zeros(MAX_WRITE_READ)), ILLEGAL_ADDRESS),
    ),
    vector(
      23,
      'docs/registers.md',
      'a write is refused whole when its last register is out of range',
      look(address, 2),
      ask(both(address, 2, address, [good[0], bad]), ILLEGAL_VALUE),
      ask([3, ...word(address), 0, 2], same(0)),
    ),
    vector(23, 'MSL 2.1', 'a broadcast is not answered', look(free, 1), { ...toAll(both(free, 1, free, [1])), answer: SILENCE }, restored(free, 1)),
  ];
}

/** All of them. */
export function registerVectors(device: Device): Vector[] {
  return [...reads(3, device.holding), ...reads(4, device.input), ...single(device), ...several(device), ...masks(device), ...writeAndRead(device)];
}
