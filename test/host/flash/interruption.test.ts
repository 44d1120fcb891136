import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../host/error.js';
import type { FlashResult } from '../../../host/flash/flash.js';
import { bundleOf, flashTo, newFolder, programText, recordOf } from './bench.js';
import type { CutKind } from './fake-board.js';
import { FakeBoard } from './fake-board.js';
import { ownFile } from './slot.js';

const OLD = programText('old', 500);
const NEW = programText('new', 1300);
const bundle = bundleOf(NEW);
const PARAMETERS = ownFile();
const boards: FakeBoard[] = [];

afterEach(() => {
  for (const board of boards.splice(0)) {
    board.close();
    expect(board.sins).toEqual([]);
    expect(board.storage.forced).toBe(0);
  }
});

/** Bytes of a Storage in which the new program finds room beside the old one, or in its place only. */
const ROOM = { beside: 12000, 'in place': 6400 } as const;
type Way = keyof typeof ROOM;
const WAYS: readonly Way[] = ['beside', 'in place'];

/** A new board with the old program in service. */
async function boardInService(way: Way = 'beside'): Promise<FakeBoard> {
  const board = await new FakeBoard({ storageBytes: ROOM[way] }).open();
  boards.push(board);
  board.storage.write('.bootcde', OLD);
  board.storage.write('lqsha', recordOf(OLD));
  board.storage.write('lqp', PARAMETERS);
  board.powerUp();
  board.locked = false;
  return board;
}

/** What a board runs after its power came back. */
function afterPowerUp(board: FakeBoard): string | undefined {
  board.powerUp();
  return board.running;
}

/** Lines of an undisturbed flashing. */
async function rehearse(way: Way = 'beside'): Promise<string[]> {
  const board = await boardInService(way);
  const lines: string[] = [];
  board.onLine = (line) => lines.push(line);
  await flashTo(board.address, bundle);
  expect(board.storage.compactions).toBe(way === 'beside' ? 0 : 1);
  return lines;
}

/** Number of the line that holds a text, counted from 1. */
function lineWith(lines: readonly string[], text: string): number {
  const at = lines.findIndex((line) => line.includes(text));
  expect(at).toBeGreaterThan(-1);
  return at + 1;
}

/** The flashing, or the error that ended it. */
async function outcome(work: Promise<FlashResult>): Promise<FlashResult | LiquidusError> {
  return work.catch((error: unknown) => {
    if (error instanceof LiquidusError) return error;
    throw error;
  });
}

/** Holds the sentence of an error against what the board really has. */
function expectTruth(board: FakeBoard, error: LiquidusError): void {
  const held = /: (nothing was changed|the board holds the (?:old or the )?(old|new) program|the board holds no program)/.exec(error.message);
  expect(held, error.message).not.toBeNull();
  const program = board.storage.read('.bootcde');
  const starts = afterPowerUp(board);
  expect([OLD, NEW]).toContain(program);
  if (held?.[2] === undefined || held[2] === 'old') expect([program, starts], error.message).toEqual([OLD, 'old']);
  else if (held[2] === 'new' && !held[0].includes('or the new')) {
    expect([program, starts], error.message).toEqual([NEW, 'new']);
    expect(board.storage.read('lqsha')).toBe(recordOf(NEW));
  }
  expect(board.storage.read('lqp') === PARAMETERS).toBe(true);
}

describe('a cut of the line', () => {
  const kinds: readonly CutKind[] = ['half', 'unanswered', 'answered'];

  it.each(WAYS.flatMap((way) => kinds.map((kind) => [way, kind] as const)))(
    '%s, at any line (%s) leaves the old or the new program, and the message says which',
    async (way, kind) => {
      const total = (await rehearse(way)).length;
      expect(total).toBeGreaterThan(20);
      const outcomes = await Promise.all(
        Array.from({ length: total }, async (_, k) => {
          const board = await boardInService(way);
          board.cut = { line: k + 1, kind };
          const result = await outcome(flashTo(board.address, bundle));
          expect(board.cut).toBeUndefined();
          if (!(result instanceof LiquidusError)) {
            expect([board.storage.read('.bootcde'), board.running]).toEqual([NEW, 'new']);
            return 'done';
          }
          expect(result.code).toBe('link.flash');
          expect(result.message).toMatch(/^The line to 127\.0\.0\.1:\d+ was lost \(closed by the other side\): [^.]+\.$/);
          expect(result.message).not.toContain(' or none ');
          expectTruth(board, result);
          return /nothing was changed|(?<=holds the )(?:old|new)/.exec(result.message)?.[0];
        }),
      );
      // First nothing changed, then old, then new: the change is one line.
      const order = ['nothing was changed', 'old', 'new', 'done'];
      const places = outcomes.map((word) => order.indexOf(word ?? ''));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(new Set(outcomes).size).toBeGreaterThanOrEqual(kind === 'answered' ? 4 : 3);
    },
  );

  it('in the change, with a board that does not come back, names what it may hold', async () => {
    const lines = await rehearse();
    const places = ['process.version', 'btoa', 'reset()', 'new Uint8Array(1', 'atob', 'lqTo(', 'load()'].map((text) => lineWith(lines, text));
    const words = await Promise.all(
      places.map(async (line) => {
        const board = await boardInService();
        board.staysGone = true;
        board.cut = { line, kind: 'unanswered' };
        const result = await outcome(flashTo(board.address, bundle, { patienceMs: 400 }));
        if (!(result instanceof LiquidusError)) throw new Error('the cut was not noticed');
        expectTruth(board, result);
        return result.message.replace(/^[^)]*\): /, '');
      }),
    );
    const untouched = 'nothing was changed on the board.';
    const old = 'the board holds the old program, and its outputs are off; restart the board to run it, or flash again.';
    expect(words).toEqual([
      untouched,
      untouched,
      old,
      old,
      old,
      'the board holds the old or the new program, or none if it lost its power at that moment, with its outputs off until it restarts; connect it again and flash again.',
      'the board holds the new program, whole and checked; restart the board if it does not run yet.',
    ]);
  });
});

describe('a power cut in the change', () => {
  it.each(WAYS)('%s, at any write to flash leaves old, new or no program, never a part of one that runs', async (way) => {
    const whole = await boardInService(way);
    const before = whole.storage.writes;
    await flashTo(whole.address, bundle);
    const writes = whole.storage.writes - before;
    expect(writes).toBeGreaterThan(way === 'beside' ? 5 : 7);
    const outcomes = await Promise.all(
      Array.from({ length: writes }, async (_, k) => {
        const board = await boardInService(way);
        board.storage.writesLeft = k;
        const backup = newFolder();
        const result = await outcome(flashTo(board.address, bundle, { backup, answerMs: 1000, patienceMs: 1100 }));
        if (!(result instanceof LiquidusError)) throw new Error('the power cut was not noticed');
        const runs = afterPowerUp(board);
        const program = board.storage.read('.bootcde');
        // Outside these two, nothing may run at all.
        if (program === OLD) expect(runs).toBe('old');
        else if (program === NEW) expect(runs).toBe('new');
        else expect(runs).toBeUndefined();
        const kept = board.storage.read('lqp') === PARAMETERS;
        // A board that starts no program answers on its console, so the flasher saw it; one that starts a program is silent.
        const held =
          runs === undefined
            ? 'holds no program, so its outputs stay off; flash again'
            : 'holds the old or the new program, or none if it lost its power';
        expect(result.message).toContain(held);
        if (way === 'beside') expect([kept, result.message.includes('parameters')]).toEqual([true, false]);
        else {
          expect(result.message).toContain(
            `; its parameters ${runs !== undefined ? 'may be' : 'are'} lost on the board and lie in ${backup}.`.repeat(
              kept && runs === undefined ? 0 : 1,
            ),
          );
          expect(readFileSync(join(backup, 'lqp'), 'latin1') === PARAMETERS).toBe(true);
        }
        return [runs, kept];
      }),
    );
    expect(new Set(outcomes.map(([runs]) => runs))).toEqual(new Set(['old', undefined, 'new']));
    expect(outcomes.some(([, kept]) => kept === false)).toBe(way === 'in place');
  });

  it('leaves a board that can be flashed again, and that says it holds an unfinished program', async () => {
    const board = await boardInService();
    board.storage.writesLeft = 6;
    await expect(flashTo(board.address, bundle)).rejects.toThrow('the board holds no program');
    const result = await flashTo(board.address, bundle);
    expect(result.survey.program).toMatchObject({ whole: false });
    expect(board.running).toBe('new');
  });
});

describe('Ctrl-C', () => {
  it.each(WAYS)('%s, at any line leaves the old program running, or lets the change finish', async (way) => {
    const total = (await rehearse(way)).length;
    const outcomes = await Promise.all(
      Array.from({ length: total }, async (_, k) => {
        const board = await boardInService(way);
        const stop = new AbortController();
        board.onLine = () => {
          if (board.lines === k + 1) stop.abort();
        };
        const result = await outcome(flashTo(board.address, bundle, { signal: stop.signal }));
        if (!(result instanceof LiquidusError)) {
          expect(board.running).toBe('new');
          return 'done';
        }
        expect(result.code).toBe('usage.interrupted');
        expect([board.running, board.storage.read('.bootcde')]).toEqual(['old', OLD]);
        return result.message;
      }),
    );
    expect(new Set(outcomes)).toEqual(
      new Set([
        'Flashing was ended by Ctrl-C: nothing was changed on the board.',
        'Flashing was ended by Ctrl-C: the board holds the old program and runs it again.',
        'done',
      ]),
    );
  });
});

describe('flash that does not keep what is written', () => {
  it('ends with no program rather than with a damaged one', async () => {
    const board = await boardInService();
    const write = board.storage.write.bind(board.storage);
    board.storage.write = (name, content, offset = 0, size = 0) => {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);
      if (name === '.bootcde' && offset === 1024) bytes[5] = 0;
      return write(name, bytes, offset, size);
    };
    const result = await outcome(flashTo(board.address, bundle));
    expect(result).toMatchObject({ code: 'refused.verify' });
    expect((result as LiquidusError).message).toBe(
      'The program that was written does not read back as it should: the board holds no program, so its outputs stay off; flash again.',
    );
    expect(board.storage.names()).toEqual(['lqp', 'lqset']);
  });
});
