/**
 * Other units on the line, and the requests to them: one exchange after the other, as close as the pauses between frames allow.
 *
 * It is the same master that asks all units, so a request of the bench's own master waits for the end of an exchange and then goes first.
 */
import { withCrc } from '../../host/bus/crc.js';
import { Dice } from './dice.js';
import type { LinePort, SerialLine, Talker } from './serial-line.js';

/** Most registers that a unit is asked for. */
const MOST_REGISTERS = 60;
const READ_INPUT = 4;

/** What went between the other units and their master. */
export interface TrafficCounters {
  exchanges: number;
  characters: number;
}

export class Traffic implements Talker {
  nextMs = 0;
  readonly counters: TrafficCounters = { exchanges: 0, characters: 0 };
  private readonly asking: LinePort;
  private readonly answering: LinePort;
  private readonly dice = new Dice(0x1234567);
  private reply: Uint8Array | undefined;
  private turn = 0;

  /** @param units addresses that are asked in turn. */
  constructor(
    private readonly line: SerialLine,
    private readonly units: readonly number[],
    private readonly masterIsBusy: () => boolean,
  ) {
    this.asking = line.join('unit');
    this.answering = line.join('unit');
    line.add(this);
  }

  act(nowMs: number): void {
    const { line } = this;
    if (this.reply !== undefined) {
      this.nextMs = this.answering.send(nowMs, this.reply);
      this.counters.characters += this.reply.length;
      this.counters.exchanges++;
      this.reply = undefined;
      return;
    }
    line.taken = false;
    if (line.wanted || this.masterIsBusy()) {
      line.wanted = false;
      this.nextMs = nowMs + YIELD_MS;
      return;
    }
    line.taken = true;
    const unit = this.units[this.turn++ % this.units.length] ?? 0;
    const count = 1 + (this.dice.next() % MOST_REGISTERS);
    const request = withCrc(Uint8Array.of(unit, READ_INPUT, this.dice.byte(), this.dice.byte(), 0, count));
    this.reply = withCrc(Uint8Array.of(unit, READ_INPUT, 2 * count, ...Array.from({ length: 2 * count }, () => this.value())));
    this.nextMs = this.asking.send(nowMs, request);
    this.counters.characters += request.length;
  }

  /** Bytes as registers have them: many small numbers, so that addresses of units turn up all the time. */
  private value(): number {
    return this.dice.share() < 0.5 ? this.dice.next() % 8 : this.dice.byte();
  }
}

/** Room that is left to the bench's own master: it looks at the line once per step of the plant, ms. */
const YIELD_MS = 10;
