/**
 * The gateway of a daemon in front of the flashed bundle: masters that others wrote, while a dashboard listens.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Rig } from '../../hil/rig/rig.js';
import type { Door } from '../../hil/rig/servers.js';
import { openModbusTcp } from '../../hil/rig/servers.js';
import type { Bus } from '../../host/bus/bus.js';
import { openBus, parseHostPort } from '../../host/bus/connection.js';
import { Daemon } from '../../host/daemon/daemon.js';
import { MemoryStore } from '../../host/record/memory.js';
import type { Master } from './interop/masters.js';
import { libmodbus, mbpoll, pymodbus } from './interop/masters.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-gateway-'));
const MASTERS: readonly Master[] = [mbpoll(), libmodbus(folder), pymodbus()];
/** SunSpec: the mark "SunS" and the address where it stands; model 802 and offsets of its points (Device Information Model Specification 1.1, models/json). */
const SUNS = [0x5375, 0x6e53];
const BASE = 40_000;
const BATTERY = 802;
const POINT = { SoCRsvMin: 10, SoC: 11, Typ: 21, W: 47, SoC_SF: 56 } as const;
/** First register of model 802 on a board of profile `core` (docs/sunspec.md): what the rule allows. */
const BATTERY_AT = 40_070;
const FLOW = 10;

let rig: Rig;
let door: Door;
let daemon: Daemon;
let url = '';
let bus: Bus;

beforeAll(async () => {
  rig = Rig.create({ speed: 1, plant: {}, blank: false });
  door = await openModbusTcp(rig, '127.0.0.1', 0);
  rig.start();
  daemon = new Daemon({
    lines: [{ connection: { kind: 'tcp', ...parseHostPort(door.where) }, units: [{ id: 'cell', title: 'Cell', address: 1, intervalMs: 500 }] }],
    listen: { host: '127.0.0.1', port: 0 },
    gateway: {
      host: '127.0.0.1',
      port: 0,
      connections: 8,
      writesPerSecond: 10,
      allow: [{ registers: [String(BATTERY_AT + POINT.SoCRsvMin)] }],
    },
    store: new MemoryStore(),
    web: folder,
    version: 'test',
  });
  const first = new Promise((done) => daemon.member('cell').unit.once('snapshot', () => done(undefined)));
  url = await daemon.start();
  await first;
  bus = await openBus({ kind: 'tcp', ...parseHostPort(daemon.gatewayAddress ?? '') });
}, 60_000);
afterAll(async () => {
  await bus?.close();
  await daemon?.stop();
  await door.close();
  rig.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Snapshots that a listener of the live socket gets while something runs. */
async function snapshotsDuring(task: () => Promise<unknown>): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}api/v1/live`);
  let count = 0;
  socket.on('message', (text: Buffer) => (count += text.toString().startsWith('{"type":"snapshot"') ? 1 : 0));
  await new Promise((done) => socket.once('open', done));
  const started = performance.now();
  await task();
  // At least as long as three polls take.
  await new Promise((done) => setTimeout(done, Math.max(0, 1600 - (performance.now() - started))));
  socket.close();
  return count;
}

describe.each(MASTERS)('$name through the gateway', (master) => {
  it.skipIf(master.missing !== '')(
    `reads, writes what is allowed, is refused the rest, and the dashboard goes on${master.missing === '' ? '' : ` (${master.missing} is not installed)`}`,
    async () => {
      const where = parseHostPort(daemon.gatewayAddress ?? '');
      let answers: string[] = [];
      // The map version; unit and baud rate as delivered; the floor of the discharge, which is allowed; a parameter, which is not.
      const floor = BATTERY_AT + POINT.SoCRsvMin;
      const questions = ['4 0 1', '3 2000 2', `6 ${floor} 1500`, `3 ${floor} 1`, '6 2015 100'];
      const told = await snapshotsDuring(async () => (answers = await master.ask(where, questions)));
      expect(answers.slice(0, 4)).toEqual(['OK 257', 'OK 1 192', 'OK', 'OK 1500']);
      expect(answers[4]).toMatch(/^EXC 2$/);
      expect(told).toBeGreaterThanOrEqual(3);
    },
    20_000,
  );
});

describe('a home energy manager, as evcc asks a SunSpec battery, through the gateway', () => {
  const signed = (word: number): number => (word << 16) >> 16;

  /** Walks the chain of models from the mark: first register of a model's header by its id. */
  async function models(): Promise<Map<number, number>> {
    expect([...(await bus.readHolding(1, BASE, 2))]).toEqual(SUNS);
    const found = new Map<number, number>();
    for (let at = BASE + 2; ;) {
      const [id = 0, length = 0] = await bus.readHolding(1, at, 2);
      if (id === 0xffff) return found;
      found.set(id, at);
      at += 2 + length;
    }
  }

  it('finds the battery model and reads charge and power in it', async () => {
    const found = await models();
    expect([...found.keys()].slice(0, 2)).toEqual([1, BATTERY]);
    const at = found.get(BATTERY) ?? 0;
    const words = await bus.readHolding(1, at, 64);
    expect(words[POINT.Typ]).toBe(FLOW);
    // The plant of the rig starts with 95 % of the catholyte oxidised, and without current.
    expect((words[POINT.SoC] ?? 0) * 10 ** signed(words[POINT.SoC_SF] ?? 0)).toBeCloseTo(95, 0);
    expect(signed(words[POINT.W] ?? 0)).toBe(0);
  });

  it('sets the floor of the discharge, and is refused the ceiling, which no rule allows', async () => {
    const at = (await models()).get(BATTERY) ?? 0;
    await bus.writeRegister(1, at + POINT.SoCRsvMin, 3000);
    expect([...(await bus.readHolding(1, at + POINT.SoCRsvMin, 1))]).toEqual([3000]);
    await bus.writeRegisters(1, at + POINT.SoCRsvMin, [2500]);
    expect([...(await bus.readHolding(1, at + POINT.SoCRsvMin, 1))]).toEqual([2500]);
    await expect(bus.writeRegister(1, at + POINT.SoCRsvMin - 1, 9000)).rejects.toMatchObject({ code: 'refused.illegalAddress' });
  });
});
