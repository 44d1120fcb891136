/**
 * The page for Prometheus, held against the text format (prometheus.io, "Exposition formats", 0.0.4) and against what the generated rules ask for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Daemon } from '../../../host/daemon/daemon.js';
import { MemoryStore } from '../../../host/record/memory.js';
import { liquidus } from '../../system/rig-here.js';
import type { StandIn } from './controller.js';
import { startStandIn } from './controller.js';

let stand: StandIn;
let daemon: Daemon;
let url: string;

beforeAll(async () => {
  stand = await startStandIn();
  // Two lines to one place: their samples must differ all the same.
  const line = { connection: { kind: 'tcp', host: '127.0.0.1', port: stand.port } } as const;
  daemon = new Daemon({
    lines: [
      { ...line, units: [{ id: 'east', title: 'East', address: 1, intervalMs: 100 }] },
      { ...line, timeoutMs: 100, units: [{ id: 'dead', title: 'Dead', address: 9, intervalMs: 60_000 }] },
    ],
    listen: { host: '127.0.0.1', port: 0 },
    gateway: { host: '127.0.0.1', port: 0, connections: 2, allow: [], writesPerSecond: 1 },
    store: new MemoryStore(),
    web: '.',
    version: '1.2 "beta" \\',
  });
  stand.delay.set(9, Infinity);
  const { unit } = daemon.member('east');
  url = await daemon.start();
  await new Promise<void>((done) => {
    unit.on('snapshot', () => unit.slow && done());
  });
});
afterAll(async () => {
  await daemon.stop();
  await stand.close();
});

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** A reader of the format, strict: help and type before the samples of a family, families in one piece, no sample twice. */
function parse(text: string): { samples: Sample[]; types: Map<string, string> } {
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const seen = new Set<string>();
  const samples: Sample[] = [];
  let family = '';
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|summary)$/.exec(line);
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"(?:,(?!\}))?)*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(
        line,
      );
    if (help?.[1] !== undefined) {
      expect(helps.has(help[1])).toBe(false);
      helps.add(help[1]);
      family = help[1];
    } else if (type?.[1] !== undefined) {
      expect(type[1]).toBe(family);
      types.set(type[1], type[2] ?? '');
    } else {
      expect(line).toBe(sample?.[0]);
      expect([sample?.[1], types.has(family)]).toEqual([family, true]);
      expect(seen.has(`${sample?.[1]}${sample?.[2]}`)).toBe(false);
      seen.add(`${sample?.[1]}${sample?.[2]}`);
      samples.push({ name: sample?.[1] ?? '', labels: sample?.[2] ?? '', value: Number(sample?.[3]) });
    }
  }
  return { samples, types };
}

describe('the page for Prometheus', () => {
  it('keeps to the format, counters end in _total, and a name is used once', async () => {
    const response = await fetch(new URL('/metrics', url));
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { samples, types } = parse(await response.text());
    for (const [name, type] of types) expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(samples.find(({ name }) => name === 'liquidus_daemon_info')?.labels).toContain('version="1.2 \\"beta\\" \\\\"');
  });

  it('tells values in the units of the map, leaves out what the device does not have, and what a unit that is down said last', async () => {
    const { samples } = parse(await (await fetch(new URL('/metrics', url))).text());
    const value = (name: string, labels: string): number | undefined =>
      samples.find((sample) => sample.name === name && sample.labels === labels)?.value;
    // Words 26, 28 and 33 of the stand-in: 250 mA, 3.214 V, −4.0 °C; word 47, the flow of the catholyte, is "not available".
    expect(value('liquidus_current', '{unit="east"}')).toBe(0.25);
    expect(value('liquidus_cell_voltage', '{unit="east"}')).toBe(3.214);
    expect(value('liquidus_catholyte_flow', '{unit="east"}')).toBeUndefined();
    expect(value('liquidus_current', '{unit="dead"}')).toBeUndefined();
    expect([value('liquidus_unit_up', '{unit="east"}'), value('liquidus_unit_up', '{unit="dead"}')]).toEqual([1, 0]);
    expect(value('liquidus_unit_snapshot_age_seconds', '{unit="east"}')).toBeLessThan(5);
    expect(value('liquidus_alarm', '{unit="east",fault="P30",name="NaK leak",standing="latched"}')).toBe(1);
    expect(value('process_resident_memory_bytes', '')).toBeGreaterThan(1e7);
    expect(value('liquidus_line_requests_total', `{line="127.0.0.1:${stand.port}",number="0"}`)).toBeGreaterThan(0);
  });

  it('has every metric that the generated dashboard and rules ask for', async () => {
    const { types } = parse(await (await fetch(new URL('/metrics', url))).text());
    const asked = new Set<string>();
    for (const args of [['grafana'], ['grafana', '--rules']]) {
      const { out } = await liquidus('generate', ...args);
      for (const [name] of out.matchAll(/\bliquidus_[a-z0-9_]+/g)) asked.add(name);
    }
    // What the stand-in does not have: a catholyte flow sensor, and what a board without pulses has measured.
    const absent = new Set(['liquidus_catholyte_flow']);
    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((name) => !types.has(name) && !absent.has(name))).toEqual([]);
  });

  it('names what modbus_exporter would be told to read by the same names', async () => {
    const { types } = parse(await (await fetch(new URL('/metrics', url))).text());
    const { out } = await liquidus('generate', 'prometheus');
    const names = [...out.matchAll(/name: (liquidus_\w+)/g)].map(([, name = '']) => name);
    const own = [...types.keys()].filter((name) => /^liquidus_(?!unit_|line_|recorder_|audit_|gateway_|daemon_|alarm$)/.test(name));
    expect(own.length).toBeGreaterThan(30);
    expect(own.filter((name) => !names.includes(name))).toEqual([]);
  });
});
