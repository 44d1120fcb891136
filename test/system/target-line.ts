/** A target with its wires at rest and a master on its serial port, for tests that look at nothing but the line. */
import type { Target } from '../../hil/target/target.js';
import { quietInputs } from '../hil/target/samples.js';

/** Virtual time between two looks at the port, and from the last byte of a request to the end of the wait for an answer, ms. */
const LOOK_MS = 1;
const ANSWER_MS = 5;
/** Time of a character on the line as delivered, 19200 Bd with 11 bits, ms. */
const CHARACTER_MS = 11 / 19.2;

export class TargetLine {
  nowMs = 0;
  /** Places at which a request of `length` bytes is cut; pieces come a millisecond apart. */
  cuts: (length: number) => readonly number[] = () => [];
  private readonly inputs = quietInputs();

  /** Powers the target and lets it start. */
  constructor(readonly target: Target) {
    target.powerOn(0);
    this.run(3000, 50);
    target.transmitted();
    target.events();
  }

  /** Lets time pass. */
  run(ms: number, stepMs = LOOK_MS): void {
    for (const end = this.nowMs + ms; this.nowMs < end;) {
      this.target.present(this.nowMs, this.inputs);
      this.nowMs = Math.min(this.nowMs + stepMs, end);
      this.target.runTo(this.nowMs);
    }
  }

  pause(ms: number): void {
    this.run(ms);
  }

  /** Puts bytes on the line and gives what comes back; returns when that is off the line. */
  exchange(bytes: Uint8Array): Uint8Array {
    let from = 0;
    for (const to of [...this.cuts(bytes.length), bytes.length]) {
      if (from > 0) this.run(LOOK_MS);
      this.target.receive(this.nowMs, bytes.subarray(from, to));
      from = to;
    }
    this.run(ANSWER_MS);
    const answer: number[] = [];
    for (let piece = this.target.transmitted(); piece.length > 0; piece = this.target.transmitted()) {
      answer.push(...piece);
      this.run(Math.ceil(piece.length * CHARACTER_MS));
    }
    return Uint8Array.from(answer);
  }
}
