/** The fault library for the console. */
import { formatValue } from '../scenario/quantity.js';
import { TARGET_NAMES } from '../scenario/scenario.js';
import type { FaultDefinition } from './definition.js';

/** What a fault does, with what it cannot. */
export function faultDoc({ doc, clearable, needs }: FaultDefinition): string {
  return `${doc}${clearable ? '' : ' Cannot be cleared.'}${needs === undefined ? '' : ` Boards with ${needs} only.`}`;
}

/** One line a fault, its parameters below it. Every target that exists takes the whole library: plant, line and troubles stand in front of it. */
export function faultLines(faults: readonly FaultDefinition[]): string {
  const lines = faults.flatMap((definition) => [
    `${definition.id.padEnd(28)}${faultDoc(definition)}`,
    ...definition.parameters.map(
      ({ name, unit, min, max, fallback, doc: meaning }) =>
        `    ${name}: ${meaning}, ${formatValue(min, unit)} … ${formatValue(max, unit)}${fallback === undefined ? '' : `, default ${formatValue(fallback, unit)}`}`,
    ),
  ]);
  const what = new Set(faults.map((fault) => fault.what)).size;
  return [...lines, '', `${faults.length} faults of ${what} things; targets: ${TARGET_NAMES.join(', ')}`].join('\n');
}
