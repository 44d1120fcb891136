/**
 * Commands as an operator says them, `discharge 0.3` or `reset P13`, turned into what the mailbox takes. Command line and daemon share them.
 */
import { AS_IS, COMMISSIONING } from '../../firmware/model/commissioning.js';
import { LOOP_SHIFT, MOST_LOOPS } from '../../firmware/model/loop-registers.js';
import { FAULTS } from '../../firmware/model/faults.js';
import { LiquidusError } from '../error.js';
import type { Command } from './codec.js';

/** What can be sent, and the values behind the name. */
export const VERBS = {
  start: [],
  stop: [],
  charge: ['AMPERES'],
  discharge: ['AMPERES'],
  rest: [],
  reset: ['[FAULT]'],
  reanchor: ['WT%NA', 'GRAMS', '[LOOP]'],
  commit: [],
  service: [],
  leaveService: [],
  rescue: ['AMPERES'],
  calibrate: ['ITEM', 'REFERENCE|as-is'],
  sign: ['PERSON'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function numberValue(text: string | undefined, what: string, low: number, high: number): number {
  const value = Number(text);
  if (text === undefined || text.trim() === '' || !(value >= low && value <= high)) {
    throw new LiquidusError(
      'usage.value',
      `${what} is missing or wrong${text === undefined ? '' : ` ("${text}")`}; give a number of ${low}..${high}.`,
    );
  }
  return value;
}

/** Number of a fault by its id, in any case of letters. Throws `usage.value`. */
export function faultNumber(id: string): number {
  const row = FAULTS.find((fault) => fault.id.toLowerCase() === id.toLowerCase());
  if (!row) throw new LiquidusError('usage.value', `There is no fault "${id}"; fault ids: ${FAULTS.map((fault) => fault.id).join(', ')}.`);
  return row.number;
}

/** Items that are measured, with the unit of their reference. */
const MEASURED = COMMISSIONING.filter((row) => row.parameter !== '');

/** Items that can be calibrated, each with the unit of its reference. */
export function references(): string {
  return MEASURED.map((row) => `${row.name} (${row.unit})`).join(', ');
}

function calibration(name: string | undefined, reference: string | undefined): Command {
  const row = MEASURED.find((candidate) => candidate.name === name);
  if (!row) throw new LiquidusError('usage.value', `There is no item "${name ?? ''}" to calibrate; items: ${references()}.`);
  if (reference === 'as-is') return { name: 'calibrate', argument: row.item, argument32: AS_IS };
  const value = numberValue(reference, `The ${row.reference} in ${row.unit} (or "as-is")`, -1000, 100_000);
  return { name: 'calibrate', argument: row.item, argument32: Math.round(value / row.step) };
}

/** The device command of a verb and its values. Throws `usage.*`. */
export function commandOf(verb: string, values: readonly string[], ttl: number): Command {
  if (!(verb in VERBS)) {
    throw new LiquidusError('usage.command', `There is no command "${verb}"; commands: ${Object.keys(VERBS).join(', ')}.`);
  }
  const wanted: readonly string[] = VERBS[verb as keyof typeof VERBS];
  if (values.length > wanted.length) {
    const takes = wanted.length === 0 ? 'no value' : `only ${wanted.join(' ')}`;
    throw new LiquidusError(
      'usage.value',
      `"${verb}" takes ${takes}, but "${values.slice(wanted.length).join(' ')}" was given as well; leave it out.`,
    );
  }
  switch (verb) {
    case 'charge':
    case 'discharge':
    case 'rescue':
      return { name: verb, argument32: Math.round(numberValue(values[0], 'The current in A', 0.001, 2000) * 1000), ttl };
    case 'reset':
      return { name: verb, argument: values[0] === undefined ? 0 : faultNumber(values[0]) };
    case 'reanchor':
      return {
        name: verb,
        argument: Math.round(numberValue(values[0], 'The composition in wt% Na', 9, 60) * 100),
        argument32:
          Math.round(numberValue(values[1], 'The mass of the metal in g', 1, 100000) * 1000) +
          (Math.round(numberValue(values[2] ?? '1', 'The NaK loop', 1, MOST_LOOPS)) - 1) * 2 ** LOOP_SHIFT,
      };
    case 'calibrate':
      return calibration(values[0], values[1]);
    case 'sign':
      return { name: verb, argument: Math.round(numberValue(values[0], 'The number of the person', 1, 65535)) };
    default:
      return { name: verb };
  }
}
