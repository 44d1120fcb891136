/**
 * The order of a commissioning (docs/commissioning.md): what the person prepares for each item, and what is asked.
 */
import type { CommissioningRow } from '../../../firmware/model/commissioning.js';
import { commissioningItem, CURVES, itemsOf } from '../../../firmware/model/commissioning.js';
import type { Profile } from '../../../firmware/model/types.js';

const COLD = 'State cold, contactor open, NaK pump off for at least 30 s, cell temperature within 0.5 K/min.';

/** Items in the order in which they depend on each other, with what makes each measurement a good one. */
const PREPARATIONS: readonly (readonly [string, string])[] = [
  ['currentZero', `${COLD} No conductor in the current sensor.`],
  [
    'currentGain',
    'Send a known current of at least 0.1 A through the sensor alone and wait half a minute. The controller takes it for a stray current (F05): that is expected; take the calibrator off and reset F05 afterwards.',
  ],
  ['nakTempA', 'Hold the thermometer beside the sensor until both stand still.'],
  ['nakTempB', 'Hold the thermometer beside the sensor until both stand still.'],
  ['cellTemp', 'Hold the thermometer beside the sensor until both stand still.'],
  ['catholyteTemp', 'Hold the thermometer beside the sensor until both stand still.'],
  ['nakInletTemp', 'Hold the thermometer beside the sensor until both stand still.'],
  ['nakFlow', 'Pump off, line filled: the reference is 0.'],
  ['fill', 'What was weighed and analysed: the controller counts from it.'],
  ['resistance', 'Milliohm meter (alternating current, four wires) at the terminals. With 0 the last current pulse counts instead.'],
  ['nakLevel', 'The volume that was filled into the loop.'],
  ['nakCurve', 'On the fresh line: start, and wait half a minute in state ready. With 0 the sensor’s own reading counts.'],
  ['nakLine', 'As before, in state ready. With 0 the sensors’ own reading counts.'],
  ['nakMotor', 'As before, in state ready. With 0 the sensor’s own reading counts.'],
  ['catholyteMotor', 'As before, in state ready. With 0 the sensor’s own reading counts. Stop the plant afterwards.'],
];

/** One step of the guide. */
export interface CommissioningStep {
  readonly row: CommissioningRow;
  readonly prepare: string;
  /** Measured in state ready, with both pumps at their set flows. */
  readonly running: boolean;
}

/** The steps of a profile. Throws when an item has no place in the order. */
export function stepsOf(profile: Profile): CommissioningStep[] {
  const items = itemsOf({ profile });
  const forgotten = items.find(({ name }) => !PREPARATIONS.some(([item]) => item === name));
  if (forgotten) throw new Error(`commissioning item ${forgotten.name} has no place in the guide`);
  return PREPARATIONS.filter(([name]) => items.some((row) => row.name === name)).map(([name, prepare]) => ({
    row: commissioningItem(name),
    prepare,
    running: CURVES.includes(name),
  }));
}
