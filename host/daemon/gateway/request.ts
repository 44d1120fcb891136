/**
 * A request of a foreign master, looked at before it reaches the line: whole, of a function that passes the gateway, and what it would change.
 * Modbus Application Protocol V1.1b3, section 6.
 */

/** Exception codes that the gateway gives by itself (V1.1b3, section 7). */
export const EXCEPTION = { function: 1, address: 2, value: 3, failure: 4, busy: 6, pathUnavailable: 10, targetSilent: 11 } as const;

/** What is written, in numbers of its own kind: registers, coils, or files. */
export interface Change {
  readonly kind: 'register' | 'coil' | 'file';
  readonly from: number;
  readonly count: number;
}

/** A request that is whole. */
export interface GatewayRequest {
  readonly code: number;
  /** What it changes; empty for one that only reads. */
  readonly changes: readonly Change[];
}

/** The 16-bit number at a place of a PDU. */
export const word = (pdu: Uint8Array, at: number): number => ((pdu[at] ?? 0) << 8) | (pdu[at + 1] ?? 0);
const change = (kind: Change['kind'], from: number, count: number): Change[] => [{ kind, from, count }];

/** Sub-functions of function 8 that change nothing: echo, diagnostic register, counters (V1.1b3, 6.8). */
const HARMLESS_DIAGNOSTICS = new Set([0, 2, 11, 12, 13, 14, 15, 16, 17, 18]);
/** Device identification, the one kind of function 43 that passes (V1.1b3, 6.21). */
const IDENTIFICATION = 14;
/** Bytes of a group of function 21 before its registers: reference type, file, record, length. */
const GROUP_HEAD = 7;

/** Files that a write of file records touches, one change a group; undefined when the groups do not fill the request. */
function fileChanges(pdu: Uint8Array): Change[] | undefined {
  const changes: Change[] = [];
  let at = 2;
  while (at + GROUP_HEAD <= pdu.length) {
    changes.push({ kind: 'file', from: word(pdu, at + 1), count: 1 });
    at += GROUP_HEAD + 2 * word(pdu, at + 5);
  }
  return at === pdu.length && changes.length > 0 ? changes : undefined;
}

interface Shape {
  /** Bytes of the whole request. */
  readonly length: (pdu: Uint8Array) => number;
  readonly changes?: (pdu: Uint8Array) => Change[] | undefined;
}
const fixed = (length: number, changes?: Shape['changes']): Shape => ({ length: () => length, ...(changes ? { changes } : {}) });

/** Functions that pass. What a function would do that is not here, the gateway cannot know. */
const SHAPES: Readonly<Record<number, Shape>> = {
  1: fixed(5),
  2: fixed(5),
  3: fixed(5),
  4: fixed(5),
  5: fixed(5, (pdu) => change('coil', word(pdu, 1), 1)),
  6: fixed(5, (pdu) => change('register', word(pdu, 1), 1)),
  7: fixed(1),
  8: fixed(5),
  11: fixed(1),
  12: fixed(1),
  15: { length: (pdu) => 6 + (pdu[5] ?? 0), changes: (pdu) => change('coil', word(pdu, 1), word(pdu, 3)) },
  16: { length: (pdu) => 6 + (pdu[5] ?? 0), changes: (pdu) => change('register', word(pdu, 1), word(pdu, 3)) },
  17: fixed(1),
  20: { length: (pdu) => 2 + (pdu[1] ?? 0) },
  21: { length: (pdu) => 2 + (pdu[1] ?? 0), changes: fileChanges },
  22: fixed(7, (pdu) => change('register', word(pdu, 1), 1)),
  23: { length: (pdu) => 10 + (pdu[9] ?? 0), changes: (pdu) => change('register', word(pdu, 5), word(pdu, 7)) },
  24: fixed(3),
  43: fixed(4),
};

/** Functions that write. */
export const WRITING = Object.entries(SHAPES).flatMap(([code, shape]) => (shape.changes ? Number(code) : []));

/** The request in a PDU, or the exception that it gets without any device being asked. */
export function requestOf(pdu: Uint8Array): GatewayRequest | number {
  const code = pdu[0] ?? 0;
  const shape = SHAPES[code];
  if (!shape) return EXCEPTION.function;
  if (code === 8 && !HARMLESS_DIAGNOSTICS.has(word(pdu, 1))) return EXCEPTION.function;
  if (code === 43 && pdu[1] !== IDENTIFICATION) return EXCEPTION.function;
  if (pdu.length !== shape.length(pdu)) return EXCEPTION.value;
  const changes = shape.changes ? shape.changes(pdu) : [];
  return changes ? { code, changes } : EXCEPTION.value;
}
