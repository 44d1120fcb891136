/** The ON/OFF matrix by events (docs/physics.md, section 8) on a board that has all its outputs: every event, every check of its faults, every output. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { BOARD } from '../../../firmware/board/row.js';
import { CHECKS } from '../../../firmware/model/faults.js';
import { ON_OFF, REACTION_CLASS } from '../../../firmware/model/on-off.js';
import { EXPECTED } from '../oracle.js';
import { Cabinet } from './cabinet.js';

type Level = 0 | 1 | '=';
interface Event {
  readonly event: string;
  readonly faults: readonly string[];
  readonly current: 'none' | 'charge' | 'discharge' | 'ramp';
  readonly contactor: Level;
  readonly nakPump: Level;
  readonly catholytePump: Level;
  readonly heaters: Level;
  readonly valves: Level;
  readonly fan: Level;
  readonly purge: Level;
  readonly scrubber: Level;
}
const { events } = JSON.parse(readFileSync(new URL('../../oracle/on-off.json', import.meta.url), 'utf8')) as { events: readonly Event[] }; // typed by hand

const lines = new Map<number, boolean>();
let cabinet: Cabinet;

beforeEach(async () => {
  lines.clear();
  vi.doMock('../../../firmware/board/expander.js', () => ({
    writeLine: (at: number, on: boolean) => void lines.set(at, on),
    writeLines: () => lines.clear(),
    readLine: () => true,
  }));
  cabinet = await Cabinet.start();
  (await import('../../../firmware/board/readings.js')).READINGS[BOARD.slot.busVoltage] = (3.3 + 1) / 7;
  for (let s = 0; s < 3; s++) cabinet.second();
});

const line = (channel: 'isolationValves' | 'argonPurge' | 'enclosureFan' | 'scrubber'): number => Number(lines.get(BOARD.line[channel]) ?? false);

/** Outputs by the columns of the matrix. */
function outputs(): Record<'contactor' | 'nakPump' | 'catholytePump' | 'heaters' | 'valves' | 'fan' | 'purge' | 'scrubber', number> {
  return {
    contactor: cabinet.out('contactor'),
    nakPump: cabinet.out('nakPump'),
    catholytePump: cabinet.out('catholytePump'),
    heaters: cabinet.out('heaterEnable'),
    valves: line('isolationValves'),
    fan: line('enclosureFan'),
    purge: line('argonPurge'),
    scrubber: line('scrubber'),
  };
}

/** Charge and discharge current that flow after half a minute. */
function currents(direction: 'charge' | 'discharge'): number {
  cabinet.command(direction, 0, 300);
  for (let t = 0; t < 20; t++) cabinet.tick();
  return cabinet.out(direction === 'charge' ? 'chargeCurrent' : 'dischargeCurrent');
}

const cases = events.flatMap((event) =>
  EXPECTED.filter((check) => event.faults.includes(check.id.slice(0, 3)) && check.trip).map(
    (check) => [event.event, check.id, event, check] as const,
  ),
);

describe('the matrix', () => {
  it('has every event, and every fault of them a check that trips', () => {
    expect(cases.map(([, id]) => id.slice(0, 3))).toEqual(expect.arrayContaining(events.flatMap((event) => event.faults)));
  });

  it.each(cases)('%s: %s', (_event, _id, event, check) => {
    cabinet.reach('discharge');
    const before = outputs();
    expect(before).toMatchObject({ contactor: 1, heaters: 1, valves: 1, fan: 1, purge: 0, scrubber: 0 });
    expect(Math.min(before.nakPump, before.catholytePump)).toBeGreaterThan(0);
    cabinet.trip(check);
    const wanted = Object.fromEntries(
      Object.entries(before).map(([name, level]) => {
        const column = event[name as keyof typeof before]; // the columns are the outputs
        return [name, column === '=' ? level : column];
      }),
    );
    expect(outputs()).toEqual(wanted);
    if (event.current === 'ramp') return;
    expect(currents('discharge') > 0).toBe(event.current === 'discharge');
    expect(currents('charge') > 0).toBe(event.current === 'charge');
    expect(outputs()).toEqual(wanted);
  });
});

describe('the classes of the firmware', () => {
  it('are the reactions of all checks', () => {
    const classes = new Set<number>(Object.values(REACTION_CLASS));
    expect(CHECKS.filter((check) => !classes.has(check.reaction)).map((check) => check.id)).toEqual([]);
  });

  it('differ from each other, and none is idle', () => {
    expect(new Set(Object.values(REACTION_CLASS)).size).toBe(Object.keys(ON_OFF).length);
    const used = new Set(CHECKS.map((check) => check.reaction));
    expect(
      Object.entries(REACTION_CLASS)
        .filter(([, bits]) => !used.has(bits))
        .map(([name]) => name),
    ).toEqual([]);
  });
});
