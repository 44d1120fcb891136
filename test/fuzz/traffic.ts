/**
 * What the fuzzer puts on the line: garbage, damaged and truncated requests, nonsense with a good CRC, other units' conversations, several of
 * them merged; cut into pieces anywhere, with pauses of any length in between.
 */
import { withCrc } from '../../host/bus/crc.js';
import type { Dice } from './dice.js';

export const KINDS = [
  'noise',
  'likelyNoise',
  'bitFlips',
  'truncated',
  'padded',
  'wrongLength',
  'nonsense',
  'foreign',
  'broadcastRead',
  'write',
  'merged',
] as const;
export type Kind = (typeof KINDS)[number];

/** One burst on the line. */
export interface Burst {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
  /** Ends of the pieces; the last one is the length. */
  readonly cuts: readonly number[];
  /** Silence before the burst and between its pieces, ms. */
  readonly silenceMs: number;
  readonly gapMs: number;
}

/** Bytes that look like this slave's own traffic find more than evenly spread ones do. */
const LIKELY = [0, 0, 1, 1, 1, 3, 4, 6, 8, 15, 16, 17, 20, 22, 23, 43, 64, 128, 247, 255];
/** Addresses at the edges of the areas of the map. */
const EDGES = [
  0, 1, 15, 25, 59, 60, 63, 64, 99, 100, 191, 199, 200, 263, 264, 300, 421, 422, 999, 1000, 1010, 1019, 1020, 1021, 1999, 2000, 2012, 2015, 2016,
  2118, 2125, 2126, 2127,
];
const MORE_EDGES = [39999, 40000, 40001, 40069, 40070, 40133, 40134, 40204, 40205, 40254, 65280, 65534, 65535];
/** t3.5 at 19200 Bd with 11 bits is 2.005 ms; a leftover is dropped after 50 ms. */
const SILENCES = [0, 0, 1, 2.1, 2.1, 2.1, 5, 20, 49, 60];
const MOST = 256;

const high = (word: number): number => (word >> 8) & 255;

function address(dice: Dice): [number, number] {
  const at = dice.below(4) ? dice.of(dice.below(2) ? EDGES : MORE_EDGES) : dice.below(65536);
  return [high(at), at & 255];
}

function quantity(dice: Dice): [number, number] {
  const n = dice.of([0, 1, 2, 3, 8, 60, 123, 124, 125, 126, 255, 256, 1968, 1969, 2000, 2001, 65535, dice.below(65536)]);
  return [high(n), n & 255];
}

/** Function and data of a request; its fields may be anything. */
function request(dice: Dice): number[] {
  const fc = dice.below(5) ? dice.of([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43]) : dice.between(0, 127);
  const counted = (most: number): number[] => {
    const n = dice.below(most);
    return [n, ...dice.bytes(n)];
  };
  switch (fc) {
    case 7:
    case 11:
    case 12:
    case 17:
      return [fc];
    case 15:
    case 16:
      return [fc, ...address(dice), ...quantity(dice), ...counted(60)];
    case 20:
    case 21:
      return [fc, ...counted(60)];
    case 22:
      return [fc, ...address(dice), ...dice.bytes(4)];
    case 23:
      return [fc, ...address(dice), ...quantity(dice), ...address(dice), ...quantity(dice), ...counted(40)];
    case 24:
      return [fc, ...address(dice)];
    case 43:
      return [fc, dice.of([13, 14, 14]), dice.below(6), dice.of([0, 1, 2, 3, 128, 255])];
    default:
      return [fc, ...address(dice), ...quantity(dice)];
  }
}

/** A good frame for `unit`. */
const framed = (unit: number, pdu: readonly number[]): Uint8Array => withCrc(Uint8Array.of(unit, ...pdu.slice(0, 253)));

/**
 * True for a request that may move something: such nonsense would change what the probes expect. Writes of every function, to the mailbox above
 * all; listen-only and restart of the communication.
 */
const moves = (pdu: readonly number[]): boolean => [5, 6, 8, 15, 16, 21, 22, 23].includes(pdu[0] ?? 0);

/** A request with a good CRC that moves nothing. */
function harmless(dice: Dice): number[] {
  for (;;) {
    const pdu = request(dice);
    if (!moves(pdu)) return pdu;
  }
}

/** A write with a good CRC that starts nothing: neither mailbox nor switches, and no order to fall silent. */
function write(dice: Dice): number[] {
  const at = dice.of([1020, 2000, 2012, 2015, 2016, 2050, 2118, 2125, 2126, 3000, 39999, 65535, dice.between(2000, 2130)]);
  const word = (): number[] => [...dice.bytes(2)];
  const words = dice.below(20);
  const body = Array.from({ length: words }, word).flat();
  switch (dice.of([6, 8, 15, 16, 16, 21, 22, 23])) {
    case 6:
      return [6, high(at), at & 255, ...word()];
    case 8:
      return [8, 0, dice.of([0, 1, 2, 3, 5, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 255]), ...(dice.below(2) ? [0, 0] : word())];
    case 15:
      return [15, 0xff, dice.below(256), 0, dice.below(20), words, ...body.slice(0, words)];
    case 16:
      return [16, high(at), at & 255, 0, dice.below(4) ? words : dice.below(130), 2 * words, ...body];
    case 21:
      return [21, 2 * words + 7, 6, 0, dice.below(8), ...word(), 0, words, ...body];
    case 22:
      return [22, high(at), at & 255, ...word(), ...word()];
    default:
      return [23, ...address(dice), ...quantity(dice), high(at), at & 255, 0, words, 2 * words, ...body];
  }
}

/** A frame with bits turned over until its CRC is wrong. */
function flipped(dice: Dice, frame: Uint8Array): Uint8Array {
  const bytes = frame.slice();
  // Up to three bits in 256 bytes are always noticed by the CRC.
  const places = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.below(bytes.length * 8)));
  for (const bit of places) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes;
}

/** A request and, most times, the reply of another unit, with this unit's address all over it. */
function foreign(dice: Dice, unit: number): Uint8Array {
  const other = dice.below(5) ? 1 + ((unit + dice.below(246)) % 247) : dice.between(248, 255);
  const filling = (most: number): number[] => Array.from({ length: dice.below(most) }, () => (dice.below(2) ? unit : dice.of(LIKELY)));
  // Every third body holds a whole request for this unit, which must stay a part of it.
  const body = dice.below(3) ? filling(120) : [...filling(60), ...framed(unit, request(dice)).slice(0, 100), ...filling(60)];
  const reply = framed(other, [dice.of([3, 4]), body.length, ...body]);
  return dice.below(3) ? reply : framed(other, request(dice));
}

function content(kind: Kind, dice: Dice, unit: number): Uint8Array {
  switch (kind) {
    case 'noise':
      return dice.bytes(dice.between(1, 300));
    case 'likelyNoise':
      return Uint8Array.from({ length: dice.between(1, 80) }, () => (dice.below(3) ? dice.of(LIKELY) : dice.below(2) ? unit : dice.below(256)));
    case 'bitFlips':
      return flipped(dice, framed(unit, request(dice)));
    case 'truncated': {
      const frame = framed(dice.of([unit, unit, 0]), request(dice));
      return frame.slice(0, dice.between(1, frame.length - 1));
    }
    case 'padded':
      return Uint8Array.from([...flipped(dice, framed(unit, request(dice))), ...dice.bytes(dice.between(1, 20))]);
    case 'wrongLength': {
      const frame = framed(unit, harmless(dice)).slice(0, -2);
      const at = dice.below(2) ? frame.length : Math.max(2, frame.length - 1 - dice.below(4));
      return framed(unit, [...frame.slice(1, at), ...(dice.below(2) ? dice.bytes(dice.between(1, 8)) : [])]);
    }
    case 'nonsense':
      return framed(unit, harmless(dice));
    case 'foreign':
      return foreign(dice, unit);
    case 'broadcastRead':
      return framed(0, harmless(dice));
    case 'write':
      return framed(dice.below(4) ? unit : 0, write(dice));
    case 'merged': {
      const parts = Array.from({ length: dice.between(2, 4) }, () => content(dice.of(KINDS.slice(0, -1)), dice, unit));
      return Uint8Array.from(parts.flatMap((part) => [...part])).slice(0, 3 * MOST);
    }
  }
}

/** Ends of pieces: in one go, byte by byte, or anywhere. */
function pieces(dice: Dice, length: number): number[] {
  const way = dice.below(4);
  if (way === 0) return [length];
  if (way === 1) return Array.from({ length }, (_, i) => i + 1);
  const cuts = Array.from({ length: dice.between(1, 5) }, () => dice.between(1, length));
  return [...new Set([...cuts, length])].sort((a, b) => a - b);
}

/** A burst for the slave at `unit`. */
export function burst(dice: Dice, unit: number): Burst {
  const kind = dice.of(KINDS);
  const bytes = content(kind, dice, unit);
  // What another unit says has no gap of 1.5 characters.
  return {
    kind,
    bytes,
    cuts: pieces(dice, bytes.length),
    silenceMs: dice.of(kind === 'foreign' ? [2.1, 5, 60] : SILENCES),
    gapMs: dice.of(kind === 'foreign' ? [0, 0.6] : [0, 0.6, 0.6, 2]),
  };
}
