/**
 * `liquidus write`: registers by name, in their units, read back afterwards.
 */
import type { Command } from 'commander';
import type { RawValues } from '../device/access.js';
import { isShadow, readPoints, writesOf } from '../device/access.js';
import type { Device } from '../device/device.js';
import type { Point } from '../device/points.js';
import { isFitted, fittingsOf, pointOf, profileOf } from '../device/points.js';
import type { PointValue } from '../device/values.js';
import { rawOf, valueText } from '../device/values.js';
import { LiquidusError } from '../error.js';
import type { AuditFlags } from './audit.js';
import { audit, withAudit } from './audit.js';
import type { ConnectionFlags } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';

interface WriteFlags extends ConnectionFlags, AuditFlags {
  readonly json?: boolean;
}

/** Adds the command. */
export function addWrite(program: Command): void {
  withAudit(withConnection(program.command('write').argument('<name=value...>', 'names and values, in the units of docs/registers.md')))
    .description('write registers by name, in their units, and read them back')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
A value outside the limits of its row, or between two of its steps, is refused before anything is sent. A parameter goes into the shadow
only: "liquidus command commit" puts it in force, and "liquidus config apply" does both with a plan and an audit line.
The mailbox is written by "liquidus command".
${EXIT_HELP}

Examples:
  liquidus write setTemp=41.5 --port /dev/ttyUSB0
  liquidus write forecastAmbient=-4 --tcp 127.0.0.1:1502
  liquidus write nakFlowSet=11 catholyteFlowSet=31.5 --tcp 127.0.0.1:1502 --json`,
    )
    .action(write);
}

/** Raw values of `NAME=VALUE` words. Throws `usage.*` and `refused.readOnly`. */
function assignments(texts: readonly string[]): RawValues {
  const values = new Map<Point, number>();
  for (const text of texts) {
    const [name = '', value, ...rest] = text.split('=');
    if (value === undefined || rest.length > 0) {
      throw new LiquidusError('usage.value', `"${text}" is no assignment; write NAME=VALUE, for example setTemp=41.5.`);
    }
    const point = pointOf(name);
    if (values.has(point)) throw new LiquidusError('usage.value', `${point.name} is given twice; give it once.`);
    if (point.row.access !== 'rw') {
      throw new LiquidusError('refused.readOnly', `${point.name} can only be read; "liquidus read --list" shows limits for what can be written.`);
    }
    if (point.row.name.startsWith('command')) {
      throw new LiquidusError('refused.mailbox', `${point.name} belongs to the mailbox; give commands with "liquidus command".`);
    }
    values.set(point, rawOf(point, value));
  }
  return values;
}

/** Writes everything, reads it back, and throws `refused.notTaken` when the device holds something else. */
async function writeThrough(device: Device, values: RawValues): Promise<PointValue[]> {
  const points = [...values.keys()];
  for (const { address, words } of writesOf(values)) await device.writeSpan(address, words);
  // What the heartbeat register shows is the echo; both hold what was written.
  const found = await readPoints(points, (span) => device.readSpan(span));
  const wrong = points.find((point, k) => found[k] !== numberOf(point, values.get(point) ?? 0));
  if (wrong) {
    throw new LiquidusError(
      'refused.notTaken',
      `The device holds another value of ${wrong.name} than was written; look for another master on the line, and read it again.`,
    );
  }
  return found;
}

function numberOf({ row }: Point, raw: number): number {
  return row.scale < 1 ? raw / Math.round(1 / row.scale) : raw * row.scale;
}

async function write(texts: string[], flags: WriteFlags): Promise<void> {
  const values = assignments(texts);
  const points = [...values.keys()];
  await withDevice(flags, async ({ device, title }) => {
    const live = await device.readSnapshot();
    const profile = profileOf(live);
    const missing = points.find((point) => !isFitted(point, profile, fittingsOf(live)));
    if (missing)
      throw new LiquidusError(
        'refused.profile',
        `The device is of profile ${profile} and does not have ${missing.name}; boards of profile full do, and those of NaK loops only boards that follow several.`,
      );
    const before = await readPoints(points, (span) => device.readSpan(span));
    const entry = {
      action: 'write',
      link: title,
      changes: points.map((point, k) => ({ name: point.name, old: before[k], new: numberOf(point, values.get(point) ?? 0) })),
    };
    audit(flags, { ...entry, result: 'begun' });
    const found = await writeThrough(device, values);
    audit(flags, { ...entry, result: 'done' });
    if (flags.json === true) {
      const written = Object.fromEntries(points.map((point, k) => [point.name, found[k]]));
      process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), link: title, written })}\n`);
      return;
    }
    for (const [k, point] of points.entries())
      process.stdout.write(`${point.name} ${valueText(point, found[k] ?? null)} ${point.row.unit}`.trimEnd() + '\n');
    if (points.some(isShadow)) process.stderr.write('In the shadow; "liquidus command commit" puts it in force (state cold), a restart drops it.\n');
  });
}
