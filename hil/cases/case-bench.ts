/**
 * The bench of the cases: the bundle on the emulator with a plant, brought to charge or discharge, and then with every signal of the protections
 * in the hand of the bench, so that a row is judged by itself.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { checksOf } from '../../firmware/model/faults.js';
import { completeOptions } from '../plant/options.js';
import { Bench } from '../scenario/bench.js';
import { readEventLog } from '../scenario/event-log.js';
import { Hand } from '../scenario/hand.js';
import { startUp } from '../scenario/startup.js';
import { Emulator } from '../target/emulator/emulator.js';
import { imageNames, ProcessImage } from '../target/emulator/image.js';
import type { BundleUnderTest } from '../scenario/bundle-file.js';
import type { PlantEvent } from '../../host/device/events.js';
import type { CaseOracle, CaseRow } from './oracle.js';
import type { Shown } from './reactions.js';

/** Step of the plant, ms. */
const STEP_MS = 50;
/** A warm cell in the middle of its window. */
const PLANT = { sodiumWt: 30, oxidisedFraction: 0.6, temperature: 40, ambient: 25 } as const;
/** Current of the run, mA: half of the largest. */
const CURRENT_MA = 250;
/** Longest wait for an answer of the controller, ms. */
const ANSWER_MS = 10_000;
/** How long the button at the board is pressed, ms. */
const BUTTON_MS = 500;
/** A place of the image that nothing else uses. */
const SPARE = 'spare5';

/**
 * Signals that the program works out right before it judges them, so that nothing can be forced in between: their rows are pointed at a spare place.
 * The monitor must then look at every row, which it does while a warning is up: that of the signal named here, at this value in its steps.
 */
const REDIRECTED: Readonly<Record<string, readonly [signal: string, steps: number]>> = {
  nakStall: ['nakFlowRatio', 400],
  catholyteStall: ['nakFlowRatio', 400],
  heatSlope: ['nakCurveRatio', 500],
  heatRise: ['nakCurveRatio', 500],
  idleSlope: ['nakCurveRatio', 500],
  idleTemp: ['nakCurveRatio', 500],
  strayCurrent: ['nakCurveRatio', 500],
  offsetCurrent: ['nakCurveRatio', 500],
};

/** What follows from a lost composition, which a row must be able to give up. */
const COMPOSITION: readonly string[] = [
  'anchorLost',
  'composition',
  'compositionHighest',
  'compositionLowest',
  'margin',
  'marginNaRich',
  'marginKRich',
];

export type AlarmWordName = 'alarmsActive' | 'alarmsLatched' | 'warnings';

export class CaseBench {
  readonly bench: Bench;
  private readonly image: ProcessImage;
  /** What went wrong before the cases, if anything. */
  failure = '';

  constructor(
    private readonly row: CaseRow,
    bundle: BundleUnderTest,
    private readonly cold = false,
  ) {
    this.image = new ProcessImage(imageNames(row.board));
    const target = new Emulator({ bundle: bundle.text, board: row.board, image: this.image });
    this.bench = new Bench(target, { plant: completeOptions({ ...PLANT, seed: 1 }), stepMs: STEP_MS, line: { pollMs: 1000 } });
  }

  get nowMs(): number {
    return this.bench.nowMs;
  }

  close(): void {
    this.bench.target.close();
  }

  step(): void {
    this.bench.step();
  }

  wait(ms: number): void {
    for (const until = this.nowMs + ms; this.nowMs < until;) this.step();
  }

  /** From power-on to current in the direction that the row can stop, or to a cold cell. False when that fails. */
  start(): boolean {
    const options = completeOptions({ ...PLANT, seed: 1 });
    const step = (): void => this.step();
    const early = startUp(
      this.bench,
      { plant: { preset: 'lab-cell', options }, parameters: [], commission: true, start: this.cold ? 'cold' : 'ready', startWithinMs: 7_200_000 },
      step,
    );
    const hand = new Hand(this.bench, step);
    const way = this.row.reaction.includes('Sc') ? 'charge' : 'discharge';
    const good = !early && (this.cold || hand.command(way, 0, CURRENT_MA));
    this.wait(5000);
    const failure = early ?? hand.failure;
    if (failure) this.failure = `${failure.step}: ${failure.value}, wanted ${failure.limit}`;
    return good;
  }

  /** Takes every signal of the board's checks into the hand of the bench, all of them healthy. */
  takeOver({ healthy }: CaseOracle): void {
    const { image, row } = this;
    const checks = checksOf(boardRow(row.board));
    const left = row.reaction.includes('worstComposition') ? COMPOSITION : [];
    for (const { signal } of checks) {
      const value = healthy.get(signal);
      if (value !== undefined && !(signal in REDIRECTED) && !left.includes(signal)) image.force(signal, value);
    }
    this.set(row.healthy);
    const company = REDIRECTED[row.signal];
    if (!company) return;
    image.force(...company);
    image.redirect(
      checks.map((check) => image.place(check.signal)),
      checks.findIndex((check) => check.id === row.check),
      SPARE,
    );
  }

  /** Puts the row's signal to a value in its steps, from the next reading on. */
  set(steps: number): void {
    this.image.force(this.row.signal in REDIRECTED ? SPARE : this.row.signal, steps);
  }

  /** True while the image, which is what the controller tells, shows the bit of fault `number` in a word. */
  shows(word: AlarmWordName, number: number): boolean {
    return ((this.image.read(`${word}.${3 - ((number - 1) >> 4)}`) >> ((number - 1) & 15)) & 1) === 1;
  }

  /** Faults whose bit is set in a word, by number. */
  all(word: AlarmWordName): number[] {
    const found: number[] = [];
    for (let number = 1; number <= 64; number++) if (this.shows(word, number)) found.push(number);
    return found;
  }

  get firstOut(): number {
    return this.image.read('firstOut');
  }

  /** What pins and image show now; a copy. */
  shown(): Shown {
    const limits = ['chargeLimit', 'dischargeLimit'].map((name) => 65536 * this.image.read(`${name}.0`) + this.image.read(`${name}.1`));
    return {
      outputs: { ...this.bench.target.outputs },
      limit: Math.max(...limits) / 1000,
      compositionKnown: !Number.isNaN(this.image.read('composition')),
    };
  }

  /** Asks over the line for a reset of the row's fault; false when the controller refuses. */
  resetRemotely(): boolean {
    const outcome = this.bench.master.send({ name: 'reset', argument: this.row.number, argument32: 0 });
    for (const until = this.nowMs + ANSWER_MS; outcome() === undefined && this.nowMs < until;) this.step();
    return outcome()?.result === 'done';
  }

  /** Presses the button at the board. */
  resetLocally(): void {
    this.bench.plant.faults.resetPressed = true;
    this.wait(BUTTON_MS);
    this.bench.plant.faults.resetPressed = false;
    this.wait(BUTTON_MS);
  }

  /** The newest events of the controller, read over the line. */
  events(): readonly PlantEvent[] {
    const log = readEventLog(this.bench.master, this.row.board);
    for (const until = this.nowMs + ANSWER_MS; log() === undefined && this.nowMs < until;) this.step();
    return log() ?? [];
  }

  /** Whether the live block, read over the line, shows the fault as tripped or latched. */
  onTheLine(): boolean {
    const { live } = this.bench.master;
    return live.has('tripped', this.row.number) || live.has('latched', this.row.number);
  }
}
