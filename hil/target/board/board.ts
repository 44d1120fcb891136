/**
 * The targets `board` and `bench-board`, in real time. The first is the unchanged bundle on a real board behind the prelude of its second boot file; the
 * second is a real controller that knows nothing of the bench, whose pins a second board plays. Both boards talk alike. docs/bench-targets.md
 */
import { boardRow } from '../../../firmware/model/boards.js';
import { bytesOf, characterMs, type LineSettings, type Transmission, UNSET_PORT } from '../line-settings.js';
import { type Pinout, pinoutOf } from '../pinout.js';
import type { Target, TargetEvent, TargetOptions } from '../target.js';
import { type Trouble, troubleValue } from '../troubles.js';
import { type BoardInputs, type BoardOutputs, outputsOff } from '../wires.js';
import { ASK, type Frame, frame, FrameReader, SAY } from './frames.js';
import type { Arrival, Ports } from './link.js';
import { shippedLine } from '../shipped-line.js';
import { TargetLost, unsupported } from './lost.js';
import type { Pacing } from '../pacing.js';
import { RealTime } from './real-time.js';
import { InputWords, takeOutputs } from './words.js';

/** Ports of a link: console of the board, or of the second one, and the RS-485 line of the controller where that has a port of its own. */
export const CONSOLE_PORT = 'console';
export const LINE_PORT = 'line';

/** Distance of inputs without a change of a digital level, ms: half of the controller's tick. */
export const INPUTS_MS = 50;
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

export class Board implements Target {
  readonly name: 'board' | 'bench-board';
  readonly board: string;
  readonly bundleSha256?: string;
  readonly remembers: boolean;
  readonly outputs: BoardOutputs = outputsOff();
  private readonly ports: Ports;
  private readonly time: RealTime;
  private readonly pinout: Pinout;
  private readonly words: InputWords;
  private readonly reader = new FrameReader();
  private readonly ownLine: boolean;
  private readonly stopped: boolean;
  private waiting: Arrival[] = [];
  private happened: TargetEvent[] = [];
  private sent: Transmission[] = [];
  private settings: LineSettings = UNSET_PORT;
  private lineEndMs = 0;
  private started = false;
  private running = false;
  /** The controller waits for its supply. */
  private unfed = false;
  /** Virtual time is tied to the clock. */
  private timed = false;
  private nextInputsMs = 0;
  private heardMs = 0;
  private readonly sentAt = new Map<number, number>();
  private worstAnswerMs = 0;

  constructor({ board, ports, name = 'board', stopped = false, bundleSha256, time = new RealTime() }: BoardOptions) {
    this.name = name;
    this.board = board;
    this.remembers = name === 'bench-board';
    this.stopped = stopped;
    if (bundleSha256 !== undefined) this.bundleSha256 = bundleSha256;
    this.ports = ports;
    this.time = time;
    this.pinout = pinoutOf(boardRow(board));
    this.words = new InputWords(this.pinout);
    this.ownLine = LINE_PORT in ports.titles;
  }

  /** How the run kept time. */
  get pacing(): Pacing {
    return this.time.pacing;
  }

  /** Longest time from a line with inputs to the board's sign that it has taken them, ms. */
  get answerMs(): number {
    return this.worstAnswerMs;
  }

  powerOn(nowMs: number): void {
    if (this.running) throw new Error(`powerOn at ${nowMs} ms: the board runs already`);
    this.waiting = [];
    if (this.name === 'bench-board') return this.supply(nowMs);
    this.time.begin(nowMs);
    this.ports.take(0);
    if (this.stopped) this.ports.send(CONSOLE_PORT, Buffer.from(LOAD));
    else this.ask(ASK.restart, '');
    this.started = false;
    this.heardMs = nowMs;
    const end = nowMs + START_MS;
    while (!this.started) {
      if (this.time.left(end) <= 0)
        throw new TargetLost(
          `the board at ${this.ports.titles[CONSOLE_PORT] ?? 'its port'} did not start within ${START_MS / 1000} s; look whether the prelude is on it, and at the cable`,
        );
      this.collect(Math.min(this.time.left(end), START_MS));
      this.judge(Infinity);
    }
    this.begin(nowMs);
  }

  /** Takes the supply off the controller; it comes with the first inputs, so that the pins are driven before the controller looks at them. */
  private supply(nowMs: number): void {
    if (!this.timed) {
      this.time.begin(nowMs - DISCHARGE_MS);
      this.ask(ASK.supply, '0');
      this.waitUntil(nowMs);
      this.waiting = [];
    }
    this.settings = shippedLine();
    this.unfed = true;
    this.begin(nowMs);
  }

  private begin(nowMs: number): void {
    this.running = true;
    if (!this.timed) this.time.begin(nowMs);
    this.timed = true;
    this.nextInputsMs = nowMs;
    this.heardMs = nowMs;
    this.reader.damaged = 0;
    this.happened.push({ timeMs: nowMs, kind: 'boot', text: 'power on' });
  }

  powerOff(nowMs: number): void {
    if (this.name === 'bench-board') {
      this.waitUntil(nowMs);
      this.ask(ASK.supply, '0');
      this.running = false;
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
    this.sentAt.set(number, nowMs);
    this.ask(ASK.inputs, text);
    if (!this.unfed) return;
    this.unfed = false;
    this.ask(ASK.supply, '1');
  }

  runTo(nowMs: number): void {
    this.waitUntil(nowMs);
    this.judge(nowMs);
    if (nowMs - this.heardMs > SILENCE_MS)
      throw new TargetLost(
        `the board at ${this.ports.titles[CONSOLE_PORT] ?? 'its port'} stopped answering: nothing for ${SILENCE_MS / 1000} s; look at its supply and cable`,
      );
  }

  receive(nowMs: number, bytes: Uint8Array): void {
    this.waitUntil(nowMs);
    // An answer begins behind the question, however quickly the system hands it over.
    this.lineEndMs = Math.max(this.lineEndMs, nowMs);
    if (this.ownLine) this.ports.send(LINE_PORT, bytes);
    else this.ask(ASK.line, Buffer.from(bytes).toString('base64'));
  }

  get port(): LineSettings {
    return this.settings;
  }

  transmissions(): readonly Transmission[] {
    const taken = this.sent;
    if (taken.length > 0) this.sent = [];
    return taken;
  }

  transmitted(): Uint8Array {
    return bytesOf(this.transmissions());
  }

  events(): TargetEvent[] {
    const taken = this.happened;
    this.happened = [];
    return taken;
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
    this.running = false;
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
    this.waiting.push(...this.ports.take(ms));
  }

  /** Takes what had come by `nowMs`: what came later belongs to a later step, so that a late bench never makes the controller look quicker. */
  private judge(nowMs: number): void {
    while (this.waiting[0] !== undefined && this.time.at(this.waiting[0].atMs) <= nowMs) this.take(this.waiting.shift() as Arrival); // looked at
  }

  private take(arrival: Arrival): void {
    const { port, atMs } = arrival;
    const timeMs = this.time.at(atMs);
    if (arrival.ended !== undefined)
      throw new TargetLost(
        `the line to ${this.ports.titles[port] ?? port} was lost (${arrival.ended}); was the ${port === LINE_PORT ? 'adapter' : 'board'} unplugged?`,
      );
    const { bytes } = arrival;
    if (port === LINE_PORT) {
      this.hearLine(bytes, timeMs);
      return;
    }
    const { damaged } = this.reader;
    for (const each of this.reader.push(bytes)) this.hear(each, timeMs);
    if (this.running && this.reader.damaged > damaged)
      this.happened.push({ timeMs, kind: 'error', text: 'a line from the board was damaged on its way' });
  }

  /** Bytes of the RS-485 line, which the system hands over in pieces: one begins where the one before ended, or later. */
  private hearLine(bytes: Uint8Array, timeMs: number): void {
    const lengthMs = bytes.length * characterMs(this.settings);
    const startMs = Math.max(timeMs - lengthMs, this.lineEndMs);
    this.lineEndMs = startMs + lengthMs;
    this.sent.push({ startMs, bytes });
  }

  private hear({ kind, text }: Frame, timeMs: number): void {
    this.heardMs = Math.max(this.heardMs, timeMs);
    switch (kind) {
      case SAY.started:
        this.start(timeMs);
        break;
      case SAY.outputs:
        if (!takeOutputs(this.pinout, text, this.outputs))
          throw new TargetLost(`the outputs that the board tells are not those of ${this.board}: another version of the prelude runs there`);
        break;
      case SAY.line:
        this.sent.push({ startMs: timeMs, bytes: Uint8Array.from(Buffer.from(text, 'base64')) });
        break;
      case SAY.port: {
        const [baud, parity, stopBits] = text.split(' ');
        this.settings = { baud: Number(baud), parity: parity as LineSettings['parity'], stopBits: stopBits === '2' ? 2 : 1 };
        break;
      }
      case SAY.alive:
        this.alive(text, timeMs);
        break;
      case SAY.error:
        this.happened.push({ timeMs, kind: 'error', text });
        break;
    }
  }

  /** The board has started: when nobody asked, it has reset itself. */
  private start(timeMs: number): void {
    this.started = true;
    if (this.remembers) throw new TargetLost('the second board has restarted by itself; look at its supply');
    Object.assign(this.outputs, outputsOff());
    if (this.running)
      this.happened.push({ timeMs, kind: 'reboot', text: 'the board restarted by itself' }, { timeMs, kind: 'boot', text: 'restart' });
  }

  private alive(text: string, timeMs: number): void {
    const [number = 0, damaged = 0] = text.split(',').map(Number);
    const sentMs = this.sentAt.get(number);
    if (sentMs !== undefined) this.worstAnswerMs = Math.max(this.worstAnswerMs, timeMs - sentMs);
    if (damaged > 0) this.happened.push({ timeMs, kind: 'error', text: `${damaged} lines to the board were damaged on their way` });
  }
}
