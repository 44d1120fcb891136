/**
 * Decides which alarm is told to whom and when: raised after its delay, repeated while it stands, cleared when it is over.
 */
import type { Message, Severity, Standing } from './message.js';
import { SEVERITIES } from './message.js';

/** One rule. */
export interface MessageRule {
  /** Least severity. */
  readonly severity: Severity;
  /** Ids of faults; absent: all. */
  readonly faults?: readonly string[] | undefined;
  /** Ids of units; absent: all. */
  readonly units?: readonly string[] | undefined;
  /** Time that it must have stood, s. */
  readonly delay: number;
  /** Time between two repetitions while it stands, min; absent: it is told once. */
  readonly repeat?: number | undefined;
  /** Whether its end is told. */
  readonly clear: boolean;
  /** Names of targets. */
  readonly to: readonly string[];
}

/** Longest wait for the event that says why a fault has tripped, ms. */
const CAUSE_MS = 3000;
const MS_PER_S = 1000;
const MS_PER_MIN = 60_000;

/** A rule that has seen something. */
interface Watch {
  readonly rule: MessageRule;
  readonly unit: string;
  readonly title: string;
  standing: Standing;
  readonly sinceMs: number;
  readonly since: string;
  /** Severity that was told, and when; undefined before. */
  told: { severity: Severity; atMs: number } | undefined;
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** All rules of a daemon. */
export class Watchman {
  readonly #rules: readonly MessageRule[];
  readonly #send: (target: string, message: Message) => void;
  readonly #now: () => number;
  readonly #start = Date.now().toString(36);
  readonly #watches = new Map<string, Watch>();
  #count = 0;

  /** @param send takes a message for a target. @param now clock that only goes forward, ms */
  constructor(rules: readonly MessageRule[], send: (target: string, message: Message) => void, now: () => number = () => performance.now()) {
    this.#rules = rules;
    this.#send = send;
    this.#now = now;
  }

  /** Takes everything of one source of a unit that stands now: its alarms, its link, or the recording. `source` keeps them apart. */
  take(source: string, unit: string, title: string, standings: readonly Standing[]): void {
    const now = this.#now();
    const present = new Set<string>();
    for (const [number, rule] of this.#rules.entries()) {
      if (rule.units && !rule.units.includes(unit)) continue;
      for (const standing of standings) {
        if (rank(standing.severity) < rank(rule.severity) || (rule.faults && !rule.faults.includes(standing.fault))) continue;
        const key = `${source} ${number} ${unit} ${standing.fault}`;
        present.add(key);
        const known = this.#watches.get(key);
        if (known) known.standing = standing;
        else this.#watches.set(key, { rule, unit, title, standing, sinceMs: now, since: new Date().toISOString(), told: undefined });
      }
    }
    for (const [key, watch] of this.#watches) {
      if (watch.unit !== unit || !key.startsWith(`${source} `) || present.has(key)) continue;
      this.#watches.delete(key);
      if (watch.told && watch.rule.clear) this.#tell(watch, 'clear');
    }
    this.tick();
  }

  /** Tells what is due. To be called often: once a second. */
  tick(): void {
    const now = this.#now();
    for (const watch of this.#watches.values()) {
      const { rule, standing, sinceMs, told } = watch;
      const worse = told && rank(standing.severity) > rank(told.severity);
      if (!told || worse) {
        const waitsForCause = standing.causeComes && now - sinceMs < CAUSE_MS;
        if (now - sinceMs < rule.delay * MS_PER_S || waitsForCause) continue;
        this.#tell(watch, 'raise');
        watch.told = { severity: standing.severity, atMs: now };
      } else if (rule.repeat !== undefined && now - told.atMs >= rule.repeat * MS_PER_MIN) {
        this.#tell(watch, 'repeat');
        watch.told = { ...told, atMs: now };
      }
    }
  }

  #tell({ rule, unit, title, standing, since }: Watch, kind: Message['kind']): void {
    const { causeComes: _, ...facts } = standing;
    const time = new Date().toISOString();
    for (const target of rule.to) this.#send(target, { id: `${this.#start}-${++this.#count}`, kind, unit, title, ...facts, since, time });
  }
}
