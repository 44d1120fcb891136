/** What a bench hears of its boards: lines on the console, bytes on the RS-485 line, each with the virtual moment at which it came. */
import { characterMs } from '../line-settings.js';
import type { Pinout } from '../pinout.js';
import { Reports } from '../reports.js';
import { type BoardOutputs, outputsOff } from '../wires.js';
import { type Frame, FrameReader, SAY } from './frames.js';
import { type Arrival, LINE_PORT } from './link.js';
import { TargetLost } from './lost.js';
import type { RealTime } from './real-time.js';
import { takeOutputs } from './words.js';

export interface EarOptions {
  readonly board: string;
  readonly pinout: Pinout;
  readonly time: RealTime;
  readonly titles: Readonly<Record<string, string>>;
  /** True: a second board stands at the console, and the controller itself is not heard there. */
  readonly second: boolean;
}

export class Ear extends Reports {
  /** Levels of the outputs, as the boards told them last. */
  readonly outputs: BoardOutputs = outputsOff();
  /** The board at the console has said that it has started. */
  started = false;
  /** Moment of the last line from the console, ms. */
  heardMs = 0;
  /** Longest time from a line with inputs to the board's sign that it has taken them, ms. */
  worstAnswerMs = 0;
  private waiting: Arrival[] = [];
  private readonly reader = new FrameReader();
  private readonly askedMs = new Map<number, number>();
  private lineEndMs = 0;
  private running = false;

  constructor(private readonly options: EarOptions) {
    super();
  }

  /** Keeps what has come in until its step. */
  keep(arrivals: readonly Arrival[]): void {
    this.waiting.push(...arrivals);
  }

  /** What came before a start counts no more. */
  forget(): void {
    this.waiting = [];
  }

  /** The run begins, or goes on behind a start of the controller. */
  begin(nowMs: number): void {
    this.running = true;
    this.heardMs = nowMs;
    this.reader.damaged = 0;
  }

  end(): void {
    this.running = false;
  }

  /** A line with inputs of that number went out. */
  asked(number: number, nowMs: number): void {
    this.askedMs.set(number, nowMs);
  }

  /** Somebody else is on the RS-485 line until now: an answer begins behind the question, however quickly the system hands it over. */
  lineTakenUntil(nowMs: number): void {
    this.lineEndMs = Math.max(this.lineEndMs, nowMs);
  }

  /** Takes what had come by `nowMs`: what came later belongs to a later step, so that a late bench never makes the controller look quicker. */
  judge(nowMs: number): void {
    const { time } = this.options;
    while (this.waiting[0] !== undefined && time.at(this.waiting[0].atMs) <= nowMs) this.take(this.waiting.shift() as Arrival); // looked at
  }

  private take(arrival: Arrival): void {
    const { port, atMs } = arrival;
    const timeMs = this.options.time.at(atMs);
    if (arrival.ended !== undefined)
      throw new TargetLost(
        `the line to ${this.options.titles[port] ?? port} was lost (${arrival.ended}); was the ${port === LINE_PORT ? 'adapter' : 'board'} unplugged?`,
      );
    const { bytes } = arrival;
    if (port === LINE_PORT) {
      this.hearLine(bytes, timeMs);
      return;
    }
    const { damaged } = this.reader;
    for (const each of this.reader.push(bytes)) this.hear(each, timeMs);
    if (this.running && this.reader.damaged > damaged) this.note(timeMs, 'error', 'a line from the board was damaged on its way');
  }

  /** Bytes of the RS-485 line, which the system hands over in pieces: one begins where the one before ended, or later. */
  private hearLine(bytes: Uint8Array, timeMs: number): void {
    const lengthMs = bytes.length * characterMs(this.settings);
    const startMs = Math.max(timeMs - lengthMs, this.lineEndMs);
    this.lineEndMs = startMs + lengthMs;
    this.send(startMs, bytes);
  }

  private hear({ kind, text }: Frame, timeMs: number): void {
    this.heardMs = Math.max(this.heardMs, timeMs);
    const { board, pinout } = this.options;
    switch (kind) {
      case SAY.started:
        this.hearStart(timeMs);
        break;
      case SAY.outputs:
        if (!takeOutputs(pinout, text, this.outputs))
          throw new TargetLost(`the outputs that the board tells are not those of ${board}: another version of the prelude runs there`);
        break;
      case SAY.line:
        this.send(timeMs, Uint8Array.from(Buffer.from(text, 'base64')));
        break;
      case SAY.port:
        this.setUp(text);
        break;
      case SAY.alive:
        this.hearAlive(text, timeMs);
        break;
      case SAY.error:
        this.note(timeMs, 'error', text);
        break;
    }
  }

  /** The board has started: when nobody asked, it has reset itself. */
  private hearStart(timeMs: number): void {
    this.started = true;
    if (this.options.second) throw new TargetLost('the second board has restarted by itself; look at its supply');
    Object.assign(this.outputs, outputsOff());
    if (!this.running) return;
    this.note(timeMs, 'reboot', 'the board restarted by itself');
    this.note(timeMs, 'boot', 'restart');
  }

  private hearAlive(text: string, timeMs: number): void {
    const [number = 0, damaged = 0] = text.split(',').map(Number);
    const askedMs = this.askedMs.get(number);
    if (askedMs !== undefined) this.worstAnswerMs = Math.max(this.worstAnswerMs, timeMs - askedMs);
    if (damaged > 0) this.note(timeMs, 'error', `${damaged} lines to the board were damaged on their way`);
  }
}
