import net from 'node:net';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardRow, BOARDS } from '../../../firmware/model/boards.js';
import { StreamUart } from '../../../host/console/uart.js';
import { inspectBoard } from '../../../host/console/open.js';
import { TcpStream } from '../../../host/bus/tcp.js';

/**
 * A console that behaves like the interpreter's on a board with the firmware in service: prompts, echoes lines without the echo-off
 * character, prints answers, cuts its output into small pieces.
 */
class FakeConsole {
  readonly received: string[] = [];
  silent = false;
  board = 'PICO_R1_3';
  port = 0;
  #server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('>');
    let line = '';
    socket.on('data', (bytes) => {
      line += bytes.toString('latin1');
      while (line.includes('\n')) {
        const [first = '', ...rest] = line.split('\n');
        line = rest.join('\n');
        this.#run(first, socket);
      }
    });
  });

  #run(line: string, socket: net.Socket): void {
    this.received.push(line);
    if (this.silent) return;
    let out = line.startsWith('\u0010') ? '' : `${line}\r\n`;
    const files: Record<string, string> = { '.bootcde': 'x'.repeat(19467), lqsha: 'ab'.repeat(32) };
    const names = BOARDS.flatMap((row) => Object.values(row.pins));
    const pins = Object.fromEntries(names.map((name) => [name, { name, read: () => name === 'B15' }]));
    const api = {
      ...pins,
      print: (text: string) => (out += `${text}\r\n`),
      process: { env: { BOARD: this.board, VERSION: '2v29' }, memory: () => ({ usage: 2310, total: 5100 }) },
      require: () => ({ getFree: () => 20000, list: () => Object.keys(files), read: (name: string) => files[name] }),
      getPinMode: (pin: { name: string }) => (pin.name.startsWith('A') ? 'analog' : 'output'),
      analogRead: (pin: { name: string }) => (pin.name === 'A0' ? 0.625 : 0.5),
    };
    try {
      vm.runInNewContext(line.replace('\u0010', ''), api);
    } catch (error) {
      out += `Uncaught ${String(error)}\r\n`;
    }
    for (let at = 0; at < out.length; at += 20) socket.write(out.slice(at, at + 20));
  }

  async open(): Promise<void> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    this.port = (this.#server.address() as net.AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

let fake: FakeConsole;
beforeEach(async () => {
  fake = new FakeConsole();
  await fake.open();
});
afterEach(() => fake.close());

describe('looking at a board over its console', () => {
  it('reads interpreter, memory, files and pins through DeviceController', async () => {
    const found = await inspectBoard(`tcp://127.0.0.1:${fake.port}`);
    expect(found).toMatchObject({
      board: 'PICO_R1_3',
      interpreter: '2v29',
      variables: { used: 2310, total: 5100 },
      storageFree: 20000,
      files: [
        { name: '.bootcde', bytes: 19467 },
        { name: 'lqsha', bytes: 64 },
      ],
      bundleHash: 'ab'.repeat(32),
    });
    expect(found.pins).toHaveLength(21);
    expect(found.pins).toContainEqual({ role: 'cellVoltage', pin: 'A0', mode: 'analog', value: 0.625 });
    expect(found.pins).toContainEqual({ role: 'eStopA', pin: 'B15', mode: 'output', value: 1 });
  });

  it.each([
    ['ESPR_RP2040_PICO', 'rp2040'],
    ['NRF52840DK', 'nrf52840dk'],
  ])('knows the pins of %s by the name that the interpreter gives the board', async (name, id) => {
    fake.board = name;
    const found = await inspectBoard(`tcp://127.0.0.1:${fake.port}`);
    expect(found.pins.map(({ role, pin }) => [role, pin])).toEqual(Object.entries(boardRow(id).pins).filter(([, pin]) => pin !== ''));
  });

  it('never reads a pin that the firmware drives, and never sends Ctrl-C', async () => {
    await inspectBoard(`tcp://127.0.0.1:${fake.port}`);
    const sent = fake.received.join('\n');
    for (const output of ['B13', 'B14', 'B10', 'B4', 'B5', 'A8', 'A10'])
      expect(sent).not.toMatch(new RegExp(`(analogRead\\(${output}\\)|\\b${output}\\.read)`));
    expect(sent).not.toContain('\u0003');
    expect(sent).not.toMatch(/\bwrite\b|\.set\(|reset\(|digitalPulse|setPinMode|load\(/);
  });

  it('takes a silent console for a closed one: the firmware opens it in service only', async () => {
    fake.silent = true;
    const look = inspectBoard(`tcp://127.0.0.1:${fake.port}`);
    await expect(look).rejects.toMatchObject({ code: 'refused.notService', message: expect.stringContaining('liquidus send service') as string });
  });
});

describe('the console adapter', () => {
  it('answers null for an expression that throws, and goes on', async () => {
    const stream = new TcpStream('127.0.0.1', fake.port, 1000);
    await stream.open();
    const uart = new StreamUart(stream, 100);
    const ask = (expression: string): Promise<unknown[]> => new Promise((resolve) => void uart.eval(expression, (...answer) => resolve(answer)));
    expect(await Promise.all([ask('nothing.there'), ask('1+1')])).toEqual([
      [null, 'failed'],
      [2, 'success'],
    ]);
    expect(() => uart.write('\u0003')).toThrow(/Ctrl-C/);
    uart.close();
  });
});
