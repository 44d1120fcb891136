/** The flash that a cut leaves, in the real interpreter's flash file: it must find its Storage sound and read the same files as the emulator does. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Flash } from '../../../hil/target/flash.js';
import { FlashStorage } from '../../../hil/target/storage.js';
import type { Journal, Sequence } from './journal.js';
import { keptBytes } from './judge.js';

const FILES = ['.bootcde', 'lqsha', 'lqp', 'lqk', 'lqe'];
const PROGRAM = `var s = require('Storage'); print('@@' + ${JSON.stringify(FILES)}.map(function (n) { var t = s.read(n); return t === undefined ? '-' : E.CRC32(t); }).join());`;
const DEADLINE_MS = 60_000;
/** Flash chip of the interpreter for Linux: 256 pages of 1 KiB. */
const CHIP = { bytes: 262_144, page: 1024 };
/** Cuts inside an operation. */
const PARTS = 4;

/** Asks the interpreter about every operation on flash of the sequences. Gives the number of images; throws at the first on which the two differ. */
export async function agreeOn(interpreter: string, journal: Journal, sequences: readonly Sequence[]): Promise<number> {
  let images = 0;
  for (const { name, starts, length } of sequences) {
    for (let index = starts[0] ?? 0; index < (starts[0] ?? 0) + length; index++) {
      const operation = journal.operations[index];
      if (operation?.memory !== 'flash') continue;
      const size = operation.content.length;
      for (const chips of journal.cuts(index, [0, ...keptBytes(size, Math.ceil(size / PARTS)), size])) {
        await agree(interpreter, chips.flash, name);
        images++;
      }
    }
  }
  return images;
}

async function agree(interpreter: string, content: Uint8Array, name: string): Promise<void> {
  const flash = new Flash(CHIP.bytes, CHIP.page);
  // A board with a larger chip has written to its beginning only: what lies behind is erased in both.
  if (!content.subarray(CHIP.bytes).every((byte) => byte === 0xff))
    throw new Error(`${name}: the flash of the board holds more than the interpreter's chip`);
  flash.bytes.set(content.subarray(0, CHIP.bytes));
  const storage = new FlashStorage(flash, () => undefined);
  const wanted = FILES.map((file) => {
    const bytes = storage.read(file);
    return bytes === undefined ? '-' : String(crc32(bytes));
  }).join();
  const console = await ask(interpreter, flash.bytes);
  const said = /@@(.*)/.exec(console)?.[1]?.trim();
  if (console.includes('Storage is corrupt') || !storage.isSound() || said !== wanted)
    throw new Error(`${name}: the interpreter reads ${String(said)}, the emulator ${wanted}`);
}

/** What the interpreter says with this flash. Its input stays an open pipe: at its end the interpreter's input thread runs wild. */
function ask(interpreter: string, flash: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-powercut-'));
  writeFileSync(join(folder, 'espruino.flash'), flash);
  writeFileSync(join(folder, 'program.js'), PROGRAM);
  const child = spawn(interpreter, ['program.js'], { cwd: folder });
  const alarm = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (/@@.*\n/.test(text)) child.kill('SIGKILL');
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => {
      clearTimeout(alarm);
      rmSync(folder, { recursive: true, force: true });
      done(text);
    });
  });
}
