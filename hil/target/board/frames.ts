/**
 * Lines between the bench and a real board, both ways: a letter for the kind, text, four hexadecimal digits of the CRC-32, a new line.
 *
 * Printable characters only: the byte 3 would be Ctrl-C to an interpreter that has just restarted and listens to its console.
 */
import { crc32 } from 'node:zlib';
import { ASK_END, ASK_INPUTS, ASK_SUPPLY, SAY_ALIVE, SAY_OUTPUTS, SAY_STARTED } from '../../stimulus/letters.js';

/** From the bench: levels of the inputs, bytes for the RS-485 port, start anew, end, trouble, supply of the controller. */
export const ASK = { inputs: ASK_INPUTS, line: 'm', restart: 'r', end: ASK_END, trouble: 't', supply: ASK_SUPPLY } as const;
/** From the board: it has started, outputs, bytes from the RS-485 port, its settings, alive, error. */
export const SAY = { started: SAY_STARTED, outputs: SAY_OUTPUTS, line: 'm', port: 's', alive: SAY_ALIVE, error: 'e' } as const;

/** Digits of the check. */
const CHECK_DIGITS = 4;
/** Longest line that is kept while its end has not come, characters. */
const LONGEST = 4096;
const XON = 0x11;
const XOFF = 0x13;
const NEW_LINE = 0x0a;

/** One line without its check. */
export interface Frame {
  readonly kind: string;
  readonly text: string;
}

function check(line: string): string {
  return (crc32(line) & 0xffff).toString(16).padStart(CHECK_DIGITS, '0');
}

/** A line as it is sent. `text` must be printable. */
export function frame(kind: string, text: string): Uint8Array {
  const line = kind + text;
  return Buffer.from(`${line}${check(line)}\n`, 'latin1');
}

/** Takes lines out of a stream. */
export class FrameReader {
  /** Lines that were cut or changed on the way, or that no prelude sent. */
  damaged = 0;
  private open = '';

  /** Whole lines among what has come so far. */
  push(bytes: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (const byte of bytes) {
      if (byte === XON || byte === XOFF || byte === 0x0d) continue;
      if (byte !== NEW_LINE) {
        if (this.open.length < LONGEST) this.open += String.fromCharCode(byte);
        continue;
      }
      const line = this.open.slice(0, -CHECK_DIGITS);
      if (line.length > 0 && check(line) === this.open.slice(-CHECK_DIGITS)) frames.push({ kind: line.charAt(0), text: line.slice(1) });
      else if (this.open !== '') this.damaged++;
      this.open = '';
    }
    return frames;
  }
}
