/**
 * Walks through the real control modules, event by event, until every event has been tried in every situation that it could reach. A situation is
 * what can be seen from outside: state, outputs, which checks act, which conditions are not met. Waits count on inside, so a situation is met with
 * different clocks; the walk goes on from where an event has led instead of starting anew.
 */
import type { Cabinet } from './cabinet.js';
import { Outside } from './outside.js';

/** One event that the plant, a person or the clock can bring. */
export interface PlantEvent {
  readonly name: string;
  /** False where trying it would only multiply the number of situations. Depends on the situation alone. */
  readonly enabled: (outside: Outside) => boolean;
  /** Lets it happen. What it has seen go wrong, if anything. */
  readonly happen: (cabinet: Cabinet, outside: Outside) => string[];
}

/** A mistake that the walk has met, with the last events that led to it. */
export interface Finding {
  readonly what: string;
  readonly path: string;
}

/** A situation: what is left to try in it, and where what was tried has led. */
interface Situation {
  readonly key: string;
  readonly left: PlantEvent[];
  readonly ways: Map<PlantEvent, Situation>;
}

/** Events that a finding repeats. */
const PATH = 12;

export class Explorer {
  readonly findings: Finding[] = [];
  /** Events tried, and those tried in each state of the sequencer. */
  steps = 0;
  readonly byState = new Map<string, number>();
  private readonly met = new Map<string, Situation>();
  private readonly path: string[] = [];

  constructor(
    private readonly cabinet: Cabinet,
    private readonly events: readonly PlantEvent[],
    private readonly judge: (cabinet: Cabinet, outside: Outside, event: string) => string[],
    private readonly outside: Outside = new Outside(cabinet),
  ) {}

  /** Number of situations met. */
  get situations(): number {
    return this.met.size;
  }

  /** Goes on until nothing is left to try, or the first mistake, or `limit` events. True when nothing is left. */
  walk(limit: number): boolean {
    for (let here = this.here(); this.steps < limit && this.findings.length === 0; here = this.here()) {
      const event = here.left.shift();
      if (event) this.apply(here, event);
      else {
        const way = this.wayToUntried(here);
        if (!way) return true;
        for (const step of way) this.apply(this.here(), step);
      }
    }
    return false;
  }

  /** The situation as it is now. */
  private here(): Situation {
    const key = this.outside.key();
    let situation = this.met.get(key);
    if (!situation) {
      situation = { key, left: this.events.filter((event) => event.enabled(this.outside)), ways: new Map() };
      this.met.set(key, situation);
    }
    return situation;
  }

  private apply(from: Situation, event: PlantEvent): void {
    const { cabinet, outside, path } = this;
    const { state } = cabinet;
    this.steps++;
    this.byState.set(state, (this.byState.get(state) ?? 0) + 1);
    path.push(`${state}: ${event.name}`);
    if (path.length > PATH) path.shift();
    for (const what of [...event.happen(cabinet, outside), ...this.judge(cabinet, outside, event.name)])
      this.findings.push({ what, path: path.join(' → ') });
    from.ways.set(event, this.here());
  }

  /** Events that lead, as far as is known, to the nearest situation in which something is left to try. */
  private wayToUntried(start: Situation): PlantEvent[] | undefined {
    const before = new Map<Situation, [Situation, PlantEvent]>();
    const queue = [start];
    for (const situation of queue) {
      if (situation.left.length > 0) {
        const way: PlantEvent[] = [];
        for (let at = situation; at !== start;) {
          const [from, event] = before.get(at) as [Situation, PlantEvent]; // every situation in the queue but the first has one
          way.unshift(event);
          at = from;
        }
        return way;
      }
      for (const [event, to] of situation.ways) {
        if (to === start || before.has(to)) continue;
        before.set(to, [situation, event]);
        queue.push(to);
      }
    }
    return undefined;
  }
}
