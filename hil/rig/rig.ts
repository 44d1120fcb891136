/**
 * The virtual rig: plant and flashed bundle in virtual time, paced to the wall clock, with the board's RS-485 line open to the world.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { parameterRow } from '../../firmware/model/parameters.js';
import { MOST_CONNECTIONS } from '../../firmware/model/tcp-parameters.js';
import { LiquidusError } from '../../host/error.js';
import type { LabCellOptions } from '../plant/options.js';
import { Bench } from '../scenario/bench.js';
import { builtBundle, type BundleUnderTest } from '../scenario/bundle-file.js';
import { Emulator } from '../target/emulator/emulator.js';
import type { Link } from '../target/emulator/network.js';
import type { TargetEvent } from '../target/target.js';
import { boot, commission } from './commission.js';
import { RigFaults } from './faults.js';
import { RigLine } from './line.js';

/** Step of plant and controller, ms: the grain of an answer's time. */
const STEP_MS = 5;
/** Wall time between two turns, ms: while nobody talks, and while somebody waits for an answer. */
const IDLE_TURN_MS = 25;
const BUSY_TURN_MS = 3;
/** Longest work in one turn, wall ms; what is left over is not made up for. */
const TURN_LIMIT_MS = 20;
/** Port of the board's own Modbus TCP, as delivered. */
const OWN_PORT = parameterRow('tcpPort').fallback;

/** Settings of a rig. */
export interface RigOptions {
  /** Virtual seconds per second. */
  readonly speed: number;
  readonly plant: LabCellOptions;
  /** True: an empty memory, as after the first flash. False: commissioned. */
  readonly blank: boolean;
  /** Board whose bundle runs, as the build left it. Default `pico`. */
  readonly board?: string;
  /** True: Modbus TCP of the board itself is switched on, for reading and writing. Only on boards with Wi-Fi, and not blank. */
  readonly ownTcp?: boolean;
  /** Gets what happens to the controller besides pins and bytes: reboots, watchdog, errors. */
  readonly onEvent?: (event: TargetEvent) => void;
}

/** One rig. Make it with `Rig.create`, then `start` it. */
export class Rig {
  readonly bundle: BundleUnderTest;
  /** What is broken, and what can be. */
  readonly faults: RigFaults;
  /** Virtual seconds per second that are asked for; may be changed while it runs. */
  speed: number;
  readonly #bench: Bench;
  readonly #target: Emulator;
  readonly #line: RigLine;
  readonly #onEvent: ((event: TargetEvent) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #lastTurn = 0;
  /** Virtual time that is due but not stepped yet, ms. */
  #dueMs = 0;

  /**
   * Builds plant and controller, powers them and, unless blank, commissions them. Throws `usage.bundle` when there is no bundle, `usage.rig` for Modbus TCP
   * of a board that has none.
   */
  static create(options: RigOptions): Rig {
    const bundle = builtBundle(options.board ?? 'pico');
    const target = new Emulator({ bundle: bundle.text, board: bundle.board });
    const bench = new Bench(target, { plant: options.plant, stepMs: STEP_MS });
    bench.power(true);
    boot(bench);
    if (options.ownTcp === true) switchOn(bench, options);
    else if (!options.blank) commission(bench, options.plant);
    bench.master.silent = true;
    while (!bench.master.idle) bench.step();
    return new Rig(bench, target, bundle, options);
  }

  private constructor(bench: Bench, target: Emulator, bundle: BundleUnderTest, options: RigOptions) {
    this.#bench = bench;
    this.#target = target;
    this.#line = new RigLine(bench.line.join('master'));
    this.#onEvent = options.onEvent;
    this.bundle = bundle;
    this.faults = new RigFaults(bench, () => bench.nowMs);
    this.speed = options.speed;
    target.events();
  }

  /** Virtual time since power on, ms. */
  get timeMs(): number {
    return this.#bench.nowMs;
  }

  /** Lets time run. */
  start(): void {
    this.#running = true;
    this.#lastTurn = performance.now();
    this.#schedule();
  }

  /** Puts bytes on the RS-485 line and resolves with what the board sent back, empty when it was silent. */
  exchange(bytes: Uint8Array): Promise<Uint8Array> {
    const answer = this.#line.talk(bytes);
    if (this.#running) this.#turn();
    return answer;
  }

  /** Connects to the port of the board's own Modbus TCP. */
  connect(): Link {
    const link = this.#target.network.connect(OWN_PORT);
    if (this.#running) this.#schedule();
    return link;
  }

  /** Stops time and ends the target. */
  close(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#line.close();
    this.#target.close();
  }

  #schedule(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), this.#line.busy || this.#target.network.connections > 0 ? BUSY_TURN_MS : IDLE_TURN_MS);
  }

  #turn(): void {
    const now = performance.now();
    this.#dueMs += (now - this.#lastTurn) * this.speed;
    this.#lastTurn = now;
    while (this.#dueMs >= STEP_MS) {
      this.#line.service(this.#bench.nowMs);
      this.#bench.step();
      this.#dueMs -= STEP_MS;
      if (performance.now() - now > TURN_LIMIT_MS) this.#dueMs = 0;
    }
    for (const event of this.#target.events()) this.#onEvent?.(event);
    this.#schedule();
  }
}

/** Commissions a controller with its own Modbus TCP switched on, and starts it again: only then it listens. */
function switchOn(bench: Bench, { blank, plant, board }: RigOptions): void {
  if (blank || !boardRow(bench.target.board).wifi)
    throw new LiquidusError(
      'usage.rig',
      `The board ${board ?? bench.target.board} has no Modbus TCP of its own${blank ? ' while its memory is empty' : ''}; choose --board esp32 without --blank.`,
    );
  commission(
    bench,
    plant,
    new Map([
      ['tcpConnections', MOST_CONNECTIONS],
      ['tcpWrites', 1],
    ]),
  );
  bench.power(false);
  bench.step();
  bench.power(true);
  boot(bench);
}
