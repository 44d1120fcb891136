/**
 * What a conformance vector is: requests in their order, each with the answer that the specification asks for, and where it asks for it.
 *
 * Source of every row: Modbus Application Protocol V1.1b3 ("MAP") and Modbus over Serial Line V1.02 ("MSL").
 */
import { withCrc } from '../bus/crc.js';

/** Function code and data of a frame: no address, no CRC. */
export type Pdu = readonly number[];

/** What must come back. */
export type Answer =
  | { readonly kind: 'pdu'; readonly pdu: Pdu }
  /** The function code with its highest bit set, and this code (MAP, section 7). */
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'silence' }
  /** These frames one after another, each from this unit. */
  | { readonly kind: 'frames'; readonly pdus: readonly Pdu[] }
  /** A good frame that `judge` finds right; `what` says in words what it must be. */
  | { readonly kind: 'judged'; readonly what: string; readonly judge: (reply: Pdu, earlier: readonly Pdu[]) => boolean };

/** One request and its answer. */
export interface Step {
  /** Silence before it, ms; for what takes longer than an answer. */
  readonly pauseMs?: number;
  /** Bytes as they go on the line, CRC and all. `earlier`: the replies to the steps before, empty where there was none. */
  readonly send: (unit: number, earlier: readonly Pdu[]) => Uint8Array;
  readonly answer: Answer | ((earlier: readonly Pdu[]) => Answer);
}

/** One line of the specification, tried on a device. Every vector leaves the device as it found it. */
export interface Vector {
  /** `function 3: quantity 126 is refused with exception 3`: unique. */
  readonly name: string;
  /** Function code that a device must have for this one; none for rules of the line. */
  readonly needs: number | undefined;
  /** Section of the specification. */
  readonly source: string;
  readonly steps: readonly Step[];
}

/** What the vectors need to know of a device. Addresses count from 0. */
export interface Device {
  /** Function codes that it claims; any other must answer exception 1. */
  readonly functions: readonly number[];
  /** A holding register that takes every value and moves nothing. */
  readonly free: number;
  /** Two parameters of one register side by side, each with two values in its range and one out of it. */
  readonly pair: {
    readonly address: number;
    readonly good: readonly [number, number];
    readonly better: readonly [number, number];
    readonly bad: number;
  };
  /** A 32-bit value in two holding registers. */
  readonly wide: number;
  /** A holding register that can be read and not written. */
  readonly readOnly: number;
  /** Register of the key of the commands that need one (docs/modbus.md). */
  readonly key: number;
  /** First register and number of registers of an area that can be read in one piece. */
  readonly holding: { readonly start: number; readonly count: number };
  readonly input: { readonly start: number; readonly count: number };
  /** How many coils can be read from 0 on; the first of two in a row that can be written and are off in a device at rest; one that only can be read. */
  readonly coils: { readonly count: number; readonly idle: number; readonly readOnly: number };
  /** How many discrete inputs there are from 0 on. */
  readonly discrete: { readonly count: number };
  /** Number of the file whose records are the registers of `holding`. */
  readonly parameterFile: number;
}

/** High and low byte of a word. */
export function word(value: number): [number, number] {
  return [(value >> 8) & 255, value & 255];
}

/** Word at `at` of a PDU. */
export function wordAt(pdu: Pdu, at: number): number {
  return (pdu[at] ?? 0) * 256 + (pdu[at + 1] ?? 0);
}

/** A frame with its CRC. */
export function frame(unit: number, pdu: Pdu): Uint8Array {
  return withCrc(Uint8Array.of(unit, ...pdu));
}

export const SILENCE: Answer = { kind: 'silence' };
export const exactly = (...pdu: number[]): Answer => ({ kind: 'pdu', pdu });
export const exception = (code: number): Answer => ({ kind: 'exception', code });
export const judged = (what: string, judge: (reply: Pdu, earlier: readonly Pdu[]) => boolean): Answer => ({ kind: 'judged', what, judge });

/** A request to the unit itself. */
export function ask(pdu: Pdu | ((earlier: readonly Pdu[]) => Pdu), answer: Step['answer']): Step {
  return { send: (unit, earlier) => frame(unit, typeof pdu === 'function' ? pdu(earlier) : pdu), answer };
}

/** A request to all units, which is never answered (MSL, 2.1). */
export function toAll(pdu: Pdu | ((earlier: readonly Pdu[]) => Pdu)): Step {
  return { send: (_unit, earlier) => frame(0, typeof pdu === 'function' ? pdu(earlier) : pdu), answer: SILENCE };
}

/** The same step after a silence. */
export function later(pauseMs: number, step: Step): Step {
  return { ...step, pauseMs };
}

/** Bytes of any kind. */
export function raw(bytes: (unit: number) => Uint8Array | readonly number[], answer: Answer): Step {
  return { send: (unit) => Uint8Array.from(bytes(unit)), answer };
}

/** A vector of a function. */
export function vector(needs: number | undefined, source: string, name: string, ...steps: Step[]): Vector {
  return { name: needs === undefined ? `line: ${name}` : `function ${needs}: ${name}`, needs, source, steps };
}
