/**
 * The slaves on the hostile line, written without anything of the host. Every unit answers in the order in which it was asked, as real ones do, and
 * keeps a record of every question that it answered: the oracle judges by that record and by nothing that the bus says.
 */
import { crc16 } from '../../host/bus/crc-reference.js';

/** A question as the slave understood it. */
export interface Question {
  readonly code: number;
  readonly address: number;
  readonly quantity: number;
  /** Words of a write. */
  readonly words: readonly number[];
}

/** The word of a register at the moment of one question: it differs with unit, table, address and the number of the question. */
export function wordAt(unit: number, code: number, address: number, serial: number): number {
  let x = Math.imul(unit * 256 + code, 0x9e3779b1) ^ Math.imul(address + 1, 0x85ebca6b) ^ Math.imul(serial + 1, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x27d4eb2f);
  return (x ^ (x >>> 13)) & 0xffff;
}

/** A frame with its CRC. */
export function framed(body: readonly number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.from([...body, crc & 0xff, crc >>> 8]);
}

/** Length of the request at the start of `bytes`, 0 while it is not known. */
export function requestLength(bytes: Uint8Array): number {
  if (bytes.length < 2) return 0;
  if (bytes[1] !== 16) return 8;
  return bytes.length < 7 ? 0 : 9 + (bytes[6] ?? 0);
}

/** One unit: turns requests into replies and remembers the questions. */
export class HostileSlave {
  readonly unit: number;
  /** Questions by number, from 1 on; what is long past is forgotten. */
  readonly #questions = new Map<number, Question>();
  #serial = 0;

  constructor(unit: number) {
    this.unit = unit;
  }

  /** Number of the last question. */
  get serial(): number {
    return this.#serial;
  }

  /** A question by its number. */
  question(serial: number): Question | undefined {
    return this.#questions.get(serial);
  }

  /** Answers a request frame; `exception`: with that exception instead. */
  answer(request: Uint8Array, exception: number): Uint8Array {
    const [unit = 0, code = 0] = request;
    const word = (at: number): number => ((request[at] ?? 0) << 8) | (request[at + 1] ?? 0);
    const [address, quantity] = [word(2), word(4)];
    const words = code === 16 ? Array.from({ length: quantity }, (_, k) => word(7 + 2 * k)) : [];
    const serial = ++this.#serial;
    if (exception > 0) return framed([unit, code | 0x80, exception]);
    this.#questions.set(serial, { code, address, quantity, words });
    this.#questions.delete(serial - 1000);
    if (code === 16) return framed([unit, code, request[2] ?? 0, request[3] ?? 0, request[4] ?? 0, request[5] ?? 0]);
    const values = Array.from({ length: quantity }, (_, k) => wordAt(unit, code, address + k, serial));
    return framed([unit, code, 2 * quantity, ...values.flatMap((value) => [value >> 8, value & 0xff])]);
  }
}
