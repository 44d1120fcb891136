/**
 * The targets `board` and `bench-board`, in real time. The first is the unchanged bundle on a real board behind the prelude of its second boot file; the
 * second is a real controller that knows nothing of the bench, whose pins a second board plays. Both boards talk alike. docs/bench-targets.md
 */
import { boardRow } from '../../../firmware/model/boards.js';
import { pinoutOf } from '../pinout.js';
import { ReportingTarget } from '../reports.js';
import type { Target, TargetOptions } from '../target.js';
import { type Trouble, troubleValue } from '../troubles.js';
import type { BoardInputs, BoardOutputs } from '../wires.js';
import { Ear } from './ear.js';
import { ASK, frame } from './frames.js';
import { CONSOLE_PORT, LINE_PORT, type Ports } from './link.js';
import { shippedLine } from '../shipped-line.js';
import { TargetLost, unsupported } from './lost.js';
import type { Pacing } from '../pacing.js';
import { RealTime } from './real-time.js';
import { InputWords } from './words.js';

/** Distance of inputs without a change of a digital level, ms: half of the controller's tick. */
const INPUTS_MS = 50;
/** Longest wait for a start of the board, ms. */
const START_MS = 15_000;
/** Longest silence of a running board, ms. */
const SILENCE_MS = 3000;

/** Time without supply before a start of the controller, ms: its capacitors are empty then. */
const DISCHARGE_MS = 1000;

/** Starts a stopped board over its console, without an echo. */
const LOAD = '\u0010load()\n';

/** Troubles that the prelude can make. */
const TROUBLES_HERE: readonly Trouble[] = ['stall', 'variables', 'framSilent'];

export interface BoardOptions extends Pick<TargetOptions, 'board'> {
  readonly ports: Ports;
  /** What stands at the console: the controller itself by default. */
  readonly name?: 'board' | 'bench-board';
  /** True: the board stands at its open console, with the prelude in its flash; otherwise the prelude runs. */
  readonly stopped?: boolean;
  /** SHA-256 of the bundle that the controller must show over Modbus. */
  readonly bundleSha256?: string;
  /** Clock, for tests. */
  readonly time?: RealTime;
}

export class Board extends ReportingTarget implements Target {
  readonly name: 'board' | 'bench-board';
  readonly board: string;
  readonly bundleSha256?: string;
  readonly remembers: boolean;
  readonly outputs: BoardOutputs;
  private readonly ports: Ports;
  private readonly time: RealTime;
  private readonly words: InputWords;
  private readonly ear: Ear;
  private readonly ownLine: boolean;
  private readonly stopped: boolean;
  private running = false;
  /** The controller waits for its supply. */
  private unfed = false;
  /** Virtual time is tied to the clock. */
  private timed = false;
  private nextInputsMs = 0;

  constructor({ board, ports, name = 'board', stopped = false, bundleSha256, time = new RealTime() }: BoardOptions) {
    const pinout = pinoutOf(boardRow(board));
    const remembers = name === 'bench-board';
    const ear = new Ear({ board, pinout, time, titles: ports.titles, second: remembers });
    super(ear);
    this.name = name;
    this.board = board;
    this.remembers = remembers;
    this.stopped = stopped;
    if (bundleSha256 !== undefined) this.bundleSha256 = bundleSha256;
    this.ports = ports;
    this.time = time;
    this.ear = ear;
    this.outputs = ear.outputs;
    this.words = new InputWords(pinout);
    this.ownLine = LINE_PORT in ports.titles;
  }

  /** How the run kept time. */
  get pacing(): Pacing {
    return this.time.pacing;
  }

  /** Longest time from a line with inputs to the board's sign that it has taken them, ms. */
  get answerMs(): number {
    return this.ear.worstAnswerMs;
  }

  powerOn(nowMs: number): void {
    if (this.running) throw new Error(`powerOn at ${nowMs} ms: the board runs already`);
    this.ear.forget();
    if (this.name === 'bench-board') return this.supply(nowMs);
    this.time.begin(nowMs);
    this.ports.take(0);
    if (this.stopped) this.ports.send(CONSOLE_PORT, Buffer.from(LOAD));
    else this.ask(ASK.restart, '');
    this.ear.started = false;
    this.ear.heardMs = nowMs;
    const end = nowMs + START_MS;
    while (!this.ear.started) {
      if (this.time.left(end) <= 0)
        throw new TargetLost(
          `the board at ${this.ports.titles[CONSOLE_PORT] ?? 'its port'} did not start within ${START_MS / 1000} s; look whether the prelude is on it, and at the cable`,
        );
      this.collect(Math.min(this.time.left(end), START_MS));
      this.ear.judge(Infinity);
    }
    this.begin(nowMs);
  }

  /** Takes the supply off the controller; it comes with the first inputs, so that the pins are driven before the controller looks at them. */
  private supply(nowMs: number): void {
    if (!this.timed) {
      this.time.begin(nowMs - DISCHARGE_MS);
      this.ask(ASK.supply, '0');
      this.waitUntil(nowMs);
      this.ear.forget();
    }
    this.reports.settings = shippedLine();
    this.unfed = true;
    this.begin(nowMs);
  }

  private begin(nowMs: number): void {
    this.running = true;
    if (!this.timed) this.time.begin(nowMs);
    this.timed = true;
    this.nextInputsMs = nowMs;
    this.ear.begin(nowMs);
    this.reports.note(nowMs, 'boot', 'power on');
  }

  powerOff(nowMs: number): void {
    if (this.name === 'bench-board') {
      this.waitUntil(nowMs);
      this.ask(ASK.supply, '0');
      this.stop();
      return;
    }
    throw unsupported('board', 'a loss of power', 'the board lives on the supply of its console');
  }

  present(nowMs: number, inputs: BoardInputs): void {
    this.waitUntil(nowMs);
    this.time.step(nowMs);
    const urgent = this.words.take(inputs);
    if (!urgent && nowMs < this.nextInputsMs) return;
    const { number, text } = this.words.next();
    this.nextInputsMs = nowMs + INPUTS_MS;
    this.ear.asked(number, nowMs);
    this.ask(ASK.inputs, text);
    if (!this.unfed) return;
    this.unfed = false;
    this.ask(ASK.supply, '1');
  }

  runTo(nowMs: number): void {
    this.waitUntil(nowMs);
    this.ear.judge(nowMs);
    if (nowMs - this.ear.heardMs > SILENCE_MS)
      throw new TargetLost(
        `the board at ${this.ports.titles[CONSOLE_PORT] ?? 'its port'} stopped answering: nothing for ${SILENCE_MS / 1000} s; look at its supply and cable`,
      );
  }

  receive(nowMs: number, bytes: Uint8Array): void {
    this.waitUntil(nowMs);
    this.ear.lineTakenUntil(nowMs);
    if (this.ownLine) this.ports.send(LINE_PORT, bytes);
    else this.ask(ASK.line, Buffer.from(bytes).toString('base64'));
  }

  trouble(kind: Trouble, given?: number): void {
    if (this.remembers || !TROUBLES_HERE.includes(kind)) throw unsupported(this.name, `the trouble "${kind}"`, 'nothing on a real board makes it');
    this.ask(ASK.trouble, `${kind},${troubleValue(kind, given)}`);
  }

  spoilFram(address: number, mask: number): void {
    if (this.remembers) throw unsupported(this.name, 'a spoilt FRAM', 'what lies in the FRAM of a real controller is not touched');
    this.ask(ASK.trouble, `fram,${address},${mask}`);
  }

  spoilFile(): void {
    throw unsupported(this.name, 'a spoilt file', 'what lies in the flash of a real board is not touched');
  }

  close(): void {
    this.stop();
  }

  private stop(): void {
    this.running = false;
    this.ear.end();
  }

  private ask(kind: string, text: string): void {
    this.ports.send(CONSOLE_PORT, frame(kind, text));
  }

  /** Lets real time pass up to `nowMs` and keeps what comes in meanwhile. */
  private waitUntil(nowMs: number): void {
    let left = this.time.left(nowMs);
    this.collect(0);
    while (left > 0) {
      this.collect(left);
      left = this.time.left(nowMs);
    }
  }

  private collect(ms: number): void {
    this.ear.keep(this.ports.take(ms));
  }
}
