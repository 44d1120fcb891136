/**
 * A commissioned controller under fire, and what must hold whatever the line brings: nothing thrown, no restart, no alarm; no answer and no
 * change without a valid frame; every answer a good one; the next valid frame answered.
 */
import { boot, commission } from '../../hil/rig/commission.js';
import { Bench } from '../../hil/scenario/bench.js';
import { crcMatches, withCrc } from '../../host/bus/crc.js';
import { replyLength } from '../../host/bus/rtu.js';
import type { Target } from '../../hil/target/target.js';
import type { Burst } from './traffic.js';

const UNIT = 1;
const PLANT = { temperature: 40, ambient: 25 };
const STEP_MS = 50;
/** Time of a character on the line as delivered, 19200 Bd with 11 bits; t3.5 of it; silence that ends every leftover, ms. */
const CHARACTER_MS = 11 / 19.2;
const T35_MS = 3.5 * CHARACTER_MS;
const LEFTOVER_MS = 55;
/** Time from the end of a request to its answer: twice t3.5 at most, three times where a tick begins, ms. */
const ANSWER_MS = 6.5;
/** Kinds of bursts that hold no request for this unit but by chance: the probe comes right behind the silence of 3.5 characters. */
const UNANSWERED: readonly Burst['kind'][] = ['noise', 'likelyNoise', 'bitFlips', 'truncated', 'foreign'];
/** Characters that come in during a tick of 35 ms. */
const BUSY_CHARACTERS = 60;
/** Bytes of the line that are kept to look for valid frames: three of the longest. */
const KEPT_BYTES = 1024;

/** Requests whose answers stand still in a controller at rest: control area, parameters, state and last command, alarms. */
const PROBES: readonly Uint8Array[] = [
  [3, 3, 232, 0, 21],
  [3, 7, 208, 0, 60],
  [3, 8, 12, 0, 60],
  [4, 0, 8, 0, 2],
  [4, 0, 12, 0, 12],
  [4, 0, 25, 0, 1],
].map((pdu) => withCrc(Uint8Array.of(UNIT, ...pdu)));

/** A reply that a probe got when all was well. */
type Baseline = readonly string[];

/** What was seen while bursts were played. */
export interface Tally {
  bursts: number;
  bytes: number;
  /** Valid frames for this unit that a burst held, by intention or by chance; answers to bursts; probes. */
  answers: number;
  probes: number;
  /** Probes t3.5 after a burst that were not answered, and were after 50 ms of silence: a tick had hidden the silence. */
  hidden: number;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** CRC-16 of Modbus after one more byte: 0 behind a frame with a good CRC. */
function step(crc: number, byte: number): number {
  let c = crc ^ byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >> 1) ^ 0xa001 : c >> 1;
  return c;
}

export class Subject {
  readonly tally: Tally = { bursts: 0, bytes: 0, answers: 0, probes: 0, hidden: 0 };
  nowMs: number;
  private readonly bench: Bench;
  private nextStepMs: number;
  private baseline: Baseline;
  private next = 0;
  /** 0x55 is no address of interest. */
  private readonly line = new Uint8Array(KEPT_BYTES).fill(0x55);

  /** Commissions the controller of a board and leaves it cold and at rest. */
  constructor(readonly target: Target) {
    const bench = new Bench(target, { plant: PLANT, stepMs: STEP_MS });
    bench.power(true);
    boot(bench);
    commission(bench, PLANT);
    bench.master.silent = true;
    while (!bench.master.idle) bench.step();
    this.bench = bench;
    this.nowMs = bench.nowMs;
    this.nextStepMs = bench.nowMs;
    this.pass(3000);
    target.transmitted();
    target.events();
    this.baseline = this.look();
  }

  /** Plays a burst and judges what followed; the complaint in words, empty when there is none. */
  play(burst: Burst): string {
    const { tally } = this;
    tally.bursts++;
    tally.bytes += burst.bytes.length;
    this.pass(burst.silenceMs);
    const heard = this.put(burst.bytes, burst.cuts, burst.gapMs, UNANSWERED.includes(burst.kind) ? 0 : ANSWER_MS);
    const inside = burst.kind === 'foreign' && heard.length > 0 ? `answered ${hex(heard)} to what another unit says` : '';
    const complaint = inside || this.judgeAnswers(heard) || this.judgeEvents();
    if (complaint) return complaint;
    if (burst.kind === 'write' || burst.kind === 'merged') {
      this.pass(LEFTOVER_MS);
      // Whether a write was right is for the vectors; here it must only be answered well and leave the controller alive.
      this.baseline = this.look();
      return this.baseline.every((reply) => reply.length > 10) ? this.judgeEvents() : `no answer to a probe after a ${burst.kind}`;
    }
    return this.probe(tally.bursts) || this.judgeEvents();
  }

  /** Controller alarms that are active now: none in a sound one. */
  alarms(): string {
    return this.reply(PROBES[4] ?? new Uint8Array(0));
  }

  /** Lets time pass: the plant moves in steps of its own. */
  private pass(ms: number): void {
    const until = this.nowMs + ms;
    const { bench, target } = this;
    while (this.nextStepMs <= until) {
      target.runTo(this.nextStepMs);
      bench.plant.step(STEP_MS, target.outputs);
      target.present(this.nextStepMs, bench.plant.inputs);
      this.nextStepMs += STEP_MS;
    }
    this.nowMs = until;
  }

  /**
   * Puts bytes on the line at its speed, every piece when its last byte is there; what came back until it is off the line. Several characters come at
   * once only from an interpreter that was busy while they came in, no longer than a tick is.
   */
  private put(bytes: Uint8Array, cuts: readonly number[], gapMs: number, waitMs: number): Uint8Array {
    let from = 0;
    for (const to of cuts) {
      if (from > 0) this.pass(gapMs);
      while (from < to) {
        const end = Math.min(to, from + BUSY_CHARACTERS);
        this.target.runTo(this.nowMs);
        if (end - from > 1) this.target.trouble('stall', (end - from) * CHARACTER_MS);
        this.pass((end - from) * CHARACTER_MS);
        this.target.receive(this.nowMs, bytes.subarray(from, end));
        from = end;
      }
    }
    this.keep(bytes);
    this.pass(waitMs);
    this.target.runTo(this.nowMs);
    return this.heard();
  }

  /** What the controller says, and says after that, because a write that waits for the transmit buffer holds the processor. */
  private heard(): Uint8Array {
    const all: number[] = [];
    for (let said = this.target.transmitted(); said.length > 0; said = this.target.transmitted()) {
      all.push(...said);
      this.pass(said.length * CHARACTER_MS);
    }
    return Uint8Array.from(all);
  }

  /** Remembers what was on the line, the newest bytes last. */
  private keep(bytes: Uint8Array): void {
    const { line } = this;
    line.copyWithin(0, bytes.length);
    line.set(bytes.subarray(-line.length), Math.max(0, line.length - bytes.length));
  }

  private reply(request: Uint8Array): string {
    const answer = hex(this.put(request, [request.length], 0, ANSWER_MS));
    this.pass(T35_MS);
    return answer;
  }

  /** Answers to all probes, from a line that has been silent. */
  private look(): Baseline {
    this.pass(LEFTOVER_MS);
    return PROBES.map((probe) => this.reply(probe));
  }

  /** The next valid frame, t3.5 later in one go, every fourth time in pieces; again after a longer silence when it was missed. */
  private probe(count: number): string {
    const { tally } = this;
    const at = this.next;
    this.next = (at + 1) % PROBES.length;
    const request = PROBES[at] ?? new Uint8Array(0);
    const wanted = this.baseline[at] ?? '';
    tally.probes++;
    this.pass(T35_MS);
    let answer = hex(this.put(request, count % 4 === 0 ? [3, request.length] : [request.length], 0, ANSWER_MS));
    if (answer === '') {
      tally.hidden++;
      this.pass(LEFTOVER_MS);
      answer = hex(this.put(request, [3, request.length], 0, ANSWER_MS));
    }
    if (answer === wanted) return '';
    return `the probe ${hex(request)} after the burst was answered ${answer || 'with silence'} and not ${wanted}`;
  }

  /** Every answer must be a good frame of this unit, and there must have been a valid frame to answer. */
  private judgeAnswers(heard: Uint8Array): string {
    if (heard.length === 0) return '';
    for (let from = 0; from < heard.length;) {
      const length = replyLength(heard, from);
      if (typeof length !== 'number' || heard.length - from < length) return `an answer without an end: ${hex(heard)}`;
      if (heard[from] !== UNIT || length > 256 || !crcMatches(heard, from, from + length)) return `an answer that is no good frame: ${hex(heard)}`;
      from += length;
      this.tally.answers++;
    }
    return this.hasValidFrame() ? '' : `answered ${hex(heard)} though no valid frame was on the line: ${hex(this.line)}`;
  }

  /** True when some bytes in a row are a frame for this unit or for all with a good CRC: wider than any framing by silence or length. */
  private hasValidFrame(): boolean {
    const { line } = this;
    // The newest bytes first: most answers are to them.
    for (let from = line.length - 4; from >= 0; from--) {
      if (line[from] !== UNIT && line[from] !== 0) continue;
      let crc = 0xffff;
      for (let at = from; at < Math.min(line.length, from + 256); at++) {
        crc = step(crc, line[at] ?? 0);
        if (crc === 0 && at >= from + 3) return true;
      }
    }
    return false;
  }

  private judgeEvents(): string {
    const events = this.target.events().filter(({ kind }) => kind !== 'log');
    return events.length === 0 ? '' : events.map(({ kind, text }) => `${kind}: ${text}`).join('; ');
  }
}
