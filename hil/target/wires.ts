/**
 * The wires between the board and the plant: signal roles of both directions.
 *
 * Analog inputs are fractions of the converter's full scale, 0..1; digital signals are 0 or 1; PWM outputs are duty cycles, 0..1.
 * Electrical meaning of every role: docs/wiring.md. Which wires a board has, and whether they end on its pins or on chips: its row.
 */
import { PROCESS_ROLES, type ProcessRole } from '../plant/process-channels.js';

/** Analog inputs of every board. */
export const ANALOG_ROLES = ['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop', 'nakFlow'] as const;
export type AnalogRole = (typeof ANALOG_ROLES)[number];
/** All analog inputs; the place in this list is the number of the wire in arrays. */
export const ALL_ANALOG_ROLES: readonly (AnalogRole | ProcessRole)[] = [...ANALOG_ROLES, ...PROCESS_ROLES];

/** Most cells that a board measures one by one. */
export const MOST_CELLS = 32;

/** Pulse inputs of the board, counted through pin watches. */
export const PULSE_ROLES = ['nakTach', 'catholyteTach', 'catholyteFlow'] as const;
export type PulseRole = (typeof PULSE_ROLES)[number];

/** Digital inputs of the board. E-stop channels and feedback: 1 = contact closed. */
export const DIGITAL_ROLES = ['eStopA', 'eStopB', 'contactorFeedback', 'localReset'] as const;
export type DigitalRole = (typeof DIGITAL_ROLES)[number];
/** Digital inputs that only some boards have. Smoke detector: 1 = closed and healthy. */
export const FULL_DIGITAL_ROLES = ['smoke'] as const;
export type FullDigitalRole = (typeof FULL_DIGITAL_ROLES)[number];

/** Switched outputs of every board. */
export const SWITCH_ROLES = ['contactor', 'heaterEnable'] as const;
export type SwitchRole = (typeof SWITCH_ROLES)[number];
/** Switched outputs that only some boards have. */
export const FULL_SWITCH_ROLES = [
  'preCharge',
  'isolationValves',
  'argonPurge',
  'enclosureFan',
  'scrubber',
  'traceHeater',
  'safetyToggle',
  'leakExcitation',
] as const;
export type FullSwitchRole = (typeof FULL_SWITCH_ROLES)[number];

/** PWM outputs of every board. */
export const PWM_ROLES = ['heater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;
export type PwmRole = (typeof PWM_ROLES)[number];
/** PWM outputs that only some boards have. */
export const FULL_PWM_ROLES = ['chargeLimitOut', 'dischargeLimitOut'] as const;
export type FullPwmRole = (typeof FULL_PWM_ROLES)[number];

/** What the plant puts on the inputs that only some boards have. */
export interface ProcessInputs {
  readonly analog: Readonly<Record<ProcessRole, number>>;
  /** Smoke detector: 1 = closed and healthy. */
  readonly smoke: 0 | 1;
}

/** What the plant puts on the board's inputs. Pulses are the number since the last presentation. */
export interface BoardInputs {
  readonly analog: Record<AnalogRole, number>;
  readonly digital: Record<DigitalRole, 0 | 1>;
  readonly pulses: Record<PulseRole, number>;
  /** Absent when the plant has no more: such wires then carry 0, and the smoke detector is open. */
  readonly process?: ProcessInputs;
  /** Single cells, fractions as of `cellVoltage`; absent: cells in parallel, all at the terminal voltage. */
  readonly cells?: ArrayLike<number>;
}

/** What the board's outputs show: 0 while the board is unpowered, in reset or booting, and for outputs that it lacks. */
export type BoardOutputs = Record<SwitchRole | FullSwitchRole, 0 | 1> & Record<PwmRole | FullPwmRole, number>;

/** Outputs of a board without power. */
export function outputsOff(): BoardOutputs {
  return {
    contactor: 0,
    heaterEnable: 0,
    heater: 0,
    nakPump: 0,
    catholytePump: 0,
    chargeCurrent: 0,
    dischargeCurrent: 0,
    preCharge: 0,
    isolationValves: 0,
    argonPurge: 0,
    enclosureFan: 0,
    scrubber: 0,
    traceHeater: 0,
    safetyToggle: 0,
    leakExcitation: 0,
    chargeLimitOut: 0,
    dischargeLimitOut: 0,
  };
}
