/** What is seen of a cabinet from outside, and which checks must act: worked out from the oracle and the signals, not from the monitor. */
import { EXPECTED, SIGNALS, type Expected } from '../oracle.js';
import type { Cabinet } from './cabinet.js';

const PINS = ['contactor', 'heaterEnable', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;
/** Values that decide over waits and are no trip: a healthy one and one that makes a wait begin anew. */
export const CONDITIONS = {
  margin: [200, 79],
  nakFlowRatio: [1000, 700],
  cellTemp: [400, 300, 249],
} as const;
export type ConditionName = keyof typeof CONDITIONS;

const TRIPPING = EXPECTED.filter((check) => check.trip);
/** Every signal as it is when nothing is wrong, in steps of the process image. */
const HEALTHY = new Map([
  ...Object.entries(SIGNALS).map(([name, signal]) => [name, signal.healthy * signal.steps] as const),
  ...Object.entries(CONDITIONS).map(([name, values]) => [name, values[0]] as const),
]);

export class Outside {
  /** Signals that stand at the trip level of a check, by name. */
  readonly faulty = new Map<string, Expected>();
  readonly conditions = new Map<ConditionName, number>();
  /** The commanding master says nothing. */
  silent = false;
  /** Checks that must act. */
  acting: readonly Expected[] = [];
  private readonly latched = new Set<string>();
  private masterNeeded = false;

  constructor(private readonly cabinet: Cabinet) {}

  /** One short text for the situation. */
  key(): string {
    const { cabinet } = this;
    const { remote, setPoint } = cabinet.modules.sequencer;
    const pins = PINS.map((pin) => (cabinet.out(pin) === 0 ? 0 : pin === 'nakPump' && cabinet.out(pin) < 0.3 ? 1 : 2)).join('');
    const conditions = [...this.conditions].map(([name, value]) => `${name}${value}`);
    return [
      cabinet.state,
      pins,
      Math.sign(setPoint),
      remote ? 'r' : '',
      cabinet.modules.monitor.rescue,
      [...this.faulty.values()].map((c) => c.id).sort(),
      [...this.latched].sort(),
      conditions.sort(),
      this.silent ? 's' : '',
      this.signed ? '' : 'unsigned',
    ].join('|');
  }

  /** Ids of the checks that are present or latched, but for those that another one on the same signal brings with it. */
  tripped(): string[] {
    return [...new Set([...this.faulty.values()].map((c) => c.id).concat([...this.latched]))];
  }

  /** A rescue carries current, or proves its flows. */
  get rescue(): boolean {
    return this.cabinet.modules.monitor.rescue > 0 && this.cabinet.state !== 'warmUp';
  }

  /** Somebody answers for the commissioning. */
  get signed(): boolean {
    return this.cabinet.signed;
  }

  /** A heartbeat is needed. */
  get remote(): boolean {
    return this.cabinet.modules.sequencer.remote;
  }

  /** Puts the signals on the wires, lets the monitor judge, and works out what must act. */
  settle(): void {
    const { cabinet } = this;
    for (const [name, steps] of HEALTHY) cabinet.set(name, steps);
    for (const [name, value] of this.conditions) cabinet.set(name, value);
    for (const [name, check] of this.faulty) cabinet.set(name, check.trip?.at ?? NaN);
    this.masterNeeded = cabinet.modules.sequencer.remote;
    cabinet.set('heartbeatAge', this.silent && this.masterNeeded ? 100 : 0);
    cabinet.judge();
    this.acting = TRIPPING.filter((check) => {
      const present = this.present(check);
      if (present && check.resetBy !== 'itself') this.latched.add(check.id);
      return present || this.latched.has(check.id);
    });
  }

  /** The same again when the need for a heartbeat has changed. */
  settleMaster(): void {
    if (this.silent && this.masterNeeded !== this.cabinet.modules.sequencer.remote) this.settle();
  }

  /** Takes latches back as a reset of that kind must. */
  reset(local: boolean): void {
    for (const check of TRIPPING) if (!this.present(check) && (local || check.resetBy !== 'local')) this.latched.delete(check.id);
  }

  private present(check: Expected): boolean {
    return (this.cabinet.get(check.signal) - (check.trip?.at ?? NaN)) * check.worse >= 0;
  }

  /** Everything healthy; what is latched stays. */
  heal(): void {
    this.faulty.clear();
    this.conditions.clear();
    this.silent = false;
  }
}
