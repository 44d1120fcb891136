/**
 * `make fuzz N=1000000`: bursts of garbage, damaged frames and other units' traffic on the serial line of a commissioned controller, the shipped
 * bundle. Prints count, rate and what was found, and ends with exit code 1 when anything was.
 */
import { Option } from 'commander';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { Espruino } from '../../hil/target/espruino/espruino.js';
import { findInterpreter } from '../../hil/target/espruino/interpreter.js';
import { wholeNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';
import { Dice } from './dice.js';
import { Subject } from './subject.js';
import { burst, KINDS } from './traffic.js';

/** Findings that are shown in full, and after which the run ends. */
const SHOWN = 5;
const ENOUGH = 100;
/** Bursts between two looks at the memory. */
const MEMORY_EVERY = 10_000;

const { count, seed, board, target } = makeCommand('fuzz', 'garbage on the serial line of a commissioned controller, and what was found')
  .option('--count <n>', 'bursts', wholeNumber('--count', 1, 1e12), 100_000)
  .option('--seed <n>', 'seed of the bursts', wholeNumber('--seed', 0, 2 ** 31), 1)
  .option('--board <id>', 'board whose bundle is built', 'pico')
  .addOption(new Option('--target <name>', 'where the bundle runs').choices(['emulator', 'espruino']).default('emulator'))
  .parse()
  .opts<{ count: number; seed: number; board: string; target: 'emulator' | 'espruino' }>();

const built = builtBundle(board);
const options = { bundle: built.text, board: built.board };
const interpreter = target === 'espruino' ? new Espruino({ ...options, interpreter: findInterpreter() }) : undefined;
const subject = new Subject(interpreter ?? new Emulator(options));
const dice = new Dice(seed);
const kinds = new Map(KINDS.map((kind) => [kind, 0]));
const findings: string[] = [];
const used: number[] = [];
const startMs = subject.nowMs;
const started = performance.now();

/** Memory in use: variables of the interpreter, bytes of the heap of the emulator. */
function memory(): number {
  if (interpreter) return interpreter.variablesUsed();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

for (let i = 0; i < count && findings.length < ENOUGH; i++) {
  if (i % MEMORY_EVERY === 0) used.push(memory());
  const one = burst(dice, 1);
  kinds.set(one.kind, (kinds.get(one.kind) ?? 0) + 1);
  const complaint = subject.play(one);
  if (complaint) findings.push(`burst ${i} (${one.kind}, ${Buffer.from(one.bytes).toString('hex')}, pieces to ${one.cuts.join()}): ${complaint}`);
}
used.push(memory());
const wall = (performance.now() - started) / 1000;
const { tally } = subject;
const line = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(44)}${value}\n`);
const en = (n: number): string => n.toLocaleString('en');
line('bundle', `${built.board} ${built.sha256}`);
line('bursts, seed', `${en(tally.bursts)} on ${subject.target.name}, ${seed}`);
line('frames, probes included', en(tally.bursts + tally.probes));
line('bytes', en(tally.bytes));
line('rate', `${en(Math.round((tally.bursts + tally.probes) / wall))} frames a second, ${wall.toFixed(1)} s`);
line('virtual time', `${((subject.nowMs - startMs) / 3_600_000).toFixed(2)} h`);
line('by kind', [...kinds].map(([kind, n]) => `${kind} ${en(n)}`).join(', '));
line('answers to valid frames inside bursts', en(tally.answers));
line('next valid frame hidden by a tick at t3.5', `${en(tally.hidden)} of ${en(tally.probes)}`);
const first = used[1] ?? used[0] ?? 0;
const last = used[used.length - 1] ?? 0;
line(
  interpreter ? 'variables, early and at the end' : 'heap, early and at the end',
  interpreter ? `${first}, ${last}` : `${(first / 1e6).toFixed(1)}, ${(last / 1e6).toFixed(1)} MB`,
);
line('findings', findings.length === 0 ? 'none' : String(findings.length));
for (const finding of findings.slice(0, SHOWN)) process.stdout.write(`  ${finding}\n`);
subject.target.close();
if (findings.length > 0) process.exitCode = 1;
