/**
 * The generated parts of the documents about scenarios: tables of signals, units and faults between markers in docs/scenarios.md.
 */
import { faultDoc } from '../fault/listing.js';
import { listFaults } from '../fault/library.js';
import { formatValue, UNIT_NAMES } from './quantity.js';
import { SET_QUANTITIES } from './settings.js';
import { listSignals } from './signals.js';

/** Path of the schema and of the page, from the root of the project. */
export const SCHEMA_FILE = 'hil/scenario/scenario.schema.json';
export const SCENARIOS_PAGE = 'docs/scenarios.md';

const cell = (value: string): string => value.replace(/\|/g, '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const TABLES: Readonly<Record<string, () => string>> = {
  signals: () =>
    table(
      ['Signal', 'Unit', 'Meaning'],
      listSignals().map(({ name, unit, doc }) => [`\`${name}\``, unit, doc]),
    ),
  units: () => UNIT_NAMES.map((unit) => `\`${unit}\``).join(' '),
  settings: () =>
    table(
      ['Name', 'Range', 'Meaning'],
      Object.entries(SET_QUANTITIES).map(([name, row]) => [
        `\`${name}\``,
        `${formatValue(row.min, row.unit)} … ${formatValue(row.max, row.unit)}`,
        row.doc,
      ]),
    ),
  faults: () =>
    table(
      ['Fault', 'Parameters', 'Meaning'],
      listFaults().map((definition) => [
        `\`${definition.id}\``,
        definition.parameters
          .map(
            ({ name, unit, min, max, fallback }) =>
              `\`${name}\` ${formatValue(min, unit)} … ${formatValue(max, unit)}${fallback === undefined ? '' : ` (${formatValue(fallback, unit)})`}`,
          )
          .join('; '),
        faultDoc(definition),
      ]),
    ),
};

/** The page with every table brought up to date. Throws when a pair of markers is missing. */
export function withTables(page: string): string {
  let text = page;
  for (const [name, render] of Object.entries(TABLES)) {
    const begin = `<!-- generated: ${name} -->`;
    const end = `<!-- end: ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`${SCENARIOS_PAGE} has no markers "${begin}" and "${end}"; put them where the table belongs`);
    text = `${text.slice(0, from + begin.length)}\n${render()}\n${text.slice(to)}`;
  }
  return text;
}
