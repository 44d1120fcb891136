import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bus } from '../../../host/bus/bus.js';
import { TcpStream } from '../../../host/bus/tcp.js';
import { Device } from '../../../host/device/device.js';
import { LIVE_WORDS } from './words.js';

/** A controller that speaks Modbus TCP from a register array, with a mailbox that answers with `result`. */
interface Fake {
  readonly live: number[];
  result: number;
  /** Requests left that get no answer although the controller acts on them. */
  swallow: number;
  /** Snapshot reads left that are torn. */
  torn: number;
  /** Exception codes with which the next writes are answered; the controller acts on one that is 5. */
  readonly exceptions: number[];
  readonly writes: number[][];
  /** Holding register 2023, or nothing on a device without it. */
  expiry?: number;
  /** What register 1000 shows after the first word of the key; nothing: a device without one. */
  number?: number;
}

let fake: Fake;
let server: net.Server;
let bus: Bus;
let device: Device;

function reply(pdu: Buffer): Buffer | undefined {
  const [code = 0] = pdu;
  const address = pdu.readUInt16BE(1);
  if (code === 4 && address === 64) return Buffer.from([0x84, 2]);
  if (code === 4) {
    const words = [...fake.live.slice(address, address + pdu.readUInt16BE(3))];
    if (fake.torn > 0) {
      fake.torn--;
      words[59] = (words[59] ?? 0) ^ 1;
    }
    return Buffer.from([4, 2 * words.length, ...words.flatMap((word) => [word >> 8, word & 255])]);
  }
  if (code === 3 && address === 1000) return Buffer.from([3, 2, (fake.number ?? 0) >> 8, (fake.number ?? 0) & 255]);
  if (code === 3) return fake.expiry === undefined ? Buffer.from([0x83, 2]) : Buffer.from([3, 2, 0, fake.expiry]);
  const words = Array.from({ length: pdu.readUInt16BE(3) }, (_, i) => pdu.readUInt16BE(6 + 2 * i));
  if (address === 1000 && fake.number === undefined) return Buffer.from([code | 0x80, 2]);
  const exception = fake.exceptions.shift();
  if (exception === 6) return Buffer.from([code | 0x80, 6]);
  fake.writes.push([address, ...words]);
  if (address === 1002 && words[5] !== fake.live[25]) {
    fake.live[25] = words[5] ?? 0;
    fake.live[43] = fake.result;
  }
  return exception === undefined ? pdu.subarray(0, 5) : Buffer.from([code | 0x80, exception]);
}

beforeEach(async () => {
  fake = { live: [...LIVE_WORDS], result: 2, swallow: 0, torn: 0, exceptions: [], writes: [] };
  server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (message) => {
      const answer = reply(message.subarray(7));
      if (message[7] === 16 && fake.swallow-- > 0) return;
      if (answer) socket.write(Buffer.concat([message.subarray(0, 4), Buffer.from([0, answer.length + 1, message[6] ?? 0]), answer]));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const port = (server.address() as net.AddressInfo).port;
  bus = await Bus.open(new TcpStream('127.0.0.1', port, 1000), { framing: 'mbap', timeoutMs: 100 });
  device = new Device(bus, 1, { ackMs: 250 });
});
afterEach(async () => {
  await bus.close();
  server.close();
});

describe('a snapshot', () => {
  it('is one read of the live block', async () => {
    expect(await device.readSnapshot()).toMatchObject({ state: 6, current: 0.25, margin: -14.5 });
    expect(bus.counters.requests).toBe(1);
  });

  it('that is torn is read again, and given up after three times', async () => {
    fake.torn = 2;
    expect(await device.readSnapshot()).toMatchObject({ sequence: 0x1234 });
    fake.torn = 3;
    await expect(device.readSnapshot()).rejects.toMatchObject({ code: 'link.tornSnapshot' });
  });
});

describe('a device of another map version', () => {
  beforeEach(() => (fake.live[0] = 0x0200));

  it('is identified, but neither read nor written', async () => {
    expect(await device.identify()).toMatchObject({ map: '2.0', mapMajor: 2, bundleHash: null });
    for (const ask of [device.readSnapshot(), device.command({ name: 'start' }), device.heartbeat()]) {
      await expect(ask).rejects.toMatchObject({ code: 'refused.mapMajor', message: expect.stringContaining('2.0') as string });
    }
    expect(fake.writes).toEqual([]);
  });
});

describe('a command', () => {
  it('is one write with the next sequence number, and resolves when the device has done it', async () => {
    expect(await device.command({ name: 'discharge', argument32: 300 })).toMatchObject({ ackSequence: 42 });
    expect(fake.writes).toEqual([[1002, 4, 0, 0, 300, 0, 42]]);
  });

  it('goes on counting past 65535 without the value 0', async () => {
    fake.live[25] = 0xffff;
    await device.command({ name: 'rest' });
    expect(fake.writes[0]?.at(-1)).toBe(1);
  });

  it('says that a commissioning is missing when that is what locks', async () => {
    fake.result = 3;
    await expect(device.command({ name: 'charge' })).rejects.toThrow(/its commissioning is not complete and signed; read "liquidus commission"/);
  });

  it.each([
    [3, 'refused.locked', /locked while it is in discharge because of P01 Low liquid margin, Na-rich/],
    [4, 'refused.range', /charge limit 0.5 A, discharge limit 0.25 A/],
    [5, 'refused.wrongState', /it is in discharge.*cold → warm-up/],
    [6, 'refused.expired', /time to live/],
    [7, 'refused.failed', /result "failed"/],
    [8, 'refused.localOnly', /button at the board \(P01 Low liquid margin, Na-rich, P30 NaK leak, X01 Contactor does not follow\)/],
  ])('with result %d is refused with a sentence that says why', async (result, code, words) => {
    fake.result = result;
    fake.live[10] = (fake.live[10] ?? 0) | 128;
    const ask = device.command({ name: 'start' });
    await expect(ask).rejects.toMatchObject({ code, message: expect.stringMatching(words) as string });
  });

  it('that needs the key comes behind it, and without it from a device that has none', async () => {
    await device.command({ name: 'service' });
    fake.number = 0x1234;
    await device.command({ name: 'service' });
    expect(fake.writes).toEqual([
      [1002, 9, 0, 0, 0, 0, 42],
      [1000, 0x4c71],
      [1000, 0x1234 ^ 0x5a3c],
      [1002, 9, 0, 0, 0, 0, 43],
    ]);
  });

  it('that needs the key tries it again when another master comes between, five times at most', async () => {
    fake.number = 1;
    fake.exceptions.push(...([undefined, 3] as never[]));
    await device.command({ name: 'sign', argument: 1 });
    expect(fake.writes.filter(([address]) => address === 1002)).toHaveLength(1);
    for (let attempt = 0; attempt < 5; attempt++) fake.exceptions.push(...([undefined, 3] as never[]));
    await expect(device.command({ name: 'sign', argument: 1 })).rejects.toMatchObject({ code: 'refused.illegalValue' });
  });

  it('whose reply got lost is not written again when the device has taken it', async () => {
    fake.swallow = 1;
    await device.command({ name: 'start' });
    expect(fake.writes).toHaveLength(1);
  });

  it('that is acknowledged with exception 5 is done when the device says so, and not written again', async () => {
    fake.exceptions.push(5);
    fake.result = 1;
    setTimeout(() => (fake.live[43] = 2), 50);
    await device.command({ name: 'commit' });
    expect(fake.writes).toHaveLength(1);
  });

  it('that is answered busy is repeated with the same sequence number, and given up after a while', async () => {
    fake.exceptions.push(6);
    await device.command({ name: 'start' });
    expect(fake.writes).toEqual([[1002, 1, 0, 0, 0, 0, 42]]);
    fake.exceptions.push(...new Array<number>(20).fill(6));
    await expect(device.command({ name: 'start' })).rejects.toMatchObject({ code: 'refused.busy' });
  });

  it('that stays running ends in an error, not in a hang', async () => {
    fake.result = 1;
    await expect(device.command({ name: 'commit' })).rejects.toMatchObject({ code: 'link.noResult' });
  });
});

describe('a heartbeat', () => {
  it('changes its value every time, from the last one that the device knows', async () => {
    await device.heartbeat();
    await device.heartbeat();
    expect(fake.writes).toEqual([
      [1008, 8],
      [1008, 9],
    ]);
  });

  it.each([
    [undefined, 1000],
    [0, 1000],
    [1, 200],
    [3, 600],
    [5, 1000],
    [60, 1000],
  ])('is due five times in an expiry of %o s, and once a second at least: every %i ms', async (expiry, interval) => {
    if (expiry !== undefined) fake.expiry = expiry;
    await device.command({ name: 'charge', argument32: 100 });
    expect(device.heartbeatMs).toBe(interval);
  });
});
