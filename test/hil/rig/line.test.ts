import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../host/bus/pdu.js';
import { buildRequest } from '../../../host/bus/rtu.js';
import { SerialLine } from '../../../hil/line/serial-line.js';
import { RigLine } from '../../../hil/rig/line.js';
import { serveRaw } from '../../../hil/rig/raw-client.js';
import { requestLength } from '../../../hil/rig/request-length.js';
import type { Transmission } from '../../../hil/target/line-settings.js';

const request = buildRequest(1, readRequest(4, 0, 2));
const reply = Uint8Array.of(1, 4, 4, 0, 1, 0, 2, 0, 0);

const SETTINGS = { baud: 19_200, parity: 'even', stopBits: 1 } as const;

/** A line with a board that answers what it is told, `afterMs` after it got a request. */
class Wire {
  readonly port = SETTINGS;
  readonly got: [number, Uint8Array][] = [];
  nowMs = 0;
  readonly line = new SerialLine(this, SETTINGS);
  readonly rig = new RigLine(this.line.join('master'));
  private sent: Transmission[] = [];

  constructor(
    private readonly afterMs: number,
    private readonly answer: Uint8Array,
  ) {}

  receive(nowMs: number, bytes: Uint8Array): void {
    this.got.push([nowMs, bytes]);
    if (Number.isFinite(this.afterMs)) this.sent.push({ startMs: nowMs + this.afterMs, bytes: this.answer });
  }
  transmissions(): Transmission[] {
    return this.sent.splice(0);
  }
  runTo(): void {
    // It has nothing else to do.
  }
}

/** Runs the line in steps of 1 ms; gives the time at which the promise settled. */
async function run(wire: Wire, talk: Promise<Uint8Array>, limitMs = 1000): Promise<{ bytes: Uint8Array; atMs: number }> {
  let result: { bytes: Uint8Array; atMs: number } | undefined;
  void talk.then((bytes) => (result = { bytes, atMs: wire.nowMs }));
  for (; wire.nowMs < limitMs; wire.nowMs++) {
    wire.rig.service(wire.nowMs);
    wire.line.run(wire.nowMs + 1);
    await Promise.resolve();
    await Promise.resolve();
    if (result) return result;
  }
  throw new Error('never settled');
}

describe('the line of the rig', () => {
  it('takes the time of the wire at 19200 baud, both ways', async () => {
    // 8 characters there and 9 back at 11 bits: 4.58 ms + 5.16 ms, and 20 ms in the board.
    const wire = new Wire(20, reply);
    const result = await run(wire, wire.rig.talk(request));
    expect(result.bytes).toEqual(reply);
    expect(result.atMs).toBeGreaterThanOrEqual(29);
    expect(result.atMs).toBeLessThanOrEqual(33);
  });

  it('is free again when nobody answers', async () => {
    const wire = new Wire(Infinity, reply);
    const result = await run(wire, wire.rig.talk(request));
    expect(result.bytes).toHaveLength(0);
    expect(result.atMs).toBeLessThan(450);
    expect(wire.rig.busy).toBe(false);
  });

  it('carries one conversation after the other', async () => {
    const wire = new Wire(10, reply);
    const first = wire.rig.talk(request);
    const second = wire.rig.talk(request);
    await run(wire, first);
    expect(wire.got).toHaveLength(1);
    await run(wire, second);
    expect(wire.got).toHaveLength(2);
  });

  it('answers everybody with nothing when the rig ends', async () => {
    const { rig } = new Wire(10, reply);
    const talks = [rig.talk(request), rig.talk(request)];
    rig.service(0);
    rig.close();
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
