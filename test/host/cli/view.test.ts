import { describe, expect, it } from 'vitest';
import { alarmBlock } from '../../../host/cli/view/alarm-lines.js';
import { alarmsOf, hasAlarm } from '../../../host/device/alarms.js';
import { figure, signed, span } from '../../../host/cli/view/figures.js';
import { History } from '../../../host/cli/view/history.js';
import { snapshotJson } from '../../../host/cli/view/json.js';
import { statusLines } from '../../../host/cli/view/status-view.js';
import type { WatchModel } from '../../../host/cli/view/watch-view.js';
import { watchLines } from '../../../host/cli/view/watch-view.js';
import { COLOURED, PLAIN } from '../../../host/cli/terminal/style.js';
import { columnsOf } from '../../../host/cli/terminal/text.js';
import { decodeLive } from '../../../host/device/live.js';
import { LIVE_WORDS } from '../device/words.js';

const live = decodeLive(LIVE_WORDS);
const calm = { ...live, alarmsActive: [], alarmsLatched: [], warnings: [], firstOut: 0, reason: 0 };
const history = new History();
for (let i = 0; i < 500; i++) history.add({ ...live, margin: i % 7 === 0 ? null : i / 10, current: -i / 1000 });

const model: WatchModel = {
  title: '127.0.0.1:1502 unit 1',
  now: new Date(2026, 10, 22, 12, 0, 5),
  live,
  at: new Date(2026, 10, 22, 12, 0, 0),
  counters: undefined,
  lost: undefined,
  history,
  note: '',
};

describe('figures', () => {
  it.each([
    [figure(22.05, 2, 'wt% Na'), '22.05 wt% Na'],
    [figure(null, 2, 'V'), '—'],
    [figure(-14.5, 1, 'K'), '−14.5 K'],
    [figure(-0.0004, 3, 'A'), '0.000 A'],
    [signed(0.25, 3, 'A'), '+0.250 A'],
    [span(59), '00:00:59'],
    [span(86400 + 3 * 3600 + 4 * 60 + 5), '1 d 03:04:05'],
  ])('%s reads %s', (shown, wanted) => {
    expect(shown).toBe(wanted);
  });
});

describe('alarms', () => {
  it('come first-out first, then active, then latched, then warnings', () => {
    const four = alarmsOf(live);
    expect(four.map(({ id, active, latched, warning, first }) => [id, active, latched, warning, first])).toEqual([
      ['P30', false, true, false, true],
      ['P01', true, true, false, false],
      ['X01', false, true, false, false],
      ['P04', false, false, true, false],
    ]);
    expect(four[0]).toMatchObject({ name: 'NaK leak', reset: 'local', advice: expect.stringContaining('no water') as string });
  });

  it('without a row in this program are still shown', () => {
    expect(alarmsOf({ ...calm, alarmsActive: [64] })[0]).toMatchObject({ id: '#64', advice: expect.stringContaining('liquidus version') as string });
  });

  it('count as alarm when active or latched, not as a warning', () => {
    expect(hasAlarm(live)).toBe(true);
    expect(hasAlarm({ ...calm, alarmsLatched: [30] })).toBe(true);
    expect(hasAlarm({ ...calm, warnings: [4] })).toBe(false);
  });

  it.each([
    [20, /Keep out, no water[\s\S]*Check coil[\s\S]*Move the charge back/],
    [6, /Keep out, no water[\s\S]*X01[\s\S]*P04/],
    [4, /^ +P30 [^\n]*\n +P01 [^\n]*\n +X01 [^\n]*\n +P04 [^\n]*$/],
    [3, /P30[^\n]*\n[^\n]*P01[^\n]*\n +and 2 more: "liquidus status" lists all$/],
    [1, /^ +and 4 more/],
  ])('fit in %d lines, the worst of them first', (rows, pattern) => {
    const lines = alarmBlock(alarmsOf(live), 79, rows, PLAIN);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.join('\n')).toMatch(pattern);
  });
});

describe('the one-shot view', () => {
  it('says state, cause, margin, what to do, and every value with its unit', () => {
    const text = statusLines(live, 'here', 80, PLAIN).join('\n');
    for (const part of [
      'DISCHARGE',
      'because of P01 Low liquid margin, Na-rich',
      'liquid margin −14.5 K',
      'Keep out, no water',
      'reset at the board',
      '22.05 wt% Na',
      '+0.250 A',
      '3.214 V',
      '9.8 mL/min',
      '100.0 kΩ',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/catholyte +— /);
  });

  it.each([60, 80, 120, 200])('keeps to %d columns', (columns) => {
    for (const line of statusLines(live, '127.0.0.1:1502 unit 1', columns, COLOURED)) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe('the live view', () => {
  it.each([
    [80, 24],
    [100, 30],
    [120, 40],
    [200, 60],
  ])('fills %d × %d and never passes its edges', (columns, rows) => {
    const lost = {
      since: new Date(2026, 10, 22, 11, 59, 0),
      message: 'No answer from unit 1 on /dev/ttyUSB0 at 19200 8E1 within 221 ms; check power, wiring (A/B), --unit and --baud.',
    };
    for (const variant of [
      model,
      { ...model, lost },
      { ...model, live: undefined, at: undefined },
      { ...model, note: 'x'.repeat(300) },
      { ...model, live: calm },
    ]) {
      const lines = watchLines(variant, columns, rows, COLOURED);
      expect(lines).toHaveLength(rows);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('shows the important things at 80 × 24: state, margin, composition, temperatures, current, flows, alarms, link', () => {
    const text = watchLines(model, 80, 24, PLAIN).join('\n');
    for (const part of [
      'DISCHARGE',
      '−14.5 K',
      '22.05 wt% Na',
      '−4.0 / 40.2 °C',
      '+0.250 A',
      '9.8 mL/min',
      'P30',
      'NaK leak',
      'P01',
      'link',
      'q ends',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('adds graphs where there is room', () => {
    expect(watchLines(model, 80, 24, PLAIN).join('\n')).not.toMatch(/[▁▂▃▄▅▆▇]{5}/);
    expect(watchLines(model, 120, 40, PLAIN).join('\n')).toMatch(/liquid margin +.*[▁▂▃▄▅▆▇█ ]{20}.*K/);
  });

  it('says since when and why the link is gone, and of when the values are', () => {
    const lost = { since: new Date(2026, 10, 22, 12, 0, 1), message: 'Nothing listens there.' };
    const text = watchLines({ ...model, lost }, 100, 30, PLAIN).join('\n');
    expect(text).toContain('NO LINK for 00:00:04');
    expect(text).toContain('Nothing listens there. Values below are of 12:00:00.');
  });
});

describe('the JSON of a snapshot', () => {
  it('has names instead of codes, lists instead of bits, null instead of missing values', () => {
    const json = JSON.parse(JSON.stringify(snapshotJson(live, 'here', new Date(0)))) as Record<string, unknown>;
    expect(json).toMatchObject({
      time: '1970-01-01T00:00:00.000Z',
      link: 'here',
      mapVersion: '1.0',
      state: 'discharge',
      modeBits: ['remoteControl', 'compositionAnchored'],
      inputs: ['eStopA', 'eStopB', 'contactorFeedback'],
      outputs: ['contactor', 'heaterEnable'],
      heartbeatLeft: 9,
      catholyteFlow: null,
      margin: -14.5,
    });
    expect(json['alarms']).toHaveLength(4);
  });
});
