/** States of the sequencer, in the order of their codes on the map. */
export const STATES = ['boot', 'selfTest', 'cold', 'warmUp', 'ready', 'charge', 'discharge', 'fault', 'eStop', 'service'] as const;
export type StateName = (typeof STATES)[number];

/** Code of a state on the map. */
export function stateCode(name: StateName): number {
  return STATES.indexOf(name);
}
