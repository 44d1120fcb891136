/**
 * A tiny controller for tests of the bench: it speaks Modbus RTU, starts at once, drives the commanded current and trips on a leak.
 * It shares nothing with the firmware but the map. `mistakes` makes it wrong on purpose.
 */
import { commandCode, resultCode } from '../../../firmware/model/commands.js';
import { LIVE_COUNT, liveRow, PARAMETER_START } from '../../../firmware/model/registers.js';
import { stateCode, type StateName } from '../../../firmware/model/states.js';
import { crcMatches, withCrc } from '../../../host/bus/crc.js';
import { controlAddress } from '../../../host/device/codec.js';
import type { Transmission } from '../../../hil/target/line-settings.js';
import type { Target, TargetEvent } from '../../../hil/target/target.js';
import { type BoardInputs, type BoardOutputs, outputsOff } from '../../../hil/target/wires.js';

export interface Mistakes {
  /** Does nothing about a leak. */
  readonly ignoresLeak?: boolean;
  /** Raises the alarm bit of the next fault. */
  readonly swapsAlarmBits?: boolean;
  /** Debounce of the leak, ticks. Default 3. */
  readonly leakTicks?: number;
  /** Reports a sequence number at the end of the block that is not the one at its start, every so often. */
  readonly tearsEvery?: number;
  /** Spoils the CRC of a reply, every so often. */
  readonly damagesEvery?: number;
  /** Answers nothing. */
  readonly mute?: boolean;
  /** Restarts by itself at this time, ms. */
  readonly restartsAtMs?: number;
}

const TICK_MS = 100;
const at = (name: string): number => liveRow(name).address;

export class FakeController implements Target {
  readonly name = 'emulator';
  readonly outputs: BoardOutputs = outputsOff();
  /** Holding registers that were written. */
  readonly holding = new Map<number, number>();
  /** Frames that came in, whole. */
  readonly frames: Uint8Array[] = [];
  private readonly words = new Uint16Array(LIVE_COUNT);
  private inputs: BoardInputs | undefined;
  private reply: Uint8Array = new Uint8Array(0);
  private happened: TargetEvent[] = [];
  private powered = false;
  private nextTickMs = 0;
  private wetTicks = 0;
  private replies = 0;
  private heardMs = 0;

  constructor(
    private readonly mistakes: Mistakes = {},
    readonly board = 'pico',
  ) {}

  powerOn(nowMs: number): void {
    this.powered = true;
    this.words.fill(0);
    this.nextTickMs = nowMs + TICK_MS;
    this.enter('cold');
    this.happened.push({ timeMs: nowMs, kind: 'boot', text: '' });
  }

  powerOff(): void {
    this.powered = false;
    this.safe();
  }

  present(_nowMs: number, inputs: BoardInputs): void {
    this.inputs = inputs;
  }

  runTo(nowMs: number): void {
    while (this.powered && this.nextTickMs <= nowMs) {
      this.tick(this.nextTickMs);
      this.nextTickMs += TICK_MS;
    }
  }

  receive(nowMs: number, bytes: Uint8Array): void {
    this.heardMs = nowMs;
    if (!this.powered || this.mistakes.mute || !crcMatches(bytes)) return;
    this.frames.push(bytes);
    const answer = withCrc(this.answer(bytes));
    this.replies++;
    if (this.mistakes.damagesEvery !== undefined && this.replies % this.mistakes.damagesEvery === 0)
      answer[answer.length - 1] = (answer[answer.length - 1] ?? 0) ^ 0xff;
    this.reply = answer;
  }

  readonly port = { baud: 19_200, parity: 'even', stopBits: 1 } as const;

  transmissions(): Transmission[] {
    const bytes = this.transmitted();
    return bytes.length === 0 ? [] : [{ startMs: this.heardMs, bytes }];
  }

  transmitted(): Uint8Array {
    const sent = this.reply;
    this.reply = new Uint8Array(0);
    return sent;
  }

  events(): TargetEvent[] {
    return this.happened.splice(0);
  }

  trouble(): void {
    throw new Error('the fake has no troubles');
  }

  spoilFram(): void {
    throw new Error('the fake has no FRAM');
  }

  spoilFile(): void {
    throw new Error('the fake has no flash');
  }

  close(): void {
    this.powered = false;
  }

  private enter(state: StateName): void {
    this.words[at('state')] = stateCode(state);
  }

  private safe(): void {
    Object.assign(this.outputs, { contactor: 0, heaterEnable: 0, heater: 0, nakPump: 0, catholytePump: 0, chargeCurrent: 0, dischargeCurrent: 0 });
  }

  private tick(nowMs: number): void {
    const { words, mistakes } = this;
    words[at('sequence')] = ((words[at('sequence')] ?? 0) + 1) & 0xffff;
    words[at('sequenceCopy')] = words[at('sequence')] ?? 0;
    if (nowMs === mistakes.restartsAtMs) this.happened.push({ timeMs: nowMs, kind: 'watchdog', text: 'bite' });
    // 20 kΩ on a pull-up of 20 kΩ is half of full scale.
    this.wetTicks = (this.inputs?.analog.leakLoop ?? 1) < 0.5 ? this.wetTicks + 1 : 0;
    if (this.wetTicks < (mistakes.leakTicks ?? 3) || mistakes.ignoresLeak) return;
    const bit = mistakes.swapsAlarmBits ? 30 : 29;
    for (const word of ['alarmsActive', 'alarmsLatched']) words[at(word) + 3 - (bit >> 4)] = 1 << (bit & 15);
    this.safe();
    this.enter('fault');
  }

  private answer(frame: Uint8Array): Uint8Array {
    const word = (offset: number): number => ((frame[offset] ?? 0) << 8) | (frame[offset + 1] ?? 0);
    const unit = frame[0] ?? 0;
    switch (frame[1]) {
      case 3: {
        const body = new Uint8Array(3 + 2 * word(4));
        body.set([unit, 3, 2 * word(4)]);
        for (let i = 0; i < word(4); i++) {
          const value = this.holding.get(word(2) + i) ?? 0;
          body.set([value >> 8, value & 0xff], 3 + 2 * i);
        }
        return body;
      }
      case 4: {
        const body = new Uint8Array(3 + 2 * LIVE_COUNT);
        body.set([unit, 4, 2 * LIVE_COUNT]);
        this.words.forEach((value, i) => body.set([value >> 8, value & 0xff], 3 + 2 * i));
        if (this.mistakes.tearsEvery !== undefined && this.replies % this.mistakes.tearsEvery === 0)
          body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1;
        return body;
      }
      case 6:
        this.holding.set(word(2), word(4));
        return frame.slice(0, 6);
      case 16: {
        for (let i = 0; i < word(4); i++) this.holding.set(word(2) + i, word(7 + 2 * i));
        if (word(2) === controlAddress('commandCode')) this.command(word(7), (word(11) << 16) | word(13), word(17));
        return frame.slice(0, 6);
      }
      default:
        return Uint8Array.of(unit, (frame[1] ?? 0) | 0x80, 1);
    }
  }

  private command(code: number, argument32: number, sequence: number): void {
    const state = this.words[at('state')];
    let result: 'done' | 'wrongState' = 'done';
    if (code === commandCode('start')) {
      if (state === stateCode('cold')) {
        this.enter('ready');
        Object.assign(this.outputs, { contactor: 1, nakPump: 0.5, catholytePump: 0.3 });
      } else result = 'wrongState';
    } else if (code === commandCode('discharge')) {
      if (state === stateCode('fault')) result = 'wrongState';
      else {
        this.outputs.dischargeCurrent = argument32 / 1000;
        this.enter('discharge');
      }
    }
    this.words[at('ackSequence')] = sequence;
    this.words[at('ackResult')] = resultCode(result);
  }

  /** A parameter word that was written to the shadow. */
  parameter(offset: number): number | undefined {
    return this.holding.get(PARAMETER_START + offset);
  }
}
