/** The target board, proven on the real interpreter behind pseudo terminals, with the command as it is installed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { PRELUDE_FILE } from '../../../hil/target/board/prelude.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { touchyBundle } from '../scenario/other-bundle.js';
import { itOnInterpreter } from './interpreter-tests.js';
import { VirtualBoard, type VirtualBoardOptions } from './virtual-board.js';
import { VirtualWires } from './virtual-wires.js';

const SCENARIOS = 'test/hil/target/real-time';
const RUN_MS = 240_000;
const STOP_MS = 1500;

const boards: VirtualBoard[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const board of boards.splice(0)) board.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-out-'));
  folders.push(folder);
  return folder;
}

/** The board's own port as a pseudo terminal; the direction pin of its transceiver is the one pin that may be used. */
const OWN_LINE = `var s2=Serial2,old=s2.setup;s2.setup=function(v){old.call(s2,v,{path:"line-far"})};
var dp=digitalPulse,own=A15;global.digitalPulse=function(p){if(p!==own)dp(p)};`;

async function stoppedBoard(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
  const board = await VirtualBoard.start({ row: boardRow('pico'), bundle: builtBundle('pico').text, stopped: true, ...options });
  boards.push(board);
  // At power on the bundle has run once, before the interpreter was stopped.
  await pause(STOP_MS);
  board.forgetTouched();
  return board;
}

/** The command, as a process. */
class Command {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  /** @param args of `hil run`, or with its name in front of another command of the bench */
  constructor(...args: string[]) {
    const out = freshFolder();
    const words = args[0] === 'compare' ? args : ['run', ...args, '--out', out];
    this.child = spawn(process.execPath, ['--no-warnings', 'dist/host/cli/main.js', 'hil', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
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

  itOnInterpreter(
    'agrees with the emulator within the tolerances, and not with one that runs another bundle',
    async () => {
      const board = await stoppedBoard();
      const same = new Command('compare', ...onBoard(board, 'beyond-window-k-rich'));
      expect([await same.ended, same.out]).toEqual([0, expect.stringContaining('1 scenario, 1 the same within the tolerances')]);
      expect(same.out).toMatch(/beyond-window-k-rich: both green, \d+ samples compared, no difference beyond the tolerances/);
      const other = join(freshFolder(), 'touchy.js');
      writeFileSync(other, await touchyBundle(), 'latin1');
      const apart = new Command('compare', ...onBoard(board, `${SCENARIOS}/leak-in-warm-up.yaml`), '--against', other);
      expect([await apart.ended, apart.out]).toEqual([1, expect.stringContaining('1 scenario, 0 the same within the tolerances')]);
      expect(apart.out).toMatch(/leak-in-real-time: red and green, .* first difference at \d+\.\d\d s in \S.*: \S+ and \S+,/);
      expectClean(board);
    },
    RUN_MS,
  );

  itOnInterpreter(
    'prints a command that repeats what was red, as it stands',
    async () => {
      const board = await stoppedBoard();
      const red = join(freshFolder(), 'red.yaml');
      writeFileSync(
        red,
        readFileSync('hil/scenarios/beyond-window-k-rich.yaml', 'utf8').replace('outcome: { state: fault', 'outcome: { state: ready'),
      );
      const command = new Command(...onBoard(board, red));
      expect([await command.ended, command.out]).toEqual([1, expect.stringContaining('0 green, 1 red')]);
      const printed = /run again: npx liquidus (hil run .*)/.exec(command.out)?.[1] ?? '';
      const again = spawn(`"${process.execPath}" --no-warnings dist/host/cli/main.js ${printed} --out ${freshFolder()}`, { shell: true });
      let out = '';
      again.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
      await new Promise((done) => again.on('close', done));
      expect(out).toContain('0 green, 1 red');
      expect(out).toContain(`run again: npx liquidus ${printed}`);
    },
    RUN_MS,
  );

  itOnInterpreter(
    'talks Modbus over a port of its own when the board has one',
    async () => {
      const board = await stoppedBoard({ support: OWN_LINE });
      const command = new Command(...onBoard(board, `${SCENARIOS}/leak-in-warm-up.yaml`), '--modbus-port', board.line);
      expect([await command.ended, command.out]).toEqual([0, expect.stringContaining('1 green, 0 red')]);
      expectClean(board);
    },
    RUN_MS,
  );

  itOnInterpreter(
    'is red with a clear text when the board is unplugged in the middle of a run',
    async () => {
      const board = await stoppedBoard();
      const command = new Command(...onBoard(board, `${SCENARIOS}/leak-in-warm-up.yaml`));
      await command.said('nothing may be connected');
      await pause(5000);
      board.unplug();
      expect([await command.ended, command.out]).toEqual([1, expect.stringMatching(/0 green, 1 red/)]);
      expect(command.out).toMatch(/the line to .* was lost|stopped answering/);
      expect(command.err).toContain('removes itself 15 s after the last word of the bench');
      await expect.poll(() => board.read(PRELUDE_FILE), { timeout: 30_000, interval: 500 }).toBeUndefined();
    },
    RUN_MS,
  );

  itOnInterpreter(
    'takes its boot file away on Ctrl-C',
    async () => {
      const board = await stoppedBoard();
      const command = new Command(...onBoard(board, `${SCENARIOS}/leak-in-warm-up.yaml`));
      await command.said('nothing may be connected');
      await pause(3000);
      expect(board.read(PRELUDE_FILE)).toBeDefined();
      command.child.kill('SIGINT');
      expect([await command.ended, command.err]).toEqual([1, expect.stringContaining('the boot file of the bench is off the board')]);
      expectClean(board);
    },
    RUN_MS,
  );

  itOnInterpreter(
    'refuses a board that holds another bundle, and one that does not answer, and leaves both as they were',
    async () => {
      const other = await stoppedBoard({ bundle: 'var other=1;' });
      const refused = new Command(...onBoard(other, `${SCENARIOS}/leak-in-warm-up.yaml`));
      expect([await refused.ended, refused.err]).toEqual([
        4,
        expect.stringMatching(/The board holds the program [0-9a-f]{16}…, but the one to run is [0-9a-f]{16}…; flash it first/),
      ]);
      expect(other.read(PRELUDE_FILE)).toBeUndefined();

      // The bundle runs and keeps its console closed.
      const closed = await stoppedBoard({ stopped: false });
      await pause(2000);
      const silent = new Command(...onBoard(closed, `${SCENARIOS}/leak-in-warm-up.yaml`));
      expect([await silent.ended, silent.err]).toEqual([
        4,
        expect.stringContaining('does not answer: a Liquidus program keeps it closed outside the state service'),
      ]);
    },
    RUN_MS,
  );
});

describe('the target bench-board on two interpreters', () => {
  itOnInterpreter(
    'gives an e-stop on joined pins the verdict and the samples of the emulator, and leaves the second board as it was',
    async () => {
      const row = boardRow('pico');
      const controller = await VirtualBoard.start({ row, bundle: builtBundle('pico').text, wires: true, off: true });
      const stimulus = await VirtualBoard.start({ row, bundle: 'var nothing;', stopped: true, wires: true });
      boards.push(controller, stimulus);
      const wires = await VirtualWires.join(controller, stimulus, row);
      const where = [
        'test/hil/target/real-pins',
        '--target',
        'bench-board',
        '--stimulus-port',
        stimulus.console,
        '--port',
        controller.line,
        '--any-board',
      ];
      const command = new Command(...where);
      expect([await command.ended, command.out, command.err]).toEqual([
        0,
        expect.stringContaining('1 green, 0 red'),
        expect.stringContaining('off it'),
      ]);
      expect(stimulus.read(PRELUDE_FILE)).toBeUndefined();
      const compared = new Command('compare', ...where);
      expect([await compared.ended, compared.out]).toEqual([0, expect.stringContaining('1 scenario, 1 the same within the tolerances')]);
      await wires.close();
    },
    RUN_MS,
  );
});
