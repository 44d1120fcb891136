/**
 * Events as lines and objects.
 */
import type { PlantEvent } from '../../device/events.js';
import type { Snapshot } from '../../device/history.js';
import type { Style } from '../terminal/style.js';
import { figure, NOTHING, span } from './figures.js';

/** The dates of the starts that are known: that of the running start, from the time since it. */
export class Starts {
  readonly #running: number | undefined;
  readonly #since: Date;

  /** @param events of one download, oldest first @param uptime of the device now, s */
  constructor(events: readonly PlantEvent[], uptime: number, now: Date) {
    // Every start leaves an event, so the newest one that was recorded is the running one.
    this.#running = events.findLast((event) => event.kind === 'start')?.start;
    this.#since = new Date(now.getTime() - uptime * 1000);
  }

  /** When an event happened, or null where nobody knows. */
  timeOf(event: PlantEvent): Date | null {
    return event.start === this.#running ? new Date(this.#since.getTime() + event.seconds * 1000) : null;
  }
}

/** An event as an object for programs. */
export function eventJson(event: PlantEvent, time: Date | null): object {
  const { number, start, seconds, kind, state, fault, check, value, limit } = event;
  return {
    number,
    time: time?.toISOString() ?? null,
    start,
    seconds,
    kind,
    state,
    fault: fault?.id ?? null,
    name: fault?.name ?? null,
    check: check?.id ?? null,
    value,
    limit,
    unit: check?.unit ?? '',
  };
}

function when(event: PlantEvent, time: Date | null): string {
  if (time === null) return `start ${event.start} + ${span(event.seconds)}`;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${time.toTimeString().slice(0, 8)}`;
}

function what(event: PlantEvent): string {
  const { kind, fault, check, value, limit } = event;
  if (kind === 'start')
    return `the controller started (reset flags ${value ?? NOTHING}, ${limit ?? 0} short ${limit === 1 ? 'start' : 'starts'} before)`;
  if (kind === 'loop')
    return `the next trip (${fault?.id ?? 'of no fault'}) is about NaK loop ${value ?? NOTHING}, ${figure(limit === null ? null : limit / 100, 2, 'wt% Na')}`;
  const unit = check?.unit ?? '';
  const digits = check && check.steps > 1 ? Math.round(Math.log10(check.steps)) : 0;
  const reached = value === null ? 'value missing' : `${figure(value, digits, unit)}, limit ${figure(limit, digits, unit)}`;
  return `${fault ? `${fault.id} ${fault.name}` : kind}: ${reached}`;
}

/** Columns of a history, in the order of the map. */
const WIDTH = 11;

function historyLines(history: readonly Snapshot[] | null, style: Style): string[] {
  if (history === null) return [style.dim('        the seconds before are not in the device any more')];
  const names = Object.keys(history[0] ?? {});
  const row = (cells: readonly string[]): string => `        ${cells.map((cell) => cell.slice(0, WIDTH - 1).padStart(WIDTH)).join('')}`;
  return [
    style.dim(row(['s before', ...names])),
    ...history.map((one, k) => row([String(history.length - k), ...names.map((name) => (one[name] === null ? NOTHING : String(one[name])))])),
  ];
}

/** An event as lines. `history`: undefined when it was not asked for. */
export function eventLines(event: PlantEvent, time: Date | null, history: readonly Snapshot[] | null | undefined, style: Style): string[] {
  const name = event.kind === 'trip' ? style.alarm(what(event)) : what(event);
  return [
    `${String(event.number).padStart(5)}  ${when(event, time)}  ${name}  ${style.dim(`in ${event.state}`)}`,
    ...(history === undefined ? [] : historyLines(history, style)),
  ];
}
