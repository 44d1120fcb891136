/**
 * `liquidus read`: registers and parameters by name, in their units.
 */
import type { Command } from 'commander';
import { readPoints } from '../device/access.js';
import type { Point } from '../device/points.js';
import { isFitted, fittingsOf, POINTS, profileOf } from '../device/points.js';
import { limitsOf, digitsOf, valueText } from '../device/values.js';
import type { PointValue } from '../device/values.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { selection } from './selection.js';
import type { Style } from './terminal/style.js';
import { styleFor } from './terminal/style.js';
import { left, right } from './terminal/text.js';

interface ReadFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly list?: boolean;
}

/** Adds the command. */
export function addRead(program: Command): void {
  withConnection(program.command('read').argument('[what...]', 'names, FIRST..LAST, an area, or numbers: see below'))
    .description('read registers and parameters by name, in their units')
    .option('--list', 'print all names with unit, limits and meaning; needs no device')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
What: margin                 a name of docs/registers.md; capital letters do not matter
      current..margin        names from one to the other
      live                   an area: live, extension, process, cells, control, parameters
      26-37, holding:2000    register numbers, counted from 0; input registers unless "holding:" stands before
Parameters are shown as they stand in the shadow: those in force, unless somebody has written without a commit.
${EXIT_HELP}

Examples:
  liquidus read margin coldestTemp liquidus --port /dev/ttyUSB0
  liquidus read parameters --tcp 127.0.0.1:1502 --json
  liquidus read current..margin holding:2000-2003 --tcp 127.0.0.1:1502
  liquidus read --list`,
    )
    .action(read);
}

async function read(what: string[], flags: ReadFlags): Promise<void> {
  const points = selection(what);
  if (flags.list === true) return list(points.length > 0 ? points : POINTS, flags.json === true);
  if (points.length === 0)
    throw new LiquidusError('usage.name', 'What shall be read? Give names, for example "liquidus read margin"; --list prints them.');
  await withDevice(flags, async ({ device, title }) => {
    const live = await device.readSnapshot();
    const profile = profileOf(live);
    const missing = points.filter((point) => !isFitted(point, profile, fittingsOf(live)));
    // A whole area may be asked for on any board; a register that was named must be there.
    const fitted = points.filter((point) => !missing.includes(point));
    if (fitted.length === 0) {
      const names = missing.map(({ name }) => name).slice(0, 3);
      throw new LiquidusError(
        'refused.profile',
        `The device is of profile ${profile} and does not have ${names.join(', ')}; boards of profile full do.`,
      );
    }
    const values = await readPoints(fitted, (span) => device.readSpan(span));
    const lines = flags.json === true ? [json(fitted, values, title)] : rows(fitted, values, styleFor(process.stdout));
    process.stdout.write(`${lines.join('\n')}\n`);
    if (missing.length > 0 && flags.json !== true) {
      process.stderr.write(`Left out: ${missing.length} that this board does not have; "liquidus read --list" names them.\n`);
    }
  });
}

function json(points: readonly Point[], values: readonly PointValue[], title: string): string {
  const pairs = points.map((point, k): [string, PointValue] => [point.name, values[k] ?? null]);
  const units = points.filter(({ row }) => row.unit !== '').map(({ name, row }): [string, string] => [name, row.unit]);
  return JSON.stringify({ time: new Date().toISOString(), link: title, values: Object.fromEntries(pairs), units: Object.fromEntries(units) });
}

function rows(points: readonly Point[], values: readonly PointValue[], style: Style): string[] {
  const width = Math.max(...points.map(({ name }) => name.length));
  return points.map((point, k) => {
    const value = values[k] ?? null;
    const text = valueText(point, value);
    const shown = typeof value === 'number' || value === null ? right(text, Math.max(12, text.length)) : `  ${text}`;
    return `${left(point.name, width)} ${value === null ? style.dim(shown) : shown} ${point.row.unit}`.trimEnd();
  });
}

/** Limits of what may be written; nothing for the rest. */
function range(point: Point): { readonly least: number; readonly most: number } | undefined {
  return point.row.access === 'rw' && point.row.type !== 'bits64' ? limitsOf(point) : undefined;
}

function list(points: readonly Point[], asJson: boolean): void {
  const style = styleFor(process.stdout);
  const lines = points.map((point) => {
    const { name, table, row, area } = point;
    const limits = range(point);
    if (asJson) {
      return JSON.stringify({
        name,
        area,
        table,
        address: row.address,
        type: row.type,
        unit: row.unit,
        scale: row.scale,
        ...limits,
        profile: row.profile,
        doc: row.doc,
      });
    }
    const digits = digitsOf(row.scale);
    const span = limits ? `${limits.least.toFixed(digits)}..${limits.most.toFixed(digits)}` : '';
    return `${left(name, 26)} ${left(`${table} ${row.address}`, 13)} ${left(row.unit, 8)} ${left(span, 24)} ${style.dim(row.doc)}`;
  });
  process.stdout.write(`${lines.join('\n')}\n`);
}
