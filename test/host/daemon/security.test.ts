import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { DaemonOptions } from '../../../host/daemon/daemon.js';
import { Daemon } from '../../../host/daemon/daemon.js';
import { Tokens } from '../../../host/daemon/security/tokens.js';
import { MemoryStore } from '../../../host/record/memory.js';
import type { StandIn } from './controller.js';
import { startStandIn } from './controller.js';

const OPENSSL = spawnSync('openssl', ['version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'liquidus-access-'));
const tokens = join(folder, 'tokens');
const audit = join(folder, 'audit.jsonl');
const VIEWER = 'viewer-token-0123456789abcdef';
const OPERATOR = 'operator-token-0123456789abcd';

let stand: StandIn;
let daemon: Daemon | undefined;
let url = '';

beforeAll(async () => {
  stand = await startStandIn();
  writeFileSync(tokens, `# comment\nviewer   wall   ${VIEWER}\noperator night  ${OPERATOR} # shift\n`, { mode: 0o600 });
});
afterAll(async () => {
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});

async function start(options: Partial<DaemonOptions>): Promise<void> {
  daemon = new Daemon({
    lines: [{ connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port }, units: [{ id: 'a', title: 'A', address: 1, intervalMs: 100 }] }],
    listen: { host: '127.0.0.1', port: 0 },
    store: new MemoryStore(),
    web: folder,
    version: 'test',
    ...options,
  });
  const { unit } = daemon.member('a');
  const first = new Promise((done) => unit.once('snapshot', () => done(undefined)));
  url = await daemon.start();
  await first;
}

async function status(path: string, token?: string, body?: object): Promise<number> {
  const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body ? { 'content-type': 'application/json' } : {}) };
  const response = await fetch(new URL(path, url), body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  return response.status;
}

/** Opens the live socket; resolves with the first message's type and the subprotocol, or the status of a refusal. */
function listen(protocols: string[]): Promise<string | number> {
  const socket = new WebSocket(url.replace('http', 'ws') + 'api/v1/live', protocols);
  return new Promise((done, fail) => {
    socket.on('unexpected-response', (_, response) => done(response.statusCode ?? 0));
    socket.on('error', fail);
    socket.on('message', (text: Buffer) => {
      done(`${(JSON.parse(text.toString()) as { type: string }).type} ${socket.protocol}`);
      socket.close();
    });
  });
}
const offer = (token: string): string[] => ['liquidus', `token.${Buffer.from(token).toString('base64url')}`];

describe('a daemon with tokens', () => {
  it('answers nobody without one, not even on this machine', async () => {
    await start({ access: { tokens } });
    expect(await status('/api/v1/snapshot')).toBe(401);
    expect(await status('/api/v1/snapshot', 'a-token-that-nobody-has-given')).toBe(401);
    expect(await listen(['liquidus'])).toBe(401);
  });

  it('lets a viewer read and listen, and refuses its commands', async () => {
    await start({ access: { tokens } });
    expect(await status('/api/v1/snapshot', VIEWER)).toBe(200);
    expect(await listen(offer(VIEWER))).toBe('hello liquidus');
    const before = stand.writes.length;
    expect(await status('/api/v1/commands', VIEWER, { command: 'stop' })).toBe(403);
    expect(stand.writes.length).toBe(before);
  });

  it('lets an operator start and stop, but not sign a commissioning', async () => {
    await start({ access: { tokens } });
    expect(await status('/api/v1/commands', OPERATOR, { command: 'start' })).toBe(200);
    expect(await status('/api/v1/commands', OPERATOR, { command: 'sign', argument: 7 })).toBe(403);
  });

  it('gives a client of this machine the role that the configuration names', async () => {
    await start({ access: { tokens, localRole: 'viewer' } });
    expect([await status('/api/v1/snapshot'), await status('/api/v1/commands', undefined, { command: 'start' })]).toEqual([200, 403]);
  });
});

describe('what is written through a daemon', () => {
  it('stands in the audit log: who, what, from which state to which, and how it ended', async () => {
    await start({ access: { tokens }, audit });
    await status('/api/v1/commands', OPERATOR, { command: 'reset', argument: 'P13' });
    await status('/api/v1/commands', VIEWER, { command: 'start' });
    const lines = readFileSync(audit, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { who: 'night', role: 'operator', unit: 'a', action: 'reset', value: 'P13', result: 'done' },
      { who: 'wall', role: 'viewer', unit: 'a', action: 'start', result: 'refused.role' },
    ]);
    expect(lines[0]?.['old']).toBe(lines[0]?.['new']);
    expect(JSON.stringify(lines)).not.toContain(OPERATOR);
  });

  it('is limited in rate, but for a stop', async () => {
    await start({});
    const codes: number[] = [];
    for (let k = 0; k < 13; k++) codes.push(await status('/api/v1/commands', undefined, { command: 'nonsense' }));
    expect(codes.slice(0, 10)).toEqual(new Array(10).fill(400));
    expect(codes.at(-1)).toBe(429);
    expect(await status('/api/v1/commands', undefined, { command: 'stop' })).toBe(200);
  });
});

describe('beyond this machine', () => {
  it('a daemon does not open without TLS and tokens', () => {
    const open = (options: Partial<DaemonOptions>) => () =>
      new Daemon({ lines: [], listen: { host: '0.0.0.0', port: 0 }, store: new MemoryStore(), web: folder, version: 'test', ...options });
    expect(open({})).toThrow(/TLS and tokens/);
    expect(open({ access: { tokens } })).toThrow(/TLS and tokens/);
    expect(open({ tls: { cert: tokens, key: tokens } })).toThrow(/TLS and tokens/);
  });

  it.skipIf(!OPENSSL)('it speaks TLS and asks for a token', async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    expect(made.status).toBe(0);
    await start({ listen: { host: '0.0.0.0', port: 0 }, access: { tokens }, tls: { cert, key } });
    const port = new URL(url).port;
    const ask = (headers: Record<string, string>): Promise<number> =>
      new Promise((done, fail) => {
        https
          .get({ host: '127.0.0.1', port, path: '/api/v1/snapshot', headers, ca: readFileSync(cert), servername: 'localhost' }, (response) => {
            response.resume();
            done(response.statusCode ?? 0);
          })
          .on('error', fail);
      });
    expect([await ask({}), await ask({ authorization: `Bearer ${VIEWER}` })]).toEqual([401, 200]);
  });
});

describe('a token file', () => {
  it.each([
    ['viewer wall short', /line 1/],
    ['boss wall 0123456789abcdef0123456789abcdef', /viewer, operator, service/],
    ['# nothing', /no token/],
  ])('is refused when it says "%s"', (text, words) => {
    const path = join(folder, 'bad');
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => new Tokens(path)).toThrow(words);
  });

  it('is refused when others may read it', () => {
    const path = join(folder, 'open');
    writeFileSync(path, `viewer wall ${VIEWER}`);
    chmodSync(path, 0o644);
    expect(() => new Tokens(path)).toThrow(/chmod 600/);
  });
});
