/**
 * Alarms as lines: what it is, how it stands, what to do.
 */
import type { Style } from '../terminal/style.js';
import { cut, ends, wrap } from '../terminal/text.js';
import type { Alarm } from '../../device/alarms.js';
import { alarmStanding } from '../../device/alarms.js';

function heading(alarm: Alarm, columns: number, style: Style): string {
  const trip = alarm.active || alarm.latched;
  const tag = trip ? style.alert(` ${alarm.id} `) : style.caution(` ${alarm.id} `);
  const name = trip ? style.alarm(alarm.name) : style.warn(alarm.name);
  const local = trip && alarm.latched && alarm.reset === 'local' ? ', reset at the board' : '';
  return ends(` ${tag} ${name}`, style.dim(`${alarmStanding(alarm)}${local} `), columns);
}

/** One alarm: a heading, and the advice below it. */
export function alarmLines(alarm: Alarm, columns: number, style: Style): string[] {
  const indent = ' '.repeat(alarm.id.length + 4);
  return [heading(alarm, columns, style), ...wrap(alarm.advice, columns - indent.length).map((line) => indent + line)];
}

/**
 * Alarms in at most `rows` lines: all with their advice, or the worst one with its advice and the headings of the rest, or headings alone;
 * where even those do not fit, the last line counts the hidden ones.
 */
export function alarmBlock(alarms: readonly Alarm[], columns: number, rows: number, style: Style): string[] {
  if (alarms.length === 0) return [` ${style.good('No alarms.')}`];
  const full = alarms.map((alarm) => alarmLines(alarm, columns, style));
  const headings = alarms.map((alarm) => heading(alarm, columns, style));
  const choices = [full.flat(), [...(full[0] ?? []), ...headings.slice(1)], headings];
  const fitting = choices.find((lines) => lines.length <= rows);
  if (fitting) return fitting;
  const shown = Math.max(0, rows - 1);
  return [...headings.slice(0, shown), cut(style.dim(`   and ${alarms.length - shown} more: "liquidus status" lists all`), columns)];
}
