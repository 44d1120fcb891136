/**
 * `make powercut`: every distinct sequence of writes to flash and FRAM that the shipped bundles make, with power cut before each write and inside it; the
 * bundle starts again in the emulator and must be old or new, with its program, its outputs off, and the charge within what it says that it may be wrong by.
 *
 * With LIQUIDUS_ESPRUINO the flash that the cuts leave is also read by the real interpreter.
 *
 * Options: `--board ID` (several; pico and rp2040-flash by default); `--every N` bytes between two cuts inside a write (1); `--hours H` of current.
 */
import { parseArgs } from 'node:util';
import { cutFlashing } from './flashing.js';
import { agreeOn } from './interpreter.js';
import { cutOperation } from './judge.js';
import { sequencesOf } from './journal.js';
import { liveThrough } from './life.js';

/** In these tests `process` is the interpreter's. */
const { stdout, stderr, exit, env } = process as unknown as NodeJS.Process;

const { values } = parseArgs({
  options: { board: { type: 'string', multiple: true }, every: { type: 'string', default: '1' }, hours: { type: 'string', default: '1.3' } },
});
const every = Number(values.every);
const hours = Number(values.hours);
if (!(every >= 1) || !(hours > 0)) {
  stderr.write('powercut: --every N of 1 or more, --hours H above 0, --board ID of a board that is built\n');
  exit(1);
}

const interpreter = env['LIQUIDUS_ESPRUINO'];
let failed = 0;
let total = 0;
for (const id of values.board ?? ['pico', 'rp2040-flash']) {
  const journal = liveThrough(id, hours);
  const sequences = sequencesOf(journal.operations);
  stdout.write(`\n${id}: ${journal.operations.length} writes in ${sequences.length} distinct sequences\n`);
  stdout.write(`${'times'.padStart(7)}${'writes'.padStart(8)}${'cuts'.padStart(7)}  sequence (where)\n`);
  for (const { name, phases, starts, length, times } of sequences) {
    let cuts = 0;
    let failure = '';
    try {
      for (const start of starts) for (let k = 0; k < length; k++) cuts += cutOperation(id, journal, start + k, every);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      failed++;
    }
    total += cuts;
    stdout.write(`${String(times).padStart(7)}${String(length).padStart(8)}${String(cuts).padStart(7)}  ${name} (${[...phases].join('; ')})\n`);
    if (failure) stdout.write(`         FAILED: ${failure}\n`);
  }
  if (interpreter) stdout.write(`the interpreter reads the same files in ${await agreeOn(interpreter, journal, sequences)} images of its flash\n`);
  else stdout.write('left out, because LIQUIDUS_ESPRUINO is not set: the same flash in the real interpreter\n');
  for (const inPlace of [false, true]) {
    const found = cutFlashing(id, inPlace);
    if (!found) {
      stdout.write(
        `${'0'.padStart(7)}${'0'.padStart(8)}${'0'.padStart(7)}  flashing beside: nothing fits beside the old program, which is replaced in place\n`,
      );
      continue;
    }
    const { operations, cuts, erased, ...held } = found;
    total += cuts;
    stdout.write(
      `${'1'.padStart(7)}${String(operations).padStart(8)}${String(cuts).padStart(7)}  flashing ${inPlace ? 'in place' : 'beside'}: old ${held.old}, new ${held.new}, none ${held.none}, of these ${erased} erased by the interpreter\n`,
    );
  }
}
stdout.write(`\n${total} cuts of power, ${failed} sequences not survived\n`);
if (failed > 0) exit(1);
