/**
 * The hostile line between bus and slaves. What it does to each reply is drawn from a seeded generator. It keeps to what a physical line can do: a unit
 * answers in order, a repeated frame follows the first one at once, and damage that happens to have a right CRC, which no receiver could tell, is drawn
 * again and counted.
 */
import { crc16 } from '../../host/bus/crc-reference.js';
import type { Random } from './random.js';
import { framed, HostileSlave, requestLength } from './slave.js';

/** What may happen to a reply, and how often, of a thousand. The rest is answered as it should be. */
export const FAULTS = {
  silence: 25,
  late: 30,
  veryLate: 8,
  duplicate: 25,
  noiseBefore: 25,
  noiseAfter: 15,
  noiseOnly: 10,
  flippedBits: 25,
  burst: 15,
  garbled: 15,
  half: 15,
  lateTail: 10,
  pieces: 30,
  foreignBefore: 15,
  foreignOnly: 8,
  localEcho: 15,
  exception: 15,
  babble: 1,
  unplug: 3,
} as const;
export type FaultName = keyof typeof FAULTS;

/** Times of a line, ms. */
export interface LineTimes {
  /** Deadline of the bus and its silence after failures. */
  readonly timeoutMs: number;
  readonly silenceMs: number;
}

/** Unit that never answers, and one that is late every other time. */
const DEAD_UNIT = 9;
const SLOW_UNIT = 8;
export const GOOD_UNITS = [1, 2, 3];
export const UNITS = [...GOOD_UNITS, SLOW_UNIT, DEAD_UNIT];

/** One hostile line. `send`: bytes towards the bus; `unplug`: ends the connection. */
export class HostileLine {
  readonly slaves = new Map(UNITS.filter((unit) => unit !== DEAD_UNIT).map((unit): [number, HostileSlave] => [unit, new HostileSlave(unit)]));
  readonly counts = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0])) as Record<FaultName, number>;
  /** Damaged frames that had a right CRC by chance and were drawn again. */
  invisible = 0;
  send: (bytes: Uint8Array) => void = () => undefined;
  unplug: () => void = () => undefined;
  readonly #random: Random;
  readonly #times: LineTimes;
  /** Answers that a unit still has to send, in order: none overtakes another. */
  readonly #owed = new Map<number, { readonly at: number; readonly pieces: readonly Uint8Array[] }[]>();
  #received = new Uint8Array(0);
  #closed = false;

  constructor(random: Random, times: LineTimes) {
    this.#random = random;
    this.#times = times;
  }

  /** Bytes from the bus. A new connection starts with an empty buffer; the answers that are under way come all the same. */
  receive(bytes: Uint8Array): void {
    this.#received = Uint8Array.from([...this.#received, ...bytes]);
    for (;;) {
      const length = requestLength(this.#received);
      if (length === 0 || this.#received.length < length) return;
      const request = this.#received.slice(0, length);
      this.#received = this.#received.slice(length);
      if (crc16(request.subarray(0, -2)) !== (request.at(-2) ?? 0) + 256 * (request.at(-1) ?? 0))
        throw new Error('the bus sent a frame with a wrong CRC');
      this.#serve(request);
    }
  }

  /** Forgets half a request: the connection is another one. */
  reconnected(): void {
    this.#received = new Uint8Array(0);
  }

  /** Sends nothing any more. */
  close(): void {
    this.#closed = true;
  }

  #draw(): FaultName | undefined {
    let left = this.#random.next() * 1000;
    for (const [name, share] of Object.entries(FAULTS)) if ((left -= share) < 0) return name as FaultName;
    return undefined;
  }

  #serve(request: Uint8Array): void {
    const unit = request[0] ?? 0;
    const slave = this.slaves.get(unit);
    if (!slave) return;
    const fault = unit === SLOW_UNIT && this.#random.next() < 0.5 ? 'late' : this.#draw();
    if (fault) this.counts[fault]++;
    const { timeoutMs, silenceMs } = this.#times;
    if (fault === 'localEcho') this.#emit([request]);
    const reply = slave.answer(request, fault === 'exception' ? 4 + 2 * this.#random.whole(0, 1) : 0);
    switch (fault) {
      case 'late':
        return this.#answer(unit, [reply], timeoutMs + this.#random.next() * 2 * silenceMs);
      case 'veryLate':
        return this.#answer(unit, [reply], timeoutMs + silenceMs * (2 + 8 * this.#random.next()));
      case 'lateTail': {
        const cut = this.#random.whole(1, reply.length - 1);
        this.#answer(unit, [reply.subarray(0, cut)], 0);
        return this.#answer(unit, [reply.subarray(cut)], timeoutMs + this.#random.next() * 2 * silenceMs);
      }
      case 'unplug':
        this.#answer(unit, [reply], this.#random.next() * timeoutMs);
        setTimeout(() => this.unplug(), this.#random.next() * timeoutMs);
        return;
      case 'babble':
        for (let ms = 0; ms < 4 * silenceMs; ms += silenceMs / 4) setTimeout(() => this.#emit([this.#noise()]), ms);
        return;
      default:
        return this.#answer(unit, this.#bent(fault, reply), this.#random.next() < 0.1 ? this.#random.next() * timeoutMs * 0.5 : 0);
    }
  }

  #noise(): Uint8Array {
    return this.#random.bytes(this.#random.whole(1, 40));
  }

  /** What goes out in place of a reply, piece by piece. */
  #bent(fault: FaultName | undefined, reply: Uint8Array): Uint8Array[] {
    const random = this.#random;
    switch (fault) {
      case 'silence':
        return [];
      case 'duplicate':
        return random.next() < 0.5 ? [Uint8Array.from([...reply, ...reply])] : [reply, reply];
      case 'noiseBefore':
        return random.next() < 0.5 ? [Uint8Array.from([...this.#noise(), ...reply])] : [this.#noise(), reply];
      case 'noiseAfter':
        return random.next() < 0.5 ? [Uint8Array.from([...reply, ...this.#noise()])] : [reply, this.#noise()];
      case 'noiseOnly':
        return [this.#noise()];
      case 'flippedBits':
      case 'burst':
      case 'garbled':
        return [this.#damaged(fault, reply)];
      case 'half':
        return [reply.subarray(0, random.whole(1, reply.length - 1))];
      case 'pieces':
        return Array.from(reply, (byte) => Uint8Array.of(byte));
      case 'foreignBefore':
        return [framed([random.whole(100, 200), 4, 2, 0, 7]), reply];
      case 'foreignOnly':
        return [framed([random.whole(100, 200), reply[1] ?? 4, ...reply.subarray(2, -2)])];
      default:
        return [reply];
    }
  }

  /** A reply with damage that its CRC shows. */
  #damaged(kind: 'flippedBits' | 'burst' | 'garbled', reply: Uint8Array): Uint8Array {
    for (;;) {
      const bytes = reply.slice();
      const flip = (bit: number): void => void (bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      const first = this.#random.whole(0, 8 * bytes.length - 1);
      if (kind === 'flippedBits') for (let k = this.#random.whole(1, 3); k > 0; k--) flip(this.#random.whole(0, 8 * bytes.length - 1));
      else if (kind === 'burst')
        for (let k = 0; k < 16 && first + k < 8 * bytes.length; k++) if (k === 0 || this.#random.next() < 0.5) flip(first + k);
      if (kind === 'garbled') bytes.set(this.#random.bytes(Math.min(this.#random.whole(3, 30), bytes.length - (first >> 3))), first >> 3);
      if (bytes.every((byte, k) => byte === reply[k])) continue;
      if (crc16(bytes.subarray(0, -2)) !== (bytes.at(-2) ?? 0) + 256 * (bytes.at(-1) ?? 0)) return bytes;
      this.invisible++;
    }
  }

  /** Sends an answer of a unit after `delayMs`, behind everything that it still has to send. */
  #answer(unit: number, pieces: readonly Uint8Array[], delayMs: number): void {
    const owed = this.#owed.get(unit) ?? [];
    if (owed.length === 0 && delayMs <= 0) return this.#emit(pieces);
    this.#owed.set(unit, owed);
    if (owed.push({ at: performance.now() + delayMs, pieces }) === 1) this.#pay(owed);
  }

  #pay(owed: { readonly at: number; readonly pieces: readonly Uint8Array[] }[]): void {
    const first = owed[0];
    if (!first) return;
    setTimeout(() => {
      owed.shift();
      this.#emit(first.pieces);
      this.#pay(owed);
    }, first.at - performance.now());
  }

  #emit(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) if (!this.#closed) this.send(piece);
  }
}
