/** The RS-485 port. */
import { BOARD } from './row.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.serial.port as unknown as Serial;

/** `parity`: 0 none, 1 even, 2 odd. `stop`: stop bits without parity; with parity there is one. May be called again. */
export function setupSerial(baud: number, parity: number, stop: 1 | 2): void {
  const p = parity ? (parity > 1 ? 'odd' : 'even') : 'none';
  port.setup(baud, { rx: BOARD.serial.rx, tx: BOARD.serial.tx, parity: p, stopbits: parity || BOARD.plainSerial ? 1 : stop });
}

/** `onBytes` gets at most 64 bytes a call, cut anywhere. */
export function listenSerial(onBytes: (text: string) => void): void {
  port.on('data', onBytes);
}

/** Sends bytes; a frame longer than the board's transmit buffer blocks the interpreter for the rest. */
export const writeBytes: (bytes: Uint8Array) => void = port.write.bind(port);
