/**
 * The alarms in a snapshot, worst first, with what the operator does about each.
 */
import { faultByNumber } from '../../firmware/model/faults.js';
import type { Reset } from '../../firmware/model/types.js';
import type { Live } from './live.js';

/** One fault that shows in the alarm words. */
export interface Alarm {
  readonly number: number;
  /** Permanent id, for example `P30`; `#63` for a number that this program does not know. */
  readonly id: string;
  readonly name: string;
  /** The trip condition is present. */
  readonly active: boolean;
  /** The reaction holds until a reset. */
  readonly latched: boolean;
  /** The warn level is reached. */
  readonly warning: boolean;
  /** It tripped first. */
  readonly first: boolean;
  /** Who may reset it, null where it is not known. */
  readonly reset: Reset | null;
  /** What makes the cause go away. */
  readonly clears: string;
  /** What to do. */
  readonly advice: string;
}

/** True when a snapshot has an active or a latched alarm; warnings do not count. */
export function hasAlarm(live: Live): boolean {
  return live.alarmsActive.length > 0 || live.alarmsLatched.length > 0;
}

function rank(alarm: Alarm): number {
  if (alarm.first) return 0;
  if (alarm.active) return 1;
  return alarm.latched ? 2 : 3;
}

/** All faults of a snapshot: the first one that tripped, then active ones, then latched ones, then warnings. */
export function alarmsOf(live: Live): Alarm[] {
  const numbers = new Set([...live.alarmsActive, ...live.alarmsLatched, ...live.warnings]);
  const alarms = [...numbers].map((number): Alarm => {
    const row = faultByNumber(number);
    const active = live.alarmsActive.includes(number);
    const latched = live.alarmsLatched.includes(number);
    return {
      number,
      id: row?.id ?? `#${number}`,
      name: row?.name ?? 'Fault that this program does not know',
      active,
      latched,
      warning: live.warnings.includes(number),
      first: live.firstOut === number && (active || latched),
      reset: row?.reset ?? null,
      clears: row?.clears ?? '',
      advice: row?.advice ?? 'Use the liquidus version that belongs to the firmware.',
    };
  });
  return alarms.sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** How an alarm stands, in a few words: `active, latched, first`. */
export function alarmStanding(alarm: Alarm): string {
  const words: string[] = [];
  if (alarm.active) words.push('active');
  if (alarm.latched) words.push('latched');
  if (!alarm.active && !alarm.latched) words.push('warning');
  if (alarm.first) words.push('first');
  return words.join(', ');
}
