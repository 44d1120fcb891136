/**
 * The shipped ESP32 bundle on the real interpreter for Linux in real time, with Modbus TCP on a real port: pins do nothing, chips do not answer, the RS-485
 * port is a pseudo terminal.
 */
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { boardRow } from '../../firmware/model/boards.js';
import { emptyFile } from '../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf, placeOfCopy } from '../../firmware/model/parameter-file.js';
import { parameterSet, parametersOf } from '../../firmware/model/parameters.js';
import { textCrc } from '../../firmware/model/text-crc.js';
import { crc32 } from '../../host/bytes.js';
import { wrapMbap } from '../../host/bus/mbap.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { VirtualBoard } from '../hil/target/virtual-board.js';

const BOARD = 'esp32';
const START_MS = 20_000;
const ANSWER_MS = 5000;
/** Pins that cost nothing, no chips, and the RS-485 port on its pseudo terminal. */
const SUPPORT = `${['analogRead', 'digitalRead', 'digitalWrite', 'analogWrite', 'digitalPulse', 'pinMode', 'setWatch']
  .map((name) => `global.${name}=function(){return 0};`)
  .join('')}
(function(){var s=Serial3,old=s.setup;s.setup=function(v,o){old.call(s,v,{path:"line-far",parity:o.parity,stopbits:o.stopbits})}})();`;

/** Parameters by name, raw. */
export type Settings = Readonly<Record<string, number>>;

/** The file of the parameters with one copy: the values as delivered, but for `settings` (docs/flashing.md, "Parameters"). */
export function parameterFile(settings: Settings): Uint8Array {
  const row = boardRow(BOARD);
  const file = parameterFileOf(row);
  const rows = parametersOf(row);
  const content = emptyFile(file.bytes);
  const copy = content.subarray(placeOfCopy(file, 1), placeOfCopy(file, 1) + file.copyBytes);
  const view = new DataView(copy.buffer, copy.byteOffset, copy.length);
  copy.fill(0);
  view.setUint16(0, 1, true);
  view.setUint16(2, textCrc(parameterSet(rows)), true);
  for (const { name, offset, type, fallback } of rows) {
    const value = settings[name] ?? fallback;
    const at = 4 + 2 * offset;
    if (type === 'u32') view.setUint16(at, value >>> 16, true);
    view.setUint16(type === 'u32' ? at + 2 : at, value & 0xffff, true);
  }
  view.setUint32(copy.length - 4, crc32(copy.subarray(0, -4)), true);
  return content;
}

/** A port of this machine that is free now. */
function freePort(): Promise<number> {
  const server = net.createServer();
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => done(port));
    });
  });
}

export class InterpreterTcp {
  private transaction = 0;

  private constructor(
    readonly board: VirtualBoard,
    readonly port: number,
  ) {}

  /** Starts it and waits until it listens. */
  static async start(settings: Settings): Promise<InterpreterTcp> {
    const port = await freePort();
    const files = { [PARAMETER_FILE]: parameterFile({ ...settings, tcpPort: port }) };
    const board = await VirtualBoard.start({ row: boardRow(BOARD), bundle: builtBundle(BOARD).text, files, support: SUPPORT });
    const target = new InterpreterTcp(board, port);
    const end = Date.now() + START_MS;
    while (!(await target.listens())) {
      if (Date.now() > end) throw new Error(`nobody listens on port ${port} after ${START_MS} ms: ${board.output.slice(-300)}`);
      await pause(100);
    }
    return target;
  }

  pause(ms: number): Promise<void> {
    return pause(ms);
  }

  /** A connection. */
  connect(): Promise<net.Socket> {
    const socket = net.connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    return new Promise((done, fail) => socket.once('connect', () => done(socket)).once('error', fail));
  }

  /** Ends a connection and waits until the board has seen it. */
  async end(socket: net.Socket): Promise<void> {
    socket.end();
    await pause(200);
  }

  /** Function and data of the answer to one request. */
  async ask(socket: net.Socket, unit: number, pdu: readonly number[]): Promise<number[]> {
    const transaction = (this.transaction = (this.transaction + 1) & 0xffff);
    socket.write(wrapMbap(transaction, Uint8Array.of(unit, ...pdu)));
    const answer = await this.bytes(socket, 1);
    if (answer.readUInt16BE(0) !== transaction || answer[6] !== unit) throw new Error(`another answer: ${answer.toString('hex')}`);
    return [...answer.subarray(7)];
  }

  /** What comes until there are `count` whole answers, or the connection is closed. */
  bytes(socket: net.Socket, count: number): Promise<Buffer> {
    return new Promise((done, fail) => {
      let all = Buffer.alloc(0);
      const end = (error?: Error): void => {
        clearTimeout(alarm);
        socket.off('data', take).off('close', closed);
        if (error) fail(error);
        else done(all);
      };
      const closed = (): void => end();
      const take = (piece: Buffer): void => {
        all = Buffer.concat([all, piece]);
        let at = 0;
        let whole = 0;
        while (at + 6 <= all.length && at + 6 + all.readUInt16BE(at + 4) <= all.length) {
          at += 6 + all.readUInt16BE(at + 4);
          whole++;
        }
        if (whole >= count) end();
      };
      const alarm = setTimeout(() => end(new Error(`${all.length} bytes and no ${count} answers within ${ANSWER_MS} ms`)), ANSWER_MS);
      socket.on('data', take).on('close', closed);
    });
  }

  close(): void {
    this.board.close();
  }

  private listens(): Promise<boolean> {
    return new Promise((done) => {
      const socket = net.connect(this.port, '127.0.0.1');
      socket.once('connect', () => (socket.destroy(), done(true)));
      socket.once('error', () => done(false));
    });
  }
}
