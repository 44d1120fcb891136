/** Levels of checks that control uses too, so that one number stands in one place. In signal steps. */
import { CHECKS } from '../model/faults.js';
import type { CheckRow } from '../model/types.js';

function find(id: string): CheckRow {
  for (const c of CHECKS) if (c.id === id) return c;
  throw new Error('no check ' + id);
}

function warnOf(id: string): number {
  const c = find(id);
  if (c.warn === null) throw new Error('check ' + id + ' has no warn level');
  return Math.round(c.warn * c.steps);
}

function tripOf(id: string): number {
  const c = find(id);
  if (c.trip === null) throw new Error('check ' + id + ' has no trip level');
  return Math.round(c.trip * c.steps);
}

/** Margin at which derating begins and at which the current stops, 0.1 K. */
export const WARN_MARGIN = warnOf('P01');
export const STOP_MARGIN = tripOf('P01');
/** From where derating begins to the trip level of the over-temperature, 0.1 K. */
export const HOT_SPAN = tripOf('P06') - warnOf('P06');
/** Resistance relative to the commissioned cell at which derating begins and at which the current stops, 0.001. */
export const WARN_RESISTANCE = warnOf('P18');
export const STOP_RESISTANCE = tripOf('P18');
/** Resistance relative to the commissioned cell that is too low for current, 0.001. */
export const LOW_RESISTANCE = tripOf('P19');
/** Deviation of the voltage from the model that warns, and fall of it that is a collapse, mV. */
export const WARN_DEVIATION = warnOf('P20');
export const COLLAPSE = tripOf('P20');
/** Terminal voltages that the set-point logic keeps inside, mV. */
export const HIGH_VOLTAGE = warnOf('P14');
export const LOW_VOLTAGE = warnOf('P15');
/** Supply at which the counters are saved in a hurry, 0.01 V. */
export const SUPPLY_LOW = warnOf('P38');
/** Stoichiometric ratio that the set-point logic keeps, 0.1. */
export const ENOUGH_REACTANT = warnOf('P22b');
