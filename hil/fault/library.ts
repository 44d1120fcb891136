/**
 * The fault library: everything that the bench can break.
 */
import { LiquidusError } from '../../host/error.js';
import { formatValue } from '../scenario/quantity.js';
import { hint } from '../scenario/suggest.js';
import { ACTUATOR_FAULTS } from './actuators.js';
import { CONTROLLER_FAULTS } from './controller.js';
import type { FaultDefinition, FaultValues } from './definition.js';
import { ENVIRONMENT_FAULTS } from './environment.js';
import { LINE_FAULTS } from './line.js';
import { SENSOR_FAULTS } from './sensors.js';
import { SURROUNDING_FAULTS } from './surroundings.js';

const LIBRARY: ReadonlyMap<string, FaultDefinition> = new Map(
  [...SENSOR_FAULTS, ...ACTUATOR_FAULTS, ...SURROUNDING_FAULTS, ...LINE_FAULTS, ...ENVIRONMENT_FAULTS, ...CONTROLLER_FAULTS].map((definition) => [
    definition.id,
    definition,
  ]),
);

/** Every fault, in a stable order: sensors, actuators, surroundings, line, supply and operator, controller. */
export function listFaults(): readonly FaultDefinition[] {
  return [...LIBRARY.values()];
}

/** Definition of a fault, or undefined when there is none of that id. */
export function findFault(id: string): FaultDefinition | undefined {
  return LIBRARY.get(id);
}

/** A fault that does not exist, or a value that it does not take. */
export class FaultError extends LiquidusError {
  constructor(message: string) {
    super('usage.fault', message);
    this.name = 'FaultError';
  }
}

/** Definition of a fault. Throws `FaultError` with the nearest name when there is none of that id. */
export function fault(id: string): FaultDefinition {
  const found = LIBRARY.get(id);
  if (found) return found;
  throw new FaultError(`there is no fault "${id}" in the library; ${hint(id, [...LIBRARY.keys()], 'docs/scenarios.md')}`);
}

/** Fills in defaults and checks names and ranges. Throws `FaultError` for an unknown, missing or out-of-range parameter. */
export function checkedValues(definition: FaultDefinition, given: FaultValues): FaultValues {
  const names = definition.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new FaultError(
      `fault ${definition.id} has no parameter "${name}"; ${names.length === 0 ? 'it has none' : hint(name, names, 'docs/scenarios.md')}`,
    );
  }
  const values: Record<string, number> = {};
  for (const { name, unit, min, max, fallback } of definition.parameters) {
    const value = given[name] ?? fallback;
    const range = `${formatValue(min, unit)} … ${formatValue(max, unit)}`;
    if (value === undefined) throw new FaultError(`fault ${definition.id} needs "${name}" (${range})`);
    if (!(value >= min && value <= max)) throw new FaultError(`fault ${definition.id}: "${name}" ${formatValue(value, unit)} is outside ${range}`);
    values[name] = value;
  }
  return values;
}
