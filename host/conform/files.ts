/** Vectors of the functions that read and write files and read a queue: 20, 21, 24. */
import { ask, type Device, exactly, exception, judged, type Pdu, type Step, toAll, type Vector, vector, word, wordAt } from './vector.js';

const ILLEGAL_ADDRESS = exception(2);
const ILLEGAL_VALUE = exception(3);
/** The one reference type of the specification. */
const REFERENCE = 6;
/** Most registers in one group of an answer: two bytes of head and 242 of 245 (MAP 6.14). */
const MOST_GROUP = 121;

type Group = readonly [file: number, record: number, length: number];
const group = ([file, record, length]: Group, reference = REFERENCE): number[] => [reference, ...word(file), ...word(record), ...word(length)];
const read = (...groups: Group[]): Pdu => [20, 7 * groups.length, ...groups.flatMap((g) => group(g))];

/** Function 20: MAP 6.14. The file of the parameters holds what function 3 reads. */
function reads({ parameterFile: file, pair, holding }: Device): Vector[] {
  const record = pair.address - holding.start;
  const registers = ask(
    [3, ...word(pair.address), 0, 2],
    judged('two registers', (reply) => reply.length === 6),
  );
  const asRead = (reply: Pdu, at: number, earlier: readonly Pdu[]): boolean => reply.slice(at, at + 4).join() === (earlier[0] ?? []).slice(2).join();
  return [
    vector(
      20,
      'MAP 6.14',
      'a group of the file of parameters is what function 3 reads',
      registers,
      ask(
        read([file, record, 2]),
        judged('those registers', (reply, earlier) => reply[1] === 6 && reply[2] === 5 && reply[3] === REFERENCE && asRead(reply, 4, earlier)),
      ),
    ),
    vector(
      20,
      'MAP 6.14',
      'two groups are answered one after the other',
      registers,
      ask(
        read([file, record, 2], [file, record, 2]),
        judged('them twice', (reply, earlier) => reply[1] === 12 && asRead(reply, 4, earlier) && asRead(reply, 10, earlier)),
      ),
    ),
    vector(
      20,
      'MAP 6.14',
      `the largest group has ${MOST_GROUP} registers`,
      ask(
        read([file, 0, MOST_GROUP]),
        judged('one group', (reply) => reply[1] === 2 + 2 * MOST_GROUP && reply[2] === 1 + 2 * MOST_GROUP),
      ),
    ),
    vector(
      20,
      'MAP 6.14',
      `a group of ${MOST_GROUP + 1} registers is refused with exception 2`,
      ask(read([file, 0, MOST_GROUP + 1]), ILLEGAL_ADDRESS),
    ),
    vector(
      20,
      'MAP 6.14',
      'groups whose answers are too long together are refused with exception 2',
      ask(read([file, 0, 60], [file, 0, 62]), ILLEGAL_ADDRESS),
    ),
    ...[0, 1, 6, 8, 13, 15, 246].map((n) =>
      vector(
        20,
        'MAP 6.14',
        `byte count ${n} is refused with exception 3`,
        ask([20, n, ...[...group([file, 0, 1]), ...new Array<number>(240).fill(0)].slice(0, n)], ILLEGAL_VALUE),
      ),
    ),
    vector(
      20,
      'MAP 6.14',
      'a wrong byte count with a file that is not there is refused with exception 3, not 2',
      ask([20, 6, ...group([0, 0, 1]).slice(0, 6)], ILLEGAL_VALUE),
    ),
    ...[0, 5, 7, 255].map((type) =>
      vector(20, 'MAP 6.14', `reference type ${type} is refused with exception 2`, ask([20, 7, ...group([file, 0, 1], type)], ILLEGAL_ADDRESS)),
    ),
    ...[0, 99, 0xffff].map((n) => vector(20, 'MAP 6.14', `file ${n} is refused with exception 2`, ask(read([n, 0, 1]), ILLEGAL_ADDRESS))),
    ...[10000, 0xffff].map((n) => vector(20, 'MAP 6.14', `record ${n} is refused with exception 2`, ask(read([file, n, 1]), ILLEGAL_ADDRESS))),
    vector(20, 'MAP 6.14', 'a group that ends behind the file is refused with exception 2', ask(read([file, holding.count - 1, 2]), ILLEGAL_ADDRESS)),
    vector(20, 'MAP 6.14', 'a good group before a bad one is refused whole', ask(read([file, 0, 1], [99, 0, 1]), ILLEGAL_ADDRESS)),
    vector(20, 'MSL 2.1', 'a broadcast is ignored', toAll(read([file, 0, 1]))),
  ];
}

/** Function 21: MAP 6.15. */
function writes({ parameterFile: file, pair, holding }: Device): Vector[] {
  const record = pair.address - holding.start;
  const write = (g: Group, words: readonly number[], size = 7 + 2 * words.length, reference = REFERENCE): Pdu => [
    21,
    size,
    ...group(g, reference),
    ...words.flatMap(word),
  ];
  const look = ask(
    [3, ...word(pair.address), 0, 2],
    judged('two registers', (reply) => reply.length === 6),
  );
  const same = ask(
    [3, ...word(pair.address), 0, 2],
    judged('what was there before', (reply, earlier) => reply.join() === (earlier[0] ?? []).join()),
  );
  const back: Step = ask((earlier) => [16, ...word(pair.address), 0, 2, 4, ...(earlier[0] ?? []).slice(2)], exactly(16, ...word(pair.address), 0, 2));
  const whole = write([file, record, 2], pair.better);
  const untouched = (name: string, pdu: Pdu, answer: Step['answer']): Vector =>
    vector(21, 'MAP 6.15', `${name} and nothing is written`, look, ask(pdu, answer), same);
  return [
    vector(
      21,
      'MAP 6.15',
      'a group is written and the request comes back',
      look,
      ask(whole, exactly(...whole)),
      ask([3, ...word(pair.address), 0, 2], exactly(3, 4, ...pair.better.flatMap(word))),
      back,
    ),
    ...[0, 7, 8].map((n) =>
      untouched(
        `byte count ${n} is refused with exception 3`,
        [21, n, ...group([file, record, 0]).slice(0, n), ...new Array<number>(Math.max(0, n - 7)).fill(0)],
        ILLEGAL_VALUE,
      ),
    ),
    untouched('a group that is longer than the request is refused with exception 3', write([file, record, 3], pair.better), ILLEGAL_VALUE),
    untouched('reference type 5 is refused with exception 2', write([file, record, 2], pair.better, undefined, 5), ILLEGAL_ADDRESS),
    ...[0, 99].map((n) => untouched(`file ${n} is refused with exception 2`, write([n, record, 2], pair.better), ILLEGAL_ADDRESS)),
    untouched('a record behind the file is refused with exception 2', write([file, holding.count, 2], pair.better), ILLEGAL_ADDRESS),
    untouched('a value out of its range is refused with exception 3', write([file, record, 2], [pair.better[0], pair.bad]), ILLEGAL_VALUE),
    vector(
      21,
      'MSL 2.1',
      'a broadcast is executed and not answered',
      look,
      toAll(whole),
      ask([3, ...word(pair.address), 0, 2], exactly(3, 4, ...pair.better.flatMap(word))),
      back,
    ),
  ];
}

/** Function 24: MAP 6.18. */
function queue({ free }: Device): Vector[] {
  return [
    vector(
      24,
      'MAP 6.18',
      'count and byte count of a queue belong together, and there are at most 31',
      ask(
        [24, ...word(free)],
        judged(
          'a queue',
          (reply) => wordAt(reply, 3) <= 31 && wordAt(reply, 1) === 2 + 2 * wordAt(reply, 3) && reply.length === 3 + wordAt(reply, 1),
        ),
      ),
    ),
    vector(
      24,
      'MAP 6.18',
      'reading does not empty it',
      ask(
        [24, ...word(free)],
        judged('a queue', (reply) => reply.length >= 5),
      ),
      ask(
        [24, ...word(free)],
        judged('the same', (reply, earlier) => reply.join() === (earlier[0] ?? []).join()),
      ),
    ),
    vector(
      24,
      'MAP 6.18',
      'a pointer to nothing is refused with exception 2',
      ask([24, 0xff, 0xff], ILLEGAL_ADDRESS),
      ask([24, 0, 0], ILLEGAL_ADDRESS),
    ),
    vector(24, 'MSL 2.1', 'a broadcast is ignored', toAll([24, ...word(free)])),
  ];
}

/** All of them. */
export function fileVectors(device: Device): Vector[] {
  return [...reads(device), ...writes(device), ...queue(device)];
}
