/**
 * The live view. Pure: what it shows depends on the model and the size alone.
 */
import type { BusCounters } from '../../bus/counters.js';
import type { Live } from '../../device/live.js';
import { bar, sparkline } from '../terminal/graph.js';
import type { Style } from '../terminal/style.js';
import { PLAIN } from '../terminal/style.js';
import { cut, ends, left, right, wrap } from '../terminal/text.js';
import { alarmBlock } from './alarm-lines.js';
import { alarmsOf } from '../../device/alarms.js';
import { figure, span } from './figures.js';
import type { History } from './history.js';
import { GRAPHED } from './history.js';
import { panelGrid, panelsOf } from './panels.js';
import { planLines } from './plan-lines.js';
import { marginText, reasonText, stateTag } from './status-view.js';

/** Everything that the view shows. */
export interface WatchModel {
  readonly title: string;
  readonly now: Date;
  /** The last good snapshot and when it came. */
  readonly live: Live | undefined;
  readonly at: Date | undefined;
  readonly counters: BusCounters | undefined;
  /** Set while the link is down: since when and why. */
  readonly lost: { readonly since: Date; readonly message: string } | undefined;
  readonly history: History;
  /** A line of the demo's operator, or empty. */
  readonly note: string;
}

/** Margin that fills the bar, K: a cell at its set temperature of 40 °C and the eutectic of −12.6 °C stay inside. */
const FULL_MARGIN = 60;

/** Columns from which on a graph has room beside its name and its range. */
const LEAST_GRAPH = 60;

function clock(at: Date): string {
  return at.toTimeString().slice(0, 8);
}

function marginLine(live: Live, columns: number, style: Style): string {
  const colour = live.margin === null || live.margin < 5 ? style.alarm : live.margin < 8 ? style.warn : style.good;
  const end = `coldest ${figure(live.coldestTemp, 1)}, liquidus ${figure(live.liquidus, 1)} °C `;
  const start = ` ${style.bold('Liquid margin')} ${right(style.bold(marginText(live, style)), 9)}  `;
  const room = columns - 26 - end.length - 1;
  return ends(start + colour(bar((live.margin ?? 0) / FULL_MARGIN, Math.max(4, room))), style.dim(end), columns);
}

function graphLines(history: History, columns: number, style: Style): string[] {
  return GRAPHED.map(({ key, title, unit, digits, leastSpan }) => {
    const values = history.of(key);
    const known = values.filter((value) => value !== null);
    const width = columns - 46;
    if (known.length === 0) return ` ${left(title, 14)} ${style.dim('no values yet')}`;
    const shown = known.slice(-width);
    const [low, high] = [Math.min(...shown), Math.max(...shown)];
    const slack = Math.max(0, leastSpan - (high - low)) / 2;
    const range = `${figure(low, digits)} … ${figure(high, digits, unit)}`;
    return ` ${left(title, 14)} ${style.accent(sparkline(values, low - slack, high + slack, width))}  ${style.dim(left(range, 27))}`;
  });
}

function linkLine(model: WatchModel, columns: number, style: Style): string {
  const c = model.counters;
  const faults = c ? c.timeouts + c.corrupt : 0;
  const asked = c ? c.replies + faults : 0;
  const counts = c
    ? `link ${asked === 0 ? 100 : Math.floor((100 * (asked - faults)) / asked)} %  ${c.lastMs.toFixed(0)} ms (worst ${c.worstMs.toFixed(0)})  ${c.replies} replies  ${c.timeouts} lost  ${c.corrupt} corrupt  ${c.exceptions} refused`
    : 'link: no reply yet';
  return ends(` ${faults > 0 ? style.warn(counts) : style.dim(counts)}`, style.dim('q ends '), columns);
}

function lostLines(model: WatchModel, columns: number, style: Style): string[] {
  if (!model.lost) return [];
  const seconds = (model.now.getTime() - model.lost.since.getTime()) / 1000;
  const age = model.at ? ` Values below are of ${clock(model.at)}.` : '';
  return [` ${style.alert(` NO LINK for ${span(seconds)} `)}`, ...wrap(`${model.lost.message}${age}`, columns - 2).map((line) => ` ${line}`)];
}

/** Lines of the view for a terminal of `columns` × `rows`; never more than `rows`. */
export function watchLines(model: WatchModel, columns: number, rows: number, style: Style): string[] {
  const { live } = model;
  const rule = style.dim('─'.repeat(columns));
  const up = live ? `up ${span(live.uptime)}  ` : '';
  const top = [ends(` ${style.bold(style.accent('Liquidus'))}  ${model.title}`, `${style.dim(up)}${clock(model.now)} `, columns), rule];
  const lost = lostLines(model, columns, style);
  const footer = [rule, ...(model.note === '' ? [] : [` ${cut(model.note, columns - 2)}`]), linkLine(model, columns, style)];
  if (!live) return fill([...top, ...lost, ...(lost.length > 0 ? [] : [' Waiting for the first snapshot.'])], footer, rows);

  const shown = model.lost ? PLAIN : style;
  const reason = reasonText(live);
  const plan = planLines(live).map((line) => ` ${cut(line, columns - 2)}`);
  const head = [...lost, ends(` ${stateTag(live, shown)} ${reason}`, '', columns), marginLine(live, columns, shown), ...plan];
  const panels = panelGrid(panelsOf(live), columns - 1, shown).map((line) => (line === '' ? line : ` ${line}`));
  const fixed = top.length + head.length + panels.length + footer.length + 2;
  const free = rows - fixed;
  const alarms = alarmBlock(alarmsOf(live), columns - 1, Math.max(1, free), style);
  // Alarms come first; the graphs take what they leave, the margin first of all.
  const graphs = columns < LEAST_GRAPH ? [] : graphLines(model.history, columns, shown).slice(0, Math.max(0, free - alarms.length));
  const gap = graphs.length > 0 && free - alarms.length > graphs.length ? [''] : [];
  const body = [...top, ...head, '', ...panels, ...gap, ...graphs, rule, ...alarms];
  return fill(body, footer, rows);
}

/** Puts the footer on the last rows. */
function fill(body: readonly string[], footer: readonly string[], rows: number): string[] {
  const room = Math.max(0, rows - footer.length);
  const kept = body.slice(0, room);
  return [...kept, ...new Array<string>(room - kept.length).fill(''), ...footer].slice(0, rows);
}
