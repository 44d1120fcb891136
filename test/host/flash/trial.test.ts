import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../host/error.js';
import type { FlashOptions, Step } from '../../../host/flash/flash.js';
import { bundleOf, flashTo, newFolder, programText, recordOf, stepNames } from './bench.js';
import { FakeBoard } from './fake-board.js';
import { fileOf, slotOf } from './slot.js';

const OLD = programText('old', 900);
const NEW = programText('new', 1300);
const OLD_SET = '0u16,12i16';
const COPY = fileOf(slotOf(OLD_SET, 8, [1, ...Array.from({ length: 11 }, () => 0), 450]));
const boards: FakeBoard[] = [];

afterEach(() => {
  for (const board of boards.splice(0)) {
    board.close();
    expect(board.sins).toEqual([]);
    expect(board.storage.forced).toBe(0);
  }
});

/** A board with the old program in service, and with counters. */
async function inService(): Promise<FakeBoard> {
  const board = await new FakeBoard().open();
  boards.push(board);
  board.storage.write('.bootcde', OLD);
  board.storage.write('lqsha', recordOf(OLD));
  board.storage.write('lqset', OLD_SET);
  board.storage.write('lqp', COPY);
  board.fram?.fill('counters of the old program. ', 0, 512);
  board.powerUp();
  board.locked = false;
  return board;
}

const works = (): Promise<string> => Promise.resolve('a snapshot in state cold');
const fails = (): Promise<string> => Promise.reject(new Error('no answer within 30 s.'));

/** Flashes with a trial, and gives the error. */
async function failure(
  board: FakeBoard,
  trial: FlashOptions['trial'],
  options: Partial<Omit<FlashOptions, 'backup' | 'open'>> = {},
): Promise<LiquidusError> {
  const result: unknown = await flashTo(board.address, bundleOf(NEW), { ...(trial && { trial }), ...options }).catch((error: unknown) => error);
  if (!(result instanceof LiquidusError)) throw new Error('it did not fail');
  return result;
}

/** Everything of the old program is there as it was, and it runs. */
function expectOld(board: FakeBoard): void {
  expect([board.running, board.storage.read('.bootcde'), board.storage.read('lqsha')]).toEqual(['old', OLD, recordOf(OLD)]);
  expect([board.storage.read('lqset'), board.storage.read('lqp')]).toEqual([OLD_SET, COPY]);
  expect(board.storage.names()).not.toContain('.boot0');
}

describe('a new program on trial', () => {
  it('stays when it is seen to work, and nothing of the trial stays behind', async () => {
    const board = await inService();
    const steps: Step[] = [];
    const result = await flashTo(board.address, bundleOf(NEW), { trial: works, onStep: (step) => steps.push(step) });
    expect(result.confirmed).toBe(true);
    expect(stepNames(steps).slice(-3)).toEqual(['restart', 'trial', 'confirmed']);
    expect([board.running, board.storage.read('.bootcde')]).toEqual(['new', NEW]);
    expect(board.storage.names()).not.toContain('.boot0');
    // The guard has gone: nobody can stop the program over its console any more.
    await expect.poll(() => failure(board, fails).then((error) => error.code)).toBe('refused.notService');
    board.powerUp();
    expect(board.running).toBe('new');
  });

  it('gives way to the old one, its record, parameters and counters when it is not', async () => {
    const board = await inService();
    const before = Buffer.from(board.fram ?? []);
    const steps: Step[] = [];
    const trial = (): Promise<string> => {
      expect([board.running, board.locked]).toEqual(['new', true]);
      board.fram?.fill('counters of the new one', 0, 512);
      return fails();
    };
    const error = await failure(board, trial, { onStep: (step) => steps.push(step) });
    expect([error.code, error.message]).toEqual([
      'refused.trial',
      'The new program did not show that it works (no answer within 30 s): the board holds the old program and runs it again.',
    ]);
    expect(stepNames(steps)).toContain('back');
    expectOld(board);
    expect(board.fram?.equals(before)).toBe(true);
  });

  it('gives way when it fails at its start, so that its console stays open', async () => {
    const board = await inService();
    const broken = bundleOf('!function(){var a="' + 'x'.repeat(600) + '";nothing.such}();');
    const error: unknown = await flashTo(board.address, broken, { trial: fails }).catch((reason: unknown) => reason);
    expect((error as LiquidusError).message).toContain('the board holds the old program and runs it again');
    expectOld(board);
  });

  it('stays where there was none before', async () => {
    const board = await new FakeBoard().open();
    boards.push(board);
    const error = await failure(board, fails);
    expect(error.message).toMatch(/and there was no program before it to go back to: the board holds the new program/);
    expect(board.running).toBe('new');
  });

  it('stays, as the message says, when the way back is closed', async () => {
    const board = await inService();
    const trial = (): Promise<string> => {
      board.powerUp();
      return fails();
    };
    const error = await failure(board, trial, { answerMs: 200, patienceMs: 300 });
    expect(error.message).toMatch(/and it keeps its console closed: the board holds the new program, whole and checked/);
    expect(board.running).toBe('new');
  });

  it('at any cut of the line on the way back, leaves the old or the new program, and the message says which', { timeout: 60000 }, async () => {
    const rehearsal = await inService();
    let first = 0;
    const mark = (board: FakeBoard) => (): Promise<string> => {
      first = board.lines;
      return fails();
    };
    const carried: { file?: string } = {};
    await failure(rehearsal, async () => {
      Object.assign(carried, { file: rehearsal.storage.read('lqp') });
      return mark(rehearsal)();
    });
    const total = rehearsal.lines;
    expect(total - first).toBeGreaterThan(15);
    const held = await Promise.all(
      Array.from({ length: total - first }, async (_, k) => {
        const board = await inService();
        const trial = (): Promise<string> => {
          board.cut = { line: first + k + 1, kind: 'unanswered' };
          return fails();
        };
        const { message } = await failure(board, trial, { patienceMs: 3000 });
        const said = /the board holds the (old|new) program/.exec(message)?.[1];
        board.powerUp();
        expect([said, board.storage.read('.bootcde')], message).toEqual([said, said === 'new' ? NEW : OLD]);
        const wanted = said === 'new' ? carried.file : COPY;
        expect([board.running, board.storage.read('lqp') === wanted], message).toEqual([said, true]);
        return said;
      }),
    );
    expect(new Set(held)).toEqual(new Set(['new', 'old']));
  });
});

describe('the counters', () => {
  it('are copied beside the other files, once the program does not count any more', async () => {
    const board = await inService();
    board.onLine = (line) => {
      if (line.includes('reset()')) board.fram?.fill('last words of the old program', 0, 512);
    };
    const folder = newFolder();
    const steps: Step[] = [];
    await flashTo(board.address, bundleOf(NEW), { backup: folder, onStep: (step) => steps.push(step) });
    expect(steps).toContainEqual({ name: 'counters', bytes: 512 });
    expect(readFileSync(join(folder, 'counters')).equals(Buffer.alloc(512, 'last words of the old program'))).toBe(true);
  });

  it('stay where they are, without a copy, when no memory answers', async () => {
    const board = await inService();
    board.fram = undefined;
    const steps: Step[] = [];
    await flashTo(board.address, bundleOf(NEW), { onStep: (step) => steps.push(step) });
    expect(steps).toContainEqual({ name: 'counters', bytes: null });
    expect(board.running).toBe('new');
  });
});
