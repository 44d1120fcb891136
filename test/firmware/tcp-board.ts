/** The shipped ESP32 bundle on the emulated board with Modbus TCP switched on, and masters on it; heads from Modbus Messaging on TCP/IP 1.0b, 3.1.3. */
import type { EmulatorOptions } from '../../hil/target/emulator/emulator.js';
import type { Link } from '../../hil/target/emulator/network.js';
import { EmulatedBoard } from './emulated-board.js';
import { writeManyFrame } from './frames.js';

/** Register of `tcpConnections`; `tcpPort` and `tcpWrites` follow. */
const TCP_START = 2030;
export const PORT = 502;

export interface TcpSettings {
  readonly connections?: number;
  readonly port?: number;
  readonly writes?: 0 | 1;
}

/** A board that has booted with these parameters stored. */
export function tcpBoard({ connections = 2, port = PORT, writes = 0 }: TcpSettings = {}, options: Partial<EmulatorOptions> = {}): EmulatedBoard {
  const board = new EmulatedBoard({ board: 'esp32', ...options });
  board.power(true);
  board.run(3000);
  board.send(writeManyFrame(1, TCP_START, [connections, port, writes]));
  board.expectCommand('commit');
  restart(board);
  return board;
}

export function restart(board: EmulatedBoard): void {
  board.power(false);
  board.run(100);
  board.power(true);
  board.run(3000);
  board.target.events();
}

/** A message of Modbus TCP. */
export function message(transaction: number, unit: number, ...pdu: readonly number[]): Uint8Array {
  return Uint8Array.of(transaction >> 8, transaction & 255, 0, 0, (pdu.length + 1) >> 8, (pdu.length + 1) & 255, unit, ...pdu);
}

/** Messages one after another. Throws with the bytes when what is left is none. */
export function messagesOf(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 6 + bytes[at + 4] * 256 + bytes[at + 5];
    if (bytes[at + 2] || bytes[at + 3] || at + length > bytes.length)
      throw new Error(`no message: ${Buffer.from(bytes.subarray(at)).toString('hex')}`);
    found.push(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}

/** A master on a connection of its own. */
export class TcpMaster {
  readonly link: Link;
  private transaction = 0x0100;

  constructor(
    private readonly board: EmulatedBoard,
    port = PORT,
  ) {
    this.link = board.target.network.connect(port);
    board.run(10, 1);
  }

  get closed(): boolean {
    return this.link.closed;
  }

  /** Sends bytes in one piece, lets time pass and gives all that came back. */
  exchange(bytes: Uint8Array, ms = 20): Uint8Array {
    this.link.send(bytes);
    this.board.run(ms, 1);
    return this.link.take();
  }

  /** Function and data of the answer to one request; empty without one. Throws when head or unit are not those of the request. */
  ask(unit: number, ...pdu: readonly number[]): number[] {
    const transaction = ++this.transaction;
    const answers = messagesOf(this.exchange(message(transaction, unit, ...pdu)));
    if (answers.length === 0) return [];
    const [first] = answers;
    if (answers.length > 1 || first[0] * 256 + first[1] !== transaction || first[6] !== unit)
      throw new Error(
        `not the answer to transaction ${transaction} of unit ${unit}: ${answers.map((a) => Buffer.from(a).toString('hex')).join(' ')}`,
      );
    return [...first.subarray(7)];
  }
}
