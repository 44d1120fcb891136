/**
 * `make powercut`: every distinct sequence of writes to flash and FRAM that the shipped bundles make, with power cut before each write and inside it; the
 * bundle starts again in the emulator and must be old or new, with its program, its outputs off, and the charge within what it says that it may be wrong by.
 *
 * With LIQUIDUS_ESPRUINO the flash that the cuts leave is also read by the real interpreter.
 */
import { Option } from 'commander';
import { BOARDS } from '../../../firmware/model/boards.js';
import { decimalNumber, wholeNumber } from '../../../host/cli/number-options.js';
import { makeCommand } from '../../command.js';
import { cutFlashing } from './flashing.js';
import { agreeOn } from './interpreter.js';
import { cutOperation } from './judge.js';
import { sequencesOf } from './journal.js';
import { liveThrough } from './life.js';

/** In these tests `process` is the interpreter's. */
const { stdout, exit, env } = process as unknown as NodeJS.Process;

const {
  board: boards,
  every,
  hours,
} = makeCommand('powercut', 'power cut at every write of every distinct sequence to flash and FRAM')
  .addOption(new Option('--board <id...>', 'boards whose bundles are built').choices(BOARDS.map((row) => row.id)).default(['pico', 'rp2040-flash']))
  .option('--every <n>', 'bytes between two cuts inside a write', wholeNumber('--every', 1, 65_536), 1)
  .option('--hours <h>', 'hours of current that are lived through first', decimalNumber('--hours', 0.1, 1000, 'hours'), 1.3)
  .parse()
  .opts<{ board: string[]; every: number; hours: number }>();

const interpreter = env['LIQUIDUS_ESPRUINO'];
let failed = 0;
let total = 0;
for (const id of boards) {
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
