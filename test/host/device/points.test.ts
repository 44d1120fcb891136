import { describe, expect, it } from 'vitest';
import { BOARDS, boardRow } from '../../../firmware/model/boards.js';
import { readPoints, spansOf, writesOf } from '../../../host/device/access.js';
import { decodeLive } from '../../../host/device/live.js';
import { isFitted, parametersFitted, pointOf, POINTS } from '../../../host/device/points.js';
import { rawOf, valueOf, valueText } from '../../../host/device/values.js';
import { selection } from '../../../host/cli/selection.js';
import { LIVE_WORDS } from './words.js';

const named = (...names: string[]): ReturnType<typeof pointOf>[] => names.map(pointOf);

describe('the names of the map', () => {
  it('are unique, and two points of one table never share a register', () => {
    expect(new Set(POINTS.map(({ name }) => name.toLowerCase())).size).toBe(POINTS.length);
    const registers = POINTS.flatMap(({ table, row, words }) => Array.from({ length: words }, (_, k) => `${table} ${row.address + k}`));
    expect(new Set(registers).size).toBe(registers.length);
  });

  it('are found in any case; a parameter that shares its name with a register by its full name', () => {
    expect(pointOf('MARGIN').row.address).toBe(37);
    expect(pointOf('referenceVoltage')).toMatchObject({ table: 'input', area: 'process' });
    expect(pointOf('parameter.referenceVoltage')).toMatchObject({ table: 'holding', row: { address: 2018 } });
    expect(pointOf('parameter.setTemp')).toBe(pointOf('setTemp'));
  });

  it('that are wrong are answered with the nearest', () => {
    expect(() => pointOf('settemp2')).toThrow('There is no register or parameter "settemp2"; did you mean setTemp?');
    expect(() => pointOf('xyzzyxyzzy')).toThrow(/liquidus read --list/);
  });
});

describe('a value that is given', () => {
  it.each([
    ['setTemp', '41.5', 415],
    ['parkAmbient', '-10', -100],
    ['baudRate', '9600', 96],
    ['anchorMetalMass', '20.001', 20001],
    ['maxCurrent', '1', 1000],
    ['referenceVoltage', '-1', -1000],
  ])('%s %s is %d steps', (name, text, raw) => {
    expect(rawOf(pointOf(name), text)).toBe(raw);
  });

  it.each([
    ['setTemp', '50.1', /outside 25\.0\.\.50\.0 °C/],
    ['setTemp', '24.9', /outside/],
    ['setTemp', '40.05', /between two steps of 0\.1 °C/],
    ['baudRate', '9650', /between two steps of 100 Bd/],
    ['setTemp', '', /is no value for setTemp; give a number of 25\.0\.\.50\.0 °C/],
    ['setTemp', '0x1', /outside/],
    ['setTemp', 'NaN', /is no value/],
    ['eventCursor', '65536', /outside 0\.\.65535/],
  ])('%s "%s" is refused before it is sent', (name, text, words) => {
    expect(() => rawOf(pointOf(name), text)).toThrow(words);
  });
});

describe('a value that is read', () => {
  // Addresses, scales and sentinels by hand from docs/registers.md.
  it.each([
    ['current', 26, [0xffff, 0xfed4], -0.3, '-0.300'],
    ['margin', 37, [0x8000], null, '—'],
    ['alarmsLatched', 16, [0, 0, 0, 1], ['P01'], 'P01'],
    ['modeBits', 10, [0b10000010], ['compositionAnchored', 'commissioned'], 'compositionAnchored commissioned'],
    ['state', 8, [2], 'cold', 'cold'],
    ['mapVersion', 0, [0x0101], '1.1', '1.1'],
    ['bundleHash', 64, [0x0123, 0x4567, 0x89ab, 0xcdef], '0123456789abcdef', '0123456789abcdef'],
    ['baudRate', 2001, [192], 19200, '19200'],
  ] as const)('%s', (name, start, words, value, text) => {
    const point = pointOf(name);
    const found = valueOf(point, words, start);
    expect(found).toEqual(value);
    expect(valueText(point, found)).toBe(text);
  });
});

describe('requests for points', () => {
  it('are one where the addresses are near, and never longer than 60 registers', () => {
    expect(spansOf(named('margin', 'current', 'state'))).toEqual([{ table: 'input', from: 8, count: 30 }]);
    const all = spansOf(POINTS);
    expect(Math.max(...all.map(({ count }) => count))).toBeLessThanOrEqual(60);
    for (const { table, row, words } of POINTS) {
      expect(all.some((span) => span.table === table && span.from <= row.address && row.address + words <= span.from + span.count)).toBe(true);
    }
  });

  it('never reach into the reserved registers between live block and extension', () => {
    expect(spansOf(named('sequenceCopy', 'bundleHash'))).toEqual([
      { table: 'input', from: 59, count: 1 },
      { table: 'input', from: 64, count: 4 },
    ]);
  });

  it('give the values in the order of the names', async () => {
    const points = named('margin', 'current');
    const values = await readPoints(points, ({ from, count }) =>
      Promise.resolve(Array.from({ length: count }, (_, k) => (from + k === 37 ? 123 : 0))),
    );
    expect(values).toEqual([12.3, 0]);
  });

  it('that write put neighbours into one transaction, a 32-bit value whole, high word first', () => {
    const values = new Map([
      [pointOf('catholyteCapacity'), 0x10002],
      [pointOf('anchorOxidised'), 9500],
      [pointOf('setTemp'), 415],
    ]);
    expect(writesOf(values)).toEqual([
      { address: 2007, words: [9500, 1, 2] },
      { address: 2012, words: [415] },
    ]);
  });
});

describe('a selection', () => {
  it('takes names, ranges, areas and numbers, each point once', () => {
    expect(selection(['margin', 'liquidus..margin', '37']).map(({ name }) => name)).toEqual(['margin', 'liquidus']);
    expect(selection(['control'])).toHaveLength(POINTS.filter(({ area }) => area === 'control').length);
    expect(selection(['60-61', 'holding:2012']).map(({ name }) => name)).toEqual(['input:60', 'input:61', 'setTemp']);
    // Half of a 32-bit value is shown as the bare register that it is.
    expect(selection(['26']).map(({ name }) => name)).toEqual(['input:26']);
  });

  it.each([['40-30'], ['margin..current'], ['margin..setTemp'], ['0-70000']])('%s is refused', (text) => {
    expect(() => selection([text])).toThrow(/no range/);
  });
});

describe('the parameters of a device', () => {
  it('are those of its board, with its limits', () => {
    const names = (number: number): string[] => {
      const words = [...LIVE_WORDS];
      words[3] = number;
      return parametersFitted(decodeLive(words)).map(({ name }) => name);
    };
    const pico = BOARDS.find(({ id }) => id === 'pico')?.number ?? 0;
    const esp32 = BOARDS.find(({ id }) => id === 'esp32')?.number ?? 0;
    expect(names(pico * 256)).not.toContain('oxygenLimit');
    expect(names(esp32 * 256 + 1)).toContain('oxygenLimit');
    const cells = boardRow('pico-cells').number;
    expect(names(cells * 256).filter((name) => !names(pico * 256).includes(name))).toEqual(['singleCells', 'cellsInSeries']);
  });

  it('and its registers: single cells as many as it measures, on a small board too', () => {
    const fitted = (id: string): string[] => POINTS.filter((point) => isFitted(point, boardRow(id).profile, boardRow(id))).map(({ name }) => name);
    expect(fitted('pico').filter((name) => name.startsWith('cellR') || /^cell\d/.test(name))).toEqual([]);
    expect(fitted('pico-cells').filter((name) => !fitted('pico').includes(name))).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((k) => `cell${k}`),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((k) => `cellResistance${k}`),
      'singleCells',
      'cellsInSeries',
    ]);
    expect(fitted('esp32')).toContain('cell32');
  });
});
