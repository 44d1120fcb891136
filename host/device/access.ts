/**
 * Reads and writes points in as few requests as their addresses allow.
 */
import { LIVE_COUNT, PARAMETER_START } from '../../firmware/model/registers.js';
import type { Words } from './codec.js';
import type { Point, Table } from './points.js';
import type { PointValue } from './values.js';
import { valueOf, wordsOf } from './values.js';

/** Most registers in one read: the reply fits the transmit buffer of the smallest board. */
const MOST_REGISTERS = LIVE_COUNT;
/** Most registers between two points that are read along: cheaper than another request. Reserved ones inside an area read 0. */
const READ_ALONG = 20;

/** One request: registers `from` .. `from + count − 1` of a table. */
export interface Span {
  readonly table: Table;
  readonly from: number;
  readonly count: number;
}

/** Reads a span. */
type ReadSpan = (span: Span) => Promise<Words>;

function inOrder(points: readonly Point[]): Point[] {
  return [...points].sort((a, b) => a.table.localeCompare(b.table) || a.row.address - b.row.address);
}

/** The reads that give all points: each within one area, so that none crosses a hole of the map. */
export function spansOf(points: readonly Point[]): Span[] {
  const spans: { table: Table; from: number; count: number; area: string }[] = [];
  for (const { table, row, words, area } of inOrder(points)) {
    const last = spans.at(-1);
    const end = row.address + words;
    const near = last?.table === table && last.area === area && row.address - (last.from + last.count) <= READ_ALONG;
    if (last && near && end - last.from <= MOST_REGISTERS) last.count = Math.max(last.count, end - last.from);
    else spans.push({ table, from: row.address, count: words, area });
  }
  return spans.map(({ table, from, count }) => ({ table, from, count }));
}

/** Values of points, in their order. Values of one span are of one moment. */
export async function readPoints(points: readonly Point[], read: ReadSpan): Promise<PointValue[]> {
  const found: { readonly span: Span; readonly words: Words }[] = [];
  for (const span of spansOf(points)) found.push({ span, words: await read(span) });
  return points.map((point) => {
    const { row, table, words } = point;
    const home = found.find(({ span }) => span.table === table && row.address >= span.from && row.address + words <= span.from + span.count);
    return home ? valueOf(point, home.words, home.span.from) : null;
  });
}

/** Raw values of points, to be written. */
export type RawValues = ReadonlyMap<Point, number>;

/** The writes that set all values: neighbours in one request of at most `most` registers, a 32-bit value whole. */
export function writesOf(values: RawValues, most = MOST_REGISTERS): { readonly address: number; readonly words: number[] }[] {
  const writes: { address: number; words: number[]; area: string }[] = [];
  for (const point of inOrder([...values.keys()])) {
    const words = wordsOf(point, values.get(point) ?? 0);
    const last = writes.at(-1);
    const joins = last?.area === point.area && last.address + last.words.length === point.row.address && last.words.length + words.length <= most;
    if (last && joins) last.words.push(...words);
    else writes.push({ address: point.row.address, words, area: point.area });
  }
  return writes.map(({ address, words }) => ({ address, words }));
}

/** True for a register of the parameter shadow: a write does nothing until `commit`. */
export function isShadow(point: Point): boolean {
  return point.row.address >= PARAMETER_START && point.parameter !== undefined;
}
