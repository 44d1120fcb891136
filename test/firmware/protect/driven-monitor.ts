/** The fault monitor of a board that has just started, driven as the tick drives it: fast checks every 100 ms, slow ones every second. */
import { SLOW_PARTS } from '../../../firmware/protect/checks.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { EXPECTED, SIGNALS, type Expected } from '../oracle.js';
import { freshFirmware } from '../stub-board.js';

type Monitor = Awaited<ReturnType<typeof freshFirmware<'monitor' | 'values'>>>;

export const FAST_MS = 100;
export const SLOW_MS = 1000;

export class DrivenMonitor {
  /** Time since the start, ms. */
  uptime = 0;

  private constructor(private readonly modules: Monitor) {
    for (const [name, signal] of Object.entries(SIGNALS)) this.set(name, signal.healthy * signal.steps);
    modules.monitor.startMonitor();
  }

  /** A monitor whose signals are all healthy. `uptime`: ms since the start; from 5 s on a missing signal counts. */
  static async start(uptime = 10_000): Promise<DrivenMonitor> {
    const driven = new DrivenMonitor(await freshFirmware(['monitor', 'values']));
    driven.uptime = uptime;
    return driven;
  }

  /** Puts a value into the process image, in its steps. */
  set(signal: string, steps: number): void {
    this.modules.values.X[valueIndex(signal)] = steps;
  }

  /** Value of the process image. */
  get(name: string): number {
    return this.modules.values.X[valueIndex(name)];
  }

  /** One reading of the checks of one rate, `dt` ms after the one before. */
  read(fast: boolean, dt: number): void {
    const { monitor } = this.modules;
    this.uptime += dt;
    if (fast) monitor.evaluateFast(dt, this.uptime);
    else for (let part = 0; part < SLOW_PARTS; part++) monitor.evaluateSlow(part, dt, this.uptime);
  }

  /** Readings at the check's own rate for `ms`, the first one now. */
  hold(check: Expected, ms: number): void {
    const period = check.fast ? FAST_MS : SLOW_MS;
    for (let t = 0; t <= ms; t += period) this.read(check.fast, period);
  }

  /** Brings a check to its trip, and no further than its own debounce. */
  trip(check: Expected): void {
    this.set(check.signal, check.trip?.at ?? NaN);
    this.hold(check, (check.trip?.afterMs ?? 0) + 1000);
  }

  /** Both rates, often and long enough for every debounce and release of the table. */
  settle(): void {
    for (let i = 0; i < 4; i++) {
      this.read(true, 700_000);
      this.read(false, 700_000);
    }
  }

  acts(check: Expected): boolean {
    return this.modules.monitor.acts(check.index);
  }

  get reactions(): number {
    return this.modules.monitor.reactions;
  }

  get changes(): number {
    return this.modules.monitor.alarmChanges;
  }

  reset(number: number, local: boolean): number {
    return this.modules.monitor.reset(number, local);
  }

  /** Trips since the last call, as the event log gets them: place of the check, number of its fault, value, level; undefined when there is none. */
  trips(): number[][] | undefined {
    const taken: number[][] = [];
    const any = this.modules.monitor.takeTrips((...trip) => void taken.push(trip));
    return any ? taken : undefined;
  }

  /** Judges one check out of turn, as the edges of the emergency stop do. */
  judgeNow(check: Expected): void {
    this.modules.monitor.evaluateOne(check.index, 0, this.uptime);
  }

  /** Mark of the direction of a rescue, 0 for none. */
  setRescue(by: number): void {
    this.modules.monitor.setRescue(by);
  }

  /** Mark of the one direction that recovers from all that acts, 0 for none. */
  recovery(): number {
    return this.modules.monitor.recovery();
  }

  needsButton(): boolean {
    return this.modules.monitor.needsButton();
  }

  stoppingFault(): number {
    return this.modules.monitor.stoppingFault();
  }

  /** Fault numbers in `alarmsActive`, `alarmsLatched` or `warnings`, read as the map lays them out: word 3 is the lowest. */
  faults(word: string): number[] {
    const found: number[] = [];
    for (let bit = 0; bit < 64; bit++) if ((this.get(`${word}.${3 - (bit >> 4)}`) >> (bit & 15)) & 1) found.push(bit + 1);
    return found;
  }

  warns(check: Expected): boolean {
    return this.faults('warnings').includes(check.number);
  }

  /** Brings every signal back to health. */
  heal(): void {
    for (const [name, signal] of Object.entries(SIGNALS)) this.set(name, signal.healthy * signal.steps);
  }
}

/** The check with an id of the protection table. */
export function expected(id: string): Expected {
  const found = EXPECTED.find((e) => e.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
}
