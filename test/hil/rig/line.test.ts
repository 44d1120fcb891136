import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../host/bus/pdu.js';
import { buildRequest } from '../../../host/bus/rtu.js';
import { RigLine } from '../../../hil/rig/line.js';
import { serveRaw } from '../../../hil/rig/raw-client.js';
import { requestLength } from '../../../hil/rig/request-length.js';
import type { Target } from '../../../hil/target/target.js';

const request = buildRequest(1, readRequest(4, 0, 2));
const reply = Uint8Array.of(1, 4, 4, 0, 1, 0, 2, 0, 0);

/** A board that answers what it is told, `afterMs` after it got a request. */
function board(afterMs: number, answer: Uint8Array): Pick<Target, 'receive' | 'transmitted'> & { got: [number, Uint8Array][]; nowMs: number } {
  const fake = {
    got: [] as [number, Uint8Array][],
    nowMs: 0,
    receive: (nowMs: number, bytes: Uint8Array) => void fake.got.push([nowMs, bytes]),
    transmitted: () => {
      const last = fake.got.at(-1);
      if (!last || fake.nowMs < last[0] + afterMs) return new Uint8Array(0);
      last[0] = Infinity;
      return answer;
    },
  };
  return fake;
}

/** Runs the line in steps of 1 ms; gives the time at which the promise settled. */
async function run(line: RigLine, fake: { nowMs: number }, talk: Promise<Uint8Array>, limitMs = 1000): Promise<{ bytes: Uint8Array; atMs: number }> {
  let result: { bytes: Uint8Array; atMs: number } | undefined;
  void talk.then((bytes) => (result = { bytes, atMs: fake.nowMs }));
  for (; fake.nowMs < limitMs; fake.nowMs++) {
    line.service(fake.nowMs);
    await Promise.resolve();
    await Promise.resolve();
    if (result) return result;
  }
  throw new Error('never settled');
}

describe('the line of the rig', () => {
  it('takes the time of the wire at 19200 baud, both ways', async () => {
    // 8 characters there and 9 back at 11 bits: 4.58 ms + 5.16 ms, and 20 ms in the board.
    const fake = board(20, reply);
    const line = new RigLine(fake as unknown as Target);
    const result = await run(line, fake, line.talk(request));
    expect(result.bytes).toEqual(reply);
    expect(result.atMs).toBeGreaterThanOrEqual(29);
    expect(result.atMs).toBeLessThanOrEqual(33);
  });

  it('is free again when nobody answers', async () => {
    const fake = board(Infinity, reply);
    const line = new RigLine(fake as unknown as Target);
    const result = await run(line, fake, line.talk(request));
    expect(result.bytes).toHaveLength(0);
    expect(result.atMs).toBeLessThan(450);
    expect(line.busy).toBe(false);
  });

  it('carries one conversation after the other', async () => {
    const fake = board(10, reply);
    const line = new RigLine(fake as unknown as Target);
    const first = line.talk(request);
    const second = line.talk(request);
    await run(line, fake, first);
    expect(fake.got).toHaveLength(1);
    await run(line, fake, second);
    expect(fake.got).toHaveLength(2);
  });

  it('answers everybody with nothing when the rig ends', async () => {
    const line = new RigLine(board(10, reply) as unknown as Target);
    const talks = [line.talk(request), line.talk(request)];
    line.service(0);
    line.close();
    expect(await Promise.all(talks)).toEqual([new Uint8Array(0), new Uint8Array(0)]);
  });
});

describe('a master on a byte stream', () => {
  const connect = (): { stream: PassThrough; asked: Uint8Array[] } => {
    const stream = new PassThrough();
    const asked: Uint8Array[] = [];
    serveRaw(stream, { exchange: (bytes) => (asked.push(Uint8Array.from(bytes)), Promise.resolve(new Uint8Array(0))) });
    return { stream, asked };
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('has its frames put on the line one by one, whole, wherever the pieces end', async () => {
    const { stream, asked } = connect();
    const bytes = Buffer.from([...request, ...request]);
    stream.write(bytes.subarray(0, 3));
    stream.write(bytes.subarray(3, 11));
    stream.write(bytes.subarray(11));
    await pause(1);
    expect(asked).toEqual([request, request]);
    stream.destroy();
  });

  it('has its garbage put on the line as well, after a pause', async () => {
    const { stream, asked } = connect();
    stream.write(Buffer.from([0xff, 3, 3, 3]));
    await pause(30);
    expect(asked).toEqual([Uint8Array.of(0xff, 3, 3, 3)]);
    stream.destroy();
  });
});

describe('the length of a request', () => {
  it.each([
    ['a read', [1, 4, 0, 0, 0, 60], 8],
    ['a write of three registers', [1, 16, 3, 234, 0, 3, 6], 15],
    ['a write whose count is not there yet', [1, 16, 3, 234, 0, 3], undefined],
    ['exception status', [1, 7], 4],
    ['a mask write', [1, 22], 10],
    ['a read and write of one register', [1, 23, 0, 0, 0, 1, 0, 0, 0, 1, 2], 15],
    ['a function without a rule', [1, 65], undefined],
  ])('of %s comes from its own bytes', (_, bytes, length) => {
    expect(requestLength(Uint8Array.from(bytes))).toBe(length);
  });
});
