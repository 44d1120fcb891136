/**
 * The daemon: lines, units, recorder and API in one process. It is the only owner of its lines; everybody else talks to it.
 */
import { EventEmitter } from 'node:events';
import { LiquidusError } from '../error.js';
import type { RecordStore } from '../record/store.js';
import { Recorder } from '../record/recorder.js';
import type { CommandRequest, LiveMessage, Session, Snapshot } from './api.js';
import { deviceCommand } from './commands.js';
import type { Client } from './http/route.js';
import { ApiServer } from './http/server.js';
import type { LineOptions } from './line.js';
import { Line } from './line.js';
import { RigLink } from './rig-link.js';
import type { UnitOptions } from './unit.js';
import { Unit } from './unit.js';
import { alarmShapes, eventShape, linkOf, recorderShape, snapshotOf, storedEvent, valuesOf } from './views.js';

/** A line with its units. */
export interface LinePlan extends LineOptions {
  readonly units: readonly UnitOptions[];
  /** Control socket of a virtual rig behind this line. */
  readonly rig?: { readonly host: string; readonly port: number };
}

/** Settings of a daemon. */
export interface DaemonOptions {
  readonly lines: readonly LinePlan[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly store: RecordStore;
  /** Folder of the dashboard. */
  readonly web: string;
  /** Version of the package. */
  readonly version: string;
}

/** A unit, the line it is on, and its rig where it is a virtual one. */
export interface Member {
  readonly unit: Unit;
  readonly line: Line;
  readonly rig: RigLink | undefined;
}

/** One daemon. Event `live`: what listeners are told. */
export class Daemon extends EventEmitter<{ live: [LiveMessage] }> {
  readonly options: DaemonOptions;
  readonly members: readonly Member[];
  readonly recorder: Recorder;
  readonly #lines: readonly Line[];
  readonly #rigs: readonly RigLink[];
  readonly #server: ApiServer;

  constructor(options: DaemonOptions) {
    super();
    this.options = options;
    this.recorder = new Recorder(options.store);
    const planned = options.lines.map((plan) => {
      const rig = plan.rig && new RigLink(plan.rig.host, plan.rig.port);
      return {
        line: new Line(
          plan,
          plan.units.map((unit) => new Unit(unit)),
        ),
        rig,
      };
    });
    this.#lines = planned.map(({ line }) => line);
    this.#rigs = planned.flatMap(({ rig }) => rig ?? []);
    this.members = planned.flatMap(({ line, rig }) => line.units.map((unit) => ({ unit, line, rig })));
    for (const member of this.members) this.#watch(member);
    this.recorder.on('health', () => this.emit('live', { type: 'recorder', recorder: recorderShape(this.recorder) }));
    this.#server = new ApiServer(this);
  }

  /** Opens the API and starts polling; resolves with the address of the dashboard. Rejects with `usage.address`. */
  async start(): Promise<string> {
    const { host, port } = this.options.listen;
    const bound = await this.#server.listen(host, port);
    for (const line of this.#lines) line.start();
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound}/`;
  }

  /** Ends everything: no heartbeat, no poll, no listener, recordings on disk. */
  async stop(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.stop()));
    for (const rig of this.#rigs) rig.close();
    await this.#server.close();
    await this.recorder.close();
  }

  /** The unit of an id; the first one without. Throws `usage.unit`. */
  member(id: string | undefined): Member {
    const found = id === undefined ? this.members[0] : this.members.find(({ unit }) => unit.options.id === id);
    if (found) return found;
    const known = this.members.map(({ unit }) => unit.options.id).join(', ');
    throw new LiquidusError('usage.unit', `There is no unit "${id ?? ''}"; units: ${known}.`);
  }

  /** The rig of a unit. Throws `usage.rig` for a unit that is none. */
  rig(id: string | undefined): RigLink {
    const { rig, unit } = this.member(id);
    if (rig) return rig;
    throw new LiquidusError('usage.rig', `${unit.options.title} is no virtual rig with a control socket; faults are injected there only.`);
  }

  /** The units, for lists. */
  unitShapes(): Session['units'] {
    return this.members.map(({ unit, line }) => ({
      unit: unit.options.id,
      title: unit.options.title,
      link: line.title,
      address: unit.options.address,
    }));
  }

  /** Who a client is for this daemon. */
  session(client: Client): Session {
    return { role: client.role, name: client.name, version: this.options.version, units: this.unitShapes() };
  }

  /** Sends a command for a client; resolves with the snapshot that showed it done. Rejects with `usage.*`, `refused.*`, `link.*`. */
  async command(client: Client, request: CommandRequest): Promise<Snapshot> {
    const { unit } = this.member(request.unit);
    const command = deviceCommand(request);
    const tell = (result: string): void =>
      void this.emit('live', { type: 'command', unit: unit.options.id, command: request.command, name: client.name, result });
    try {
      await unit.command(command);
    } catch (error) {
      tell(error instanceof LiquidusError ? error.code : 'internal.daemon');
      throw error;
    }
    tell('done');
    const snapshot = snapshotOf(unit);
    if (!snapshot) throw new LiquidusError('internal.daemon', 'A command was done without a snapshot; please report it.');
    return snapshot;
  }

  #watch({ unit, line }: Member): void {
    unit.on('snapshot', () => {
      const snapshot = snapshotOf(unit);
      if (!snapshot || !unit.at) return;
      this.emit('live', { type: 'snapshot', snapshot });
      this.recorder.take({ unit: unit.options.id, timeMs: unit.at.getTime(), values: valuesOf(unit) });
    });
    unit.on('alarm', () => this.emit('live', { type: 'alarm', unit: unit.options.id, alarms: alarmShapes(unit) }));
    unit.on('event', (event) => {
      this.emit('live', { type: 'event', event: eventShape(unit, event) });
      this.recorder.takeEvent(storedEvent(unit, event));
    });
    unit.on('link', () => this.emit('live', { type: 'link', link: linkOf(unit, line) }));
  }
}
