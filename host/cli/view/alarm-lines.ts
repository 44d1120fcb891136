/**
 * Alarms as lines: what it is, how it stands, what to do.
 */
import type { Style } from '../terminal/style.js';
import { cut, ends, wrap } from '../terminal/text.js';
import type { Alarm } from './alarms.js';
import { alarmStanding } from './alarms.js';

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

/** As many alarms as fit in `rows`, each with its advice while there is room; the last line counts the rest. At least one line. */
export function alarmBlock(alarms: readonly Alarm[], columns: number, rows: number, style: Style): string[] {
  if (alarms.length === 0) return [` ${style.good('No alarms.')}`];
  const full = alarms.flatMap((alarm) => alarmLines(alarm, columns, style));
  if (full.length <= rows) return full;
  const [worst] = alarms;
  const lines = worst ? alarmLines(worst, columns, style) : [];
  for (const alarm of alarms.slice(1)) lines.push(heading(alarm, columns, style));
  if (lines.length <= rows) return lines;
  const hidden = lines.length - rows + 1;
  return [...lines.slice(0, Math.max(0, rows - 1)), cut(style.dim(`   and ${hidden} more: liquidus status lists all`), columns)];
}
