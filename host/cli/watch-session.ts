/**
 * Shows polls as they come: on a screen, as lines, or as JSON lines.
 */
import type { Poll } from './poll.js';
import { Screen } from './terminal/screen.js';
import { styleFor } from './terminal/style.js';
import { alarmsOf } from '../device/alarms.js';
import { figure, signed } from './view/figures.js';
import { History } from './view/history.js';
import { snapshotJson } from './view/json.js';
import type { WatchModel } from './view/watch-view.js';
import { watchLines } from './view/watch-view.js';
import { stateName } from '../device/outcome.js';

/** Something that shows polls. */
export interface WatchOutput {
  show(poll: Poll): void;
  /** Sets the line of the demo's operator. */
  note(text: string): void;
  close(): void;
}

/** Seconds after which every line is written again. */
const REPAIR_TICKS = 10;

/** The full-screen output. */
export function screenOutput(title: string): WatchOutput {
  const screen = new Screen(process.stdout);
  const style = styleFor(process.stdout);
  const history = new History();
  let model: WatchModel = { title, now: new Date(), live: undefined, at: undefined, counters: undefined, lost: undefined, history, note: '' };
  const draw = (): void => {
    const { columns, rows } = screen.size;
    model = { ...model, now: new Date() };
    screen.draw(watchLines(model, columns, rows, style));
  };
  screen.open(draw);
  draw();
  let ticks = 0;
  const ticker = setInterval(() => {
    if (++ticks % REPAIR_TICKS === 0) screen.refresh();
    draw();
  }, 1000);
  return {
    show(poll) {
      if (poll.kind === 'snapshot') {
        if (poll.live.sequence !== model.live?.sequence) history.add(poll.live);
        model = { ...model, live: poll.live, at: poll.at, counters: poll.counters, lost: undefined };
      } else model = { ...model, lost: { since: poll.since, message: poll.error.message } };
      draw();
    },
    note(text) {
      model = { ...model, note: text };
      draw();
    },
    close() {
      clearInterval(ticker);
      screen.close();
    },
  };
}

function plainLine(poll: Poll): string {
  if (poll.kind === 'lost') return `${poll.since.toISOString()} no link: ${poll.error.message}`;
  const { live } = poll;
  const alarms = alarmsOf(live)
    .map((alarm) => `${alarm.id}${alarm.active || alarm.latched ? '' : '(warning)'}`)
    .join(' ');
  return [
    poll.at.toISOString(),
    stateName(live.state).padEnd(9),
    `margin ${figure(live.margin, 1, 'K')}`,
    `coldest ${figure(live.coldestTemp, 1, '°C')}`,
    `${figure(live.composition, 2, 'wt% Na')}`,
    `${signed(live.current, 3, 'A')}`,
    `${figure(live.cellVoltage, 3, 'V')}`,
    alarms === '' ? 'no alarms' : `alarms ${alarms}`,
  ].join('  ');
}

/** One line per poll; with `json` one JSON object per poll. A loss is told once. */
export function lineOutput(title: string, json: boolean): WatchOutput {
  let down = false;
  return {
    show(poll) {
      if (poll.kind === 'lost' && down) return;
      down = poll.kind === 'lost';
      const object =
        poll.kind === 'snapshot'
          ? snapshotJson(poll.live, title, poll.at, poll.unknown)
          : { time: poll.since.toISOString(), link: title, error: poll.error.code, message: poll.error.message };
      process.stdout.write(`${json ? JSON.stringify(object) : plainLine(poll)}\n`);
    },
    note(text) {
      if (!json && text !== '') process.stdout.write(`${new Date().toISOString()} ${text}\n`);
    },
    close: () => undefined,
  };
}
