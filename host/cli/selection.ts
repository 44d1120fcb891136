/**
 * What a person names on the command line when registers are meant: names, ranges of names or numbers, areas.
 */
import type { RegisterRow } from '../../firmware/model/types.js';
import type { Point, Table } from '../device/points.js';
import { AREAS, pointOf, POINTS } from '../device/points.js';
import { LiquidusError } from '../error.js';

/** Most registers that one selection may span. */
const MOST = 1000;

/** A register that no row describes, as a point of its own. */
function bare(table: Table, address: number): Point {
  const row: RegisterRow = {
    address,
    name: `${table}:${address}`,
    type: 'u16',
    unit: '',
    scale: 1,
    access: 'ro',
    profile: 'core',
    optional: false,
    doc: 'not on the map of this program',
  };
  return { name: row.name, area: table === 'input' ? 'live' : 'control', table, row, words: 1, parameter: undefined };
}

function numbered(table: Table, from: number, to: number): Point[] {
  if (to < from || to > 0xffff || to - from >= MOST) {
    throw new LiquidusError(
      'usage.range',
      `Registers ${from}-${to} are no range; give FIRST-LAST, rising, within 0..65535 and at most ${MOST} of them.`,
    );
  }
  const points: Point[] = [];
  for (let address = from; address <= to;) {
    const known = POINTS.find((point) => point.table === table && point.row.address === address && address + point.words - 1 <= to);
    points.push(known ?? bare(table, address));
    address += known?.words ?? 1;
  }
  return points;
}

function between(first: Point, last: Point): Point[] {
  const found = POINTS.filter(({ table, row }) => table === first.table && row.address >= first.row.address && row.address <= last.row.address);
  if (first.table !== last.table || found.length === 0) {
    throw new LiquidusError(
      'usage.range',
      `${first.name}..${last.name} is no range: the first name must come before the last one, in one table; look at docs/registers.md.`,
    );
  }
  return found;
}

/** The points of one word of the command line. Throws `usage.*`. */
function select(text: string): Point[] {
  const numbers = /^(?:(input|holding):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (numbers) {
    const from = Number(numbers[2]);
    return numbered(numbers[1] === 'holding' ? 'holding' : 'input', from, Number(numbers[3] ?? from));
  }
  const area = AREAS.find((name) => name === text);
  if (area) return POINTS.filter((point) => point.area === area);
  const [first = '', last] = text.split('..');
  return last === undefined ? [pointOf(first)] : between(pointOf(first), pointOf(last));
}

/** The points of a selection, each once, in the order given. */
export function selection(texts: readonly string[]): Point[] {
  const points = new Map<string, Point>();
  for (const point of texts.flatMap(select)) points.set(point.name, point);
  return [...points.values()];
}
