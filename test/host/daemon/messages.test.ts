/**
 * Messages about alarms: when they are due by a clock of the test, and on their way over a real HTTP and a real SMTP listener.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Daemon } from '../../../host/daemon/daemon.js';
import type { Message, Standing } from '../../../host/daemon/messages/message.js';
import { Outbox } from '../../../host/daemon/messages/outbox.js';
import { delivery } from '../../../host/daemon/messages/targets.js';
import type { MessageRule } from '../../../host/daemon/messages/watchman.js';
import { Watchman } from '../../../host/daemon/messages/watchman.js';
import { MemoryStore } from '../../../host/record/memory.js';
import { startStandIn } from './controller.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-messages-'));
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function until(fits: () => boolean): Promise<void> {
  for (let left = 400; !fits(); left--) {
    if (left === 0) throw new Error('did not happen within 8 s');
    await new Promise((done) => setTimeout(done, 20));
  }
}
const leak: Standing = { fault: 'P30', name: 'NaK leak', severity: 'critical', cause: '5 kΩ, limit 20 kΩ', advice: 'Stay away.', causeComes: false };
const warm: Standing = { ...leak, fault: 'P04', name: 'Warm', severity: 'warning' };
const message: Message = {
  id: 'x-1',
  kind: 'raise',
  severity: 'critical',
  unit: 'east',
  title: 'East cell',
  fault: 'P30',
  name: 'NaK leak',
  cause: '5 kΩ, limit 20 kΩ, in state charge',
  advice: 'Stay away.',
  since: '2026-11-29T12:00:00.000Z',
  time: new Date().toISOString(),
};

describe('what is told when', () => {
  function watch(rules: Partial<MessageRule>[]): { told: string[]; wait: (seconds: number) => void; man: Watchman } {
    const told: string[] = [];
    let now = 0;
    const man = new Watchman(
      rules.map((rule) => ({ severity: 'alarm', delay: 0, clear: true, to: ['a'], ...rule })),
      (target, { kind, fault, severity }) => told.push(`${target} ${kind} ${fault} ${severity}`),
      () => now,
    );
    const wait = (seconds: number): void => {
      now += seconds * 1000;
      man.tick();
    };
    return { told, wait, man };
  }

  it('an alarm once when it comes and once when it goes; a warning not, where alarms are asked for', () => {
    const { told, man, wait } = watch([{}]);
    man.take('alarm', 'east', 'East', [leak, warm]);
    wait(3600);
    man.take('alarm', 'east', 'East', [leak]);
    man.take('alarm', 'east', 'East', []);
    expect(told).toEqual(['a raise P30 critical', 'a clear P30 critical']);
  });

  it('again after the time of its rule while it stands', () => {
    const { told, man, wait } = watch([{ repeat: 10, clear: false }]);
    man.take('alarm', 'east', 'East', [leak]);
    wait(599);
    expect(told).toEqual(['a raise P30 critical']);
    wait(1);
    wait(600);
    man.take('alarm', 'east', 'East', []);
    wait(600);
    expect(told).toEqual(['a raise P30 critical', 'a repeat P30 critical', 'a repeat P30 critical']);
  });

  it('not at all when it goes within the delay', () => {
    const { told, man, wait } = watch([{ delay: 5 }]);
    man.take('alarm', 'east', 'East', [leak]);
    wait(4.9);
    man.take('alarm', 'east', 'East', []);
    wait(10);
    expect(told).toEqual([]);
  });

  it('again when it gets worse', () => {
    const { told, man } = watch([{ severity: 'warning' }]);
    man.take('alarm', 'east', 'East', [{ ...leak, severity: 'warning' }]);
    man.take('alarm', 'east', 'East', [leak]);
    expect(told).toEqual(['a raise P30 warning', 'a raise P30 critical']);
  });

  it('with its cause, for which it waits three seconds at most', () => {
    const { told, man, wait } = watch([{}]);
    man.take('alarm', 'east', 'East', [{ ...leak, causeComes: true }]);
    wait(2.9);
    expect(told).toEqual([]);
    wait(0.1);
    expect(told).toEqual(['a raise P30 critical']);
  });

  it('only for the units and faults of a rule, each source for itself', () => {
    const { told, man } = watch([
      { units: ['east'], to: ['a', 'b'] },
      { faults: ['link'], to: ['c'] },
    ]);
    man.take('alarm', 'west', 'West', [leak]);
    man.take('alarm', 'east', 'East', [leak]);
    man.take('link', 'west', 'West', [{ ...leak, fault: 'link' }]);
    man.take('alarm', 'west', 'West', []);
    expect(told).toEqual(['a raise P30 critical', 'b raise P30 critical', 'c raise link critical']);
  });
});

/** A web server that answers with these statuses, one after the other, then with 200. */
async function webServer(statuses: number[]): Promise<{ url: string; got: { body: string; headers: http.IncomingHttpHeaders }[] }> {
  const got: { body: string; headers: http.IncomingHttpHeaders }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      got.push({ body, headers: request.headers });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/hook`, got };
}

/** A mail server as RFC 5321 asks for it, without extensions: keeps envelopes and texts. */
async function mailServer(): Promise<{ port: number; mails: { envelope: string[]; text: string }[] }> {
  const mails: { envelope: string[]; text: string }[] = [];
  const server = net.createServer((socket) => {
    let [have, inText, envelope] = ['', false, [] as string[]];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    socket.on('error', () => undefined);
    say('220 test');
    socket.on('data', (bytes) => {
      have += bytes.toString();
      if (inText && have.includes('\r\n.\r\n')) {
        mails.push({ envelope, text: have.slice(0, have.indexOf('\r\n.\r\n')) });
        [have, inText, envelope] = ['', false, []];
        say('250 taken');
      }
      while (!inText && have.includes('\r\n')) {
        const line = have.slice(0, have.indexOf('\r\n'));
        have = have.slice(line.length + 2);
        if (/^(?:MAIL|RCPT)/.test(line)) envelope.push(line);
        if (line === 'DATA') inText = true;
        if (line === 'STARTTLS') say('502 not here');
        else if (line === 'QUIT') socket.end('221 bye\r\n');
        else say(inText ? '354 go on' : '250 fine');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => server.close());
  return { port: (server.address() as net.AddressInfo).port, mails };
}

describe('a webhook', () => {
  it('gets the message as an object, with the token, after as many attempts as it takes, and the next ones in order', async () => {
    const { url, got } = await webServer([503, 500]);
    const said: string[] = [];
    const deliver = delivery({ kind: 'webhook', url, format: 'json', token: 'secret' }, undefined);
    const box = new Outbox({ target: 'a', deliver, complain: (text) => said.push(text), backoffMs: [20] });
    box.add(message);
    box.add({ ...message, id: 'x-2' });
    await until(() => box.health.sent === 2);
    expect(got.map(({ body }) => (JSON.parse(body) as Message).id)).toEqual(['x-1', 'x-1', 'x-1', 'x-2']);
    expect(JSON.parse(got[2]?.body ?? '')).toEqual(message);
    expect(got[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'content-type': 'application/json' });
    expect(box.health).toMatchObject({ waiting: 0, lost: 0, error: undefined });
    expect(said).toEqual([expect.stringMatching(/status 503/), expect.stringMatching(/delivered again/)]);
  });

  it('gets text for people where that is asked for', async () => {
    const { url, got } = await webServer([]);
    await delivery({ kind: 'webhook', url, format: 'text' }, undefined)(message);
    expect(got[0]?.body).toBe(
      'East cell: critical P30 NaK leak\nSince 2026-11-29T12:00:00.000Z.\nCause: 5 kΩ, limit 20 kΩ, in state charge.\nWhat to do: Stay away.\n',
    );
  });

  it('loses a message that it refuses for good, and says so, but not the next one', async () => {
    const { url } = await webServer([422]);
    const said: string[] = [];
    const box = new Outbox({
      target: 'a',
      deliver: delivery({ kind: 'webhook', url, format: 'json' }, undefined),
      complain: (text) => said.push(text),
    });
    box.add(message);
    box.add({ ...message, id: 'x-2' });
    await until(() => box.health.sent === 1);
    expect(box.health).toMatchObject({ lost: 1, waiting: 0 });
    expect(said[0]).toMatch(/given up.*422/);
  });
});

describe('what waits', () => {
  const never = (): Promise<void> => Promise.reject(new Error('down'));

  it('is bounded: the oldest go and are counted', () => {
    const box = new Outbox({ target: 'a', deliver: never, complain: () => undefined });
    closing.push(() => box.stop());
    for (let k = 0; k < 503; k++) box.add({ ...message, id: String(k) });
    expect(box.health).toMatchObject({ waiting: 500, lost: 3 });
  });

  it('is kept over a restart, and what is a day old is given up', async () => {
    const file = join(folder, 'queue.json');
    const first = new Outbox({ target: 'a', deliver: never, file, complain: () => undefined });
    first.add({ ...message, id: 'young' });
    first.stop();
    const old = { ...message, id: 'old', time: new Date(Date.now() - 25 * 3_600_000).toISOString() };
    writeFileSync(file, JSON.stringify([old, ...(JSON.parse(readFileSync(file, 'utf8')) as Message[])]));
    const { url, got } = await webServer([]);
    const second = new Outbox({
      target: 'a',
      deliver: delivery({ kind: 'webhook', url, format: 'json' }, undefined),
      file,
      complain: () => undefined,
    });
    second.start();
    await until(() => second.health.sent === 1);
    expect(got.map(({ body }) => (JSON.parse(body) as Message).id)).toEqual(['young']);
    expect(second.health.lost).toBe(1);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it('waits in memory where the file cannot be written, and that is told once', () => {
    const said: string[] = [];
    const box = new Outbox({ target: 'a', deliver: never, file: '/dev/null/queue.json', complain: (text) => said.push(text) });
    closing.push(() => box.stop());
    box.add(message);
    box.add(message);
    expect(box.health.waiting).toBe(2);
    expect(said.filter((text) => text.includes('wait in memory')).length).toBe(1);
  });
});

describe('a mail', () => {
  it('goes to all receivers with subject, cause and what to do', async () => {
    const { port, mails } = await mailServer();
    const target = {
      kind: 'mail',
      url: `smtp://127.0.0.1:${port}`,
      from: 'cell@plant.example',
      to: ['night@plant.example', 'day@plant.example'],
    } as const;
    await delivery(target, undefined)(message);
    expect(mails[0]?.envelope.map((line) => line.replace(/ BODY.*/, ''))).toEqual([
      'MAIL FROM:<cell@plant.example>',
      'RCPT TO:<night@plant.example>',
      'RCPT TO:<day@plant.example>',
    ]);
    const text = mails[0]?.text.replace(/=\r\n/g, '') ?? '';
    expect(text).toContain('Subject: East cell: critical P30 NaK leak');
    expect(text).toContain('X-Priority: 1');
    expect(text).toContain('What to do: Stay away.');
  });

  it('is tried again when no server is there', async () => {
    const target = { kind: 'mail', url: 'smtp://127.0.0.1:1', from: 'a@b.example', to: ['c@d.example'] } as const;
    await expect(delivery(target, undefined)(message)).rejects.toMatchObject({ code: 'link.mail' });
  });

  it('does not send a password over an open line', async () => {
    const { port, mails } = await mailServer();
    const target = { kind: 'mail', url: `smtp://127.0.0.1:${port}`, from: 'a@b.example', to: ['c@d.example'], username: 'u', password: 'p' } as const;
    await expect(delivery(target, undefined)(message)).rejects.toMatchObject({ code: 'link.mail' });
    expect(mails).toEqual([]);
  });
});

describe('a daemon with rules', () => {
  it('tells a trip with its advice, its end, and a controller that does not answer', async () => {
    const stand = await startStandIn();
    const { url, got } = await webServer([]);
    const daemon = new Daemon({
      lines: [
        {
          connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port },
          timeoutMs: 1500,
          units: [{ id: 'east', title: 'East cell', address: 1, intervalMs: 50 }],
        },
      ],
      listen: { host: '127.0.0.1', port: 0 },
      messages: {
        targets: { hook: { kind: 'webhook', url, format: 'json' } },
        rules: [{ severity: 'critical', faults: ['P30', 'link'], delay: 0, clear: true, to: ['hook'] }],
      },
      store: new MemoryStore(),
      web: folder,
      version: 'test',
    });
    await daemon.start();
    const told = (): string[] => got.map(({ body }) => JSON.parse(body) as Message).map(({ kind, fault, unit }) => `${kind} ${fault} ${unit}`);
    // The stand-in has P30 latched and no event that says why.
    await until(() => told().length === 1);
    expect((JSON.parse(got[0]?.body ?? '') as Message).advice).not.toBe('');
    // Words 14..17: nothing active, nothing latched.
    for (let at = 12; at < 20; at++) stand.input[at] = 0;
    await until(() => told().length === 2);
    stand.delay.set(1, Infinity);
    await until(() => told().length === 3);
    expect(told()).toEqual(['raise P30 east', 'clear P30 east', 'raise link east']);
    // The receiver has the message before the daemon has its answer.
    await until(() => daemon.messages?.health[0]?.waiting === 0);
    expect(daemon.messages?.health).toMatchObject([{ target: 'hook', sent: 3, waiting: 0, lost: 0 }]);
    await daemon.stop();
    await stand.close();
  }, 20_000);
});
