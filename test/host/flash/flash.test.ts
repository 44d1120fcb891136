import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOARDS, boardRow } from '../../../firmware/model/boards.js';
import type { Step } from '../../../host/flash/flash.js';
import { rowOf } from '../../../host/flash/fit.js';
import { setText } from '../../../host/flash/migrate.js';
import { bundleOf, flashTo, newFolder, programText, recordOf, stepNames } from './bench.js';
import { FakeBoard } from './fake-board.js';
import { fileOf, ownFile, slotOf } from './slot.js';

const OLD = programText('old', 900);
const NEW = programText('new', 1300);
const bundle = bundleOf(NEW);
const PARAMETERS = ownFile();

let board: FakeBoard;

/** A board on which a Liquidus program stands in service: its console is open. */
function inService(target: FakeBoard, parameters = PARAMETERS): FakeBoard {
  target.storage.write('.bootcde', OLD);
  target.storage.write('lqsha', recordOf(OLD));
  target.storage.write('lqp', parameters);
  target.powerUp();
  target.locked = false;
  return target;
}

beforeEach(async () => {
  board = await new FakeBoard().open();
});
afterEach(() => {
  board.close();
  expect(board.sins).toEqual([]);
  expect(board.storage.forced).toBe(0);
});

describe('flashing', () => {
  it('puts the exact bytes and their hash on an empty board and starts them', async () => {
    const result = await flashTo(board.address, bundle);
    expect(board.storage.read('.bootcde')).toBe(NEW);
    expect(board.storage.read('lqsha')).toBe(recordOf(NEW));
    expect(board.running).toBe('new');
    expect(result).toMatchObject({
      written: true,
      restarted: true,
      backup: null,
      repeated: 0,
      free: board.storage.free,
      parameters: { kind: 'none' },
    });
    expect(board.storage.read('lqp')).toBe('liquidus records' + '\xff'.repeat(16 * 260));
    expect(result.survey).toMatchObject({ board: 'PICO_R1_3', interpreter: '2v29', variables: 5100, program: null, record: null });
  });

  it('replaces a program in service, keeps the parameters, and copies the old files to the disk byte for byte', async () => {
    const steps: Step[] = [];
    const folder = newFolder();
    const result = await flashTo(inService(board).address, bundle, { backup: folder, onStep: (step) => steps.push(step) });
    expect(board.storage.read('.bootcde')).toBe(NEW);
    expect(board.storage.read('lqsha')).toBe(recordOf(NEW));
    expect(board.storage.read('lqp')).toBe(PARAMETERS);
    expect(board.running).toBe('new');
    expect([result.backup?.place, [...(result.backup?.files.keys() ?? [])]]).toEqual([folder, ['.bootcde', 'lqsha', 'lqp']]);
    expect(readFileSync(join(folder, '.bootcde'), 'latin1')).toBe(OLD);
    expect(readFileSync(join(folder, 'lqp'), 'latin1')).toBe(PARAMETERS);
    expect(JSON.parse(readFileSync(join(folder, 'board.json'), 'utf8'))).toMatchObject({ board: 'PICO_R1_3', record: recordOf(OLD) });
    expect(stepNames(steps)).toEqual(['found', 'backup', 'saved', 'parameters', 'stop', 'counters', 'upload', 'change', 'restart']);
  });

  it('leaves the board stopped when told not to restart', async () => {
    const result = await flashTo(inService(board).address, bundle, { restart: false });
    expect(result.restarted).toBe(false);
    expect(board.running).toBeUndefined();
    board.powerUp();
    expect(board.running).toBe('new');
  });

  it('writes nothing to a board that holds the same bundle already', async () => {
    const same = bundleOf(OLD);
    const before = inService(board).storage.writes;
    expect(await flashTo(board.address, same)).toMatchObject({ written: false, restarted: false, backup: null });
    expect(board.storage.writes).toBe(before);
    expect(board.running).toBe('old');
  });

  it('removes other files that run at the start, after copying them: what is tested must be what runs', async () => {
    board.storage.write('.boot0', 'analogRead=1');
    const folder = newFolder();
    await flashTo(inService(board).address, bundle, { backup: folder });
    expect(board.storage.names().sort()).toEqual(['.bootcde', 'lqp', 'lqset', 'lqsha']);
    expect(readdirSync(folder)).toContain('.boot0');
  });

  it('gets rid of the half line that an earlier cut left in the input', async () => {
    board.cut = { line: 1, kind: 'half' };
    await expect(flashTo(board.address, bundle)).rejects.toMatchObject({ code: 'link.flash' });
    await flashTo(board.address, bundle);
    expect(board.running).toBe('new');
  });

  it.each([
    ['a changed byte', (line: string) => line.replace(/atob\("../, 'atob("AA')],
    ['a lost byte', (line: string) => line.replace(/(atob\(".{20})./, '$1')],
    ['a lost bracket', (line: string) => (line.includes('atob') ? line.replace(/\)$/, '') : line)],
    ['a lost end of an answer', (line: string) => (line.includes('atob') ? line.replace('":l"+"q>"', '""') : line)],
  ])('notices %s in a piece at once and sends the piece again', async (_, spoil) => {
    board.spoil = spoil;
    const result = await flashTo(board.address, bundle, { answerMs: 700 });
    expect(board.spoil).toBeUndefined();
    expect(result.repeated).toBe(1);
    expect(board.storage.read('.bootcde')).toBe(NEW);
  });
});

describe('parameters of another set', () => {
  const OLD_SET = '0u16,12i16';
  const words = [3, ...Array.from({ length: 11 }, () => 0), 450];
  const file = fileOf(slotOf(OLD_SET, 7, words), slotOf(OLD_SET, 8, words));

  it('lie on the board as one copy in a new file, and the old file on the disk, before the new program starts', async () => {
    board.storage.write('lqset', OLD_SET);
    const steps: Step[] = [];
    const folder = newFolder();
    const result = await flashTo(inService(board, file).address, bundle, { backup: folder, onStep: (step) => steps.push(step) });
    expect(stepNames(steps)).toContain('parameters');
    expect(result.parameters).toMatchObject({ kind: 'carried' });
    const carried = Buffer.from(board.storage.read('lqp') ?? '', 'latin1');
    expect([carried.length, carried.subarray(0, 16).toString('latin1')]).toEqual([ownFile().length, 'liquidus records']);
    // Number of the copy, unit address, set temperature.
    expect([0, 2, 2 + 12].map((word) => carried.readUInt16LE(16 + 9 * 260 + 2 * word))).toEqual([9, 3, 450]);
    expect(carried.filter((byte) => byte !== 0xff).length).toBeLessThanOrEqual(16 + 260);
    expect(readFileSync(join(folder, 'lqp'), 'latin1')).toBe(file);
    expect(board.storage.read('lqset')).toMatch(/^0u16,1u16,.*,12i16,/);
    expect(readFileSync(join(folder, 'lqset'), 'latin1')).toBe(OLD_SET);
    expect(board.running).toBe('new');
  });

  it('that are changed while they are copied stop the flashing', async () => {
    board.onLine = (line) => {
      if (line.includes('lqOld=1')) board.storage.write('lqp', 'changed');
    };
    await expect(flashTo(inService(board).address, bundle)).rejects.toThrow(
      'The parameters on the board were changed while they were copied: the board holds the old program and runs it again.',
    );
    expect(board.storage.read('.bootcde')).toBe(OLD);
  });
});

describe('the parameters of a backup', () => {
  const SET = setText(boardRow('pico'));
  /** Unit address first, signer at its offset: registers 2000 and 2051. */
  const values = (unit: number): number[] => Array.from({ length: 126 }, (_, k) => (k === 0 ? unit : k === 51 ? 7 : 0));
  const held = fileOf(slotOf(SET, 8, values(3)));
  const kept = new Map([['lqp', Buffer.from(fileOf(slotOf(SET, 2, values(9))), 'latin1')]]);

  it('become the newest copy on the board, without the signature, also with the same program', async () => {
    await flashTo(inService(board, held).address, bundle);
    inService(board, held);
    board.storage.write('.bootcde', NEW);
    const result = await flashTo(board.address, bundle, { restore: kept });
    expect(result).toMatchObject({ written: true, parameters: { kind: 'carried', unsigned: true } });
    const copy = Buffer.from(board.storage.read('lqp') ?? '', 'latin1').subarray(16 + 9 * 260);
    expect([copy.readUInt16LE(0), copy.readUInt16LE(4), copy.readUInt16LE(4 + 2 * 51)]).toEqual([9, 9, 0]);
  });

  it('are refused when they are not whole, and nothing is changed', async () => {
    const torn = new Map([['lqp', Buffer.from(fileOf(`${slotOf(SET, 2, values(9)).slice(0, -1)}x`), 'latin1')]]);
    const { writes } = inService(board, held).storage;
    await expect(flashTo(board.address, bundle, { restore: torn })).rejects.toMatchObject({ code: 'refused.restore' });
    expect(board.storage.writes).toBe(writes);
    expect(board.running).toBe('old');
  });
});

describe('room in Storage', () => {
  /** The longest program of a Pico: two of them are more than its 48 KB. */
  const LONGEST = boardRow('pico').bundleLimit;
  const longOld = programText('old', LONGEST);
  const longNew = programText('new', LONGEST);

  /** Puts files on the board, in this order, and brings it into service. */
  function holding(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) board.storage.write(name, text);
    board.powerUp();
    board.locked = false;
  }

  it('for both programs leaves the old one untouched until the new one is written, and moves no file', async () => {
    holding({ '.bootcde': OLD, lqp: PARAMETERS });
    await flashTo(board.address, bundle);
    expect([board.running, board.storage.compactions]).toEqual(['new', 0]);
  });

  it('for one program only: the old one is removed first, the parameters stay, and both are on the disk before', async () => {
    holding({ notes: 'notes', '.bootcde': longOld, lqsha: recordOf(longOld), lqp: PARAMETERS });
    const folder = newFolder();
    const steps: Step[] = [];
    const onStep = (step: Step): void => {
      if (step.name === 'change') expect(readFileSync(join(folder, '.bootcde'), 'latin1')).toBe(longOld);
      steps.push(step);
    };
    const result = await flashTo(board.address, bundleOf(longNew), { backup: folder, onStep });
    expect(steps).toContainEqual({ name: 'change', inPlace: true });
    expect([board.running, board.storage.read('.bootcde'), board.storage.read('lqsha')]).toEqual(['new', longNew, recordOf(longNew)]);
    expect([board.storage.read('lqp'), board.storage.read('notes')]).toEqual([PARAMETERS, 'notes']);
    expect(readFileSync(join(folder, 'lqp'), 'latin1')).toBe(PARAMETERS);
    expect(result.free).toBeGreaterThan(4096);
    expect(board.storage.deleted).toBe(0);
  });

  it('as often as one likes', async () => {
    holding({ '.bootcde': longOld, lqp: PARAMETERS });
    for (const name of ['second', 'third', 'fourth']) {
      board.locked = false;
      await flashTo(board.address, bundleOf(programText(name, LONGEST)));
      expect([board.running, board.storage.read('lqp')]).toEqual([name, PARAMETERS]);
    }
  });

  it('is taken from deleted files', async () => {
    holding({ '.bootcde': programText('older', 19500) });
    holding({ '.bootcde': programText('old', 19500), lqp: PARAMETERS });
    await flashTo(board.address, bundleOf(programText('new', 19500)));
    expect([board.running, board.storage.read('lqp'), board.storage.compactions]).toEqual(['new', PARAMETERS, 1]);
  });

  it('for more copies of the parameters is made by flashing the same program again, which is otherwise left alone', async () => {
    const set = setText(boardRow('pico'));
    const copies = Array.from({ length: 13 }, (_, k) => slotOf(set, k + 1, [1, ...Array.from({ length: 125 }, () => k)]));
    const worn = fileOf(...copies);
    holding({ '.bootcde': longNew, lqsha: recordOf(longNew), lqp: fileOf(...copies.slice(0, 12)) });
    expect(await flashTo(board.address, bundleOf(longNew))).toMatchObject({ written: false });
    holding({ lqp: worn });
    const result = await flashTo(board.address, bundleOf(longNew));
    expect(result).toMatchObject({ written: true, parameters: { kind: 'renewed' } });
    expect([board.running, board.storage.read('lqp')]).toEqual(['new', fileOf(copies[12] ?? '')]);
  });

  it('is refused when even the place of the old program would not be enough', async () => {
    holding({ '.bootcde': OLD, lqp: PARAMETERS, notes: 'x'.repeat(17000) });
    const writes = board.storage.writes;
    await expect(flashTo(board.address, bundleOf(longNew))).rejects.toMatchObject({
      code: 'refused.space',
      message: expect.stringMatching(
        /^Storage has room for \d+ bytes in the place of the old program, and the new one needs \d+; erase files .*\(it holds lqp, notes\)\.$/,
      ) as string,
    });
    expect([board.storage.writes, board.running]).toEqual([writes, 'old']);
  });
});

describe('a board that does not fit', () => {
  it('is refused by its name, unless any board is welcome', async () => {
    board.close();
    board = await new FakeBoard({ name: 'LINUX', variables: 4096 }).open();
    await expect(flashTo(board.address, bundle)).rejects.toMatchObject({
      code: 'refused.board',
      message: expect.stringMatching(/is LINUX, but --board pico is PICO_R1_3; .*--any-board/) as string,
    });
    expect(board.storage.writes).toBe(0);
    await flashTo(board.address, bundle, { anyBoard: true });
    expect(board.running).toBe('new');
  });

  it.each([
    ['2v28.999', false],
    ['1v99', false],
    ['2v30', true],
    ['3v01.4', true],
  ])('with interpreter %s is taken: %s', async (interpreter, taken) => {
    board.close();
    board = await new FakeBoard({ interpreter }).open();
    const result: unknown = await flashTo(board.address, bundle).catch((error: unknown) => error);
    if (taken) expect(result).toMatchObject({ written: true });
    else expect(result).toMatchObject({ code: 'refused.interpreter', message: expect.stringContaining('older than 2v29') as string });
    expect(board.storage.writes > 0).toBe(taken);
  });

  it('is refused when its interpreter has fewer variables than the row', async () => {
    board.close();
    board = await new FakeBoard({ variables: 5000 }).open();
    await expect(flashTo(board.address, bundle)).rejects.toMatchObject({
      code: 'refused.memory',
      message: expect.stringContaining('has 5000 variables, the program is made for 5100') as string,
    });
  });

  it('is refused while its console is closed: a program runs outside service', async () => {
    inService(board).locked = true;
    await expect(flashTo(board.address, bundle, { answerMs: 200 })).rejects.toMatchObject({
      code: 'refused.notService',
      message: expect.stringContaining('"liquidus send service" over Modbus first') as string,
    });
    expect(board.running).toBe('old');
  });
});

describe('the table of boards', () => {
  it('has the name that the interpreter gives every board that is built', async () => {
    for (const row of BOARDS) {
      board.close();
      board = await new FakeBoard({ name: 'NO_BOARD' }).open();
      await expect(flashTo(board.address, bundle, { row })).rejects.toThrow(new RegExp(`--board ${row.id} is [A-Z0-9_]+;`));
    }
  });

  it('names the boards there are when the one wanted is not among them', () => {
    expect(() => rowOf('picco')).toThrow('There is no board "picco". Give --board ID; boards: pico');
    expect(() => rowOf(undefined)).toThrow('Which board is it? Give --board ID; boards: pico');
  });
});
