/**
 * One interface to every place where the firmware bundle runs.
 *
 * Time is virtual milliseconds since the start of the run and never goes back. Calls are synchronous: when `runTo` returns,
 * everything due up to that moment has happened. A target that cannot do what is asked throws; it never ignores.
 */
import type { DriverPulse, LineSettings, Transmission } from './line-settings.js';
import type { Trouble } from './troubles.js';
import type { BoardInputs, BoardOutputs } from './wires.js';
import type { Pacing } from './pacing.js';

/** Something that happened to the controller other than a pin or a byte. */
export interface TargetEvent {
  readonly timeMs: number;
  readonly kind: 'boot' | 'reboot' | 'watchdog' | 'error' | 'log';
  readonly text: string;
}

/** Options for a start of the controller. */
export interface TargetOptions {
  /** Bundle text exactly as flashed. */
  readonly bundle: string;
  /** Board row id, for example `pico`. */
  readonly board: string;
  /** Milliseconds that the controller's own clock shows at virtual time 0 (wrap tests). Default 0. */
  readonly clockOffsetMs?: number;
}

/** Places where the bundle runs; the last two are real boards, in real time. */
export const TARGET_NAMES = ['emulator', 'espruino', 'board', 'bench-board'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

export interface Target {
  readonly name: TargetName;
  /** Board row id. */
  readonly board: string;
  /** Pin state now. The same object for the target's life; read it, do not keep copies of its fields across calls. */
  readonly outputs: BoardOutputs;
  /** Puts power on the board: pins safe, boot file runs at this moment. Flash and FRAM keep what they held. */
  powerOn(nowMs: number): void;
  /** Cuts power: outputs fall to 0, timers and RAM are gone. */
  powerOff(nowMs: number): void;
  /** Puts new levels on the input pins; changed digital inputs fire their watches at once. */
  present(nowMs: number, inputs: BoardInputs): void;
  /** Runs the controller up to and including virtual time `nowMs`. */
  runTo(nowMs: number): void;
  /** Bytes arrive on the RS-485 port now (delivered in chunks of at most 64 bytes, as the interpreter does). */
  receive(nowMs: number, bytes: Uint8Array): void;
  /** SHA-256 of the bundle that the controller must show over Modbus; absent where the bench has put the bundle there itself, or has looked. */
  readonly bundleSha256?: string;
  /** True when the memories of the controller may hold what an earlier run left. */
  readonly remembers?: boolean;
  /** How the run has kept time so far; absent where time is virtual. */
  readonly pacing?: Pacing;
  /** Settings of the RS-485 port, as the program has set it up. */
  readonly port: LineSettings;
  /** Takes the writes on the RS-485 port since the last call, with their times on the wire. */
  transmissions(): readonly Transmission[];
  /** Takes the pulses of the direction pin since the last call; absent where the bench does not see that pin. */
  driverPulses?(): readonly DriverPulse[];
  /** Takes the same writes as bytes alone, for a caller that does not look at times. */
  transmitted(): Uint8Array;
  /** Takes the events since the last call. */
  events(): TargetEvent[];
  /** Makes trouble for the controller itself (hil/target/troubles.ts says which, and what the value means). */
  trouble(kind: Trouble, value?: number): void;
  /** Turns bits of a byte of the FRAM over, with or without power. */
  spoilFram(address: number, mask: number): void;
  /** Turns bits of a byte of a file in flash over, with or without power. Throws when there is no such byte. */
  spoilFile(name: string, offset: number, mask: number): void;
  /** Ends processes and files. */
  close(): void;
}
