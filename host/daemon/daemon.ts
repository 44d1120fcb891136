/**
 * The daemon: lines, units, recorder and API in one process. It is the only owner of its lines; everybody else talks to it.
 */
import { EventEmitter } from 'node:events';
import { LiquidusError } from '../error.js';
import type { RecordStore } from '../record/store.js';
import { Recorder } from '../record/recorder.js';
import type { CommandRequest, LiveMessage, RigRequest, RigStanding, Session, Snapshot } from './api.js';
import { deviceCommand, requireRole, roleFor } from './commands.js';
import { numbersOf } from './gateway/config.js';
import type { GatewayOptions } from './gateway/gateway.js';
import { Gateway } from './gateway/gateway.js';
import type { AccessOptions } from './http/access.js';
import type { TlsFiles } from './http/server.js';
import { ApiServer } from './http/server.js';
import type { LineOptions } from './line.js';
import { Line } from './line.js';
import { ProcessFigures } from './metrics/metrics.js';
import type { MessageOptions } from './messages/messages.js';
import { Messages } from './messages/messages.js';
import type { MqttOptions } from './mqtt/feed.js';
import { MqttFeed } from './mqtt/feed.js';
import { RigLink } from './rig-link.js';
import { Audit } from './security/audit.js';
import { RateLimit } from './security/rate-limit.js';
import type { Client } from './security/tokens.js';
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
  readonly access?: AccessOptions;
  readonly tls?: TlsFiles;
  /** File of the audit log; absent: none. */
  readonly audit?: string;
  /** Modbus TCP for other masters; absent: none. */
  readonly gateway?: GatewayOptions;
  /** MQTT broker that is told everything; absent: none. */
  readonly mqtt?: MqttOptions;
  /** Messages about alarms; absent: none. */
  readonly messages?: MessageOptions;
  /** Gets what the person at the console should know. */
  readonly complain?: (message: string) => void;
  /** Folder of the dashboard. */
  readonly web: string;
  /** Folder of the built bundles, for the commissioning page; absent: it has none to offer. */
  readonly firmware?: string;
  /** Version of the package. */
  readonly version: string;
}

/** A unit, the line it is on, and its rig where it is a virtual one. */
export interface Member {
  readonly unit: Unit;
  readonly line: Line;
  readonly rig: RigLink | undefined;
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** One daemon. Event `live`: what listeners are told. */
export class Daemon extends EventEmitter<{ live: [LiveMessage] }> {
  readonly options: DaemonOptions;
  readonly members: readonly Member[];
  readonly recorder: Recorder;
  readonly gateway: Gateway | undefined;
  readonly mqtt: MqttFeed | undefined;
  readonly messages: Messages | undefined;
  readonly lines: readonly Line[];
  readonly audit: Audit;
  readonly process = new ProcessFigures();
  readonly #rigs: readonly RigLink[];
  readonly #server: ApiServer;
  readonly #rate = new RateLimit();
  #gatewayPort: number | undefined;

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
    this.lines = planned.map(({ line }) => line);
    this.#rigs = planned.flatMap(({ rig }) => rig ?? []);
    this.members = planned.flatMap(({ line, rig }) => line.units.map((unit) => ({ unit, line, rig })));
    for (const member of this.members) this.#watch(member);
    this.recorder.on('health', () => this.emit('live', { type: 'recorder', recorder: recorderShape(this.recorder) }));
    this.audit = new Audit(options.audit, (message) => options.complain?.(message));
    this.gateway = options.gateway && new Gateway(options.gateway, numbersOf(this.members), this.audit);
    this.mqtt = options.mqtt && new MqttFeed(options.mqtt, this);
    this.messages = options.messages && new Messages(options.messages, this);
    this.#server = new ApiServer(this);
  }

  /** Opens API and gateway and starts polling; resolves with the address of the dashboard. Rejects with `usage.address`. */
  async start(): Promise<string> {
    const { host, port } = this.options.listen;
    const bound = await this.#server.listen(host, port);
    this.process.start();
    this.#gatewayPort = await this.gateway?.listen();
    this.mqtt?.start();
    this.messages?.start();
    for (const line of this.lines) line.start();
    return `${this.options.tls ? 'https' : 'http'}://${urlHost(host)}:${bound}/`;
  }

  /** Where masters reach the gateway, once it was started; undefined without one. */
  get gatewayAddress(): string | undefined {
    return this.options.gateway && `${urlHost(this.options.gateway.host)}:${this.#gatewayPort ?? this.options.gateway.port}`;
  }

  /** Ends everything: no heartbeat, no poll, no listener, recordings on disk. */
  async stop(): Promise<void> {
    this.process.stop();
    await Promise.all(this.lines.map((line) => line.stop()));
    for (const rig of this.#rigs) rig.close();
    await this.gateway?.close();
    this.messages?.stop();
    await this.mqtt?.stop();
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
    const before = snapshotOf(unit)?.state;
    const tell = (result: string): void => {
      this.emit('live', { type: 'command', unit: unit.options.id, command: request.command, name: client.name, result });
      const { command: action, argument: value } = request;
      this.audit.write({
        who: client.name,
        role: client.role,
        unit: unit.options.id,
        action,
        value,
        old: before,
        new: snapshotOf(unit)?.state,
        result,
      });
    };
    try {
      // A stop is never held up.
      if (request.command !== 'stop') this.#rate.count(client.name);
      requireRole(client, roleFor(request.command), request.command);
      await unit.command(deviceCommand(request));
    } catch (error) {
      tell(error instanceof LiquidusError ? error.code : 'internal.daemon');
      throw error;
    }
    tell('done');
    const snapshot = snapshotOf(unit);
    if (!snapshot) throw new LiquidusError('internal.daemon', 'A command was done without a snapshot; please report it.');
    return snapshot;
  }

  /** Breaks or mends something in a rig for a client. Rejects as `RigLink.change` does. */
  async changeRig(client: Client, request: RigRequest): Promise<RigStanding> {
    const { unit: id, ...value } = request;
    const tell = (result: string): void =>
      this.audit.write({ who: client.name, role: client.role, unit: this.member(id).unit.options.id, action: 'rig', value, result });
    this.#rate.count(client.name);
    try {
      const standing = await this.rig(id).change(request);
      tell('done');
      return standing;
    } catch (error) {
      tell(error instanceof LiquidusError ? error.code : 'internal.daemon');
      throw error;
    }
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
