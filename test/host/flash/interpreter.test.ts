import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { LiquidusError } from '../../../host/error.js';
import type { Step } from '../../../host/flash/flash.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { findInterpreter, interpreterNamed } from '../../../hil/target/espruino/interpreter.js';
import { bundleOf, flashTo, recordOf } from './bench.js';
import { chipWith, LinuxBoard } from './linux-board.js';
import { fileOf, ownFile, slotOf } from './slot.js';

const named = interpreterNamed();
const socat = spawnSync('socat', ['-V']).status === 0;

/** A program of `bytes` that says on the console that it runs, and what else it does, built like the firmware: one function that is called at its end. */
function speaker(name: string, bytes = 1020, then = ''): string {
  const [head, tail] = ['!function(){var filler="', `";print("this is the ${name} program");${then}}();`];
  return head + '0123456789abcdef'.repeat(bytes / 16).slice(0, bytes - head.length - tail.length) + tail;
}
const OLD = speaker('old');
const NEW = speaker('new');
const bundle = bundleOf(NEW);
/** Two of the longest programs of a Pico, and a file that leaves as little room in the 256 KB of this Storage as there is on a Pico. */
const LONGEST = boardRow('pico').bundleLimit;
const LONG_OLD = speaker('old', LONGEST);
const LONG_NEW = speaker('new', LONGEST);
const PICO_ROOM = { notes: 'n'.repeat(262144 - boardRow('pico').storageBytes - 32) };
const PARAMETERS = ownFile();
const boards: LinuxBoard[] = [];

async function board(files: Readonly<Record<string, string>>): Promise<LinuxBoard> {
  const made = await new LinuxBoard(findInterpreter(), chipWith(files)).open();
  boards.push(made);
  return made;
}

/** Which program ran since the power came. */
function ran(target: LinuxBoard): string | undefined {
  return /this is the (\w+) program/.exec(target.output)?.[1];
}

afterAll(() => Promise.all(boards.map((made) => made.close())));

describe.skipIf(!named)('flashing the real interpreter (LIQUIDUS_ESPRUINO)', { concurrent: true, timeout: 60000 }, () => {
  const options = { anyBoard: true, answerMs: 6000 };

  it('puts the built bundle into the boot file, byte for byte, with its hash', async () => {
    const target = await board({});
    const built = builtBundle('pico');
    const result = await flashTo(target.address, bundleOf(built.text), { ...options, restart: false });
    expect(result).toMatchObject({ written: true, survey: { board: 'LINUX', program: null } });
    expect(target.read('.bootcde')).toBe(built.text);
    expect(target.read('lqsha')).toBe(recordOf(built.text));
  });

  it.skipIf(!socat)('replaces a program through a serial device, keeps the parameters and starts the new one', async () => {
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD), lqp: PARAMETERS });
    expect(ran(target)).toBe('old');
    const device = join(mkdtempSync(join(tmpdir(), 'liquidus-pty-')), 'console');
    const line = spawn('socat', [`PTY,raw,echo=0,link=${device}`, `TCP:127.0.0.1:${target.port}`]);
    try {
      while (!existsSync(device)) await pause(20);
      target.output = '';
      const result = await flashTo(device, bundle, options);
      expect(result).toMatchObject({ written: true, restarted: true, backup: { place: expect.any(String) as string } });
      expect([...(result.backup?.files.keys() ?? [])]).toEqual(['.bootcde', 'lqsha', 'lqp']);
      await vi.waitFor(() => expect(ran(target)).toBe('new'), 5000);
      expect(target.read('lqp')).toBe(PARAMETERS);
    } finally {
      line.kill();
    }
  });

  it.each([
    ['in the first question', 'process.version', 5, 'nothing was changed'],
    ['in the backup', 'btoa(', 10, 'nothing was changed'],
    ['before the old program is stopped', 'lqOld=1', 0, 'nothing was changed'],
    ['when the old program is stopped', 'reset(),1', 40, 'old'],
    ['when room is made', 'new Uint8Array(', 1, 'old'],
    ['in the first piece', 'atob(', 100, 'old'],
    ['in the last piece', '")),768)', 2, 'old'],
    ['in the definition of the change', 'kickWatchdog', 3, 'old'],
    ['in the line of the change', 'lqTo(1', 20, 'old'],
    ['at the end of the line of the change', `${recordOf(NEW)}",0)`, 50, 'new'],
    ['in the check', `${recordOf(NEW)}",0)`, 200, 'new'],
    ['at the restart', 'load(),1', 3, 'new'],
  ] as const)('with the line cut %s, holds what the message says', async (_, after, characters, held) => {
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD), lqp: PARAMETERS });
    target.cut = { after, characters };
    const result: unknown = await flashTo(target.address, bundle, options).catch((error: unknown) => error);
    expect(target.cut).toBeUndefined();
    expect(result).toBeInstanceOf(LiquidusError);
    const { message } = result as LiquidusError;
    const said = /: (nothing was changed|the board holds the (old|new) program)/.exec(message);
    expect(said?.[2] ?? said?.[1], message).toBe(held);
    const program = held === 'new' ? NEW : OLD;
    expect(target.read('.bootcde')).toBe(program);
    expect(target.read('lqsha')).toBe(recordOf(program));
    expect(target.read('lqp')).toBe(PARAMETERS);
    await target.powerUp();
    expect(ran(target)).toBe(held === 'new' ? 'new' : 'old');
  });

  it('replaces the longest program of a Pico in its place, with the parameters kept', async () => {
    const target = await board({ ...PICO_ROOM, '.bootcde': LONG_OLD, lqsha: recordOf(LONG_OLD), lqp: PARAMETERS });
    const steps: Step[] = [];
    target.output = '';
    const result = await flashTo(target.address, bundleOf(LONG_NEW), { ...options, onStep: (step) => steps.push(step) });
    expect(steps).toContainEqual({ name: 'change', inPlace: true });
    expect(result).toMatchObject({ written: true, restarted: true, repeated: 0 });
    await vi.waitFor(() => expect(ran(target)).toBe('new'), 5000);
    expect([target.read('.bootcde'), target.read('lqsha')]).toEqual([LONG_NEW, recordOf(LONG_NEW)]);
    expect([target.read('lqp'), target.read('notes')]).toEqual([PARAMETERS, PICO_ROOM.notes]);
  });

  it.each([
    ['when the old program is stopped', 'reset(),1', 40, 'old'],
    ['in the last piece', `")),28416)`, 2, 'old'],
    ['in the line of the change', `lqTo(${LONGEST}`, 20, 'old'],
    ['at the end of the line of the change', `${recordOf(LONG_NEW)}",1)`, 50, 'new'],
  ] as const)('in place, with the line cut %s, holds what the message says', async (_, after, characters, held) => {
    const target = await board({ ...PICO_ROOM, lqp: PARAMETERS, '.bootcde': LONG_OLD, lqsha: recordOf(LONG_OLD) });
    target.cut = { after, characters };
    await expect(flashTo(target.address, bundleOf(LONG_NEW), options)).rejects.toThrow(`the board holds the ${held} program`);
    expect(target.cut).toBeUndefined();
    const program = held === 'new' ? LONG_NEW : LONG_OLD;
    expect([target.read('.bootcde'), target.read('lqsha'), target.read('lqp')]).toEqual([program, recordOf(program), PARAMETERS]);
    await target.powerUp();
    expect(ran(target)).toBe(held);
  });

  it.each([
    ['runs, with its console closed as a controller keeps it', speaker('new', 1400, 'setInterval(function(){},100);E.setConsole(null,{force:true})')],
    ['throws at its start', speaker('new', 1400, 'nothing.such()')],
  ])('puts the old program back when the new one %s, and is not seen to work', async (_, text) => {
    const parameters = fileOf(slotOf('0u16', 3, [7]));
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD), lqp: parameters, lqset: '0u16' });
    target.output = '';
    let seen: string | undefined;
    const trial = async (): Promise<string> => {
      await vi.waitFor(() => expect(ran(target)).toBe('new'), 5000);
      seen = target.read('.bootcde');
      target.output = '';
      throw new Error('nobody answers');
    };
    await expect(flashTo(target.address, bundleOf(text), { ...options, trial })).rejects.toThrow(
      /^The new program did not show that it works \(nobody answers\): the board holds the old program and runs it again\.$/,
    );
    expect(seen).toBe(text);
    await vi.waitFor(() => expect(ran(target)).toBe('old'), 5000);
    expect([target.read('.bootcde'), target.read('lqsha'), target.read('lqp'), target.read('lqset')]).toEqual([
      OLD,
      recordOf(OLD),
      parameters,
      '0u16',
    ]);
    expect(target.read('.boot0')).toBeUndefined();
  });

  it('leaves a program alone that is seen to work: the way back is closed again', async () => {
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD) });
    const text = speaker('new', 1400, 'setInterval(function(){},100);E.setConsole(null,{force:true})');
    const result = await flashTo(target.address, bundleOf(text), { ...options, trial: () => Promise.resolve('seen') });
    expect(result.confirmed).toBe(true);
    await expect(flashTo(target.address, bundle, { ...options, answerMs: 500 })).rejects.toMatchObject({ code: 'refused.notService' });
    expect([target.read('.bootcde'), target.read('.boot0')]).toEqual([text, undefined]);
  });

  it('takes a Storage in which power failed while files moved, and which the interpreter therefore erased when it started', async () => {
    const chip = chipWith({ lqp: PARAMETERS });
    // The end of an old program, from the second page on.
    chip.bytes.fill(0x55, 1024, 30000);
    const target = await new LinuxBoard(findInterpreter(), chip).open();
    boards.push(target);
    expect(target.output).toContain('Storage is corrupt');
    const result = await flashTo(target.address, bundleOf(LONG_NEW), options);
    expect(result.survey).toMatchObject({ program: null, files: [], free: 262144 });
    await vi.waitFor(() => expect(ran(target)).toBe('new'), 5000);
    expect(target.read('.bootcde')).toBe(LONG_NEW);
  });

  it.each([
    ['with the old boot file erased only', 1, 0],
    ['with the header of the new one', 2, 0],
    ['with half of its text', 2, NEW.length >> 1],
    ['with all but its last word', 2, NEW.length - 4],
  ])('runs nothing after a power cut %s', async (_, writes, torn) => {
    const chip = chipWith({ '.bootcde': OLD, lqp: PARAMETERS });
    chip.cutAfter(writes, torn);
    const { FlashStorage } = await import('../../../hil/target/storage.js');
    expect(() => new FlashStorage(chip, () => undefined).write('.bootcde', Buffer.from(NEW, 'latin1'))).toThrow('power cut');
    const target = await new LinuxBoard(findInterpreter(), chip).open();
    boards.push(target);
    expect(target.output.endsWith('>')).toBe(true);
    expect(ran(target)).toBeUndefined();
    const result = await flashTo(target.address, bundle, options);
    expect(result.survey.program === null || !result.survey.program.whole).toBe(true);
    expect(target.read('.bootcde')).toBe(NEW);
    expect(target.read('lqp')).toBe(PARAMETERS);
  });
});
