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

describe('a stack whose cells are measured one by one', () => {
  const CELLS = [3.2, 3.25, 3.3, 3.35];
  const board = new EmulatedBoard({ board: 'rp2040' });
  const { target } = board;
  const present = target.present.bind(target);
  // The front end of a cell adds 1 V and divides by 7 (docs/wiring.md).
  target.present = (now, inputs) => present(now, { ...inputs, cells: CELLS.map((volts) => (volts + 1) / 7) });
  board.power(true);
  board.run(3000);
  for (const parameter of [2109, 2110]) board.write(parameter, CELLS.length);
  board.expectCommand('commit');
  board.power(false);
  board.power(true);
  board.run(5000);
  const read = reader(board);
  const found = scan(read);
  const string = found.models.find((m) => m.id === 807) as FoundModel;
  const across = (name: string): unknown[] => string.modules.map((points) => points.get(name)?.value);

  it('is a string of that many modules, and the map behind it moves', () => {
    expect(string.length).toBe(34 + 24 * 4);
    expect(string.points.get('NMod')?.value).toBe(4);
    expect(found.models.map((m) => m.id)).toEqual([1, 802, 807, 713]);
    expect(found.end).toBe(40000 + 145 + 36 + 24 * 4);
    expect(read(found.end - 1, 2)).toBeUndefined();
  });

  it('shows every cell in its own module, in order', () => {
    expect(across('ModIdx')).toEqual([1, 2, 3, 4]);
    expect(across('ModV')).toEqual(CELLS.map((volts) => expect.closeTo(volts, 1) as unknown));
    for (const [k, volts] of CELLS.entries())
      for (const name of ['ModCellVMax', 'ModCellVMin', 'ModCellVAvg']) expect(Math.abs(Number(across(name)[k]) - volts)).toBeLessThan(0.005);
  });

  it('shows the highest, the lowest and the mean of the cells for the string', () => {
    const of = (name: string): number => Number(string.points.get(name)?.value);
    for (const [name, volts] of [
      ['CellVMax', 3.35],
      ['CellVMin', 3.2],
      ['CellVAvg', (3.2 + 3.25 + 3.3 + 3.35) / 4],
    ] as const)
      expect([name, Math.abs(of(name) - volts) < 0.005]).toEqual([name, true]);
  });

  it('reads the same through windows that begin and end inside modules', () => {
    const first = string.address + 36;
    const whole = read(first, 96) ?? [];
    for (const [from, count] of [
      [0, 24],
      [1, 23],
      [23, 2],
      [30, 50],
      [47, 49],
      [95, 1],
    ] as const)
      expect([from, read(first + from, count)]).toEqual([from, whole.slice(from, from + count)]);
  });
});
