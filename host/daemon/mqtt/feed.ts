/**
 * What a broker is told about the units: retained state, alarms and availability of each, events as messages, and configurations for Home Assistant.
 */
import { quantities, snake } from '../../record/quantities.js';
import type { LiveMessage, Snapshot } from '../api.js';
import type { Daemon } from '../daemon.js';
import type { Unit } from '../unit.js';
import { alarmShapes, snapshotOf } from '../views.js';
import { Broker } from './broker.js';
import type { BrokerOptions } from './broker.js';
import { discoveryOf } from './discovery.js';

/** Settings. */
export interface MqttOptions extends Omit<BrokerOptions, 'statusTopic'> {
  /** First part of every topic. */
  readonly prefix: string;
  /** Discovery prefix of Home Assistant; absent: no discovery. */
  readonly discovery?: string;
  /** Time between two states of a unit, ms. An alarm or another state of the sequencer does not wait. */
  readonly intervalMs: number;
}

const NAMES = quantities('full').map(({ name }) => name);

/** The feed of a daemon. */
export class MqttFeed {
  readonly broker: Broker;
  readonly #daemon: Daemon;
  readonly #options: MqttOptions;
  readonly #told = new Map<string, { at: number; state: string; alarms: string }>();
  readonly #discovered = new Map<string, string>();

  constructor(options: MqttOptions, daemon: Daemon) {
    const { prefix, discovery, intervalMs: _, ...connection } = options;
    this.#options = options;
    this.#daemon = daemon;
    this.broker = new Broker({ ...connection, statusTopic: `${prefix}/status` });
    if (discovery !== undefined) this.broker.listen(`${discovery}/status`);
    // Home Assistant asks with this for what was retained, in case its broker has forgotten it.
    this.broker.on('message', (_topic, text) => {
      if (text === 'online' && discovery !== undefined) this.broker.repeat(`${discovery}/`);
    });
    this.broker.on('down', (error) => daemon.options.complain?.(`${error.message} It is tried again; the newest of everything is sent then.`));
    this.broker.on('up', (outage) => {
      if (!outage) return;
      const { from, to, lost, skipped } = outage;
      this.broker.retain(`${prefix}/outage`, JSON.stringify({ from, to, lost, skipped }));
      daemon.options.complain?.(
        `The MQTT broker is back after ${Math.round((to.getTime() - from.getTime()) / 1000)} s: ${lost} messages were given up, ${skipped} states were replaced by newer ones.`,
      );
    });
  }

  /** Tells everything from now on. */
  start(): void {
    this.#daemon.on('live', (message) => this.#take(message));
    for (const { unit } of this.#daemon.members) this.#availability(unit);
    void this.broker.start();
  }

  stop(): Promise<void> {
    for (const { unit } of this.#daemon.members) this.broker.retain(`${this.#at(unit)}/availability`, 'offline');
    return this.broker.stop();
  }

  #at(unit: Unit): string {
    return `${this.#options.prefix}/${unit.options.id}`;
  }

  #take(message: LiveMessage): void {
    if (message.type === 'snapshot') this.#snapshot(message.snapshot);
    else if (message.type === 'alarm') this.#alarms(this.#daemon.member(message.unit).unit);
    else if (message.type === 'link') this.#availability(this.#daemon.member(message.link.unit).unit);
    else if (message.type === 'event') this.broker.tell(`${this.#options.prefix}/${message.event.unit}/event`, JSON.stringify(message.event));
    else if (message.type === 'recorder') this.broker.retain(`${this.#options.prefix}/recorder`, JSON.stringify(message.recorder));
  }

  #availability(unit: Unit): void {
    this.broker.retain(`${this.#at(unit)}/availability`, unit.up ? 'online' : 'offline');
  }

  #alarms(unit: Unit): void {
    const alarms = alarmShapes(unit);
    this.broker.retain(`${this.#at(unit)}/alarms`, JSON.stringify(alarms));
    const snapshot = snapshotOf(unit);
    if (snapshot) this.#snapshot(snapshot);
  }

  #snapshot(snapshot: Snapshot): void {
    const { unit } = this.#daemon.member(snapshot.unit);
    const alarms = unit.alarms.map(({ id, active, latched }) => `${id}${active}${latched}`).join();
    const last = this.#told.get(snapshot.unit);
    const now = performance.now();
    if (last?.state === snapshot.state && last.alarms === alarms && now - last.at < this.#options.intervalMs) return;
    this.#told.set(snapshot.unit, { at: now, state: snapshot.state, alarms });
    this.#discover(unit);
    const tripped = unit.alarms.filter(({ active, latched }) => active || latched);
    const values = Object.fromEntries(NAMES.filter((name) => name !== 'state').map((name) => [snake(name), snapshot.values[name] ?? null]));
    const text = JSON.stringify({
      time: snapshot.time,
      state: snapshot.state,
      alarm: tripped.length > 0 ? 'on' : 'off',
      first_alarm: tripped[0] ? `${tripped[0].id} ${tripped[0].name}` : null,
      ...values,
    });
    this.broker.retain(`${this.#at(unit)}/state`, text);
  }

  /** Once a unit has said who it is, and again when that is another one. */
  #discover(unit: Unit): void {
    const { discovery, prefix } = this.#options;
    const { identity } = unit;
    if (discovery === undefined || !identity) return;
    const known = `${identity.board.number} ${identity.profile} ${identity.firmware}`;
    if (this.#discovered.get(unit.options.id) === known) return;
    this.#discovered.set(unit.options.id, known);
    const at = this.#at(unit);
    const topics = { state: `${at}/state`, availability: `${at}/availability`, status: `${prefix}/status` };
    for (const { topic, text } of discoveryOf(unit, topics, discovery, this.#daemon.options.version)) this.broker.retain(topic, text);
  }
}
