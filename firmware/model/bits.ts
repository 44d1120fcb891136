/**
 * Coils and discrete inputs. A discrete input is a bit of a register of the live block; sixteen of them, in the order of the register's bits, make a
 * group. The first coils are commands that are states or pulses; the outputs follow, which can be read only.
 */
import { OUTPUT, STATE_ROWS, STATES } from './states.js';
import type { StateName } from './states.js';

export interface DiscreteRow {
  /** First discrete input, a multiple of 16. */
  readonly address: number;
  readonly count: number;
  /** Register of the live block whose bits these are, bit 0 first; `state`: the input of the present state is on, all others off. */
  readonly register: string;
  readonly doc: string;
}

export const DISCRETE_ROWS: readonly DiscreteRow[] = [
  { address: 0, count: 64, register: 'alarmsLatched', doc: 'fault k + 1 acts' },
  { address: 64, count: 64, register: 'alarmsActive', doc: 'the cause of fault k + 1 is present' },
  { address: 128, count: 64, register: 'warnings', doc: 'the warn level of fault k + 1 is reached' },
  { address: 192, count: 16, register: 'inputs', doc: 'bit k of register 56: emergency stop, contactor feedback, button' },
  { address: 208, count: 16, register: 'outputs', doc: 'bit k of register 57: contactor, heater switch, valves, fan, purge, scrubber' },
  { address: 224, count: 16, register: 'modeBits', doc: 'bit k of register 10' },
  { address: 240, count: 16, register: 'state', doc: 'the sequencer is in state k' },
];

export interface CoilRow {
  readonly address: number;
  readonly name: string;
  readonly doc: string;
}

/** Coils that take a write. */
export const COMMAND_COILS: readonly CoilRow[] = [
  {
    address: 0,
    name: 'run',
    doc: 'on while the plant starts, runs or rescues. On: command `start` (exception 4 when it is refused), nothing when it is on already. Off: command `stop`, nothing when it is off already',
  },
  {
    address: 1,
    name: 'reset',
    doc: 'reads off. On: command `reset` for all trips; exception 4 while a cause is present or a row needs the button at the board. Off: nothing',
  },
];
/** First coil of the outputs: the bits of register 57 as they are now. They refuse writes with exception 2, as do the coils before them. */
export const OUTPUT_COILS = 16;
/** Coils in all. */
export const COIL_COUNT = 32;

/** True for the states in which the coil `run` is on: those that ask for heat. */
export function runs(name: StateName): boolean {
  return ((STATE_ROWS[name].asks ?? 0) & OUTPUT.heat) > 0;
}

/** States in which the coil `run` is on, bit = code. */
export const RUN_STATES = STATES.reduce((bits, name, code) => bits + (runs(name) ? 1 << code : 0), 0);

/** Bits of function 7, bit 0 first. */
export const EXCEPTION_STATUS = [
  'a fault acts',
  'the cause of a fault is present',
  'a warning is there',
  'the emergency stop is open',
  'the contactor is closed',
  'the heater switch is closed',
  'a master has remote control',
  'the plant runs, as coil 0',
] as const;
