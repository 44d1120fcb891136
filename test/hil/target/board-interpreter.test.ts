/** The target board, proven on the real interpreter behind pseudo terminals, with the command as it is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { PRELUDE_FILE } from '../../../hil/target/board/prelude.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { itOnInterpreter } from './interpreter-tests.js';
import { VirtualBoard } from './virtual-board.js';

const SCENARIOS = 'test/hil/target/real-time';
const RUN_MS = 240_000;

const boards: VirtualBoard[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const board of boards.splice(0)) board.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function stoppedBoard(bundle = builtBundle('pico').text): Promise<VirtualBoard> {
  const board = await VirtualBoard.start({ row: boardRow('pico'), bundle, stopped: true });
  boards.push(board);
  return board;
}

/** The command, as a process. */
class Command {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(...args: string[]) {
    const out = mkdtempSync(join(tmpdir(), 'liquidus-out-'));
    folders.push(out);
    this.child = spawn(process.execPath, ['--no-warnings', 'dist/host/cli/main.js', 'hil', 'run', ...args, '--out', out], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (bytes: Buffer) => (this.out += bytes.toString()));
    this.child.stderr?.on('data', (bytes: Buffer) => (this.err += bytes.toString()));
    this.ended = new Promise((done) => this.child.on('close', done));
  }

  /** Waits until the command has said it on its error output. */
  async said(text: string): Promise<void> {
    await expect.poll(() => this.err, { timeout: 60_000 }).toContain(text);
  }
}

const onBoard = (board: VirtualBoard, ...files: string[]): string[] => [...files, '--target', 'board', '--port', board.console, '--any-board'];

/** Nothing of the bench is on the board, and none of its own pins was used since the prelude came. */
function expectClean(board: VirtualBoard): void {
  expect(board.read(PRELUDE_FILE)).toBeUndefined();
  expect(board.read('.bootcde')).toBe(builtBundle('pico').text);
  expect(board.touched).toBeUndefined();
}

describe('the target board on the real interpreter', () => {
  itOnInterpreter(
    'gives leak, e-stop and over-temperature the verdicts of the emulator, and leaves nothing on the board',
    async () => {
      const board = await stoppedBoard();
      const before = board.read('lqp');
      const command = new Command(...onBoard(board, SCENARIOS));
      expect([await command.ended, command.out, command.err]).toEqual([
        0,
        expect.stringContaining('3 green, 0 red'),
        expect.stringContaining('in real time'),
      ]);
      expectClean(board);
      expect(board.read('lqp')).toBe(before);
    },
    RUN_MS,
  );
});
