/**
 * The wires between the board and the plant: signal roles of both directions.
 *
 * Analog inputs are fractions of the converter's full scale, 0..1; digital signals are 0 or 1; PWM outputs are duty cycles, 0..1.
 * Electrical meaning of every role: docs/wiring.md.
 */

/** Analog inputs of the board. */
export const ANALOG_ROLES = ['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop', 'nakFlow'] as const;
export type AnalogRole = (typeof ANALOG_ROLES)[number];

/** Pulse inputs of the board, counted through pin watches. */
export const PULSE_ROLES = ['nakTach', 'catholyteTach', 'catholyteFlow'] as const;
export type PulseRole = (typeof PULSE_ROLES)[number];

/** Digital inputs of the board. E-stop channels and feedback: 1 = contact closed. */
export const DIGITAL_ROLES = ['eStopA', 'eStopB', 'contactorFeedback', 'localReset'] as const;
export type DigitalRole = (typeof DIGITAL_ROLES)[number];

/** Switched outputs of the board. */
export const SWITCH_ROLES = ['contactor', 'heaterEnable'] as const;
export type SwitchRole = (typeof SWITCH_ROLES)[number];

/** PWM outputs of the board. */
export const PWM_ROLES = ['heater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;
export type PwmRole = (typeof PWM_ROLES)[number];

/** What the plant puts on the board's input pins. Pulses are the number since the last presentation. */
export interface BoardInputs {
  readonly analog: Record<AnalogRole, number>;
  readonly digital: Record<DigitalRole, 0 | 1>;
  readonly pulses: Record<PulseRole, number>;
}

/** What the board's output pins show: 0 while the board is unpowered, in reset or booting. */
export type BoardOutputs = Record<SwitchRole, 0 | 1> & Record<PwmRole, number>;
