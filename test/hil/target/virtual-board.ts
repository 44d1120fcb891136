/**
 * The real interpreter for Linux as a board in real time: console and other ports on pseudo terminals, flash chip in a file, a boot file that gives it
 * the pins of a board. Needs `socat`, and `cc` for a shim that shortens the interpreter's idle sleep of 50 ms, which no board has.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BoardRow } from '../../../firmware/model/boards.js';
import { findInterpreter } from '../../../hil/target/espruino/interpreter.js';
import { LINUX_FLASH } from '../../../hil/target/espruino/espruino.js';
import { Flash } from '../../../hil/target/flash.js';
import { flashBoard } from '../../../hil/target/flashed.js';
import { pinoutOf } from '../../../hil/target/pinout.js';
import { FlashStorage } from '../../../hil/target/storage.js';

/** Longest sleep of the interpreter behind the shim, microseconds. */
const SLEEP_US = 1000;
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/select.h>
int select(int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t) {
  static int (*real)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
  if (!real) real = dlsym(RTLD_NEXT, "select");
  if (n == 0 && t && (t->tv_sec > 0 || t->tv_usec > ${SLEEP_US})) { t->tv_sec = 0; t->tv_usec = ${SLEEP_US}; }
  return real(n, r, w, e, t);
}`;

const PTY_MS = 5000;

/** A pair of joined pseudo terminals; the paths of its ends. */
export async function ptyPair(
  folder: string,
  name: string,
): Promise<{ readonly near: string; readonly far: string; readonly process: ChildProcess }> {
  const near = join(folder, name);
  const far = join(folder, `${name}-far`);
  const child = spawn('socat', [`PTY,raw,echo=0,link=${near}`, `PTY,raw,echo=0,link=${far}`], { stdio: 'ignore' });
  const end = Date.now() + PTY_MS;
  while (!existsSync(near) || !existsSync(far)) {
    if (Date.now() > end) throw new Error('socat made no pseudo terminals');
    await pause(10);
  }
  return { near, far, process: child };
}

export interface VirtualBoardOptions {
  readonly row: BoardRow;
  /** Text of the boot file `.bootcde`. */
  readonly bundle: string;
  /** Does not run the bundle after power on, as when the button is held: the console is open. */
  readonly stopped?: boolean;
  /** More text for `.boot0`, behind pins and console. */
  readonly support?: string;
}

/** Boot file that gives the Linux build what a board has: the console on a port, pins by name, and a mark in the file `touched` when one is used. */
function support({ row, support: more = '' }: VirtualBoardOptions): string {
  const { rows } = pinoutOf(row);
  const touch = (name: string): string => `global.${name}=function(p){require("fs").writeFileSync("touched","${name} "+p)};`;
  return [
    `Serial1.setup(115200,{path:"console-far"});E.setConsole(Serial1,{force:true});var ${row.console}=Serial1;`,
    `${rows.map((pin) => `var ${pin.name}=${pin.index};`).join('')}`,
    ['analogRead', 'digitalRead', 'digitalWrite', 'analogWrite', 'digitalPulse', 'pinMode', 'setWatch'].map(touch).join(''),
    `var ${row.i2c.port}={setup:function(){},writeTo:function(){throw 1},readFrom:function(){throw 1}};`,
    'global.peek32=function(){return 0};global.poke32=function(){};',
    more,
  ].join('\n');
}

export class VirtualBoard {
  readonly folder = mkdtempSync(join(tmpdir(), 'liquidus-board-'));
  /** Path of the console for the bench. */
  console = '';
  private readonly children: ChildProcess[] = [];
  private interpreter: ChildProcess | undefined;

  private constructor(private readonly options: VirtualBoardOptions) {}

  static async start(options: VirtualBoardOptions): Promise<VirtualBoard> {
    const board = new VirtualBoard(options);
    const { folder } = board;
    writeFileSync(join(folder, 'shim.c'), SHIM);
    const built = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', join(folder, 'shim.so'), join(folder, 'shim.c'), '-ldl'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the shim was not compiled: ${built.stderr}`);
    const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    flashBoard(options.row, flash, options.bundle, {
      '.boot0': support(options),
      ...(options.stopped === true ? { '.bootPowerOn': 'reset()' } : {}),
    });
    writeFileSync(join(folder, 'espruino.flash'), flash.bytes);
    board.console = await board.pty('console');
    board.powerOn();
    return board;
  }

  /** A port `name` for the bench; the interpreter's end is `name-far` in its folder. */
  async pty(name: string): Promise<string> {
    const pair = await ptyPair(this.folder, name);
    this.children.push(pair.process);
    return pair.near;
  }

  powerOn(): void {
    const child = spawn(findInterpreter(), [], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LD_PRELOAD: join(this.folder, 'shim.so') },
    });
    child.stdout.on('data', (bytes: Buffer) => (this.output += bytes.toString('latin1')));
    this.interpreter = child;
  }

  /** What the interpreter wrote before its console moved. */
  output = '';

  powerOff(): void {
    this.interpreter?.kill('SIGKILL');
    this.interpreter = undefined;
  }

  /** Pulls the cable of the console. */
  unplug(): void {
    this.children[0]?.kill('SIGKILL');
  }

  /** Content of a file on the chip. */
  read(name: string): string | undefined {
    const chip = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    chip.bytes.set(readFileSync(join(this.folder, 'espruino.flash')));
    const bytes = new FlashStorage(chip, () => undefined).read(name);
    return bytes && Buffer.from(bytes).toString('latin1');
  }

  /** The last use of a pin of the board itself. */
  get touched(): string | undefined {
    const file = join(this.folder, 'touched');
    return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
  }

  close(): void {
    this.powerOff();
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
