/**
 * What an apply that was cut short may have left in the shadow of a device: written before the first write, removed after commit. The next command that
 * touches the configuration puts the shadow back first, so that nobody commits half of it by accident.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../../firmware/model/commands.js';
import type { Change } from '../device/config.js';
import { readParameters, writeShadow } from '../device/config.js';
import type { Device } from '../device/device.js';
import type { Live } from '../device/live.js';
import type { Point } from '../device/points.js';
import { pointOf } from '../device/points.js';
import { LiquidusError } from '../error.js';
import { replaceDurably, stateFolder } from '../files.js';

interface Entry {
  readonly time: string;
  /** Time since the start of the controller then, s. */
  readonly uptime: number;
  /** Number of the last command that the device had taken then. */
  readonly ackSequence: number;
  readonly changes: readonly { readonly name: string; readonly old: number; readonly new: number }[];
}

/** Seconds by which the clocks of device and computer may part before a restart is assumed. */
const CLOCKS_PART = 60;

function pathOf(link: string): string {
  return join(stateFolder(), 'pending', `${link.replace(/[^A-Za-z0-9.-]+/g, '_')}.json`);
}

/** Notes what is about to be written. Throws `usage.file`: nothing is written then. */
export function openJournal(link: string, live: Live, changes: readonly Change[]): void {
  const entry: Entry = {
    time: new Date().toISOString(),
    uptime: live.uptime,
    ackSequence: live.ackSequence,
    changes: changes.map((change) => ({ name: change.point.row.name, old: change.old, new: change.new })),
  };
  replaceDurably(pathOf(link), `${JSON.stringify(entry)}\n`);
}

/** The transaction is over. */
export function closeJournal(link: string): void {
  rmSync(pathOf(link), { force: true });
}

/** Throws `refused.pending` when an apply to this device was cut short: a commit by hand would take what it left. */
export function checkNothingPending(link: string): void {
  if (!existsSync(pathOf(link))) return;
  throw new LiquidusError(
    'refused.pending',
    `An apply to ${link} was cut short and may have left values in the shadow, which commit would take; "liquidus config repair" puts them back first.`,
  );
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('changes' in value) || !Array.isArray(value.changes)) return false;
  const numbers = 'uptime' in value && typeof value.uptime === 'number' && 'ackSequence' in value && typeof value.ackSequence === 'number';
  return numbers && 'time' in value && typeof value.time === 'string';
}

/** What has become of the transaction, from the commands that the device has taken since. */
function fate(entry: Entry, live: Live): 'restarted' | 'notCommitted' | 'committed' | 'unknown' {
  const passed = (Date.now() - Date.parse(entry.time)) / 1000;
  // A controller that has started since has loaded its shadow from what is in force.
  if (live.uptime + CLOCKS_PART < entry.uptime + passed) return 'restarted';
  if (live.ackSequence === entry.ackSequence) return 'notCommitted';
  if (live.ackSequence !== (entry.ackSequence === 0xffff ? 1 : entry.ackSequence + 1)) return 'unknown';
  return RESULTS[live.ackResult] === 'done' ? 'committed' : 'notCommitted';
}

/**
 * Puts back what an apply has left in the shadow. Returns the names; empty when there was nothing. Throws `refused.pending` when commands of others have
 * run since, so that nobody can tell what is in force; `forget` takes the shadow as it is then.
 */
export async function repair(link: string, device: Device, forget = false): Promise<string[]> {
  const path = pathOf(link);
  if (!existsSync(path)) return [];
  const entry: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isEntry(entry))
    throw new LiquidusError('internal.journal', `${path} is damaged; compare "liquidus config get" with a backup, then remove it.`);
  const live = await device.readSnapshot();
  const fated = forget ? 'committed' : fate(entry, live);
  if (fated === 'unknown') {
    throw new LiquidusError(
      'refused.pending',
      `An apply of ${entry.time} was cut short, and commands have run since, so that nobody can tell what of ${entry.changes.map(({ name }) => name).join(', ')} is in force; restart the controller, or compare "liquidus config get" with a backup and give "liquidus config repair --forget".`,
    );
  }
  const left = new Map<Point, number>();
  if (fated === 'notCommitted') {
    const current = await readParameters(device, live);
    for (const change of entry.changes) {
      const point = pointOf(`parameter.${change.name}`);
      if (current.get(point) === change.new) left.set(point, change.old);
    }
    await writeShadow(device, left);
  }
  closeJournal(link);
  return [...left.keys()].map(({ row }) => row.name);
}
