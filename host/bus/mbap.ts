/**
 * The header of Modbus TCP (Modbus Messaging on TCP/IP V1.0b, 3.1.3): transaction, protocol 0, length, then unit and PDU.
 */

const HEADER = 6;
/** Unit and PDU: 2..254 bytes. */
const SHORTEST = 2;
const LONGEST = 254;

/** One message of Modbus TCP: transaction number, and unit followed by PDU. */
export interface MbapMessage {
  readonly transaction: number;
  readonly body: Uint8Array;
}

/** Puts the header before `body` (unit, PDU). */
export function wrapMbap(transaction: number, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(HEADER + body.length);
  message.set([transaction >>> 8, transaction & 0xff, 0, 0, body.length >>> 8, body.length & 0xff]);
  message.set(body, HEADER);
  return message;
}

/** Cuts a TCP stream into messages. */
export class MbapReader {
  #buffer = new Uint8Array(0);

  /** Takes bytes, returns the messages that are complete; `undefined` when the stream is not Modbus TCP and must be closed. */
  push(bytes: Uint8Array): MbapMessage[] | undefined {
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    const messages: MbapMessage[] = [];
    let at = 0;
    while (joined.length - at >= HEADER) {
      const word = (offset: number): number => ((joined[at + offset] ?? 0) << 8) | (joined[at + offset + 1] ?? 0);
      const length = word(4);
      if (word(2) !== 0 || length < SHORTEST || length > LONGEST) return undefined;
      if (joined.length - at < HEADER + length) break;
      messages.push({ transaction: word(0), body: joined.slice(at + HEADER, at + HEADER + length) });
      at += HEADER + length;
    }
    this.#buffer = joined.slice(at);
    return messages;
  }
}
