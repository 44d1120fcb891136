/**
 * One controller as the daemon knows it: last snapshot, alarms, events, health of its link. It polls itself when its line gives it a turn.
 */
import { EventEmitter } from 'node:events';
import type { Bus } from '../bus/bus.js';
import type { Alarm } from '../device/alarms.js';
import { alarmsOf } from '../device/alarms.js';
import type { Command } from '../device/codec.js';
import type { Commissioning } from '../device/commissioning.js';
import { isCommissioned } from '../device/commissioning.js';
import { Device } from '../device/device.js';
import type { PlantEvent } from '../device/events.js';
import type { Identity } from '../device/identity.js';
import type { Live } from '../device/live.js';
import { readLoops, type NakLoop } from '../device/loops.js';
import { stateName } from '../device/outcome.js';
import type { Slow } from '../device/slow.js';
import { LiquidusError } from '../error.js';
import { Mailbox } from './mailbox.js';
import { PollWindow } from './poll-window.js';

/** Settings of a unit. */
export interface UnitOptions {
  /** Id in the API: letters, digits, hyphen. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** Modbus address, 1..247. */
  readonly address: number;
  /** Time from one snapshot to the next, ms. */
  readonly intervalMs: number;
  /** Number at the Modbus TCP gateway, 1..247. Default: the address. */
  readonly gatewayUnit?: number;
  /** Time between two heartbeats that are due once a second, ms. Default 1000; a rig whose time runs faster needs them sooner. */
  readonly heartbeatMs?: () => number;
}

/** An event with the time at which it happened, where that is known. */
export interface DatedEvent {
  readonly event: PlantEvent;
  readonly time: Date | null;
}

/** What a unit tells. */
export interface UnitEvents {
  snapshot: [];
  alarm: [];
  event: [DatedEvent];
  link: [];
}

/** Time between two reads of the slow registers, ms. */
const SLOW_MS = 2000;
/** Time between two reads of the commissioning while it is not signed, ms. */
const COMMISSIONING_MS = 15_000;
/** Time between two heartbeats in the time of the device, ms, while it has not told another one. */
const HEARTBEAT_MS = 1000;
/** Failed polls in a row after which a unit is asked less often, and the longest distance then, ms. */
const PATIENCE = 3;
const LONGEST_REST_MS = 10_000;
/** Events that are kept in memory. */
const EVENTS_KEPT = 1024;
/** States that need a heartbeat, and those that lead to one of them. */
const HELD: ReadonlySet<string> = new Set(['charge', 'discharge', 'rescue']);
const ON_THE_WAY: ReadonlySet<string> = new Set(['warmUp', 'circulate', 'preCharge']);
/** Commands that take remote control. */
const TAKES_CONTROL: ReadonlySet<string> = new Set(['charge', 'discharge', 'rescue']);

/** One unit. Its line calls `turn`. */
export class Unit extends EventEmitter<UnitEvents> {
  readonly options: UnitOptions;
  readonly window = new PollWindow();
  /** Who writes the command mailbox: this daemon or a master behind the gateway. */
  readonly mailbox = new Mailbox();
  live: Live | undefined;
  at: Date | undefined;
  slow: Slow | undefined;
  /** NaK loops of a device that follows several, as they were read last; none of one that follows one. */
  loops: readonly NakLoop[] = [];
  identity: Identity | undefined;
  commissioning: Commissioning | undefined;
  alarms: readonly Alarm[] = [];
  /** Newest last. */
  readonly events: DatedEvent[] = [];
  up = false;
  since: Date | undefined;
  error: LiquidusError | undefined;
  /** True while this daemon keeps a set-point alive. */
  holding = false;
  #device: Device | undefined;
  #due = 0;
  #slowDue = 0;
  #commissioningDue = 0;
  #failures = 0;
  #newestEvent = 0;
  #beat: NodeJS.Timeout | undefined;

  constructor(options: UnitOptions) {
    super();
    this.options = options;
  }

  /** When the next poll is due, ms of `performance.now()`. */
  get due(): number {
    return this.#due;
  }

  /** True when it has not answered for so long that it is asked less often. */
  get silent(): boolean {
    return !this.up && this.#failures >= PATIENCE && this.error?.family === 'link';
  }

  /** Takes a bus into use, or none while the line is down. */
  attach(bus: Bus | undefined): void {
    this.#device = bus && new Device(bus, this.options.address);
    this.#due = 0;
    this.#slowDue = 0;
    this.#failures = 0;
    if (!bus) clearTimeout(this.#beat);
    else if (this.holding) this.#heartbeats();
  }

  /** One poll: the live block, and what else is due. Never rejects for trouble of the link or of the device. */
  async turn(): Promise<void> {
    const device = this.#device;
    if (!device) return;
    const started = performance.now();
    try {
      const live = await device.readSnapshot();
      this.#seen(live);
      if (started >= this.#slowDue) await this.#readSlow(device, live);
      this.#failures = 0;
      this.window.add(true);
      this.#due = Math.max(started + this.options.intervalMs, performance.now());
    } catch (error) {
      this.#failures++;
      // A device that stores something says so, and answers again in a moment.
      if (error instanceof LiquidusError && error.code === 'refused.busy' && this.#failures < PATIENCE) {
        this.#due = performance.now() + this.options.intervalMs;
        return;
      }
      this.lost(error);
      this.window.add(false);
      const rest = this.options.intervalMs * 2 ** Math.max(0, this.#failures - PATIENCE);
      this.#due = performance.now() + Math.min(rest, Math.max(LONGEST_REST_MS, this.options.intervalMs));
    }
  }

  /** Notes that there is no snapshot, and why. A mistake of this program counts too: the daemon goes on and says so. */
  lost(trouble: unknown): void {
    const error = trouble instanceof LiquidusError ? trouble : new LiquidusError('internal.unit', `Please report this: ${String(trouble)}`);
    const news = this.up || this.error?.code !== error.code;
    if (this.up || this.since === undefined) this.since = new Date();
    this.up = false;
    this.error = error;
    if (news) this.emit('link');
  }

  /** Runs a command. Rejects with `link.*` or `refused.*`. */
  async command(command: Command): Promise<Live> {
    const device = this.#device;
    if (!device) throw this.error ?? new LiquidusError('link.closed', `There is no link to ${this.options.title} yet; try again in a second.`);
    const live = await this.mailbox.hold(() => device.command(command));
    if (TAKES_CONTROL.has(command.name)) this.#hold();
    else if (command.name === 'rest' || command.name === 'stop') this.release();
    this.#seen(live);
    return live;
  }

  /** Ends heartbeats: the device runs the current down by itself if nobody else sends them. */
  release(): void {
    this.holding = false;
    clearTimeout(this.#beat);
  }

  #hold(): void {
    this.holding = true;
    this.#heartbeats();
  }

  #heartbeatMs(): number {
    const second = this.options.heartbeatMs?.() ?? HEARTBEAT_MS;
    return (second * (this.#device?.heartbeatMs ?? HEARTBEAT_MS)) / HEARTBEAT_MS;
  }

  #heartbeats(): void {
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => {
      const device = this.#device;
      if (!this.holding || !device) return;
      // A lost heartbeat is one of five that the device would miss; the poll reports the link.
      device
        .heartbeat()
        .catch(() => undefined)
        .finally(() => this.#heartbeats());
    }, this.#heartbeatMs());
  }

  #seen(live: Live): void {
    const restarted = this.live !== undefined && live.uptime < this.live.uptime;
    const before = this.alarms;
    this.live = live;
    this.at = new Date();
    this.alarms = alarmsOf(live);
    if (!this.up) {
      this.up = true;
      this.since = this.at;
      this.error = undefined;
      this.emit('link');
    }
    if (restarted) this.identity = undefined;
    const state = stateName(live.state);
    if (this.holding && !HELD.has(state) && !ON_THE_WAY.has(state)) this.release();
    if (JSON.stringify(before) !== JSON.stringify(this.alarms)) {
      this.#slowDue = 0;
      this.emit('alarm');
    }
    this.emit('snapshot');
  }

  async #readSlow(device: Device, live: Live): Promise<void> {
    this.#slowDue = performance.now() + SLOW_MS;
    this.identity ??= await device.identify();
    this.slow = await device.readSlow(live);
    this.loops = await readLoops(device, live);
    if (this.slow.newestEvent !== this.#newestEvent) await this.#readEvents(device, live, this.slow.newestEvent);
    if (isCommissioned(live)) {
      if (this.commissioning?.signed !== true) this.commissioning = await device.readCommissioning();
    } else if (performance.now() >= this.#commissioningDue) {
      this.#commissioningDue = performance.now() + COMMISSIONING_MS;
      this.commissioning = await device.readCommissioning();
    }
  }

  /** Reads the events since the last time; at first contact all that the device holds. */
  async #readEvents(device: Device, live: Live, newest: number): Promise<void> {
    const fresh = (newest - this.#newestEvent) & 0xffff;
    const known = new Set(this.events.map(({ event }) => `${event.start}/${event.number}`));
    const found = await device.readEvents(Math.min(fresh, EVENTS_KEPT));
    // The newest start in the log is the present one: every start is an event.
    const present = Math.max(...found.map((event) => event.start), ...this.events.map(({ event }) => event.start));
    const startedAt = (this.at ?? new Date()).getTime() - live.uptime * 1000;
    for (const event of found) {
      if (known.has(`${event.start}/${event.number}`)) continue;
      const dated = { event, time: event.start === present ? new Date(startedAt + event.seconds * 1000) : null };
      this.events.push(dated);
      this.emit('event', dated);
    }
    this.events.splice(0, Math.max(0, this.events.length - EVENTS_KEPT));
    this.#newestEvent = newest;
    if (found.length > 0) this.emit('alarm');
  }
}
