/** Commands of the mailbox on a board that follows several NaK loops: anchors, and loops that are new (docs/design.md, "Several NaK loops"; docs/modbus.md). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { BOARD } from '../../../firmware/board/row.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { OFFSETS } from '../../../firmware/persist/parameter.table.js';
import { Cabinet } from './cabinet.js';

/** Bits of the argument of `reanchor` from which on the loop is named, counted from 0 (docs/registers.md). */
const LOOP = 2 ** 28;
const NAMES = parametersOf(BOARD).map((row) => row.name);

let cabinet: Cabinet;
beforeEach(async () => {
  vi.doMock('../../../firmware/board/expander.js', () => ({ expanderLevels: 0, writeLine: () => undefined, writeLines: () => undefined }));
  cabinet = await Cabinet.start();
  cabinet.home();
});

const parameter = (name: string): number => cabinet.modules.parameters.P[NAMES.indexOf(name)];
/** A master writes a parameter of one word, which waits for commit. */
const write = (name: string, value: number): void => void (cabinet.modules.parameters.shadow[OFFSETS[NAMES.indexOf(name)] ?? NaN] = value);
const reanchor = (loop: number, w: number, mass: number): string => cabinet.command('reanchor', w, loop * LOOP + mass);

/** Three loops, all anchored. */
function threeLoops(): void {
  write('nakLoops', 3);
  expect(cabinet.command('commit')).toBe('done');
  for (const loop of [0, 1, 2]) expect(reanchor(loop, 2200 + 100 * loop, 20_000 + loop)).toBe('done');
  expect(cabinet.get('anchorLost')).toBe(0);
}

describe('commit', () => {
  it('changes nothing about loops that were there', () => {
    threeLoops();
    write('nakFlowSet', 120);
    expect([cabinet.command('commit'), cabinet.get('anchorLost')]).toEqual(['done', 0]);
  });

  it('asks for a new anchor of loops that go and come back', () => {
    threeLoops();
    write('nakLoops', 1);
    expect([cabinet.command('commit'), cabinet.get('anchorLost')]).toEqual(['done', 0]);
    write('nakLoops', 3);
    expect([cabinet.command('commit'), cabinet.get('anchorLost')]).toEqual(['done', 0b110]);
  });

  it('leaves the loss of a loop alone', () => {
    threeLoops();
    cabinet.set('anchorLost', 0b010);
    write('nakFlowSet', 120);
    expect([cabinet.command('commit'), cabinet.get('anchorLost')]).toEqual(['done', 0b010]);
  });
});

describe('reanchor', () => {
  it('anchors the loop that it names, and no other', () => {
    threeLoops();
    cabinet.set('anchorLost', 0b101);
    expect(reanchor(2, 3000, 25_000)).toBe('done');
    expect([parameter('loop3Anchor'), parameter('loop3Mass'), cabinet.get('anchorLost')]).toEqual([3000, 25_000, 0b001]);
    expect([parameter('loop2Anchor'), parameter('loop2Mass'), parameter('anchorComposition'), parameter('anchorMetalMass')]).toEqual([
      2300, 20_001, 2200, 20_000,
    ]);
    expect(reanchor(0, 2500, 30_000)).toBe('done');
    expect([parameter('anchorComposition'), parameter('anchorMetalMass'), cabinet.get('anchorLost')]).toEqual([2500, 30_000, 0]);
  });

  it('of the only loop is that of the cell', () => {
    expect([reanchor(0, 3000, 25_000), parameter('anchorComposition'), parameter('anchorMetalMass')]).toEqual(['done', 3000, 25_000]);
    expect(reanchor(1, 3000, 25_000)).toBe('range');
  });

  it('of the only loop that is left takes back what its old anchor was wrong by', () => {
    threeLoops();
    // 0.05 Ah, put down with loop 1 when another one is anchored, in steps of 0.01 Ah.
    cabinet.set('counterError', 0.05 * 3_600_000);
    reanchor(1, 2200, 20_000);
    expect(parameter('loop1Error')).toBe(5);
    write('nakLoops', 1);
    cabinet.command('commit');
    expect([reanchor(0, 3000, 25_000), parameter('loop1Error')]).toEqual(['done', 0]);
  });
});

describe('parameters that are taken over', () => {
  it('begin with cells that nobody has measured yet', () => {
    write('singleCells', 4);
    cabinet.set('highestCell', 4000);
    cabinet.set('lowestCell', 1000);
    cabinet.command('commit');
    expect([cabinet.get('highestCell'), cabinet.get('lowestCell')]).toEqual([NaN, NaN]);
    // Without cells there is nothing that could be beyond a level.
    write('singleCells', 0);
    cabinet.command('commit');
    expect([cabinet.get('highestCell') < 0, cabinet.get('lowestCell') > 5000]).toEqual([true, true]);
  });
});
