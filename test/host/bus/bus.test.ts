import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '../../../host/bus/bus.js';
import type { BusOptions } from '../../../host/bus/request.js';
import { Bus as BusClass } from '../../../host/bus/bus.js';
import { openBus } from '../../../host/bus/connection.js';
import { TcpStream } from '../../../host/bus/tcp.js';
import type { Bend, Slave } from './slave.js';
import { frame, startSlave } from './slave.js';

let slave: Slave;
let bus: Bus;

const connect = (options: Partial<BusOptions> = {}): Promise<Bus> =>
  BusClass.open(new TcpStream('127.0.0.1', slave.port, 1000), { framing: 'rtu', timeoutMs: 120, silenceMs: 80, ...options });

const late =
  (ms: number): Bend =>
  (reply) => [{ afterMs: ms, bytes: reply }];
const silent: Bend = () => [];
const values = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => 1000 + from + i);

beforeEach(async () => {
  slave = await startSlave();
  bus = await connect();
});
afterEach(async () => {
  await bus.close();
  await slave.close();
});

describe('a request', () => {
  it('reads input and holding registers and writes one or many', async () => {
    expect([...(await bus.readInput(1, 0, 60))]).toEqual(values(0, 60));
    expect([...(await bus.readHolding(1, 2000, 2))]).toEqual(values(2000, 2));
    await bus.writeRegister(1, 1008, 7);
    await bus.writeRegisters(1, 1002, [3, 0, 0, 500, 30, 1]);
    expect(slave.requests.at(-1)).toEqual(frame(1, 16, 0x03, 0xea, 0, 6, 12, 0, 3, 0, 0, 0, 0, 1, 0xf4, 0, 30, 0, 1));
  });

  it('is refused with the exception that the device sent, and the line stays usable', async () => {
    await expect(bus.readInput(1, 9000, 1)).rejects.toMatchObject({ code: 'refused.illegalAddress' });
    expect([...(await bus.readInput(1, 5, 1))]).toEqual([1005]);
    expect(bus.counters).toMatchObject({ requests: 2, replies: 2, exceptions: 1, quarantines: 0 });
  });

  it('passes other function codes through raw', async () => {
    slave.script.push(() => [{ afterMs: 0, bytes: frame(1, 17, 3, 1, 0xff, 9) }]);
    expect([...(await bus.raw(1, Uint8Array.of(17), false))]).toEqual([17, 3, 1, 0xff, 9]);
  });

  it.each([
    ['unit 0', () => bus.readInput(0, 0, 1)],
    ['unit 248', () => bus.readInput(248, 0, 1)],
    ['126 registers', () => bus.readInput(1, 0, 126)],
  ])('for %s never reaches the line', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'usage.range' });
    expect(slave.requests).toHaveLength(0);
  });

  it('times out with words that name unit, line and time', async () => {
    await expect(bus.readInput(9, 0, 1)).rejects.toThrow(/No answer from unit 9 on 127\.0\.0\.1:\d+ within 120 ms; check/);
  });

  it('that its caller aborts is given up, waiting or under way', async () => {
    slave.script.push(late(40));
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = bus.readInput(1, 0, 1, { signal: running.signal });
    const second = bus.readInput(1, 1, 1, { signal: waiting.signal });
    const errors = Promise.all([first, second].map((ask) => ask.catch((error: unknown) => error)));
    setTimeout(() => (waiting.abort(), running.abort()), 10);
    expect(await errors).toMatchObject([{ code: 'link.aborted' }, { code: 'link.aborted' }]);
    expect([...(await bus.readInput(1, 30, 2))]).toEqual(values(30, 2));
  });
});

describe('an abort signal', () => {
  it('that leaves the queue only is taken out while it waits, and ends as it ends when it is under way', async () => {
    slave.script.push((reply) => [{ afterMs: 60, bytes: reply }]);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = bus.readInput(1, 20, 1, { queued: running.signal });
    const second = bus.readInput(1, 21, 1, { queued: waiting.signal });
    await new Promise((done) => setTimeout(done, 20));
    running.abort();
    waiting.abort();
    await expect(second).rejects.toMatchObject({ code: 'link.aborted' });
    expect([...(await first)]).toEqual([1020]);
    expect(slave.requests.length).toBe(1);
  });

  it('that outlives its requests leaves no listener behind, and touches no later request of others', async () => {
    const { signal, ...controller } = withListenerCount();
    for (let i = 0; i < 20; i++) await bus.readInput(1, i, 1, { signal });
    await bus.readInput(1, 9000, 1, { signal }).catch(() => undefined);
    expect(controller.listeners()).toBe(0);
    slave.script.push(late(20));
    const other = bus.readInput(1, 77, 1);
    setTimeout(controller.abort, 5);
    expect([...(await other)]).toEqual([1077]);
    expect(bus.counters.quarantines).toBe(0);
  });

  it('during a quarantine keeps a write from going out', async () => {
    slave.script.push(silent);
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await expect(bus.writeRegister(1, 10, 1, { signal: controller.signal })).rejects.toMatchObject({ code: 'link.aborted' });
    await bus.readInput(1, 5, 1);
    expect(slave.requests.filter((request) => request[1] === 6)).toHaveLength(0);
  });
});

/** An abort controller that knows how many listeners its signal has. */
function withListenerCount(): { signal: AbortSignal; abort: () => void; listeners: () => number } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(), listeners: () => getEventListeners(controller.signal, 'abort').length };
}

describe('the queue', () => {
  it('serves reads in order and writes ahead of them', async () => {
    const order: string[] = [];
    const note = (what: string) => () => order.push(what);
    await Promise.all([
      bus.readInput(1, 1, 1).then(note('read 1')),
      bus.readInput(1, 2, 1).then(note('read 2')),
      bus.readInput(1, 3, 1).then(note('read 3')),
      bus.writeRegister(1, 10, 1).then(note('write 1')),
      bus.writeRegister(1, 11, 1).then(note('write 2')),
    ]);
    expect(order).toEqual(['read 1', 'write 1', 'write 2', 'read 2', 'read 3']);
  });

  it('refuses what is beyond its depth', async () => {
    await bus.close();
    bus = await connect({ depth: 2 });
    const asked = [1, 2, 3, 4].map((n) =>
      bus.readInput(1, n, 1).then(
        ([value]) => value,
        (error: unknown) => error,
      ),
    );
    expect(await Promise.all(asked)).toMatchObject([1001, 1002, 1003, { code: 'link.queueFull' }]);
  });
});

describe('bytes on the line', () => {
  it('in pieces, one by one, make a reply', async () => {
    slave.script.push((reply) => [...reply].map((byte, i) => ({ afterMs: 2 * i, bytes: Uint8Array.of(byte) })));
    expect([...(await bus.readInput(1, 40, 4))]).toEqual(values(40, 4));
  });

  it('before the reply are skipped, even when they look like the start of a reply', async () => {
    slave.script.push((reply) => [
      { afterMs: 0, bytes: Uint8Array.of(0xff, 0x01, 0x04, 0x78, 0x01) },
      { afterMs: 5, bytes: reply },
    ]);
    expect([...(await bus.readInput(1, 50, 3))]).toEqual(values(50, 3));
  });

  it('that end half way are reported as corrupt, not as silence', async () => {
    slave.script.push((reply) => [{ afterMs: 0, bytes: reply.subarray(0, 9) }]);
    await expect(bus.readInput(1, 0, 5)).rejects.toMatchObject({
      code: 'link.corrupt',
      message: expect.stringMatching(/9 bytes came.*--baud/s) as string,
    });
    expect([...(await bus.readInput(1, 0, 5))]).toEqual(values(0, 5));
  });

  it('with one flipped bit never become values', async () => {
    slave.script.push((reply) => [{ afterMs: 0, bytes: reply.map((byte, i) => (i === 4 ? byte ^ 0x10 : byte)) }]);
    await expect(bus.readInput(1, 0, 5)).rejects.toMatchObject({ code: 'link.corrupt' });
  });

  it('from another unit are named in the error', async () => {
    slave.script.push(() => [{ afterMs: 0, bytes: frame(7, 4, 2, 0, 1) }]);
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.foreignUnit', message: expect.stringContaining('--unit 7') as string });
  });

  it('that echo another write do not confirm this one', async () => {
    slave.script.push(() => [{ afterMs: 0, bytes: frame(1, 16, 0x03, 0xeb, 0, 1) }]);
    await expect(bus.writeRegisters(1, 1002, [1])).rejects.toMatchObject({ code: 'link.echo' });
  });

  it('that never pause end in an error instead of an endless quarantine', async () => {
    await bus.close();
    bus = await connect({ babbleMs: 150 });
    slave.script.push(silent);
    const babble = setInterval(() => slave.send(Uint8Array.of(0x55)), 10);
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.corrupt' });
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.babble' });
    clearInterval(babble);
    expect([...(await bus.readInput(1, 0, 1))]).toEqual([1000]);
  });
});

describe('after a failure', () => {
  it('a late reply never becomes the answer to the next request', async () => {
    // The scenario in which modbus-serial alone resolves the read of 20 with the values of 600.
    await bus.close();
    bus = await connect({ timeoutMs: 200, silenceMs: 300 });
    slave.script.push(late(450));
    const first = bus.readInput(1, 600, 2).catch((error: unknown) => error);
    const second = bus.readInput(1, 20, 2);
    expect(await first).toMatchObject({ code: 'link.timeout' });
    expect([...(await second)]).toEqual(values(20, 2));
    expect(bus.counters).toMatchObject({ timeouts: 1, quarantines: 1, staleBytes: 9 });
  });

  it('a late reply to a raw read, as masters behind the gateway ask, is kept from the canary too', async () => {
    slave.script.push(late(200));
    const first = bus.raw(1, Uint8Array.of(4, 600 >> 8, 600 & 255, 0, 1), false).catch((error: unknown) => error);
    const second = bus.raw(1, Uint8Array.of(4, 0, 20, 0, 1), false).catch((error: unknown) => error);
    expect(await first).toMatchObject({ code: 'link.timeout' });
    const answer = await second;
    // 1020, the value of register 20, or an error; never 1600.
    if (answer instanceof Uint8Array) expect([...answer]).toEqual([4, 2, 1020 >> 8, 1020 & 255]);
    else expect(answer).toMatchObject({ family: 'link' });
    expect(slave.requests[1]?.subarray(0, 6)).toEqual(Uint8Array.of(1, 4, 0, 6, 0, 2));
  });

  it('a reply that comes even after the silence meets a canary of another quantity, so the request fails rather than lies', async () => {
    slave.script.push(late(200));
    const asked = [bus.readInput(1, 600, 1), bus.readInput(1, 20, 1), bus.readInput(1, 21, 1)];
    const answers = await Promise.all(
      asked.map((ask) =>
        ask.then(
          ([value]) => value,
          (error: unknown) => error,
        ),
      ),
    );
    expect(answers[0]).toMatchObject({ code: 'link.timeout' });
    for (const [i, own] of [
      [1, 1020],
      [2, 1021],
    ] as const) {
      if (typeof answers[i] === 'number') expect(answers[i]).toBe(own);
      else expect(answers[i]).toMatchObject({ family: 'link' });
    }
    const canary = slave.requests[1];
    expect(canary?.subarray(0, 6)).toEqual(Uint8Array.of(1, 4, 0, 6, 0, 2));
  });

  it('a duplicate of a reply is dropped and the line is checked before the next request', async () => {
    slave.script.push((reply) => [
      { afterMs: 0, bytes: reply },
      { afterMs: 1, bytes: reply },
    ]);
    expect([...(await bus.readInput(1, 100, 1))]).toEqual([1100]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([...(await bus.readInput(1, 200, 1))]).toEqual([1200]);
    expect(bus.counters).toMatchObject({ staleBytes: 7, quarantines: 1 });
  });

  it('a duplicate of the canary reply never becomes the answer to the request behind it', async () => {
    await bus.close();
    bus = await connect({ baud: 1200 }); // frames are 32 ms apart
    slave.script.push(silent, (reply) => [
      { afterMs: 0, bytes: reply },
      { afterMs: 10, bytes: reply },
    ]);
    await expect(bus.readInput(1, 600, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    expect([...(await bus.readInput(1, 20, 2))]).toEqual(values(20, 2));
  });

  it('a slave that refuses the canary is alive, and is asked on', async () => {
    await bus.close();
    bus = await connect({ canaryAddress: 9000 });
    slave.script.push(silent);
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    expect([...(await bus.readInput(1, 3, 1))]).toEqual([1003]);
  });

  it('a read is repeated when asked for, a write never', async () => {
    await bus.close();
    bus = await connect({ readRetries: 1 });
    slave.script.push(silent);
    expect([...(await bus.readInput(1, 5, 1))]).toEqual([1005]);
    slave.script.push(silent);
    await expect(bus.writeRegister(1, 5, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    expect(slave.requests.filter((request) => request[1] === 6)).toHaveLength(1);
  });

  it('a line that vanishes rejects what runs and what waits, at once, and later requests too', async () => {
    slave.script.push(silent);
    const asked = [bus.readInput(1, 0, 1), bus.readInput(1, 1, 1)].map((ask) => ask.catch((error: unknown) => error));
    const closed = new Promise<string>((resolve) => bus.once('close', resolve));
    setTimeout(() => slave.vanish(), 10);
    expect(await Promise.all(asked)).toMatchObject([{ code: 'link.closed' }, { code: 'link.closed' }]);
    expect(await closed).toBe('closed by the other side');
    await expect(bus.readInput(1, 0, 1)).rejects.toMatchObject({ code: 'link.closed' });
    expect(bus.isOpen).toBe(false);
  });
});

describe('under random faults', () => {
  it('every answer is an error or the answer to its own question', async () => {
    await bus.close();
    bus = await connect({ timeoutMs: 15, silenceMs: 25 });
    let seed = 20261122;
    const random = (limit: number): number => (seed = (seed * 48271) % 0x7fffffff) % limit;
    const plain: Bend = (reply) => [{ afterMs: 0, bytes: reply }];
    const faults: readonly (() => Bend)[] = [
      () => plain,
      () => plain,
      () => late(10 + random(60)),
      () => silent,
      () => (reply) => [
        { afterMs: 0, bytes: reply },
        { afterMs: 0, bytes: reply },
      ],
      () => (reply) => [
        { afterMs: 0, bytes: Uint8Array.from([1, 4, random(256), 0xff]) },
        { afterMs: 3, bytes: reply },
      ],
      () => (reply) => [{ afterMs: 0, bytes: reply.subarray(0, random(reply.length)) }],
      () => (reply) => [{ afterMs: 0, bytes: reply.map((byte, i) => (i === 3 ? byte ^ (1 << random(8)) : byte)) }],
    ];
    let good = 0;
    for (let i = 0; i < 80; i++) {
      slave.script.push(faults[random(faults.length)]?.() ?? plain);
      const address = random(8000);
      const quantity = 1 + random(3);
      const words = await bus.readInput(1, address, quantity).catch((error: unknown) => error);
      if (!(words instanceof Uint16Array)) {
        expect(words).toMatchObject({ family: 'link' });
        continue;
      }
      expect([...words]).toEqual(values(address, quantity));
      good++;
    }
    expect(good).toBeGreaterThan(25);
  });
});

describe('opening', () => {
  it('says what to do when nothing listens', async () => {
    const port = slave.port;
    await slave.close();
    await expect(openBus({ kind: 'rtuTcp', host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'link.connectionRefused' });
    slave = await startSlave();
  });

  it('says what to do when the serial port does not exist', async () => {
    const missing = openBus({ kind: 'serial', path: '/dev/tty-not-there', baud: 19200, parity: 'even' });
    await expect(missing).rejects.toMatchObject({ code: 'link.portMissing', message: expect.stringContaining('/dev/tty-not-there') as string });
  });
});
