/** The fault library for the console. */
import { formatValue } from '../scenario/quantity.js';
import { TARGET_NAMES } from '../target/target.js';
import type { FaultDefinition } from './definition.js';
import { unsupportedOn } from './support.js';

/** What a fault does, with what it cannot. */
export function faultDoc({ id, doc, clearable, needs }: FaultDefinition): string {
  const targets = unsupportedOn(id);
  return `${doc}${clearable ? '' : ' Cannot be cleared.'}${needs === undefined ? '' : ` Boards with ${needs} only.`}${targets.length === 0 ? '' : ` Not, or not with all values, on: ${targets.join(', ')}.`}`;
}

/** One line a fault, its parameters below it. */
export function faultLines(faults: readonly FaultDefinition[]): string {
  const width = Math.max(...faults.map(({ id }) => id.length)) + 2;
  const lines = faults.flatMap((definition) => [
    `${definition.id.padEnd(width)}${faultDoc(definition)}`,
    ...definition.parameters.map(
      ({ name, unit, min, max, fallback, doc: meaning }) =>
        `    ${name}: ${meaning}, ${formatValue(min, unit)} … ${formatValue(max, unit)}${fallback === undefined ? '' : `, default ${formatValue(fallback, unit)}`}`,
    ),
  ]);
  const what = new Set(faults.map((fault) => fault.what)).size;
  return [...lines, '', `${faults.length} faults of ${what} things; targets: ${TARGET_NAMES.join(', ')}`].join('\n');
}
