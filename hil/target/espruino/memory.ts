/**
 * Variables that a bundle takes, counted on the real interpreter after it booted from its boot file: functions then stay in flash, as on
 * the board. Two pins, ports and outputs of the board that the Linux build lacks are stood in for, and their variables are taken off.
 */
import { type BoardRow, boardRow } from '../../../firmware/model/boards.js';
import { Flash } from '../flash.js';
import { BOOT_FILE } from '../../../firmware/model/release.js';
import { flashBoard } from '../flashed.js';
import { pinoutOf } from '../pinout.js';
import { LINUX_FLASH } from './espruino.js';
import { findInterpreter, runScript } from './interpreter.js';
import { type Block, estimateBlocks, readDump } from './variables.js';

/** What a bundle takes. */
export interface MemoryRecord {
  readonly board: string;
  /** Variables in use on the Linux build, whose variables hold more characters than the board's: the figure of `process.memory(false).usage`. */
  readonly used: number;
  /** The same, estimated for the variable size of the board from a dump of every variable. */
  readonly usedOnBoard: number;
  /** Variables of the board, and what the estimate leaves free. */
  readonly total: number;
  readonly freeOnBoard: number;
  /** What the interpreter itself uses before any program, on the Linux build. */
  readonly bare: number;
}

/** Real time between boot and count, ms: the bundle ticks in it. */
const SETTLE_MS = 1500;
const DEADLINE_MS = 30_000;
const END = '@@counted';

/** Boot files run in the order of their names, this one before the bundle. */
const COUNTER_FILE = '.boot0';

/** Counts variables after the bundle has booted and ticked for a while. `interpreter`: path, `findInterpreter()` by default. */
export async function measureMemory(bundle: string, board: string, interpreter = findInterpreter()): Promise<MemoryRecord> {
  const row = boardRow(board);
  const counter = `setTimeout(function(){print("@@used "+process.memory(false).usage);E.dumpVariables();print("${END}")},${SETTLE_MS});`;
  const standIn = counter + standIns(row);
  const [bare, empty, full] = await Promise.all([
    count(row, interpreter, ';', counter),
    count(row, interpreter, ';', standIn),
    count(row, interpreter, bundle, standIn),
  ]);
  const used = full.used - empty.used + bare.used;
  const usedOnBoard = estimate(full.blocks, row) - estimate(empty.blocks, row) + estimate(bare.blocks, row);
  return { board, used, usedOnBoard, total: row.variables, freeOnBoard: row.variables - usedOnBoard, bare: bare.used };
}

async function count(row: BoardRow, interpreter: string, bundle: string, counter: string): Promise<{ used: number; blocks: Block[] }> {
  const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
  flashBoard(row, flash, bundle, { [COUNTER_FILE]: counter, [BOOT_FILE]: bundle });
  const { console } = await runScript(interpreter, '', {
    deadlineMs: DEADLINE_MS,
    flash: flash.bytes,
    script: false,
    until: new RegExp(`${END}\\s`),
  });
  const used = /@@used (\d+)/.exec(console)?.[1];
  if (used === undefined || !console.includes(END))
    throw new Error(`the interpreter did not count its variables within ${DEADLINE_MS} ms; last words: ${console.slice(-400)}`);
  return { used: Number(used), blocks: readDump(console) };
}

function estimate(blocks: readonly Block[], row: BoardRow): number {
  return estimateBlocks(blocks, row);
}

/** What the Linux build lacks of the board: pins, a serial port without a device, an answering I2C port, analog inputs, reboot. */
function standIns(row: BoardRow): string {
  const pins = pinoutOf(row).rows.map((p) => `var ${p.name}=D${p.index};`);
  return [
    ...pins,
    `${row.serial.port}.setup=function(){};${row.serial.port}.write=function(){};`,
    `${row.i2c.port}.writeTo=function(){};${row.i2c.port}.readFrom=function(a,n){return new Uint8Array(n)};`,
    ...(row.spi.port === '' ? [] : [`${row.spi.port}.setup=function(){};${row.spi.port}.send=function(x){return new Uint8Array(x.length)};`]),
    'function analogRead(){return .3}function digitalRead(){return 15}function setWatch(){return 1}',
    'function peek32(){return 0}function poke32(){}',
    'E.setConsole=function(){};E.reboot=function(){print("reboot")};',
  ].join('');
}
