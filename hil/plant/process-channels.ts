/**
 * Inputs that only boards of profile `full` have: the roles, beside those of wires.ts, that the plant of such a board presents.
 */

/** Analog inputs of the process: fractions of the converter's full scale, 0..1. */
export const PROCESS_ROLES = [
  'catholyteTemp',
  'nakInletTemp',
  'catholyteLeakLoop',
  'supply',
  'adcReference',
  'busVoltage',
  'nakPumpCurrent',
  'catholytePumpCurrent',
  'nakPressure',
  'catholytePressure',
  'blanketPressure',
  'nakLevel',
  'oxygen',
  'hydrogen',
  'roomHydrogen',
  'toxicGas',
] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

/** Outputs that only such boards have; absent on a board without them, and then off. */
export interface ProcessOutputs {
  readonly preCharge?: 0 | 1;
  readonly isolationValves?: 0 | 1;
  readonly argonPurge?: 0 | 1;
  readonly enclosureFan?: 0 | 1;
  readonly scrubber?: 0 | 1;
}
