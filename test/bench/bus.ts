/**
 * `make bus`: what requests cost on the real interpreter beside a newcomer's slave, how often a board can be polled, and what a line does to the
 * controller that 31 other units fill. Everything printed is measured in this run; what a missing tool prevents is named instead.
 */
import { boardRow, BOARDS } from '../../firmware/model/boards.js';
import { boot, commission } from '../../hil/rig/commission.js';
import { Bench } from '../../hil/scenario/bench.js';
import { shippedLine } from '../../hil/target/shipped-line.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { targetFactory } from '../../hil/scenario/targets.js';
import { figure, measureCost } from '../../hil/target/espruino/cost.js';
import { interpreterNamed } from '../../hil/target/espruino/interpreter.js';
import { Recorder } from '../../hil/target/espruino/recording.js';
import { wholeNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';
import { lineMs, measureModbus, type ModbusCost } from './modbus-cost.js';
import { type BoardTimes, saturate } from './saturated-bus.js';

const BOARD = 'pico';
const RATES = [9600, 19_200, 38_400, 57_600, 115_200];
const SATURATED_RATES = [19_200, 38_400, 115_200];
/** Share of the period that ticks may take with everything else; beyond it nothing is left for the line. */
const FULL = 1;
const bundle = builtBundle(BOARD);
const { seconds } = makeCommand('bus', "requests beside a newcomer's slave, poll rates, and a line that 31 other units fill")
  .option('--seconds <n>', 'how long the line is full', wholeNumber('--seconds', 1, 3600), 20)
  .parse()
  .opts<{ seconds: number }>();
const out = (line: string): void => void process.stdout.write(`${line}\n`);
const pad = (text: string | number, width: number): string => String(text).padStart(width);

/** A commissioned cell at rest, written down tick by tick. */
function commissioned(): { bench: Bench; recorder: Recorder } {
  const recorder = new Recorder(targetFactory('emulator', bundle)());
  const plant = { temperature: 40, ambient: 25 };
  const bench = new Bench(recorder, { plant, stepMs: 50 });
  bench.power(true);
  boot(bench);
  commission(bench, plant);
  return { bench, recorder };
}

function printTable(cost: ModbusCost): void {
  out(`requests on the real interpreter, pieces of 64 characters (Pico time by the cost model, ±30 %)\n`);
  out(`${''.padEnd(42)}${pad('shipped', 22)}${pad('as a newcomer writes it', 30)}${pad('ratio', 8)}`);
  for (const { name, ours, theirs } of cost.rows) {
    const cell = (insn: number, us: number): string => `${(insn / 1e6).toFixed(3)} M, ${(us / 1000).toFixed(1)} ms`;
    out(
      `${name.padEnd(42)}${pad(cell(ours.instructions, ours.picoUs), 22)}${pad(cell(theirs.instructions, theirs.picoUs), 30)}${pad((theirs.ir / ours.ir).toFixed(1), 8)}`,
    );
  }
}

/** Requests in a second that line and processor bear: the slower of both, with the mean tick taken off the processor. */
function printRates(cost: ModbusCost, meanTickUs: number): void {
  const free = 1 - meanTickUs / 100_000;
  out(`\npolls a second on a ${boardRow(BOARD).title}: time on the line with pauses, processor time, and what both together allow`);
  out(`${''.padEnd(42)}${RATES.map((rate) => pad(`${rate} Bd`, 24)).join('')}`);
  for (const { name, characters, ours } of cost.rows.filter(({ name }) => /register/.test(name) && !name.includes('first'))) {
    const cells = RATES.map((baud) => {
      const wire = lineMs(characters, { ...shippedLine(), baud });
      const processor = ours.picoUs / 1000 / free;
      return pad(`${wire.toFixed(1)} + ${processor.toFixed(1)} ms: ${(1000 / (wire + processor)).toFixed(1)}/s`, 24);
    });
    out(`${name.padEnd(42)}${cells.join('')}`);
  }
}

function printSaturated(times: BoardTimes): void {
  out(
    `\na line that 31 other units fill, every character a call of its own as on an idle processor; ${seconds} s of virtual time each, in the emulator`,
  );
  for (const baud of SATURATED_RATES) {
    const r = saturate(bundle.text, BOARD, baud, times, seconds);
    const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
    out(
      `${pad(baud, 7)} Bd: line ${percent(r.wireShare)} full, ${r.foreignPerSecond.toFixed(1)} exchanges of others a second; processor ${percent(r.load)} busy, ` +
        `${percent(r.foreignLoad)} with the line; ticks ${r.ticks} of ${r.ticksDue}, worst ${r.worstLateMs.toFixed(1)} ms late, ${r.worstGapMs.toFixed(0)} ms between two; ` +
        `own requests answered ${r.replies} of ${r.requests}; queue full ${r.overflows} times, trips ${r.tripped}, restarts ${r.restarts}`,
    );
  }
}

/** Instructions that a board must do in a microsecond, so that ticks and a full line leave it free at all; beside it what is known of the board. */
function printNeeds(cost: ModbusCost, tickInstructions: number): void {
  out(
    '\nspeed that a full line asks for, Thumb-2 instructions per microsecond: ticks, and every character of others in a call of its own / in calls of 64',
  );
  for (const baud of RATES) {
    const characters = baud / 11;
    const need = (perCharacter: number): number => (tickInstructions * 10 + characters * perCharacter) / 1e6 / FULL;
    out(`${pad(baud, 7)} Bd: ${need(cost.foreign.single.instructions).toFixed(1)} / ${need(cost.foreign.chunk.instructions / 64).toFixed(1)}`);
  }
  for (const board of BOARDS) out(`  ${board.title}: ${board.speed === undefined ? 'not measured by anybody' : `${board.speed} by the cost model`}`);
}

if (!interpreterNamed()) {
  out('left out: LIQUIDUS_ESPRUINO names no interpreter, so nothing says what a request costs');
} else {
  const { bench, recorder } = commissioned();
  const ticks = await measureCost(bundle.text, BOARD, { recording: recorder.ticks });
  const cost = await measureModbus(bundle.text, BOARD, recorder.ticks, bench);
  printTable(cost);
  out(
    `\none character of others in a call of its own: ${(cost.foreign.single.picoUs / 1000).toFixed(2)} ms; 64 in one call: ${(cost.foreign.chunk.picoUs / 1000).toFixed(2)} ms; ` +
      `a look for a silence: ${(cost.look.picoUs / 1000).toFixed(2)} ms`,
  );
  printRates(cost, ticks.meanTick.picoUs);
  const single = cost.foreign.single.picoUs / 1000;
  const perCharacter = (cost.foreign.chunk.picoUs / 1000 - single) / 63;
  const answer = (ticks.liveCached.picoUs + ticks.liveFirst.picoUs) / 2000;
  const look = cost.look.picoUs / 1000;
  const character = Math.max(perCharacter, 0);
  printSaturated({ ticks: ticks.ticks.map(({ picoUs }) => picoUs / 1000), call: single - character, character, look, answer });
  printNeeds(cost, figure(ticks.meanTick.ir).instructions);
}
