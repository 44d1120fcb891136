/** Vectors of the functions about the line and the device: 7, 8, 11, 12, 17, 43/14. */
import {
  ask,
  type Device,
  exactly,
  exception,
  frame,
  judged,
  later,
  type Pdu,
  raw,
  SILENCE,
  type Step,
  toAll,
  type Vector,
  vector,
  word,
  wordAt,
} from './vector.js';

const ILLEGAL_FUNCTION = exception(1);
const ILLEGAL_ADDRESS = exception(2);
const ILLEGAL_VALUE = exception(3);
/** A restart of the line has taken hold by then, ms. */
const RESTART_MS = 100;
/** Events in the log of the line (MAP 6.10). */
const MOST_EVENTS = 64;

const sub = (code: number, value = 0): Pdu => [8, ...word(code), ...word(value)];
/** Sub-functions that give a counter. */
const COUNTERS = [11, 12, 13, 14, 15, 16, 17, 18] as const;
const counter = (code: number): Step =>
  ask(
    sub(code),
    judged(`counter ${code}`, (reply) => reply.length === 5 && reply[2] === code),
  );
/** The counter read in step `from` has grown by `count` since, or, with `least`, by that much at least. */
const grown = (code: number, from: number, count: number, least = false): Step =>
  ask(
    sub(code),
    judged(`counter ${code} grown by ${least ? 'at least ' : ''}${count}`, (reply, earlier) => {
      const by = (wordAt(reply, 3) - wordAt(earlier[from] ?? [], 3)) & 0xffff;
      return least ? by >= count : by === count;
    }),
  );

/** Function 8: MAP 6.8. */
function diagnostics({ free }: Device): Vector[] {
  const write = (value: number): Pdu => [6, ...word(free), ...word(value)];
  const done = (value: number): Step => ask(write(value), exactly(...write(value)));
  const holds = (value: number): Step => ask([3, ...word(free), 0, 1], exactly(3, 2, ...word(value)));
  const refused = ask([3, 0xff, 0xff, 0, 1], ILLEGAL_ADDRESS);
  const damaged = raw((unit) => frame(unit, write(0x3344)).map((byte, i) => (i === 7 ? byte ^ 0x5a : byte)), SILENCE);
  return [
    ...[0, 1, 0xa537, 0xffff].map((v) => vector(8, 'MAP 6.8.1', `sub-function 0 gives ${v} back`, ask(sub(0, v), exactly(...sub(0, v))))),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 0 gives several words back',
      ask([...sub(0, 1), ...word(2), ...word(3)], exactly(...sub(0, 1), ...word(2), ...word(3))),
    ),
    ...[5, 6, 7, 8, 9, 19, 21, 22, 100, 0x0100, 0xffff].map((n) =>
      vector(8, 'MAP 6.8', `sub-function ${n} is refused with exception 1`, ask(sub(n), ILLEGAL_FUNCTION)),
    ),
    ...[2, 10, ...COUNTERS, 20].map((n) =>
      vector(8, 'MAP 6.8', `sub-function ${n} with data is refused with exception 3`, ask(sub(n, 1), ILLEGAL_VALUE)),
    ),
    ...[1, 0x00ff, 0xff01].map((v) =>
      vector(8, 'MAP 6.8.1', `sub-function 1 with data ${v} is refused with exception 3`, ask(sub(1, v), ILLEGAL_VALUE)),
    ),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 2 gives the diagnostic register',
      ask(
        sub(2),
        judged('a word', (reply) => reply.length === 5 && reply[2] === 2),
      ),
    ),
    ...[10, 20].map((n) => vector(8, 'MAP 6.8.1', `sub-function ${n} gives the request back`, ask(sub(n), exactly(...sub(n))))),
    ...COUNTERS.map((n) => vector(8, 'MAP 6.8.1', `sub-function ${n} gives a counter`, counter(n))),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 11 counts messages on the line, for others too',
      counter(11),
      done(3),
      raw(() => frame(9, [7, 7, 7]), SILENCE),
      grown(11, 0, 3, true),
      done(0),
    ),
    vector(8, 'MAP 6.8.1', 'sub-function 12 counts frames with a bad CRC', counter(12), damaged, damaged, damaged, grown(12, 0, 3)),
    vector(8, 'MAP 6.8.1', 'sub-function 13 counts exceptions', counter(13), refused, done(4), refused, grown(13, 0, 2), done(0)),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 14 counts messages to this unit and to all',
      counter(14),
      done(5),
      refused,
      toAll(write(6)),
      grown(14, 0, 4),
      done(0),
    ),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 15 counts messages without an answer',
      counter(15),
      toAll(write(7)),
      done(8),
      toAll(write(9)),
      grown(15, 0, 2),
      done(0),
    ),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 10 clears the counters',
      refused,
      ask(sub(10), exactly(...sub(10))),
      ask(sub(13), exactly(...sub(13, 0))),
      ask(sub(12), exactly(...sub(12, 0))),
    ),
    vector(
      8,
      'MAP 6.8.1',
      'sub-function 4 makes the unit listen only: no answer, no action, until sub-function 1',
      done(10),
      ask(sub(4), SILENCE),
      ask(write(11), SILENCE),
      toAll(write(12)),
      ask([3, ...word(free), 0, 1], SILENCE),
      ask([3, 0xff, 0xff, 0, 1], SILENCE),
      ask(sub(0, 1), SILENCE),
      ask(sub(11), SILENCE),
      ask(sub(1), SILENCE),
      later(RESTART_MS, holds(10)),
      done(0),
    ),
    ...[0, 0xff00].map((v) =>
      vector(
        8,
        'MAP 6.8.1',
        `sub-function 1 with data ${v} restarts the line, gives the request back and clears the counters`,
        refused,
        ask(sub(1, v), exactly(...sub(1, v))),
        later(RESTART_MS, ask(sub(13), exactly(...sub(13, 0)))),
      ),
    ),
    vector(8, 'MSL 2.1', 'a broadcast is not answered', toAll(sub(0, 1)), toAll(sub(11)), toAll(sub(99))),
  ];
}

/** Functions 7, 11, 12, 17: MAP 6.7, 6.9, 6.10, 6.13. */
function status({ free }: Device): Vector[] {
  const write: Pdu = [6, ...word(free), 0, 0];
  const done = ask(write, exactly(...write));
  const refused = ask([3, 0xff, 0xff, 0, 1], ILLEGAL_ADDRESS);
  const count = ask(
    [11],
    judged('status and count', (reply) => reply.length === 5 && [0, 0xffff].includes(wordAt(reply, 1))),
  );
  const counted = (from: number, by: number): Step =>
    ask(
      [11],
      judged(`a count grown by ${by}`, (reply, earlier) => ((wordAt(reply, 3) - wordAt(earlier[from] ?? [], 3)) & 0xffff) === by),
    );
  return [
    vector(
      7,
      'MAP 6.7',
      'one byte of status',
      ask(
        [7],
        judged('one byte', (reply) => reply.length === 2),
      ),
    ),
    vector(7, 'MSL 2.1', 'a broadcast is ignored', toAll([7])),
    vector(11, 'MAP 6.9', 'status and count of events', count),
    vector(
      11,
      'MAP 6.9',
      'the count grows with every success, not with exceptions and not with itself',
      count,
      done,
      refused,
      done,
      count,
      counted(0, 2),
    ),
    vector(11, 'MSL 2.1', 'a broadcast is ignored', toAll([11])),
    vector(
      12,
      'MAP 6.10',
      'status, counts and at most 64 events, the byte count in front',
      done,
      ask(
        [12],
        judged(
          'the log',
          (reply) => reply[1] === reply.length - 2 && reply.length >= 8 && reply.length - 8 <= MOST_EVENTS && [0, 0xffff].includes(wordAt(reply, 2)),
        ),
      ),
    ),
    vector(
      12,
      'MAP 6.10',
      'the newest event, the request itself, comes first: a message received',
      done,
      ask(
        [12],
        judged('bit 7 set', (reply) => ((reply[8] ?? 0) & 0x80) !== 0 && ((reply[9] ?? 0) & 0xc0) === 0x40),
      ),
    ),
    vector(12, 'MSL 2.1', 'a broadcast is ignored', toAll([12])),
    vector(
      17,
      'MAP 6.13',
      'identity and run indicator, the byte count in front',
      ask(
        [17],
        judged('a report', (reply) => reply[1] === reply.length - 2 && [0, 0xff].includes(reply[3] ?? 1)),
      ),
    ),
    vector(17, 'MSL 2.1', 'a broadcast is ignored', toAll([17])),
  ];
}

/** Objects of an identification as numbers and texts; undefined when the reply is not built as it must be. */
function objectsOf(reply: Pdu, code: number): [id: number, text: string][] | undefined {
  if (reply[1] !== 14 || reply[2] !== code || ![1, 2, 3, 0x81, 0x82, 0x83].includes(reply[3] ?? 0)) return undefined;
  const objects: [number, string][] = [];
  let at = 7;
  for (let i = 0; i < (reply[6] ?? 0); i++) {
    const length = reply[at + 1] ?? 0;
    objects.push([reply[at] ?? 0, String.fromCharCode(...reply.slice(at + 2, at + 2 + length))]);
    at += 2 + length;
  }
  return at === reply.length ? objects : undefined;
}

/** Function 43/14: MAP 6.21. */
function identification(): Vector[] {
  const identify = (code: number, object: number): Pdu => [43, 14, code, object];
  const stream = (code: number, ids: (id: number) => boolean, least: readonly number[]): ReturnType<typeof judged> =>
    judged(`objects of category ${code}`, (reply) => {
      const objects = objectsOf(reply, code);
      return (
        objects !== undefined &&
        objects.every(([id, text]) => ids(id) && /^[\x20-\x7e]+$/.test(text)) &&
        least.every((id) => objects.some(([found]) => found === id))
      );
    });
  const single = (object: number): Step =>
    ask(
      identify(4, object),
      judged(
        `object ${object} alone`,
        (reply) =>
          objectsOf(reply, 4)
            ?.map(([id]) => id)
            .join() === String(object),
      ),
    );
  const again = judged('what object 0 gives', (reply, earlier) => reply.join() === (earlier[0] ?? []).join());
  return [
    vector(
      43,
      'MAP 6.21',
      'the basic stream has vendor, product and revision',
      ask(
        identify(1, 0),
        stream(1, (id) => id < 3, [0, 1, 2]),
      ),
    ),
    vector(
      43,
      'MAP 6.21',
      'the regular stream has the basic objects and those up to 127',
      ask(
        identify(2, 0),
        stream(2, (id) => id < 128, [0, 1, 2]),
      ),
    ),
    vector(
      43,
      'MAP 6.21',
      'the extended stream has all objects',
      ask(
        identify(3, 0),
        stream(3, () => true, [0, 1, 2]),
      ),
    ),
    ...[0, 1, 2].map((id) => vector(43, 'MAP 6.21', `object ${id} alone`, single(id))),
    vector(
      43,
      'MAP 6.21',
      'a stream from object 1 on leaves object 0 out',
      ask(
        identify(1, 1),
        stream(1, (id) => id > 0 && id < 3, [1, 2]),
      ),
    ),
    vector(
      43,
      'MAP 6.21',
      'a stream from an object that is not there begins anew',
      ask(
        identify(1, 0),
        stream(1, () => true, [0]),
      ),
      ask(identify(1, 0x7e), again),
    ),
    vector(43, 'MAP 6.21', 'an object alone that is not there is refused with exception 2', ask(identify(4, 0x7e), ILLEGAL_ADDRESS)),
    ...[0, 5, 6, 0xff].map((code) =>
      vector(43, 'MAP 6.21', `access code ${code} is refused with exception 3`, ask(identify(code, 0), ILLEGAL_VALUE)),
    ),
    ...[0, 13, 15, 255].map((type) =>
      vector(43, 'MAP 6.19', `type ${type} of function 43 is refused with exception 1`, ask([43, type, 1, 0], ILLEGAL_FUNCTION)),
    ),
    vector(43, 'MSL 2.1', 'a broadcast is ignored', toAll(identify(1, 0))),
  ];
}

/** All of them. */
export function diagnosticVectors(device: Device): Vector[] {
  return [...diagnostics(device), ...status(device), ...identification()];
}
