/**
 * Shapes of the rows in this folder. The rows are the single source of every number that firmware, host, bench and documents share.
 */

import type { Channel } from './channels.js';

/** Storage class of a register value. 16-bit types take one register, 32-bit types two (high word first), `bits64` four. */
export type RegisterType = 'u16' | 'i16' | 'u32' | 'i32' | 'bits16' | 'bits64';

/** Which build profiles carry a row: `core` is in every build, `full` only in builds for boards with the memory for it. */
export type Profile = 'core' | 'full';

/** Who may write a register. */
export type Access = 'ro' | 'rw';

/** One value on the Modbus map. */
export interface RegisterRow {
  /** First register, counted from 0 in its table. */
  readonly address: number;
  /** Name in code, unique on the whole map. */
  readonly name: string;
  readonly type: RegisterType;
  /** Physical unit after scaling; empty for codes and counters. */
  readonly unit: string;
  /** Value in `unit` = register value × `scale`. */
  readonly scale: number;
  readonly access: Access;
  readonly profile: Profile;
  /** True when the value can be "not available": 0x8000 signed, 0xFFFF unsigned, 0x80000000 for i32. */
  readonly optional: boolean;
  readonly doc: string;
}

/** Number of 16-bit registers that a type takes. */
export function registerCount(type: RegisterType): number {
  if (type === 'bits64') return 4;
  return type === 'u32' || type === 'i32' ? 2 : 1;
}

/** Effects of a tripped check on the outputs, combined by bitwise or: a lower reaction can never undo a higher one. */
export const REACTION = {
  /** Discharge current not allowed. */
  blockDischarge: 1,
  /** Charge current not allowed. */
  blockCharge: 2,
  /** Power contactor open. */
  openContactor: 4,
  /** Heater duty 0 and the second, independent heater switch open. */
  heatersOff: 8,
  /** NaK pump off. */
  nakPumpOff: 16,
  /** Catholyte pump off. */
  catholytePumpOff: 32,
  /** Set-point runs down to zero in ten seconds and stays there. */
  rampToZero: 64,
  /** Current limits halved. */
  halfCurrent: 128,
  /** Shut-down of class X: leak, e-stop, watchdog. */
  shutdown: 256,
  /** Isolation valves of the loops closed. */
  isolateLoops: 512,
  /** Argon purge on. */
  purge: 1024,
  /** Air fan of the enclosure off. */
  fanOff: 2048,
  /** Scrubber on. */
  scrubber: 4096,
  /** NaK pump at a fifth of its full speed. */
  nakPumpSlow: 8192,
} as const;

/** How a protection reads: the name of a process value of firmware/sense/values.ts. */
export type SignalName = string;

/** Who may reset a latched trip: nobody needs to (`itself`), a Modbus master (`remote`), or only the button on the board (`local`). */
export type Reset = 'itself' | 'remote' | 'local';

/** One fault of the protection table. */
export interface FaultRow {
  /** Permanent id of the protection table. */
  readonly id: string;
  /** Permanent number: alarm bit = number − 1. Never reused. */
  readonly number: number;
  readonly name: string;
  readonly requirement: string;
  readonly reset: Reset;
  readonly profile: Profile;
  /** What makes the cause go away. */
  readonly clears: string;
  /** What the operator does. */
  readonly advice: string;
}

/** One comparison that belongs to a fault. */
export interface CheckRow {
  /** Permanent id: the fault's id, with a letter where a fault has several checks. */
  readonly id: string;
  /** Id of the fault that this check raises. */
  readonly fault: string;
  readonly signal: SignalName;
  /** Unit of warn, trip and hysteresis as written here. */
  readonly unit: string;
  /** Signal steps per unit: 10 for a limit in °C on a signal in 0.1 °C. */
  readonly steps: number;
  /** `high`: acts at or above the level; `low`: at or below. */
  readonly side: 'high' | 'low';
  readonly warn: number | null;
  readonly trip: number | null;
  readonly warnMs: number;
  readonly tripMs: number;
  /** Distance back from the level that acted, in `unit`. */
  readonly hysteresis: number;
  /** Release level that holds for both levels instead of the hysteresis, in `unit`. */
  readonly releaseAt?: number;
  /** Time that the release condition must hold before the trip goes, ms. */
  readonly releaseMs: number;
  /** Bits of `REACTION`. */
  readonly reaction: number;
  /** `fast`: every tick; `slow`: once a second. */
  readonly rate: 'fast' | 'slow';
  /** Name of the parameter, in signal steps, that takes the place of the trip level; the warn level keeps its distance. */
  readonly tripParameter?: string;
  /** Furthest value to which that parameter may move the trip level, in `unit`. */
  readonly hardTrip?: number;
  /** What a missing signal means: `trip` (default) or `ignore`, where another row owns the missing sensor. */
  readonly missing: 'trip' | 'ignore';
  /** Channels without which the check has nothing to read: a board that lacks one does not have the check. */
  readonly needs?: readonly Channel[];
  /** True for a check of single cells: only boards that measure them have it. */
  readonly singleCells?: true;
  /** True for a check of records in Storage: only boards without FRAM have it. */
  readonly inStorage?: true;
  /** Reset rule of this check where it differs from its fault's. */
  readonly reset?: Reset;
}
