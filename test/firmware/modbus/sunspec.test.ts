/** The SunSpec map of the shipped bundles, read over the line and held against the official model definitions (test/oracle/sunspec). */
import { describe, expect, it } from 'vitest';
import { modelsOf } from '../../../firmware/model/sunspec.js';
import { EmulatedBoard } from '../emulated-board.js';
import { readFrame, registersOf } from '../frames.js';
import { type FoundModel, isMissing, officialModel, type Read, scan } from './sunspec-reader.js';

function reader(board: EmulatedBoard): Read {
  return (address, count) => {
    const reply = board.send(readFrame(1, 3, address, count));
    return reply[1] & 128 ? undefined : registersOf(reply);
  };
}

/** Models by id. */
function modelsIn(board: EmulatedBoard): Map<number, FoundModel> {
  return new Map(scan(reader(board)).models.map((m) => [m.id, m]));
}

/** Value of a point. */
function value(models: Map<number, FoundModel>, id: number, name: string): number | string | null | undefined {
  return models.get(id)?.points.get(name)?.value;
}

describe.each([
  ['pico', 'core', [1, 802, 713], 145],
  ['esp32', 'full', [1, 802, 807, 713], 145 + 36 + 24],
] as const)('the map of the %s', (name, profile, ids, registers) => {
  const board = EmulatedBoard.commissioned({ board: name });
  const found = scan(reader(board));

  it('lies at 40000 and ends with the end marker', () => {
    expect(found.base).toBe(40000);
    expect(found.models.map((m) => m.id)).toEqual(ids);
    expect(found.end).toBe(40000 + registers);
    expect(reader(board)(found.end - 2, 3)).toBeUndefined();
  });

  it('has the lengths 66, 62, 34 + 24 a module, 7', () => {
    const lengths: Record<number, number> = { 1: 66, 802: 62, 807: 58, 713: 7 };
    for (const m of found.models) expect([m.id, m.length]).toEqual([m.id, lengths[m.id]]);
  });

  it('gives every mandatory point a value, and a scale factor to every value', () => {
    for (const m of found.models)
      for (const points of [m.points, ...m.modules])
        for (const [point, p] of points) {
          if (p.official.mandatory === 'M' && p.official.type !== 'pad') expect([m.id, point, p.value]).not.toEqual([m.id, point, null]);
          if (p.official.type === 'pad') expect(p.words).toEqual([0x8000]);
        }
  });

  it('has the points of the official definition, name by name and type by type, and only those that may be written there are writable', () => {
    for (const model of modelsOf(profile)) {
      const official = officialModel(model.id);
      const rows = (points: readonly { name: string; type: string; size: number }[]): string[] => points.map((p) => `${p.name} ${p.type} ${p.size}`);
      expect(rows(model.points)).toEqual(rows(official.points.slice(2)));
      expect(rows(model.module)).toEqual(rows(official.groups?.[0]?.points ?? []));
      for (const [i, row] of [...model.points, ...model.module].entries()) {
        const twin = [...official.points.slice(2), ...(official.groups?.[0]?.points ?? [])][i];
        expect([row.name, row.scale, row.mandatory]).toEqual([row.name, twin?.sf ?? '', twin?.mandatory === 'M']);
        if (row.writable) expect([row.name, twin?.access]).toEqual([row.name, 'RW']);
      }
    }
  });

  it('shows points without a value as not implemented in the way of their type', () => {
    for (const model of modelsOf(profile)) {
      const shown = found.models.find((m) => m.id === model.id);
      for (const row of model.points) {
        const p = shown?.points.get(row.name);
        if (row.source === 'absent') expect([row.name, isMissing(row.type, p?.words ?? [])]).toEqual([row.name, true]);
      }
    }
  });

  it('reads the same through any window', () => {
    const read = reader(board);
    const whole = [...(read(40000, 125) ?? []), ...(read(40125, registers - 125) ?? [])];
    // Seconds pass between the reads: the heartbeat alone may differ.
    const heartbeat = 70 + 18;
    for (const [from, count] of [
      [0, 1],
      [1, 3],
      [67, 5],
      [69, 70],
      [registers - 1, 1],
      [registers - 7, 7],
      [88, 1],
      [3, 125],
    ] as const)
      for (const [i, w] of (read(40000 + from, count) ?? []).entries())
        if (from + i !== heartbeat) expect([from + i, w]).toEqual([from + i, whole[from + i]]);
  });
});

describe('identity', () => {
  it('names project, board, version and the serial number of the processor', () => {
    const models = modelsIn(EmulatedBoard.commissioned());
    expect(['Mn', 'Md', 'Opt', 'Vr', 'SN', 'DA'].map((name) => value(models, 1, name))).toEqual([
      'Liquidus',
      'NaK flow battery',
      'pico',
      '0.1',
      '00000000-addeadde-addeadde',
      1,
    ]);
  });
});
