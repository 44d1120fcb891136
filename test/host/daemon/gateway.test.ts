/**
 * The Modbus TCP gateway in front of stand-ins: raw frames in, raw frames out, expected bytes from the Modbus specification.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../../../host/daemon/daemon.js';
import type { LinePlan } from '../../../host/daemon/daemon.js';
import type { GatewayOptions } from '../../../host/daemon/gateway/gateway.js';
import { MemoryStore } from '../../../host/record/memory.js';
import type { StandIn } from './controller.js';
import { startStandIn } from './controller.js';

const OPENSSL = spawnSync('openssl', ['version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'liquidus-gateway-'));
const audit = join(folder, 'audit.jsonl');
/** Read input register 150; write 99 to holding register 40080. */
const READ = '0400960001';
const WRITE = '069c900063';

let east: StandIn;
let west: StandIn;
let daemon: Daemon | undefined;

beforeAll(async () => {
  [east, west] = await Promise.all([startStandIn(), startStandIn()]);
});
afterAll(async () => {
  await Promise.all([east.close(), west.close()]);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
  for (const stand of [east, west]) {
    stand.delay.clear();
    stand.writes.length = 0;
  }
});

function plan(stand: StandIn, units: LinePlan['units'], timeoutMs = 200): LinePlan {
  return { connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port }, timeoutMs, units };
}
const eastUnit = { id: 'east', title: 'East', address: 1, intervalMs: 60_000 };
const westUnit = { id: 'west', title: 'West', address: 1, gatewayUnit: 2, intervalMs: 60_000 };

/** Starts a daemon with a gateway and waits for the first snapshot of its units. Resolves with the port of the gateway. */
async function start(options: Partial<GatewayOptions> = {}, lines = [plan(east, [eastUnit]), plan(west, [westUnit])]): Promise<number> {
  daemon = new Daemon({
    lines,
    listen: { host: '127.0.0.1', port: 0 },
    gateway: { host: '127.0.0.1', port: 0, connections: 32, allow: [], writesPerSecond: 100, ...options },
    store: new MemoryStore(),
    audit,
    web: folder,
    version: 'test',
  });
  const ready = daemon.members.map(({ unit }) => new Promise((done) => unit.once('link', () => done(undefined))));
  await daemon.start();
  await Promise.all(ready);
  return Number(daemon.gatewayAddress?.split(':').at(-1));
}

const adu = (transaction: number, unit: number, pdu: string): Buffer => {
  const body = Buffer.from(pdu, 'hex');
  const head = Buffer.alloc(7);
  head.writeUInt16BE(transaction, 0);
  head.writeUInt16BE(body.length + 1, 4);
  head[6] = unit;
  return Buffer.concat([head, body]);
};

/** Collects replies of a socket: transaction and unit with the PDU in hexadecimal. */
class Caller {
  readonly socket: net.Socket;
  readonly #replies = new Map<number, (pdu: string) => void>();
  #have = Buffer.alloc(0);
  #count = 0;

  constructor(socket: net.Socket) {
    this.socket = socket.setMaxListeners(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      this.#have = Buffer.concat([this.#have, bytes]);
      while (this.#have.length >= 7 && this.#have.length >= 6 + this.#have.readUInt16BE(4)) {
        const end = 6 + this.#have.readUInt16BE(4);
        this.#replies.get(this.#have.readUInt16BE(0))?.(this.#have.subarray(7, end).toString('hex'));
        this.#have = this.#have.subarray(end);
      }
    });
  }

  static async connect(port: number): Promise<Caller> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((done) => socket.once('connect', done));
    return new Caller(socket);
  }

  ask(unit: number, pdu: string): Promise<string> {
    const transaction = ++this.#count;
    return new Promise((done, fail) => {
      this.#replies.set(transaction, done);
      this.socket.once('close', () => fail(new Error('closed')));
      this.socket.write(adu(transaction, unit, pdu));
    });
  }
}

describe('a gateway without rules', () => {
  it('answers reads of many units from their own lines', async () => {
    west.input[150] = 0x1234;
    east.input[150] = 0x0777;
    const master = await Caller.connect(await start());
    expect(await Promise.all([master.ask(1, READ), master.ask(2, READ)])).toEqual(['04020777', '04021234']);
  });

  it('answers whatever writes with exception 1, and nothing reaches the line', async () => {
    const master = await Caller.connect(await start());
    const writes = [WRITE, '050000ff00', '0f00000001 01 01', '109c90000102 0063', '169c90ffff0000', '1700960001 9c900001 020063'];
    const answers = await Promise.all(writes.map((pdu) => master.ask(1, pdu.replaceAll(' ', ''))));
    expect(answers).toEqual(['8601', '8501', '8f01', '9001', '9601', '9701']);
    expect(east.writes).toEqual([]);
    expect(daemon?.gateway?.figures).toMatchObject({ writes: 0, refusedWrites: 6 });
  });

  it.each([
    ['a function that it does not know', '6500', 'e501'],
    ['a diagnostic function that would silence the device', '0800040000', '8801'],
    ['a read that is cut short', '04009600', '8403'],
    ['a write whose byte count is not what follows', '109c9000010200', '9003'],
    ['a read that the device refuses, as the device does', '04ffff0001', '8402'],
  ])('answers %s', async (_, pdu, answer) => {
    const master = await Caller.connect(await start());
    expect(await master.ask(1, pdu)).toBe(answer);
  });

  it('answers exception 0A for a unit that it does not have and for a line that is down, and 0B for a unit that is silent', async () => {
    const port = await start({}, [
      plan(east, [eastUnit, { ...eastUnit, id: 'dead', address: 9 }]),
      { connection: { kind: 'tcp', host: '127.0.0.1', port: 1 }, units: [{ ...eastUnit, id: 'gone', address: 3 }] },
    ]);
    east.delay.set(9, Infinity);
    const master = await Caller.connect(port);
    expect(await Promise.all([master.ask(77, READ), master.ask(3, READ), master.ask(9, READ)])).toEqual(['840a', '840a', '840b']);
  });

  it('closes a connection that does not speak Modbus TCP, and serves the others', async () => {
    const port = await start();
    const [good, bad] = [await Caller.connect(port), await Caller.connect(port)];
    const closed = new Promise((done) => bad.socket.once('close', done));
    bad.socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(await good.ask(1, READ)).toMatch(/^0402/);
  });

  it('turns away the master that is one too many, and takes it when another has gone', async () => {
    const port = await start({ connections: 2 });
    const first = await Caller.connect(port);
    await Caller.connect(port);
    const third = await Caller.connect(port);
    await expect(third.ask(1, READ)).rejects.toThrow('closed');
    first.socket.destroy();
    await new Promise((done) => setTimeout(done, 50));
    expect(await (await Caller.connect(port)).ask(1, READ)).toMatch(/^0402/);
    expect(daemon?.gateway?.figures).toMatchObject({ masters: 2, turnedAway: 1 });
  });

  it('gives each of thirty masters that ask at once the answer to its own question', async () => {
    for (let k = 0; k < 60; k++) east.input[100 + k] = 1000 + k;
    const port = await start();
    const masters = await Promise.all(Array.from({ length: 30 }, () => Caller.connect(port)));
    const answers = await Promise.all(
      masters.flatMap((master, k) =>
        Array.from({ length: 8 }, (_, i) => master.ask(1, `04${(100 + ((k + i) % 60)).toString(16).padStart(4, '0')}0001`)),
      ),
    );
    const expected = masters.flatMap((_, k) =>
      Array.from({ length: 8 }, (_unused, i) => `0402${(1000 + ((k + i) % 60)).toString(16).padStart(4, '0')}`),
    );
    expect(answers).toEqual(expected);
  });
});

describe('a gateway with rules', () => {
  const allow = [{ units: ['east'], functions: [6, 16], registers: ['40080', '1002-1008'] }];

  it('lets through what a rule names, and nothing beside it', async () => {
    const master = await Caller.connect(await start({ allow }));
    const asked = [
      master.ask(1, WRITE),
      master.ask(1, '069c910063'), // register 40081
      master.ask(1, '109c9000020400630064'), // 40080 and 40081 together
      master.ask(1, '169c90ffff0000'), // function 22
      master.ask(2, WRITE), // the other unit
    ].map((answer) => answer.catch(String));
    expect(await Promise.all(asked)).toEqual(['069c900063', '8602', '9002', '9601', '8601']);
    expect(east.writes).toEqual([[1, 40080, 99]]);
    expect(west.writes).toEqual([]);
  });

  it('keeps every write in the audit log, also one that was refused, but not the heartbeat of every second', async () => {
    rmSync(audit, { force: true });
    const master = await Caller.connect(await start({ allow }));
    for (const pdu of [WRITE, '069c910063', '0603f00007']) await master.ask(1, pdu);
    const lines = readFileSync(audit, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { who: '127.0.0.1', role: 'modbus', unit: 'east', value: { function: 6, changes: [{ from: 40080, count: 1 }], bytes: WRITE }, result: 'done' },
      { result: 'exception.2' },
    ]);
  });

  it('holds a rule to the masters that it names', async () => {
    const other = await Caller.connect(await start({ allow: [{ from: ['10.1.0.0/16'], registers: ['40080'] }] }));
    expect(await other.ask(1, WRITE)).toBe('8601');
    await daemon?.stop();
    const named = await Caller.connect(await start({ allow: [{ from: ['127.0.0.0/8'], registers: ['40080'] }] }));
    expect(await named.ask(1, WRITE)).toBe('069c900063');
  });

  it('writes before the reads that wait', async () => {
    east.delay.set(1, 150);
    const master = await Caller.connect(await start({ allow }));
    const other = await Caller.connect(Number(daemon?.gatewayAddress?.split(':').at(-1)));
    const order: string[] = [];
    const reads = Array.from({ length: 4 }, () => master.ask(1, READ).then(() => order.push('read')));
    await new Promise((done) => setTimeout(done, 5));
    await Promise.all([...reads, other.ask(1, WRITE).then(() => order.push('write'))]);
    // First come, first served would put it last.
    expect(order.indexOf('write')).toBeLessThanOrEqual(2);
  });

  it("asks for the daemon before the masters' reads that wait", async () => {
    east.delay.set(1, 150);
    const master = await Caller.connect(await start());
    const order: string[] = [];
    const reads = Array.from({ length: 4 }, () => master.ask(1, READ).then(() => order.push('master')));
    await new Promise((done) => setTimeout(done, 5));
    await Promise.all([...reads, daemon?.lines[0]?.bus?.readInput(1, 0, 1).then(() => order.push('daemon'))]);
    expect(order.indexOf('daemon')).toBeLessThanOrEqual(2);
  });

  it('answers exception 06 to a master that writes too often, but never to a stop', async () => {
    const master = await Caller.connect(await start({ allow, writesPerSecond: 0.1 }));
    for (let k = 0; k < 20; k++) expect(await master.ask(1, '0603f00007')).toBe('0603f00007');
    expect(await master.ask(1, '0603f00007')).toBe('8606');
    // Command code 2 in the mailbox: stop.
    expect(await master.ask(1, '1003ea00060c000200000000000000000005')).toBe('1003ea0006');
  });

  it('lets one writer at a time into the command mailbox, so that two never use one sequence number', async () => {
    east.delay.set(1, 40);
    const master = await Caller.connect(await start({ allow }));
    const own = daemon?.member('east').unit.command({ name: 'start' });
    expect(await master.ask(1, '1003ea00060c000500000000000000000005')).toBe('9006');
    await own;
  });

  it.each([
    [{ registers: ['70000'] }, /no range/],
    [{ registers: ['8-5'] }, /no range/],
    [{ units: ['north'], registers: ['1'] }, /"north"/],
    [{ functions: [3], registers: ['1'] }, /does not write/],
    [{ from: ['somewhere'], registers: ['1'] }, /no master/],
    [{}, /names no registers/],
  ])('says what is wrong with the rule %j', async (rule, words) => {
    await expect(start({ allow: [rule] })).rejects.toThrow(words);
  });
});

describe('the door of a gateway', () => {
  it('does not open to other machines without certificates or a list of masters', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow(/"tls".*"masters"/);
  });

  it('refuses two units of one number', async () => {
    await expect(start({}, [plan(east, [eastUnit]), plan(west, [{ ...westUnit, gatewayUnit: 1 }])])).rejects.toThrow(/gatewayUnit/);
  });

  it('turns away a master that is not on its list', async () => {
    const stranger = await Caller.connect(await start({ masters: ['10.0.0.0/8'] }));
    await expect(stranger.ask(1, READ)).rejects.toThrow('closed');
  });

  it.skipIf(!OPENSSL)('speaks TLS with a master whose certificate it knows, names it in the audit log, and turns others away', async () => {
    const make = (name: string, ...sign: string[]): { cert: string; key: string } => {
      const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
      spawnSync('openssl', ['req', '-x509', ...curve, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert, ...sign]);
      return files;
    };
    const ca = make('authority');
    const server = make('gateway', '-CA', ca.cert, '-CAkey', ca.key);
    const client = make('evcc', '-CA', ca.cert, '-CAkey', ca.key);
    const stranger = make('stranger');
    rmSync(audit, { force: true });
    const port = await start({ tls: { ...server, ca: ca.cert }, allow: [{ from: ['cn:evcc'], registers: ['40080'] }] });
    const connect = async (files: { cert: string; key: string }): Promise<Caller> => {
      const options = {
        cert: readFileSync(files.cert),
        key: readFileSync(files.key),
        ca: readFileSync(ca.cert),
        checkServerIdentity: () => undefined,
      };
      const socket = tls.connect({ port, host: '127.0.0.1', ...options });
      await new Promise((done) => socket.once('secureConnect', done));
      return new Caller(socket);
    };
    expect(await (await connect(client)).ask(1, WRITE)).toBe('069c900063');
    expect(readFileSync(audit, 'utf8')).toContain('"who":"cn:evcc"');
    await expect((await connect(stranger)).ask(1, READ)).rejects.toThrow('closed');
  });
});
