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

/**
 * Times at which the direction pin gets a level, ms, each from the one before: the level turns over with every place, and a place of 0 sets none. So the pin
 * goes up at once, is set up four times more from `SEND_TIME` on, and falls a millisecond behind that. What goes before is for the timer of the interpreter: it
 * takes the time that passes twice off the first level that is to come whenever something wakes the processor before a tick (docs/wiring.md, "RS-485").
 */
export const driverTimes = [0, 0, 0, 0.2, 0, 0.2, 0, 0.2, 0.4];
/** Place of the time that the characters take. */
export const SEND_TIME = 1;

/**
 * Switches the transceiver to sending for `driverTimes`: a timer of the processor sets the levels, whatever the interpreter does. For boards with a direction
 * pin; not before the last such times are over, which would end these too.
 */
export const driveLine: (times: readonly number[]) => void = BOARD.uses.direction
  ? digitalPulse.bind(null, BOARD.serial.direction, 1)
  : (undefined as never);

/** Sends bytes; a frame longer than the board's transmit buffer blocks the interpreter for the rest. */
export const writeBytes: (bytes: Uint8Array) => void = port.write.bind(port);
