/**
 * Parameters as a YAML file that a person reads, edits and keeps.
 */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { LiquidusError } from '../error.js';
import type { RawValues } from './access.js';
import type { Identity } from './identity.js';
import { OWN_MAP } from './identity.js';
import type { Point } from './points.js';
import { pointOf } from './points.js';
import { digitsOf, limitsOf, rawOf } from './values.js';

/** What stands in a file. */
export interface ParameterFile {
  /** Map version and board that it was made for, where it says so. */
  readonly map: string | undefined;
  readonly board: string | undefined;
  readonly values: RawValues;
}

/** First words of a file that this module writes. */
const KIND = 'parameters';

/** A value in the unit of its row, with the digits of a step. */
export function unitText({ row }: Point, raw: number): string {
  const value = row.scale < 1 ? raw / Math.round(1 / row.scale) : raw * row.scale;
  return value.toFixed(digitsOf(row.scale));
}

/** A file with all values, their units and limits as comments. */
export function parameterYaml(values: RawValues, identity: Identity, link: string, at: Date): string {
  const width = Math.max(...[...values].map(([point, raw]) => point.row.name.length + unitText(point, raw).length));
  const line = ([point, raw]: [Point, number]): string => {
    const { least, most } = limitsOf(point);
    const digits = digitsOf(point.row.scale);
    const entry = `  ${point.row.name}: ${unitText(point, raw)}`;
    return `${entry.padEnd(width + 6)}# ${[point.row.unit, `${least.toFixed(digits)}..${most.toFixed(digits)}`].filter(Boolean).join(', ')}; ${point.row.doc}`;
  };
  const all = [...values].sort(([a], [b]) => a.row.address - b.row.address);
  const record = all.filter(([{ parameter }]) => parameter?.group === 'record');
  return [
    `# Parameters of a Liquidus controller, read ${at.toISOString()} from ${link}.`,
    '# "liquidus config plan FILE" shows what a change does, "liquidus config apply FILE --yes" does it. Names that are left out stay as they are.',
    `liquidus: ${KIND}`,
    `map: "${identity.map}"`,
    `board: ${identity.board.id ?? `"${identity.board.number}"`}`,
    'parameters:',
    ...all.filter(([{ parameter }]) => parameter?.group !== 'record').map(line),
    '# Record of the commissioning, which no file writes:',
    ...record.map(([point, raw]) => `#   ${point.row.name}: ${unitText(point, raw)}`),
    '',
  ].join('\n');
}

/** Reads a file. Throws `usage.parameters` with line and reason: no YAML, another kind of file, unknown names, values outside their limits, names given twice. */
export function parseParameters(text: string, name: string): ParameterFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const refuse = (offset: number | undefined, why: string): never => {
    const where = offset === undefined ? name : `${name}:${lines.linePos(offset).line}`;
    throw new LiquidusError('usage.parameters', `${where}: ${why}`);
  };
  const [broken] = document.errors;
  if (broken) return refuse(broken.pos[0], `this is no YAML (${broken.message.split('\n')[0] ?? ''}); correct the line.`);
  const root = document.contents;
  if (!isMap(root) || document.get('liquidus') !== KIND) {
    return refuse(undefined, 'this is no file of parameters; it must say "liquidus: parameters", as "liquidus config get" writes it.');
  }
  const list = document.get('parameters', true);
  if (!isMap(list)) return refuse(undefined, 'the list "parameters:" is missing; "liquidus config get" shows one.');
  const values = new Map<Point, number>();
  for (const { key, value } of list.items) {
    const offset = isScalar(key) ? key.range?.[0] : undefined;
    const label = isScalar(key) ? String(key.value) : '';
    if (!isScalar(value) || (typeof value.value !== 'number' && typeof value.value !== 'string')) {
      return refuse(offset, `${label} has no value; write a number.`);
    }
    try {
      const point = pointOf(`parameter.${label}`);
      if (point.parameter?.group === 'record')
        refuse(offset, `${label} is part of the record of the commissioning, which no file writes; take it out.`);
      if (values.has(point)) refuse(offset, `${label} is there twice; leave one.`);
      values.set(point, rawOf(point, String(value.source ?? value.value)));
    } catch (error) {
      if (error instanceof LiquidusError && error.code !== 'usage.parameters') return refuse(offset, error.message);
      throw error;
    }
  }
  const said = (key: string): string | undefined => {
    const value = document.get(key);
    return value === undefined || value === null ? undefined : String(value);
  };
  const map = said('map');
  if (map !== undefined && map.split('.')[0] !== OWN_MAP.split('.')[0]) {
    return refuse(undefined, `it belongs to map version ${map} and this program knows ${OWN_MAP}; names may mean something else there.`);
  }
  return { map, board: said('board'), values };
}
