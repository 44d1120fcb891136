import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { liquidus } from '../../system/rig-here.js';

/** Registers of the reference that people read: name → address, type, step and unit, from the table itself. */
const TABLE = new Map(
  readFileSync(new URL('../../../docs/registers.md', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^\| (\d+)(?:–\d+)? \| `(\w+)` \| (\w+) \| ([\d.]*) ?([^|]*?) \| read \| (\w*) \|/.exec(line))
    .filter((match) => match !== null)
    .map(([, address, name, type, step, unit, none]) => [
      name ?? '',
      { address: Number(address), type, scale: Number(step === '' ? 1 : step), unit, none: none === '' ? undefined : Number(none) },
    ]),
);
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const generate = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await liquidus('generate', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

describe('a generated configuration', () => {
  it('for Telegraf has address, type and scale of the reference, and requests of at most 60 registers', async () => {
    const out = await generate('telegraf', '--tcp', '10.0.0.7:1502', '--unit', '3', '--profile', 'full');
    expect(out).toContain('controller = "tcp://10.0.0.7:1502"');
    const fields = [...out.matchAll(/address = (\d+), name = "(\w+)", type = "(\w+)", scale = ([\d.]+)/g)];
    expect(fields.length).toBeGreaterThan(60);
    const size: Readonly<Record<string, number>> = { u16: 16, i16: 16, bits16: 16, u32: 32, i32: 32 };
    for (const [, address, name = '', type, scale] of fields) {
      const row = TABLE.get(camel(name));
      expect({ name, address: Number(address), scale: Number(scale) }).toEqual({ name, address: row?.address, scale: row?.scale });
      expect(type).toBe(`${row?.type?.startsWith('i') ? '' : 'U'}INT${size[row?.type ?? ''] ?? ''}`);
    }
    for (const request of out.split('[[inputs.modbus.request]]').slice(1)) {
      const at = [...request.matchAll(/address = (\d+)/g)].map(([, address]) => Number(address));
      expect(Math.max(...at) + 2 - Math.min(...at)).toBeLessThanOrEqual(62);
      expect(request).toContain('slave_id = 3');
    }
    // −32768 steps of 0.1 °C.
    expect(out).toContain('"coldest_temp": -3276.8,');
  });

  it('for Home Assistant gives every sensor its word for "not available" as the reference has it', async () => {
    const { modbus } = parse(await generate('homeassistant')) as { modbus: { host: string; sensors: Record<string, unknown>[] }[] };
    const sensors = modbus[0]?.sensors ?? [];
    expect(sensors.length).toBeGreaterThan(40);
    for (const sensor of sensors) {
      const row = TABLE.get(camel(String(sensor['unique_id']).replace(/^liquidus_1_/, '')));
      expect(sensor).toMatchObject({ address: row?.address, input_type: 'input', ...(row?.unit === '' ? {} : { unit_of_measurement: row?.unit }) });
      expect(sensor['nan_value']).toBe(row?.none);
      expect(sensor['scale'] ?? 1).toBe(row?.scale);
    }
    expect(new Set(sensors.map((sensor) => sensor['unique_id'])).size).toBe(sensors.length);
  });

  it('for Prometheus reads input registers, which modbus_exporter writes with a leading 4', async () => {
    const { modules } = parse(await generate('prometheus')) as { modules: { metrics: Record<string, unknown>[] }[] };
    for (const metric of modules[0]?.metrics ?? []) {
      const row = TABLE.get(camel(String(metric['name']).replace(/^liquidus_/, '')));
      expect(metric).toMatchObject({ address: 400_000 + (row?.address ?? NaN) });
      expect(metric['factor'] ?? 1).toBe(row?.scale);
    }
  });

  it('for evcc multiplies current and voltage, discharge positive, and shows the charge in percent', async () => {
    const { meters } = parse(await generate('evcc', '--tcp', '10.0.0.7:502')) as { meters: unknown[] };
    expect(meters[0]).toMatchObject({
      power: {
        source: 'calc',
        mul: [
          { uri: '10.0.0.7:502', register: { address: 26, type: 'input', decode: 'int32' }, scale: 0.001 },
          { register: { address: 28, decode: 'int16' }, scale: 0.001 },
        ],
      },
      soc: { register: { address: 42, decode: 'int16' }, scale: 0.01 },
    });
  });

  it('for Grafana asks for metrics only that the one for Prometheus makes, and has a rule for every fault', async () => {
    const { modules } = parse(await generate('prometheus')) as { modules: { metrics: { name: string }[] }[] };
    const made = new Set((modules[0]?.metrics ?? []).map(({ name }) => name));
    const dashboard = JSON.parse(await generate('grafana')) as { panels: { targets: { expr: string }[] }[] };
    const asked = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(asked.filter((expr) => !made.has(expr))).toEqual([]);
    const { groups } = parse(await generate('grafana', '--rules')) as { groups: { rules: { alert: string; expr: string }[] }[] };
    const faults = new Set(readFileSync(new URL('../../../docs/registers.md', import.meta.url), 'utf8').match(/^\| \d+ \| ([PFX]\d\d) \|/gm));
    const rules = groups[0]?.rules ?? [];
    expect(rules.filter(({ alert }) => /^Liquidus[PFX]\d\d$/.test(alert)).length).toBeGreaterThanOrEqual(Math.max(50, faults.size));
    // A unit that is down is told by the daemon's own page only.
    made.add('liquidus_unit_up');
    expect(rules.every(({ expr }) => made.has(/liquidus_\w+/.exec(expr)?.[0] ?? ''))).toBe(true);
  });

  it.skipIf(spawnSync('promtool', ['--version']).status !== 0)('for Grafana has rules that Prometheus takes (needs promtool)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liquidus-rules-'));
    try {
      const file = join(folder, 'rules.yml');
      writeFileSync(file, await generate('grafana', '--rules'));
      const { stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
      expect(stdout + stderr).toMatch(/SUCCESS: \d\d rules found/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('for Node-RED decodes a block as the reference says, and drops a torn one', async () => {
    const flow = JSON.parse(await generate('node-red', '--unit', '7')) as { id: string; func?: string; unit_id?: number; quantity?: string }[];
    expect(flow.find(({ id }) => id === 'liquidus-hub')?.unit_id).toBe(7);
    const decode = new Function('msg', flow.find(({ func }) => func !== undefined)?.func ?? '') as (
      msg: object,
    ) => { payload: Record<string, unknown> } | null;
    const words = new Array<number>(60).fill(0);
    [words[26], words[27], words[33], words[37], words[34]] = [0xffff, 0xfed4, 0xffce, 0x8000, 2200];
    expect(decode({ payload: words })?.payload).toMatchObject({ current: -0.3, coldestTemp: -5, margin: null, composition: 22 });
    words[59] = 1;
    expect(decode({ payload: words })).toBeNull();
  });

  it('is refused for an unknown system, or with a flag that is not its own', async () => {
    expect(await liquidus('generate', 'scada')).toMatchObject({ code: 1, out: '' });
    expect(await liquidus('generate', 'evcc', '--rules')).toMatchObject({
      code: 1,
      err: 'liquidus: --rules belongs to grafana; leave it out with evcc.\n',
    });
  });
});

/** What bash offers behind a line. */
function offered(script: string, ...typed: string[]): string[] {
  const words = ['liquidus', ...typed];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const program = `source "$1"; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _liquidus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', program, 'bash', script], { encoding: 'utf8' }).stdout.trim().split('\n');
}

describe('completion', () => {
  it('in bash offers commands, commands of commands, options, their values and names of registers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liquidus-completion-'));
    try {
      const script = join(folder, 'liquidus');
      writeFileSync(script, (await liquidus('completion', 'bash')).out);
      expect(spawnSync('bash', ['-n', script]).status).toBe(0);
      expect(offered(script, 'wat')).toEqual(['watch']);
      expect(offered(script, 'config', 'ap')).toEqual(['apply']);
      expect(offered(script, 'config', 'apply', '--ye')).toEqual(['--yes']);
      expect(offered(script, 'status', '--parity', '')).toEqual(['even', 'none', 'odd']);
      expect(offered(script, 'read', 'marg')).toEqual(['margin']);
      expect(offered(script, 'write', 'setT')).toEqual(['setTemp=']);
      expect(offered(script, 'generate', 'gra')).toEqual(['grafana']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(['zsh', 'fish'])('in %s names every command', async (shell) => {
    const { code, out } = await liquidus('completion', shell);
    expect(code).toBe(0);
    for (const name of ['status', 'config', 'sniff', 'completion']) expect(out).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
