/**
 * The one-shot view: state, alarms with advice, all values.
 */
import type { Commissioning } from '../../device/commissioning.js';
import type { Estimation } from '../../device/estimation.js';
import type { NakLoop } from '../../device/loops.js';
import type { Live } from '../../device/live.js';
import { faultTitle } from '../../device/outcome.js';
import type { Style } from '../terminal/style.js';
import { ends, wrap } from '../terminal/text.js';
import { alarmLines } from './alarm-lines.js';
import { alarmsOf, hasAlarm } from '../../device/alarms.js';
import { lockText } from './commissioning-lines.js';
import { figure, span, stateWord } from './figures.js';
import { loopLines } from './loop-lines.js';
import { panelGrid, panelsOf } from './panels.js';
import { planLines } from './plan-lines.js';

/** The state in the colour of its meaning. */
export function stateTag(live: Live, style: Style): string {
  const word = ` ${stateWord(live.state)} `;
  if (hasAlarm(live)) return style.alert(word);
  return live.warnings.length > 0 ? style.caution(word) : style.bold(style.good(word));
}

/** Why the device is in its state, where a fault holds it there. */
export function reasonText(live: Live): string {
  return live.reason === 0 ? '' : `because of ${faultTitle(live.reason)}`;
}

/** The margin in the colour of its meaning: below 5 K discharge or charge is blocked, below 8 K is the warning (protection table, P01). */
export function marginText(live: Live, style: Style): string {
  const text = figure(live.margin, 1, 'K');
  if (live.margin === null) return style.alarm('unknown');
  if (live.margin < 5) return style.alarm(text);
  return live.margin < 8 ? style.warn(text) : style.good(text);
}

/** Lines of the view for a terminal of `columns`. */
export function statusLines(
  live: Live,
  title: string,
  columns: number,
  style: Style,
  estimation?: Estimation,
  commissioning?: Commissioning,
  loops: readonly NakLoop[] = [],
): string[] {
  const alarms = alarmsOf(live);
  const plan = [...loopLines(loops), ...planLines(live, estimation)].flatMap((line) => wrap(line, columns - 1).map((part) => ` ${part}`));
  const reason = reasonText(live);
  const lock = lockText(commissioning);
  return [
    ends(`${style.bold('Liquidus')}  ${title}`, style.dim(`up ${span(live.uptime)}  snapshot ${live.sequence}`), columns),
    '',
    ends(`${stateTag(live, style)} ${reason}`, `liquid margin ${style.bold(marginText(live, style))}`, columns),
    '',
    ...(alarms.length === 0 ? [` ${style.good('No alarms.')}`] : alarms.flatMap((alarm) => alarmLines(alarm, columns, style))),
    ...(lock === undefined ? [] : wrap(lock, columns - 1).map((part) => ` ${style.warn(part)}`)),
    ...(plan.length === 0 ? [] : ['', ...plan]),
    '',
    ...panelGrid(panelsOf(live), columns, style),
  ];
}
