/**
 * The change that the flasher has the board make (host/flash/commands.ts), its own text on a Storage as the interpreter has it, with power cut at every
 * operation and inside: old program, new program or none, never a part that runs; and what the interpreter then does at its start.
 */
import vm from 'node:vm';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { boardRow } from '../../../firmware/model/boards.js';
import { bundleRecord } from '../../../firmware/model/bundle-record.js';
import { emptyFile } from '../../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf } from '../../../firmware/model/parameter-file.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { Flash, PowerCut } from '../../../hil/target/flash.js';
import { flashBoard } from '../../../hil/target/flashed.js';
import { flashPageBytes } from '../../../hil/target/pinout.js';
import { FlashStorage } from '../../../hil/target/storage.js';
import { change, DEFINE_CHANGE } from '../../../host/flash/commands.js';

/** Bytes of an operation that are kept: none, parts of a header, half, all but one. */
const KEPT = [0, 1, 2, 3, 4, 17, 0.5, -1];

/** What came of the cuts. */
export interface FlashingResult {
  readonly operations: number;
  cuts: number;
  old: number;
  new: number;
  none: number;
  /** Of those, Storages that the interpreter erases at its start. */
  erased: number;
}

function boardWith(id: string): Flash {
  const row = boardRow(id);
  const flash = new Flash(row.storageBytes, flashPageBytes(id));
  flashBoard(row, flash, builtBundle(id).text);
  return flash;
}

/** Makes the change on a chip. */
function makeChange(id: string, flash: Flash, program: Buffer, inPlace: boolean): void {
  const storage = new FlashStorage(flash, () => {
    if (!inPlace) throw new Error('Storage moves its files by itself');
  });
  const record = bundleRecord(program, createHash('sha256').update(program).digest('hex'));
  const bytes = (content: unknown): Uint8Array => (typeof content === 'string' ? Buffer.from(content, 'latin1') : (content as Uint8Array));
  const files = {
    read: (name: string): string | undefined => {
      const content = storage.read(name);
      return content && Buffer.from(content).toString('latin1');
    },
    write: (name: string, content: unknown, offset?: number, size?: number) => storage.write(name, bytes(content), offset, size || undefined),
    erase: (name: string) => storage.erase(name),
    compact: () => storage.compact(),
  };
  const row = boardRow(id);
  const own = Buffer.from(emptyFile(parameterFileOf(row).bytes));
  const context = vm.createContext({
    require: () => files,
    E: { CRC32: (content: string | Uint8Array) => crc32(Buffer.from(bytes(content))), kickWatchdog: () => undefined },
    lq: new Uint8Array(program),
    lqf: [
      ['lqset', 'a set', 0, 5],
      [PARAMETER_FILE, own.subarray(0, 16).toString('latin1'), 0, own.length],
    ],
  });
  vm.runInContext(DEFINE_CHANGE, context);
  vm.runInContext(change(program.length, crc32(program), record, inPlace), context);
}

/** Bytes of Storage that a change beside the old program needs besides the new one: record, set, their headers and rounding. */
const BESIDE = 512;

/** Cuts power at every operation of a change. Undefined: not even a short program fits beside the old one, so the flasher never tries that on this board. */
export function cutFlashing(id: string, inPlace: boolean): FlashingResult | undefined {
  const old = Buffer.from(builtBundle(id).text, 'latin1');
  // The same program with another last statement, and in a board that takes both shorter by half.
  const fresh = Buffer.concat([old.subarray(0, inPlace ? old.length : old.length >> 2), Buffer.from(';1', 'latin1')]);
  const whole = boardWith(id);
  const free = new FlashStorage(whole, () => undefined).free();
  if (!inPlace && free < fresh.length + parameterFileOf(boardRow(id)).bytes + BESIDE) return undefined;
  const before = whole.operations;
  makeChange(id, whole, fresh, inPlace);
  const result: FlashingResult = { operations: whole.operations - before, cuts: 0, old: 0, new: 0, none: 0, erased: 0 };
  for (let k = 0; k < result.operations; k++) {
    for (const kept of KEPT) {
      const flash = boardWith(id);
      flash.cutAfter(k, kept === 0.5 ? 512 : kept < 0 ? 1023 : kept);
      try {
        makeChange(id, flash, fresh, inPlace);
        throw new Error(`operation ${k} was not cut`);
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
      result.cuts++;
      judge(flash, k, kept, old, fresh, result);
    }
  }
  return result;
}

function judge(flash: Flash, k: number, kept: number, old: Buffer, fresh: Buffer, result: FlashingResult): void {
  const storage = new FlashStorage(flash, () => undefined);
  if (!storage.isSound()) {
    storage.eraseAll();
    result.erased++;
  }
  const program = storage.read('.bootcde');
  if (program && Buffer.compare(program, old) === 0) result.old++;
  else if (program && Buffer.compare(program, fresh) === 0) result.new++;
  // A bundle is one function that its last characters call.
  else if (!program || program.at(-1) === 0xff) result.none++;
  else throw new Error(`a cut in operation ${k} after ${kept} bytes leaves a part of a program that ends like a whole one`);
}
