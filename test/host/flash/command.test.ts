import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodeOf } from '../../../host/cli/exit.js';
import { buildProgram } from '../../../host/cli/program.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { newFolder } from './bench.js';
import { FakeBoard } from './fake-board.js';

const built = builtBundle('pico');
let board: FakeBoard;

beforeEach(async () => {
  board = await new FakeBoard().open();
});
afterEach(() => {
  vi.restoreAllMocks();
  board.close();
  expect(board.sins).toEqual([]);
});

/** Runs the command in this process; resolves with what it printed. */
async function run(...args: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((text += String(part)), true));
  try {
    await buildProgram().parseAsync(['node', 'liquidus', 'flash', ...args]);
  } finally {
    write.mockRestore();
  }
  return text;
}

/** The error of the command. */
async function fails(...args: string[]): Promise<{ code: string; message: string; exit: number }> {
  const error = (await run(...args).then(
    () => Promise.reject(new Error('it did not fail')),
    (reason: unknown) => reason,
  )) as { code: string; message: string };
  return { code: error.code, message: error.message, exit: exitCodeOf(error) };
}

describe('liquidus flash', () => {
  it('says step by step what it does, and ends with what to do next', async () => {
    board.storage.write('.bootcde', 'print("older")');
    const text = await run('--port', board.address, '--board', 'pico', '--no-restart', '--backup', newFolder());
    expect(board.storage.read('.bootcde')).toBe(built.text);
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'board',
      'backup',
      'parameters',
      'stop',
      'counters',
      'write',
      'checked',
      'done',
      '',
    ]);
    expect(text).toMatch(/^board +PICO_R1_3, interpreter 2v29, 5100 variables, \d+ bytes of Storage free; holds a program of 14 bytes$/m);
    expect(text).toMatch(new RegExp(`^checked .*SHA-256 ${built.sha256.slice(0, 16)}…`, 'm'));
    expect(text).toMatch(/^done .*restart the board to run it$/m);
  });

  it('prints one object with --json', async () => {
    const result: unknown = JSON.parse(await run('--port', board.address, '--board', 'pico', '--json', '--no-restart', '--backup', newFolder()));
    expect(result).toEqual({
      board: 'PICO_R1_3',
      interpreter: '2v29',
      variables: 5100,
      before: null,
      sha256: built.sha256,
      written: true,
      restarted: false,
      confirmed: false,
      backup: null,
      parameters: { kind: 'none' },
      storageFree: board.storage.free,
      repeated: 0,
    });
  });

  it.each([
    ['no port', ['--board', 'pico'], 'usage.port', 1, /^Where is the board's console\? Give --port DEVICE/],
    ['no board', ['--port', 'x'], 'usage.board', 1, /^Which board is it\?/],
    ['an unknown board', ['--port', 'x', '--board', 'picco'], 'usage.board', 1, /^There is no board "picco"/],
    ['an address without a port', ['--port', 'tcp://127.0.0.1', '--board', 'pico'], 'usage.address', 1, /write tcp:\/\/HOST:PORT/],
    ['a port that is not there', ['--port', '/dev/tty-not-there', '--board', 'pico'], 'link.portMissing', 3, /^There is no port/],
    ['a file that is no port', ['--port', '/etc/passwd', '--board', 'pico'], 'link.portKind', 3, /is not a serial port/],
    ['nobody at the address', ['--port', 'tcp://127.0.0.1:1', '--board', 'pico'], 'link.connectionRefused', 3, /^Nothing listens/],
  ])('with %s says what to do, in one sentence', async (_, args, code, exit, words) => {
    const error = await fails(...args);
    expect(error).toMatchObject({ code, exit });
    expect(error.message).toMatch(words);
  });

  it('ends with exit code 4 when the board is another one', async () => {
    board.close();
    board = await new FakeBoard({ name: 'LINUX' }).open();
    expect(await fails('--port', board.address, '--board', 'pico')).toMatchObject({ code: 'refused.board', exit: 4 });
  });

  it('ends on Ctrl-C with one sentence and exit code 1, the old program running again', { timeout: 30000 }, async () => {
    board.storage.write('.bootcde', '!function(){program="old"}()');
    const program = ['--no-warnings', 'dist/host/cli/main.js', 'flash'];
    const child = spawn(process.execPath, [...program, '--port', board.address, '--board', 'pico', '--backup', newFolder()]);
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    board.onLine = (line) => {
      if (!line.includes('atob')) return;
      board.onLine = undefined;
      child.kill('SIGINT');
    };
    const code = await new Promise((done) => child.once('close', done));
    expect(said).toBe('liquidus: Flashing was ended by Ctrl-C: the board holds the old program and runs it again.\n');
    expect([code, board.running]).toEqual([1, 'old']);
  });
});
