/**
 * The RS-485 line between the board and everybody else on it, character by character in virtual time.
 *
 * A character takes its bits at the speed of whoever sends it. Two that overlap spoil each other, a driver that stays switched on spoils everybody
 * else's, and who sends hears nothing (docs/modbus.md asks for a receiver that is off meanwhile). What fighting drivers leave on a line is not
 * specified anywhere; here bits of the character come out at random and some characters are not seen at all.
 */
import type { Target } from '../target/target.js';
import { characterMs, type DriverPulse, type LineSettings, type Transmission } from '../target/line-settings.js';
import { Damage } from './damage.js';
import { Dice } from './dice.js';

/** Speeds that are further apart do not understand each other: the last of eleven bits is then sampled in its neighbour (1 / 22 each way). */
const SPEED_TOLERANCE = 0.045;
/** Share of characters that nobody sees when two talk, or when a driver is stuck. */
const LOST_SHARE = 0.25;

/** Something on the wire: characters of one sender without a gap. */
interface Speech {
  /** Undefined: the board. */
  readonly from: LinePort | undefined;
  readonly bytes: Uint8Array;
  readonly startMs: number;
  readonly settings: LineSettings;
  readonly characterMs: number;
  /** Characters that have been heard. */
  heard: number;
}

/** Somebody who talks by himself: `act` is called at `nextMs`, and sets it anew. */
export interface Talker {
  nextMs: number;
  act(nowMs: number): void;
}

/** How the board gets its characters: each when it is there, or a whole write at its end, as a processor that was busy meanwhile does. */
export type Grain = 'each' | 'write';

/**
 * How the transceiver of the board is switched to sending: by itself, or by the board's direction pin. Then a character outside the pulses of the pin does
 * not reach the line, and during them nobody else is understood or heard.
 */
export type BoardDriver = 'automatic' | 'pin';

/** The place of one station on the line. */
export class LinePort {
  /** The driver of this station stays switched on. */
  stuck = false;
  /** Time at which this station has heard or said the last character, ms. */
  private lastMs = -Infinity;
  private heard: number[] = [];

  constructor(
    private readonly line: SerialLine,
    private readonly manners: Manners,
  ) {}

  /** Puts characters on the line, from `nowMs` on or, with manners, after a pause of 3.5 characters. Returns the time at which the last one is off. */
  send(nowMs: number, bytes: Uint8Array): number {
    const startMs = this.manners === 'rude' ? nowMs : Math.max(nowMs, this.lastMs + frameGapMs(this.line.settings));
    this.lastMs = this.line.say(this, this.line.settings, startMs, bytes);
    return this.lastMs;
  }

  /** True when no other master is in the middle of an exchange; otherwise that one makes room behind it. */
  mayTalk(): boolean {
    if (!this.line.taken) return true;
    this.line.wanted = true;
    return false;
  }

  /** Takes what this station has heard since the last call. */
  take(): Uint8Array {
    if (this.heard.length === 0) return NOTHING;
    const taken = Uint8Array.from(this.heard);
    this.heard = [];
    return taken;
  }

  hear(byte: number, nowMs: number): void {
    this.lastMs = Math.max(this.lastMs, nowMs);
    if (this.manners === 'master') this.heard.push(byte);
  }
}

/** A master keeps what it hears; a master and a unit leave a pause before they talk; who is rude talks at once. */
export type Manners = 'master' | 'unit' | 'rude';

/** Silence between two frames: 3.5 characters, and 1.75 ms above 19200 Bd (Modbus over serial line V1.02, 2.5.1.1). */
export function frameGapMs(settings: LineSettings): number {
  return settings.baud > 19_200 ? 1.75 : 3.5 * characterMs(settings);
}

/** What went over the line. */
export interface WireCounters {
  characters: number;
  /** Characters that another one or a stuck driver has spoilt. */
  spoilt: number;
}

export class SerialLine {
  /** What happens to whole writes on their way. */
  readonly damage = new Damage();
  readonly counters: WireCounters = { characters: 0, spoilt: 0 };
  /** The cable is broken between the board and everybody else. */
  cut = false;
  /** The driver of the board stays switched on: it hears nothing, and nobody else is understood. */
  boardStuck = false;
  boardDriver: BoardDriver = 'automatic';
  /** True while somebody else is in the middle of an exchange: a polite master waits. */
  taken = false;
  /** Somebody waits for that exchange to end. */
  wanted = false;
  private nowMs = 0;
  /** Time up to which the board has run. */
  private boardMs = 0;
  private speeches: Speech[] = [];
  private talkers: Talker[] = [];
  private pulses: DriverPulse[] = [];
  private ports: LinePort[] = [];
  private readonly dice = new Dice();

  constructor(
    private readonly target: Pick<Target, 'receive' | 'runTo' | 'transmissions' | 'driverPulses' | 'port'>,
    /** Speed and frame that everybody but the board uses. */
    public settings: LineSettings,
    public grain: Grain = 'write',
  ) {}

  /** A station joins. */
  join(manners: Manners): LinePort {
    const port = new LinePort(this, manners);
    this.ports.push(port);
    return port;
  }

  /** Somebody begins to talk by himself. Returns what ends it. */
  add(talker: Talker): () => void {
    talker.nextMs = Math.max(talker.nextMs, this.nowMs);
    this.talkers.push(talker);
    return () => void (this.talkers = this.talkers.filter((other) => other !== talker));
  }

  /** A station leaves, in the middle of what it says. */
  leave(port: LinePort): void {
    this.ports = this.ports.filter((other) => other !== port);
    this.speeches = this.speeches.filter(({ from }) => from !== port);
  }

  /** Puts a write on the wire. For ports. */
  say(from: LinePort | undefined, settings: LineSettings, startMs: number, bytes: Uint8Array): number {
    let last = startMs;
    for (const piece of this.damage.of(from === undefined, bytes, startMs, characterMs(settings))) {
      const speech: Speech = { from, settings, bytes: piece.bytes, startMs: piece.startMs, characterMs: characterMs(settings), heard: 0 };
      this.speeches.push(speech);
      last = Math.max(last, endMs(speech));
    }
    return last;
  }

  /** The board has lost its power: what it was sending breaks off. */
  boardDied(): void {
    this.target.transmissions();
    this.speeches = this.speeches.filter(({ from }) => from !== undefined);
  }

  /** Runs line and board up to and including `untilMs`. */
  run(untilMs: number): void {
    this.nowMs = untilMs;
    this.collect();
    for (;;) {
      const next = this.nextMs();
      if (next > untilMs) {
        this.boardTo(untilMs);
        if (!this.collect() || this.nextMs() > untilMs) break;
        continue;
      }
      if (this.talkers.length > 0) {
        this.boardTo(next);
        this.collect();
        for (const talker of this.talkers) if (talker.nextMs <= next) talker.act(next);
      }
      this.advance(next);
      this.collect();
    }
    if (this.speeches.length > 0 && this.speeches.every(over)) this.speeches = [];
  }

  /** Runs the board up to `ms`, unless it is further already: what it sent by itself on the way is known only then. */
  private boardTo(ms: number): void {
    this.boardMs = Math.max(this.boardMs, ms);
    this.target.runTo(this.boardMs);
  }

  /** Moment of the next character, or write, that is complete, or of the next talker. */
  private nextMs(): number {
    let next = Infinity;
    for (const speech of this.speeches) if (!over(speech)) next = Math.min(next, this.dueMs(speech));
    for (const talker of this.talkers) next = Math.min(next, talker.nextMs);
    return next;
  }

  private dueMs(speech: Speech): number {
    return this.grain === 'write' && this.talkers.length === 0 ? endMs(speech) : speech.startMs + (speech.heard + 1) * speech.characterMs;
  }

  /** Hands over what is complete at `nowMs`, in the order in which it was. */
  private advance(nowMs: number): void {
    if (this.speeches.length > MANY) this.forgetPast();
    const due = this.speeches.filter((speech) => !over(speech) && this.dueMs(speech) <= nowMs);
    for (const speech of due) {
      const bytes: number[] = [];
      while (!over(speech) && speech.startMs + (speech.heard + 1) * speech.characterMs <= nowMs + EARLY_MS) {
        const byte = this.seen(speech, speech.heard++);
        if (byte !== undefined) bytes.push(byte);
      }
      this.deliver(speech, bytes, nowMs);
    }
  }

  /** Drops what is over and overlaps nothing that is still to be heard. */
  private forgetPast(): void {
    const open = this.speeches.filter((speech) => !over(speech));
    const from = Math.min(...open.map(({ startMs, heard, characterMs: ms }) => startMs + heard * ms));
    this.speeches = this.speeches.filter((speech) => !over(speech) || endMs(speech) > from);
  }

  private deliver(speech: Speech, bytes: readonly number[], nowMs: number): void {
    if (bytes.length === 0) return;
    const fromBoard = speech.from === undefined;
    if (!(this.cut && fromBoard)) for (const port of this.ports) if (port !== speech.from) for (const byte of bytes) port.hear(byte, nowMs);
    if (fromBoard || this.cut || this.boardStuck || this.boardTalks(nowMs) || this.isDriven(nowMs, nowMs)) return;
    const deaf = Math.abs(speech.settings.baud / this.target.port.baud - 1) > SPEED_TOLERANCE;
    this.boardMs = Math.max(this.boardMs, nowMs);
    this.target.receive(this.boardMs, Uint8Array.from(deaf ? bytes.map(() => this.dice.byte()) : bytes));
  }

  private boardTalks(nowMs: number): boolean {
    return this.speeches.some((speech) => speech.from === undefined && speech.startMs < nowMs && endMs(speech) > nowMs);
  }

  /** True when the direction pin is up at some time from `from` to `to`. */
  private isDriven(from: number, to: number): boolean {
    return this.boardDriver === 'pin' && this.pulses.some(({ startMs, endMs }) => startMs < to - EARLY_MS && endMs > from + EARLY_MS);
  }

  /** True when a character of the board is on the line from its first bit to its last. */
  private reaches(from: number, to: number): boolean {
    return this.boardDriver === 'automatic' || this.pulses.some(({ startMs, endMs }) => startMs <= from + EARLY_MS && endMs >= to - EARLY_MS);
  }

  /** A character as the others see it; undefined when they do not. */
  private seen(speech: Speech, place: number): number | undefined {
    const byte = speech.bytes[place] ?? 0;
    this.counters.characters++;
    const from = speech.startMs + place * speech.characterMs;
    const to = from + speech.characterMs;
    const other = this.speeches.some((s) => s.from !== speech.from && s.startMs < to - EARLY_MS && endMs(s) > from + EARLY_MS);
    if (speech.from === undefined && !this.reaches(from, to)) return void this.counters.spoilt++;
    const driven = this.boardStuck || this.isDriven(from, to);
    const stuck = (driven && speech.from !== undefined) || this.ports.some((port) => port.stuck && port !== speech.from);
    if (!other && !stuck) return byte;
    this.counters.spoilt++;
    if (this.dice.share() < LOST_SHARE) return undefined;
    return stuck ? byte | this.dice.byte() : byte & this.dice.byte();
  }

  private takePulses(): readonly DriverPulse[] {
    const { target } = this;
    if (!target.driverPulses)
      throw new Error('this target does not show the direction pin of its transceiver: leave the driver of the line automatic');
    return target.driverPulses();
  }

  /** Takes what the board has begun to send. True when there was anything. */
  private collect(): boolean {
    if (this.boardDriver === 'pin') this.pulses = [...this.pulses.slice(-MANY), ...this.takePulses()];
    const sent: readonly Transmission[] = this.target.transmissions();
    for (const { startMs, bytes } of sent) this.say(undefined, this.target.port, startMs, bytes);
    return sent.length > 0;
  }
}

/** Targets count time in microseconds: less than this is no overlap, ms. */
const EARLY_MS = 0.002;
/** Writes that are kept before the past is dropped. */
const MANY = 8;
const NOTHING = new Uint8Array(0);

function over(speech: Speech): boolean {
  return speech.heard >= speech.bytes.length;
}

function endMs(speech: Speech): number {
  return speech.startMs + speech.bytes.length * speech.characterMs;
}
