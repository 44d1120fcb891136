/**
 * The feed of a daemon on two brokers that others wrote: aedes in this process, and mosquitto where it is installed.
 */
import { Aedes } from 'aedes';
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../../../host/daemon/daemon.js';
import { MemoryStore } from '../../../host/record/memory.js';
import type { StandIn } from './controller.js';
import { startStandIn } from './controller.js';

/** A broker that can be ended and started again on its port. */
interface Place {
  readonly port: number;
  start(): Promise<void>;
  end(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'liquidus-mqtt-'));
const MOSQUITTO = ['mosquitto', '/usr/sbin/mosquitto'].find((program) => spawnSync(program, ['-h']).error === undefined);

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function aedesPlace(): Promise<Place> {
  const port = await freePort();
  let broker: Aedes | undefined;
  let server: net.Server | undefined;
  const sockets = new Set<net.Socket>();
  return {
    port,
    start: async () => {
      const fresh = await Aedes.createBroker();
      broker = fresh;
      server = net.createServer((socket) => {
        sockets.add(socket);
        fresh.handle(socket);
      });
      await new Promise<void>((done) => server?.listen(port, '127.0.0.1', done));
    },
    end: async () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await Promise.all([new Promise((done) => server?.close(done)), new Promise<void>((done) => broker?.close(() => done()))]);
    },
  };
}

async function mosquittoPlace(): Promise<Place> {
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  let child: ChildProcess | undefined;
  return {
    port,
    start: async () => {
      child = spawn(MOSQUITTO ?? 'mosquitto', ['-c', file], { stdio: 'ignore' });
      for (let left = 100; left > 0; left--) {
        const there = await new Promise((done) => {
          const probe = net.connect(port, '127.0.0.1', () => (probe.destroy(), done(true)));
          probe.on('error', () => done(false));
        });
        if (there) return;
        await new Promise((done) => setTimeout(done, 50));
      }
      throw new Error('mosquitto does not listen');
    },
    end: async () => {
      const gone = new Promise((done) => child?.once('exit', done));
      child?.kill('SIGKILL');
      await gone;
    },
  };
}

let stand: StandIn;
let daemon: Daemon | undefined;
let ear: MqttClient | undefined;
let place: Place | undefined;

beforeAll(async () => {
  stand = await startStandIn();
});
afterAll(async () => {
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await daemon?.stop();
  await ear?.endAsync(true);
  await place?.end().catch(() => undefined);
  daemon = ear = place = undefined;
});

function start(port: number): Daemon {
  return new Daemon({
    lines: [
      { connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port }, units: [{ id: 'east', title: 'East cell', address: 1, intervalMs: 100 }] },
    ],
    listen: { host: '127.0.0.1', port: 0 },
    mqtt: { url: `mqtt://127.0.0.1:${port}`, prefix: 'plant', discovery: 'homeassistant', intervalMs: 100 },
    store: new MemoryStore(),
    web: folder,
    version: 'test',
  });
}

/** The newest text of each topic that a listener has, and a way to wait for one. */
async function listen(port: number): Promise<{ seen: Map<string, string>; until: (fits: (seen: Map<string, string>) => boolean) => Promise<void> }> {
  const seen = new Map<string, string>();
  let wake = (): void => undefined;
  ear = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100 });
  ear.on('error', () => undefined);
  ear.on('message', (topic, payload) => {
    seen.set(topic, payload.toString());
    wake();
  });
  await ear.subscribeAsync('#', { qos: 1 });
  const until = async (fits: (seen: Map<string, string>) => boolean): Promise<void> => {
    const end = performance.now() + 8000;
    while (!fits(seen)) {
      if (performance.now() > end) throw new Error(`not told within 8 s; told: ${[...seen.keys()].join(', ')}`);
      await new Promise<void>((done) => {
        wake = done;
        setTimeout(done, 200);
      });
    }
  };
  return { seen, until };
}

const PLACES = [
  { name: 'aedes', make: aedesPlace, missing: false },
  { name: 'mosquitto', make: mosquittoPlace, missing: MOSQUITTO === undefined },
];

describe.each(PLACES)('the feed on $name', ({ make, missing, name }) => {
  it.skipIf(missing)(
    `tells state, alarms and availability as retained topics, and sensors to Home Assistant${missing ? ` (${name} is not installed)` : ''}`,
    async () => {
      place = await make();
      await place.start();
      daemon = start(place.port);
      await daemon.start();
      // The listener comes later: what it sees was retained.
      await new Promise((done) => daemon?.member('east').unit.on('snapshot', () => daemon?.member('east').unit.identity && done(undefined)));
      const { seen, until } = await listen(place.port);
      const sensors = (): number => [...seen.keys()].filter((topic) => topic.endsWith('/config')).length;
      await until(() => seen.has('plant/east/state') && seen.has('plant/east/alarms') && sensors() > 40);
      expect([seen.get('plant/status'), seen.get('plant/east/availability')]).toEqual(['online', 'online']);
      // Words of the stand-in: state 6, 250 mA, 3.214 V, a catholyte flow that is "not available", P30 latched first.
      expect(JSON.parse(seen.get('plant/east/state') ?? '')).toMatchObject({
        state: 'discharge',
        current: 0.25,
        cell_voltage: 3.214,
        catholyte_flow: null,
        alarm: 'on',
        first_alarm: 'P30 NaK leak',
      });
      expect((JSON.parse(seen.get('plant/east/alarms') ?? '') as { id: string }[])[0]?.id).toBe('P30');
      const sensor = JSON.parse(seen.get('homeassistant/sensor/liquidus_east/cell_voltage/config') ?? '') as Record<string, unknown>;
      expect(sensor).toMatchObject({
        unique_id: 'liquidus_east_cell_voltage',
        state_topic: 'plant/east/state',
        value_template: '{{ value_json.cell_voltage }}',
        unit_of_measurement: 'V',
        device_class: 'voltage',
        state_class: 'measurement',
        availability: [{ topic: 'plant/status' }, { topic: 'plant/east/availability' }],
        availability_mode: 'all',
        device: { identifiers: ['liquidus_east'], name: 'East cell' },
      });
      // Every value that a sensor picks is in the state.
      const state = JSON.parse(seen.get('plant/east/state') ?? '') as object;
      const configs = [...seen]
        .filter(([topic]) => topic.endsWith('/config'))
        .map(([, text]) => JSON.parse(text) as { value_template: string; unique_id: string });
      expect(new Set(configs.map((config) => config.unique_id)).size).toBe(configs.length);
      for (const config of configs) expect(state).toHaveProperty(/value_json\.(\w+)/.exec(config.value_template)?.[1] ?? '?');
    },
    20_000,
  );

  it.skipIf(missing)(
    `says goodbye when it ends, and its last will says it when it dies${missing ? ` (${name} is not installed)` : ''}`,
    async () => {
      place = await make();
      await place.start();
      const { port } = place;
      // The way to the broker can be cut without a word.
      const ways = new Set<net.Socket>();
      const proxy = net.createServer((socket) => {
        const there = net.connect(port, '127.0.0.1');
        for (const end of [socket, there]) ways.add(end.on('error', () => undefined));
        socket.pipe(there).pipe(socket);
      });
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
      const { seen, until } = await listen(port);
      daemon = start((proxy.address() as net.AddressInfo).port);
      await daemon.start();
      await until(() => seen.get('plant/status') === 'online');
      await daemon.stop();
      await until(() => seen.get('plant/status') === 'offline');
      daemon = start((proxy.address() as net.AddressInfo).port);
      await daemon.start();
      await until(() => seen.get('plant/status') === 'online');
      proxy.close();
      for (const way of ways) way.destroy();
      await until(() => seen.get('plant/status') === 'offline');
    },
    20_000,
  );

  it.skipIf(missing)(
    `survives the loss of the broker, sends the newest of everything to the next one, and says what was lost${missing ? ` (${name} is not installed)` : ''}`,
    async () => {
      place = await make();
      await place.start();
      daemon = start(place.port);
      await daemon.start();
      const { seen, until } = await listen(place.port);
      await until(() => seen.has('plant/east/state'));
      const down = new Promise((done) => daemon?.mqtt?.broker.once('down', done));
      await place.end();
      await down;
      expect(daemon.mqtt?.broker.health).toMatchObject({ connected: false, error: { code: 'link.broker' } });
      seen.clear();
      const before = daemon.member('east').unit.at?.getTime() ?? 0;
      await new Promise((done) => setTimeout(done, 600));
      // The cell is supervised all the while.
      expect(daemon.member('east').unit.at?.getTime()).toBeGreaterThan(before);
      for (let k = 0; k < 1005; k++) daemon.mqtt?.broker.tell('plant/flood', String(k));
      await place.start();
      await until(() => seen.has('plant/outage') && seen.has('plant/east/state') && seen.has('plant/status') && seen.get('plant/flood') === '1004');
      expect(seen.get('plant/status')).toBe('online');
      const { lost, skipped } = JSON.parse(seen.get('plant/outage') ?? '') as { lost: number; skipped: number };
      // A thousand messages wait at most; states came every 100 ms while only the newest is kept.
      expect(lost).toBe(5);
      expect(skipped).toBeGreaterThan(2);
      expect(daemon.mqtt?.broker.health).toMatchObject({ connected: true, error: undefined, lost: 5 });
    },
    30_000,
  );
});
