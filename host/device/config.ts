/**
 * The configuration as a transaction: what is there, what would change, and the change as a whole, through the shadow, a check of all of it, and commit.
 * Until commit nothing is in force, and commit takes the shadow or leaves it; whatever fails before puts the shadow back.
 */
import { LiquidusError } from '../error.js';
import type { RawValues } from './access.js';
import { spansOf, writesOf } from './access.js';
import type { Device } from './device.js';
import type { Live } from './live.js';
import { standing, stateName } from './outcome.js';
import type { Point } from './points.js';
import { parametersFitted, pointOf } from './points.js';
import { unitText } from './parameter-file.js';

/** One parameter that would change. */
export interface Change {
  readonly point: Point;
  /** Raw values. */
  readonly old: number;
  readonly new: number;
}

/** Names whose change acts at the next start only. */
const AT_START = new Set(['unitAddress', 'baudRate', 'parity', 'stopBits']);

/** All parameters of the device as they stand in the shadow, raw. */
export async function readParameters(device: Device, live: Live): Promise<Map<Point, number>> {
  const points = parametersFitted(live).map((point) => ({ point, key: pointOf(`parameter.${point.row.name}`) }));
  const values = new Map<Point, number>();
  for (const span of spansOf(points.map(({ point }) => point))) {
    const words = await device.readSpan(span);
    for (const { point, key } of points) {
      const at = point.row.address - span.from;
      if (at < 0 || at + point.words > span.count) continue;
      const high = words[at] ?? 0;
      const raw = point.words === 2 ? high * 0x10000 + (words[at + 1] ?? 0) : high;
      values.set(key, point.row.type === 'i16' && raw > 0x7fff ? raw - 0x10000 : raw);
    }
  }
  return values;
}

/** What a file would change. Throws `refused.profile` for a parameter that the device does not have, `refused.range` for one beyond its board. */
export function changesOf(current: RawValues, wanted: RawValues, live: Live): Change[] {
  const fitted = new Map(parametersFitted(live).map((point) => [point.row.name, point]));
  const changes: Change[] = [];
  for (const [point, value] of wanted) {
    const own = fitted.get(point.row.name);
    const old = current.get(point);
    if (!own || old === undefined) throw new LiquidusError('refused.profile', `The device does not have ${point.row.name}; take it out of the file.`);
    const most = own.parameter?.max ?? 0;
    if (value > most) {
      throw new LiquidusError(
        'refused.range',
        `${point.row.name} ${unitText(point, value)} is more than ${unitText(point, most)}, which is the most that this board takes.`,
      );
    }
    if (value !== old) changes.push({ point, old, new: value });
  }
  return changes;
}

/** What a person should know about changes before they are made. */
export function consequences(changes: readonly Change[]): string[] {
  const said: string[] = [];
  const groups = new Set(changes.map(({ point }) => point.parameter?.group));
  if (groups.has('cell') || groups.has('calibration')) {
    said.push('Takes the signature of the commissioning away: charge and discharge are locked until somebody signs again.');
  }
  const late = changes.filter(({ point }) => AT_START.has(point.row.name)).map(({ point }) => point.row.name);
  if (late.length > 0)
    said.push(`In force at the next start of the controller only: ${late.join(', ')}. Change --unit, --baud, --parity and --stop-bits then.`);
  return said;
}

/** Throws `refused.wrongState` or `refused.storage` when a commit would be refused now: asked before anything is written. */
export async function checkReady(device: Device, live: Live): Promise<void> {
  if (!['cold', 'fault'].includes(stateName(live.state))) {
    throw new LiquidusError(
      'refused.wrongState',
      `The device is in ${standing(live)}, and parameters are taken over in state cold only; stop the plant first.`,
    );
  }
  const [copies = 0] = await device.readSpan({ table: 'input', from: pointOf('copiesLeft').row.address, count: 1 });
  if (copies === 0) {
    throw new LiquidusError(
      'refused.storage',
      'The Storage of the board takes no more copies of the parameters; flash it again, which makes the file of the parameters anew.',
    );
  }
}

/** Writes raw values into the shadow. */
export async function writeShadow(device: Device, values: RawValues): Promise<void> {
  for (const { address, words } of writesOf(values)) await device.writeSpan(address, words);
}

/** Hooks of a transaction, for what must be on disk before the next step. */
export interface Transaction {
  readonly changes: readonly Change[];
  /** All parameters before. */
  readonly current: RawValues;
  /** Asked between the steps before commit; true gives up and puts the shadow back. */
  readonly givenUp: () => boolean;
}

/**
 * Makes the changes: shadow, check, commit, read-back. Returns the snapshot after it. Throws what went wrong; the message says what the device holds then.
 * A link that is lost leaves the shadow as it is (`link.*`): nothing of it is in force unless commit had arrived.
 */
export async function applyChanges(device: Device, { changes, current, givenUp }: Transaction): Promise<Live> {
  const expected = new Map(current);
  for (const change of changes) expected.set(change.point, change.new);
  const putBack = async (): Promise<void> => writeShadow(device, new Map(changes.map(({ point, old }) => [point, old])));
  const stopHere = (): void => {
    if (givenUp()) throw new LiquidusError('usage.interrupted', 'Interrupted before commit; the shadow was put back, and nothing has changed.');
  };
  try {
    for (const { address, words } of writesOf(new Map(changes.map((change) => [change.point, change.new])))) {
      stopHere();
      await device.writeSpan(address, words);
    }
    await same(device, expected, 'before commit, so nothing has changed');
    stopHere();
    await device.command({ name: 'commit' });
  } catch (error) {
    if (error instanceof LiquidusError && error.family === 'link') throw error;
    await putBack();
    throw error;
  }
  await same(device, expected, 'after commit; read it again with "liquidus config diff"');
  return device.readSnapshot();
}

async function same(device: Device, expected: RawValues, when: string): Promise<void> {
  const found = await readParameters(device, await device.readSnapshot());
  for (const [point, raw] of expected) {
    const other = found.get(point) ?? NaN;
    // The record of the commissioning changes by itself when a change takes the signature away.
    if (point.parameter?.group === 'record' || other === raw) continue;
    throw new LiquidusError(
      'refused.notTaken',
      `${point.row.name} is ${unitText(point, other)} and should be ${unitText(point, raw)} ${when}; look for another master that writes.`,
    );
  }
}
