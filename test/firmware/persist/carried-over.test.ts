/** The parameters of another program, carried over by the flasher (host/flash/migrate.ts) and taken by the firmware. */
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { flashBoard } from '../../../hil/target/flashed.js';
import { FlashStorage } from '../../../hil/target/storage.js';
import type { ParameterPlan } from '../../../host/flash/migrate.js';
import { planParameters, setText } from '../../../host/flash/migrate.js';
import { EmulatedBoard } from '../emulated-board.js';
import { fileOf, slotOf } from '../../host/flash/slot.js';

const pico = builtBundle('pico');
const SET = setText(boardRow('pico'));
/** Where the parameters of the tests lie in the area: their permanent offsets. */
const ANCHOR_COMPOSITION = 6;
const SET_TEMP = 12;
const PARK_AMBIENT = 13;
const SIGNER = 51;
const CURRENT_ZERO = 53;
/** Number of the fault "parameters damaged, defaults in force". */
const X08 = 58;
/** An offset that no parameter has, and has never had. */
const NOBODY = 40;

/** A commissioned board with a set temperature of 45 °C and a zero of −1.2 mA in its newest copy. */
function commissioned(): EmulatedBoard {
  const board = EmulatedBoard.commissioned();
  board.write(2000 + SET_TEMP, 450);
  board.write(2000 + CURRENT_ZERO, 0x10000 - 12);
  board.command('commit');
  board.expectSignature();
  return board;
}

/** Number and words of the newest copy on a board, which lie behind sixteen bytes at the place of the number. */
function newestCopy(board: EmulatedBoard): { copy: number; words: number[] } {
  const bytes = Buffer.from(new FlashStorage(board.target.flash, () => undefined).read('lqp') ?? new Uint8Array(0));
  const copies = Array.from({ length: 16 }, (_, k) => bytes.subarray(16 + 260 * k, 16 + 260 * (k + 1)))
    .map((copy) => Array.from({ length: 130 }, (_, k) => copy.readUInt16LE(2 * k)))
    .filter(([number]) => number !== 0xffff);
  const words = copies.reduce((best, next) => ((next[0] ?? 0) > (best[0] ?? 0) ? next : best));
  return { copy: words[0] ?? 0, words: words.slice(2, -2) };
}

interface Carried {
  readonly plan: ParameterPlan;
  /** The controller on its new program. */
  readonly board: EmulatedBoard;
}

/**
 * Carries the parameters of a board over whose program has another set, and starts the firmware on what then lies in Storage, with the counters that
 * it had.
 * @param set offsets and types of the old program
 * @param told what the board says they are; empty for one that does not say
 */
function carry(set: string, change: (words: number[]) => void = () => undefined, told = set): Carried {
  const before = commissioned();
  const { copy, words } = newestCopy(before);
  change(words);
  const files = new Map<string, Uint8Array>([['lqp', Buffer.from(fileOf(slotOf(set, copy, words)), 'latin1')]]);
  if (told !== '') files.set('lqset', Buffer.from(told));
  const plan = planParameters(boardRow('pico'), files);
  if (plan.kind !== 'kept' && plan.file) files.set('lqp', plan.file);
  const board = new EmulatedBoard();
  board.target.flash.bytes.fill(0xff);
  flashBoard(boardRow('pico'), board.target.flash, pico.text, Object.fromEntries(files));
  board.target.fram.bytes.set(before.target.fram.bytes);
  board.power(true);
  board.run(5000);
  return { plan, board };
}

/** What the controller has at an offset. */
function held({ board }: Carried, offset: number): number | undefined {
  return board.holding(2000 + offset, 1)[0];
}

/** True when X08 is there. */
function parametersLost({ board }: Carried): boolean {
  return board.faults('alarmsActive').includes(X08);
}

describe('parameters of another set', () => {
  const without = (offset: number): string =>
    SET.split(',')
      .filter((entry) => parseInt(entry, 10) !== offset)
      .join();

  it('stay where the new program knows the set', () => {
    const done = carry(SET);
    expect(done.plan).toEqual({ kind: 'kept' });
    expect([held(done, SET_TEMP), held(done, SIGNER), parametersLost(done)]).toEqual([450, 1, false]);
  });

  it('go by their permanent offsets into a copy that the new program accepts; new ones have their default, old ones go', () => {
    const done = carry(`${without(PARK_AMBIENT)},${NOBODY}u16`, (words) => {
      words[PARK_AMBIENT] = 0;
      words[NOBODY] = 7;
    });
    expect(done.plan).toMatchObject({ kind: 'carried', defaults: ['parkAmbient'], dropped: [NOBODY], unsigned: false });
    expect([held(done, SET_TEMP), held(done, CURRENT_ZERO), held(done, ANCHOR_COMPOSITION)]).toEqual([450, 0x10000 - 12, 2200]);
    expect([held(done, PARK_AMBIENT), held(done, NOBODY), held(done, SIGNER)]).toEqual([100, 0, 1]);
    expect(parametersLost(done)).toBe(false);
    expect(done.board.live('state')).toBe(2);
  });

  it('take their default when their type is another one, or the new limits do not allow their value', () => {
    const done = carry(`${without(PARK_AMBIENT)},${PARK_AMBIENT}u16`, (words) => {
      words[PARK_AMBIENT] = 50;
      words[SET_TEMP] = 700;
    });
    expect(done.plan).toMatchObject({ kind: 'carried', defaults: ['setTemp', 'parkAmbient'], dropped: [] });
    expect([held(done, SET_TEMP), held(done, PARK_AMBIENT), parametersLost(done)]).toEqual([400, 100, false]);
  });

  it('lose the signature with a new parameter of the cell: nobody has vouched for its default', () => {
    const done = carry(without(ANCHOR_COMPOSITION));
    expect(done.plan).toMatchObject({ defaults: ['anchorComposition'], unsigned: true });
    expect([held(done, SIGNER), held(done, SET_TEMP), parametersLost(done)]).toEqual([0, 450, false]);
  });

  it.each([
    ['that the board does not tell', ''],
    ['that is not the one of the copy', without(SET_TEMP)],
  ])('%s are not guessed: values as delivered, and a fault', (_, told) => {
    const done = carry(without(PARK_AMBIENT), undefined, told);
    expect(done.plan).toMatchObject({ kind: 'unknown' });
    expect([held(done, SET_TEMP), parametersLost(done)]).toEqual([400, true]);
  });
});
