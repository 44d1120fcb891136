/**
 * Messages about alarms: watches units, links and recorder of a daemon, and hands what the rules ask for to the targets.
 */
import { join } from 'node:path';
import { LiquidusError } from '../../error.js';
import { mkdirSync } from 'node:fs';
import type { LiveMessage } from '../api.js';
import type { Daemon } from '../daemon.js';
import { alarmShapes } from '../views.js';
import type { Standing } from './message.js';
import { standingOf } from './message.js';
import type { OutboxHealth } from './outbox.js';
import { Outbox } from './outbox.js';
import type { Target } from './targets.js';
import { delivery } from './targets.js';
import type { MessageRule } from './watchman.js';
import { Watchman } from './watchman.js';

/** Settings. */
export interface MessageOptions {
  readonly targets: Readonly<Record<string, Target>>;
  readonly rules: readonly MessageRule[];
  /** Folder that keeps what waits over a restart; absent: memory only. */
  readonly queue?: string;
}

/** Time between two looks at what is due, ms. */
const TICK_MS = 500;

const trouble = (fault: string, name: string, error: { readonly code: string; readonly message: string }): Standing => ({
  fault,
  name,
  severity: 'critical',
  cause: error.code,
  advice: error.message,
  causeComes: false,
});

/** The messages of a daemon. */
export class Messages {
  readonly #daemon: Daemon;
  readonly #outboxes: ReadonlyMap<string, Outbox>;
  readonly #watchman: Watchman;
  #timer: NodeJS.Timeout | undefined;

  /** Throws `usage.config` for a rule that names a target or a unit that there is not. */
  constructor({ targets, rules, queue }: MessageOptions, daemon: Daemon) {
    this.#daemon = daemon;
    for (const rule of rules) {
      const target = rule.to.find((name) => !(name in targets));
      if (target !== undefined)
        throw new LiquidusError(
          'usage.config',
          `messages: a rule names the target "${target}", which there is not; targets: ${Object.keys(targets).join(', ')}.`,
        );
      for (const unit of rule.units ?? []) daemon.member(unit);
    }
    const complain = (message: string): void => daemon.options.complain?.(message);
    this.#outboxes = new Map(
      Object.entries(targets).map(([target, way]) => {
        const file = queue === undefined ? undefined : join(queue, `messages-${target}.json`);
        return [target, new Outbox({ target, deliver: delivery(way, daemon.mqtt?.broker), file, complain })];
      }),
    );
    this.#watchman = new Watchman(rules, (target, message) => this.#outboxes.get(target)?.add(message));
    if (queue !== undefined) makeFolder(queue, complain);
  }

  /** How the targets stand. */
  get health(): OutboxHealth[] {
    return [...this.#outboxes.values()].map((outbox) => outbox.health);
  }

  start(): void {
    for (const outbox of this.#outboxes.values()) outbox.start();
    this.#daemon.on('live', (message) => this.#take(message));
    this.#timer = setInterval(() => this.#watchman.tick(), TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const outbox of this.#outboxes.values()) outbox.stop();
  }

  #take(message: LiveMessage): void {
    if (message.type === 'alarm') {
      const { unit } = this.#daemon.member(message.unit);
      this.#watchman.take('alarm', message.unit, unit.options.title, alarmShapes(unit).map(standingOf));
    } else if (message.type === 'link') {
      const { unit, error, up } = message.link;
      const standings = up || !error ? [] : [trouble('link', 'No answer from the controller', error)];
      this.#watchman.take('link', unit, this.#daemon.member(unit).unit.options.title, standings);
    } else if (message.type === 'recorder') {
      const { error } = message.recorder;
      this.#watchman.take('recorder', 'daemon', 'Daemon', error ? [trouble('recorder', 'The recording fails', error)] : []);
    }
  }
}

function makeFolder(folder: string, complain: (message: string) => void): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    complain(`The folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code ?? String(error)}); messages wait in memory.`);
  }
}
