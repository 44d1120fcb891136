/** What a bundle lived through, tick by tick: recorded on any target, replayed under the instruction counter. */
import type { Trouble } from '../troubles.js';
import type { Target, TargetEvent } from '../target.js';
import type { BoardInputs } from '../wires.js';
import { ANALOG_ROLES, DIGITAL_ROLES, PULSE_ROLES } from '../wires.js';

/** Inputs of one tick. */
export interface RecordedTick {
  /** Levels in the order of `ANALOG_ROLES`. */
  readonly analog: readonly number[];
  /** Levels in the order of `DIGITAL_ROLES`. */
  readonly digital: readonly number[];
  /** Pulses since the tick before, in the order of `PULSE_ROLES`. */
  readonly pulses: readonly number[];
  /** Frames received since the tick before. */
  readonly frames: readonly Uint8Array[];
}

/** Period of the control tick, ms. */
export const TICK_MS = 100;

/** A target that passes everything on and writes down what its bundle saw. Record from the first power-on on, in one go. */
export class Recorder implements Target {
  readonly ticks: RecordedTick[] = [];
  private analog: number[] = ANALOG_ROLES.map(() => 0);
  private digital: number[] = DIGITAL_ROLES.map(() => 0);
  private pulses: number[] = PULSE_ROLES.map(() => 0);
  private frames: Uint8Array[] = [];
  private nextMs = Infinity;

  constructor(private readonly inner: Target) {}

  get name(): Target['name'] {
    return this.inner.name;
  }
  get board(): string {
    return this.inner.board;
  }
  get outputs(): Target['outputs'] {
    return this.inner.outputs;
  }

  powerOn(nowMs: number): void {
    if (this.nextMs !== Infinity) throw new Error('a recording holds one start of the program; make another recorder');
    this.nextMs = nowMs + TICK_MS;
    this.inner.powerOn(nowMs);
  }
  powerOff(nowMs: number): void {
    this.inner.powerOff(nowMs);
  }
  present(nowMs: number, inputs: BoardInputs): void {
    this.writeUpTo(nowMs, false);
    this.analog = ANALOG_ROLES.map((r) => inputs.analog[r]);
    this.digital = DIGITAL_ROLES.map((r) => inputs.digital[r]);
    PULSE_ROLES.forEach((r, i) => (this.pulses[i] = (this.pulses[i] ?? 0) + inputs.pulses[r]));
    this.inner.present(nowMs, inputs);
  }
  runTo(nowMs: number): void {
    this.writeUpTo(nowMs, true);
    this.inner.runTo(nowMs);
  }
  receive(nowMs: number, bytes: Uint8Array): void {
    this.writeUpTo(nowMs, false);
    this.frames.push(bytes.slice());
    this.inner.receive(nowMs, bytes);
  }
  get port(): Target['port'] {
    return this.inner.port;
  }
  transmissions(): ReturnType<Target['transmissions']> {
    return this.inner.transmissions();
  }
  transmitted(): Uint8Array {
    return this.inner.transmitted();
  }
  events(): TargetEvent[] {
    return this.inner.events();
  }
  trouble(kind: Trouble, value?: number): void {
    this.inner.trouble(kind, value);
  }
  spoilFram(address: number, mask: number): void {
    this.inner.spoilFram(address, mask);
  }
  spoilFile(name: string, offset: number, mask: number): void {
    this.inner.spoilFile(name, offset, mask);
  }
  close(): void {
    this.inner.close();
  }

  private writeUpTo(nowMs: number, inclusive: boolean): void {
    while (inclusive ? this.nextMs <= nowMs : this.nextMs < nowMs) {
      this.ticks.push({ analog: this.analog, digital: this.digital, pulses: this.pulses, frames: this.frames });
      this.pulses = PULSE_ROLES.map(() => 0);
      this.frames = [];
      this.nextMs += TICK_MS;
    }
  }
}

/**
 * A cell at rest: 3.0 V, no current, 25 °C everywhere, dry tray, no flow (front ends of docs/wiring.md).
 * @param count ticks.
 */
export function restingCell(count: number): RecordedTick[] {
  const platinum = 1000 * (1 + 3.9083e-3 * 25 - 5.775e-7 * 25 * 25);
  const temperature = platinum / (platinum + 2700);
  const tick = {
    analog: [4 / 7, 0.5, temperature, temperature, temperature, 100 / 120, 5 / 65],
    digital: [1, 1, 0, 0],
    pulses: [0, 0, 0],
    frames: [],
  };
  return Array.from({ length: count }, () => tick);
}
