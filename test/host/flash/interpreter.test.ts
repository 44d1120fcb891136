import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../host/error.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { findInterpreter, interpreterNamed } from '../../../hil/target/espruino/interpreter.js';
import { bundleOf, flashTo, recordOf } from './bench.js';
import { chipWith, LinuxBoard } from './linux-board.js';

const named = interpreterNamed();
const socat = spawnSync('socat', ['-V']).status === 0;

/** A program that says on the console that it runs, built like the firmware: one function that is called at its end. */
function speaker(name: string): string {
  return `!function(){var filler="${'0123456789abcdef'.repeat(60)}";print("this is the ${name} program")}();`;
}
const OLD = speaker('old');
const NEW = speaker('new');
const bundle = bundleOf(NEW);
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

describe.skipIf(!named)('flashing the real interpreter (LIQUIDUS_ESPRUINO)', { concurrent: true, timeout: 20000 }, () => {
  const options = { anyBoard: true };

  it('puts the built bundle into the boot file, byte for byte, with its hash', async () => {
    const target = await board({});
    const built = builtBundle('pico');
    const result = await flashTo(target.address, bundleOf(built.text), { ...options, restart: false });
    expect(result).toMatchObject({ written: true, survey: { board: 'LINUX', program: null } });
    expect(target.read('.bootcde')).toBe(built.text);
    expect(target.read('lqsha')).toBe(recordOf(built.text));
  });

  it.skipIf(!socat)('replaces a program through a serial device, keeps the parameters and starts the new one', async () => {
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD), lqp0: 'parameters' });
    expect(ran(target)).toBe('old');
    const device = join(mkdtempSync(join(tmpdir(), 'liquidus-pty-')), 'console');
    const line = spawn('socat', [`PTY,raw,echo=0,link=${device}`, `TCP:127.0.0.1:${target.port}`]);
    try {
      while (!existsSync(device)) await pause(20);
      target.output = '';
      const result = await flashTo(device, bundle, options);
      expect(result).toMatchObject({ written: true, restarted: true, backup: { files: ['.bootcde', 'lqsha', 'lqp0'] } });
      await expect.poll(() => ran(target), { timeout: 2000 }).toBe('new');
      expect(target.read('lqp0')).toBe('parameters');
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
    ['at the end of the line of the change', `${recordOf(NEW)}")`, 50, 'new'],
    ['in the check', `${recordOf(NEW)}")`, 200, 'new'],
    ['at the restart', 'load(),1', 3, 'new'],
  ] as const)('with the line cut %s, holds what the message says', async (_, after, characters, held) => {
    const target = await board({ '.bootcde': OLD, lqsha: recordOf(OLD), lqp0: 'parameters' });
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
    expect(target.read('lqp0')).toBe('parameters');
    await target.powerUp();
    expect(ran(target)).toBe(held === 'new' ? 'new' : 'old');
  });

  it.each([
    ['with the old boot file erased only', 1, 0],
    ['with the header of the new one', 2, 0],
    ['with half of its text', 2, NEW.length >> 1],
    ['with all but its last word', 2, NEW.length - 4],
  ])('runs nothing after a power cut %s', async (_, writes, torn) => {
    const chip = chipWith({ '.bootcde': OLD, lqp0: 'parameters' });
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
    expect(target.read('lqp0')).toBe('parameters');
  });
});
