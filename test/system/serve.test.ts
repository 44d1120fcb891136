/**
 * The daemon on the virtual rig: the flashed bundle, read over Modbus TCP, told over HTTP and WebSocket.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openControl } from '../../hil/rig/control.js';
import { Rig } from '../../hil/rig/rig.js';
import type { Door } from '../../hil/rig/servers.js';
import { openModbusTcp } from '../../hil/rig/servers.js';
import { parseHostPort } from '../../host/bus/connection.js';
import { LiveMessage } from '../../host/daemon/api.js';
import { Daemon } from '../../host/daemon/daemon.js';
import { ROUTES } from '../../host/daemon/http/routes.js';
import { MemoryStore } from '../../host/record/memory.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

let rig: Rig;
let doors: Door[];
let daemon: Daemon;
let url: string;
const web = mkdtempSync(join(tmpdir(), 'liquidus-web-'));

async function ask(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const init = body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } } : { headers };
  const response = await fetch(new URL(path, url), init);
  return { status: response.status, body: await response.json() };
}

/** A request with headers that `fetch` does not let a program set. */
function rawStatus(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((done, fail) => {
    http.get(new URL(path, url), { headers }, (response) => (response.resume(), done(response.statusCode ?? 0))).on('error', fail);
  });
}

/** Listens to the live socket until a message fits. */
function until(fits: (message: LiveMessage) => boolean, then?: () => Promise<unknown>): Promise<LiveMessage> {
  const socket = new WebSocket(url.replace('http', 'ws') + 'api/v1/live');
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('no such message within 10 s')), 10_000);
    socket.on('open', () => void then?.().catch(fail));
    socket.on('error', fail);
    socket.on('message', (text: Buffer) => {
      const message = v.parse(LiveMessage, JSON.parse(text.toString()));
      if (!fits(message)) return;
      clearTimeout(timer);
      socket.close();
      done(message);
    });
  });
}

beforeAll(async () => {
  rig = Rig.create({ speed: 1, plant: {}, blank: false });
  const modbus = await openModbusTcp(rig, '127.0.0.1', 0);
  const control = await openControl(rig, '127.0.0.1', 0);
  doors = [modbus, control];
  rig.start();
  daemon = new Daemon({
    lines: [
      {
        connection: { kind: 'tcp', ...parseHostPort(modbus.where) },
        units: [{ id: 'cell', title: 'The cell', address: 1, intervalMs: 250 }],
        rig: parseHostPort(control.where),
      },
    ],
    listen: { host: '127.0.0.1', port: 0 },
    store: new MemoryStore(),
    web,
    version: 'test',
  });
  url = await daemon.start();
  await until((message) => message.type === 'snapshot');
  await until((message) => message.type === 'snapshot' && message.snapshot.values['newestEvent'] !== undefined);
}, 60_000);
afterAll(async () => {
  await daemon?.stop();
  await Promise.all(doors.map((door) => door.close()));
  rig.close();
  rmSync(web, { recursive: true, force: true });
});

describe('the API of the daemon', () => {
  it.each(ROUTES.filter((route) => route.method === 'GET' && route.path !== '/api/v1/trends').map((route) => route.path))(
    'answers GET %s in the shape that its page promises',
    async (path) => {
      const route = ROUTES.find((candidate) => candidate.path === path && candidate.method === 'GET');
      const { status, body } = await ask(path);
      expect(status).toBe(200);
      expect(v.safeParse(route?.response as v.GenericSchema, body).issues?.map((issue) => v.getDotPath(issue))).toBeUndefined();
    },
  );

  it('tells the cell as it stands: cold, 22 wt% sodium, commissioned, no alarm', async () => {
    const snapshot = (await ask('/api/v1/snapshot')).body as { state: string; values: Record<string, number> };
    expect(snapshot.state).toBe('cold');
    expect(snapshot.values['composition']).toBe(22);
    const state = (await ask('/api/v1/state')).body;
    expect(state).toMatchObject({
      alarms: [],
      firstOut: null,
      rig: true,
      commissioning: { signed: true, missing: [] },
      link: { up: true, quality: 1 },
    });
  });

  it('tells the start of the controller as its first event', async () => {
    expect((await ask('/api/v1/events')).body).toMatchObject([{ number: 1, kind: 'start', start: 1 }]);
  });

  it('gives the course of a channel, with the span that was asked for', async () => {
    await daemon.recorder.flush();
    const now = Date.now();
    const { status, body } = await ask(`/api/v1/trends?channel=cellTemp&from=${now - 60_000}&to=${now}&tier=raw`);
    expect(status).toBe(200);
    const trend = body as { unitOfValue: string; value: number[]; time: number[] };
    expect(trend.unitOfValue).toBe('°C');
    expect(trend.value.length).toBeGreaterThan(0);
    for (const value of trend.value) expect(value).toBeCloseTo(25, 0);
  });

  it.each([
    ['/api/v1/snapshot?unit=none', 404, 'usage.unit'],
    ['/api/v1/nothing', 404, 'usage.path'],
    ['/api/v1/trends?channel=colour&from=1&to=2', 400, 'usage.trend'],
    ['/api/v1/trends?channel=cellTemp&from=x&to=2', 400, 'usage.request'],
    ['/nothing.js', 404, 'usage.path'],
    ['/..%2f..%2fpackage.json', 404, 'usage.path'],
  ])('answers %s with %i and %s', async (path, status, code) => {
    expect(await ask(path)).toMatchObject({ status, body: { error: { code } } });
  });

  it('says that the dashboard is not built where there is none', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('make build');
  });

  it('refuses a page of another origin, and a request by a foreign name for this machine', async () => {
    expect(await ask('/api/v1/commands', { command: 'start' }, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await rawStatus('/api/v1/snapshot', { host: 'evil.example' })).toBe(403);
  });

  it('passes on a refusal of the device, and says what is wrong with a command that there is not', async () => {
    expect(await ask('/api/v1/commands', { command: 'discharge', argument: 0.3 })).toMatchObject({
      status: 409,
      body: { error: { code: 'refused.wrongState' } },
    });
    expect(await ask('/api/v1/commands', { command: 'explode' })).toMatchObject({ status: 400, body: { error: { code: 'usage.command' } } });
    expect(await ask('/api/v1/commands', { command: 'charge', argument: 'much' })).toMatchObject({ status: 400 });
  });

  it('runs a command and answers with the snapshot that shows it done', async () => {
    expect(await ask('/api/v1/commands', { command: 'start' })).toMatchObject({
      status: 200,
      body: { result: 'done', snapshot: { state: 'warmUp' } },
    });
    expect(await ask('/api/v1/commands', { command: 'stop' })).toMatchObject({ status: 200 });
  });

  it('shows a leak that is injected into the rig as an alarm with cause, limit and advice within a second, and clears it again', async () => {
    let injected = 0;
    const inject = async (): Promise<void> => {
      const { status } = await ask('/api/v1/rig/faults', { inject: { fault: 'nakTray.leak' } });
      injected = performance.now();
      expect(status).toBe(200);
    };
    await until((message) => message.type === 'alarm' && message.alarms[0]?.id === 'P30', inject);
    expect(performance.now() - injected).toBeLessThan(1000);
    const told = await until((message) => message.type === 'alarm' && (message.alarms[0]?.cause ?? null) !== null);
    const [alarm] = told.type === 'alarm' ? told.alarms : [];
    expect(alarm).toMatchObject({ id: 'P30', active: true, first: true, reset: 'local', cause: { check: 'P30', limit: 20, unit: 'kΩ' } });
    expect(alarm?.advice).not.toBe('');
    expect(await ask('/api/v1/rig/faults', { clear: 'all' })).toMatchObject({ status: 200, body: { active: [] } });
  });

  it('refuses to inject what the library does not have', async () => {
    expect(await ask('/api/v1/rig/faults', { inject: { fault: 'leak.gone' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'usage.fault' } },
    });
    expect(await ask('/api/v1/rig/faults', {})).toMatchObject({ status: 400, body: { error: { code: 'usage.rig' } } });
  });
});
