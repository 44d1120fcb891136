/**
 * The configuration file of the daemon: YAML, checked against one definition, from which its JSON Schema comes too (`liquidus serve --schema`).
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Connection } from '../bus/connection.js';
import { parseHostPort } from '../bus/connection.js';
import { characterTrouble } from '../bus/serial.js';
import { LiquidusError } from '../error.js';
import { RETENTION } from '../record/sql-store.js';
import { ROLES } from './api.js';
import type { LinePlan } from './daemon.js';
import { GatewayConfig } from './gateway/config.js';
import { MessageConfig, TARGET_FILES } from './messages/config.js';
import { MQTT_FILES, MqttConfig } from './mqtt/config.js';

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const address = v.pipe(v.string(), v.description('HOST:PORT'));

const UnitConfig = v.strictObject({
  id: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,40}$/), v.description('Id in the API: letters, digits, hyphens. Default: unit and its address')),
  ),
  title: v.optional(v.pipe(v.string(), v.description('Name for people. Default: the id'))),
  address: v.optional(v.pipe(whole(1, 247), v.description('Modbus address')), 1),
  gatewayUnit: v.optional(
    v.pipe(whole(1, 247), v.description('Number at the Modbus TCP gateway. Default: the address; units of many lines need one each')),
  ),
  interval: v.optional(v.pipe(whole(100, 3_600_000), v.description('Time from one snapshot to the next, ms')), 500),
});

const LineConfig = v.strictObject({
  serial: v.optional(v.pipe(v.string(), v.description('Serial device. Give one of serial, tcp and rtuTcp'))),
  baud: v.optional(v.pipe(whole(1200, 115_200), v.description('Bits per second, with serial')), 19_200),
  parity: v.optional(v.pipe(v.picklist(['even', 'none', 'odd']), v.description('Parity bit, with serial')), 'even'),
  stopBits: v.optional(v.pipe(v.picklist([1, 2]), v.description('Stop bits, with serial. Default: 1 with parity, 2 without'))),
  tcp: v.optional(v.pipe(address, v.description('Modbus TCP server or gateway, HOST:PORT'))),
  rtuTcp: v.optional(v.pipe(address, v.description('Serial server that passes RTU frames on, HOST:PORT'))),
  timeout: v.optional(
    v.pipe(whole(10, 60_000), v.description('Longest wait for one answer, ms. Default: from baud rate and length; 1000 on a network')),
  ),
  rigControl: v.optional(v.pipe(address, v.description('Control socket of a virtual rig'))),
  units: v.pipe(v.array(UnitConfig), v.minLength(1), v.description('Units on this line')),
});

/** The definition of the file; its JSON Schema comes from it. */
export const CONFIG_SCHEMA = v.strictObject({
  listen: v.optional(v.pipe(address, v.description('Address of dashboard and API; beyond this machine it needs tls and tokens')), '127.0.0.1:8502'),
  tls: v.optional(v.strictObject({ cert: v.pipe(v.string(), v.description('PEM file')), key: v.pipe(v.string(), v.description('PEM file')) })),
  tokens: v.optional(v.pipe(v.string(), v.description('File with a line "ROLE NAME TOKEN" for each client, readable by its owner only'))),
  localRole: v.optional(
    v.pipe(v.picklist(ROLES), v.description('Role of a client on this machine without a token. Default: operator; with tokens: none')),
  ),
  audit: v.optional(v.pipe(v.string(), v.description('Audit log, JSON lines. Default: audit.jsonl in the state folder'))),
  record: v.optional(v.pipe(v.string(), v.description('Recording: a file, postgres://…, or memory. Default: recording.db in the state folder'))),
  retention: v.optional(
    v.strictObject({
      rawDays: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(3660), v.description('Every sample')), RETENTION.rawDays),
      minuteDays: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(36_600)), RETENTION.minuteDays),
      quarterDays: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(36_600)), RETENTION.quarterDays),
      maxMegabytes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1e6), v.description('Bound of a SQLite file')), RETENTION.maxMegabytes),
    }),
  ),
  gateway: v.optional(v.pipe(GatewayConfig, v.description('Modbus TCP for other masters. Default: none'))),
  mqtt: v.optional(v.pipe(MqttConfig, v.description('MQTT broker that is told everything. Default: none'))),
  messages: v.optional(v.pipe(MessageConfig, v.description('Messages about alarms. Default: none'))),
  lines: v.pipe(v.array(LineConfig), v.minLength(1), v.description('Lines, each with its units')),
});
export type Config = v.InferOutput<typeof CONFIG_SCHEMA>;

function wrong(path: string, what: string): LiquidusError {
  return new LiquidusError('usage.config', `${path}: ${what}`);
}

function connectionOf(path: string, line: Config['lines'][number], index: number): Connection {
  const { serial, tcp, rtuTcp, baud, parity, stopBits } = line;
  const ways = [serial, tcp, rtuTcp].filter((way) => way !== undefined);
  if (ways.length !== 1) throw wrong(path, `lines.${index} names ${ways.length} ways to the device; give exactly one of serial, tcp and rtuTcp.`);
  if (serial !== undefined) {
    const character = { parity, ...(stopBits === undefined ? {} : { stopBits }) };
    const trouble = characterTrouble(character);
    if (trouble !== undefined) throw wrong(path, `lines.${index}: ${trouble}`);
    return { kind: 'serial', path: serial, baud, ...character };
  }
  return tcp !== undefined ? { kind: 'tcp', ...parseHostPort(tcp) } : { kind: 'rtuTcp', ...parseHostPort(rtuTcp ?? '') };
}

/** Checks what a file says. Throws `usage.config` with the place. */
export function parseConfig(text: string, path: string): Config {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw wrong(path, `it is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  const result = v.safeParse(CONFIG_SCHEMA, document);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'the file';
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  throw wrong(path, `${place} ${unknown ? 'is no setting' : `is wrong: ${issue.message}`}; the settings are in docs/daemon.md.`);
}

/** Lines and units of a configuration. Throws `usage.config`. */
export function linesOf(config: Config, path: string): LinePlan[] {
  const ids = new Set<string>();
  return config.lines.map((line, index) => ({
    connection: connectionOf(path, line, index),
    ...(line.timeout === undefined ? {} : { timeoutMs: line.timeout }),
    ...(line.rigControl === undefined ? {} : { rig: parseHostPort(line.rigControl) }),
    units: line.units.map(({ id: given, title, address: unit, interval, gatewayUnit }) => {
      const id = given ?? `unit${unit}`;
      if (ids.has(id)) throw wrong(path, `two units have the id "${id}"; give each an id of its own.`);
      ids.add(id);
      return { id, title: title ?? id, address: unit, intervalMs: interval, ...(gatewayUnit === undefined ? {} : { gatewayUnit }) };
    }),
  }));
}

/** The paths of some settings, counted from the folder of the file. */
function filesOf<K extends string>(section: Partial<Readonly<Record<K, string | undefined>>>, names: readonly K[], here: (file: string) => string) {
  return Object.fromEntries(names.flatMap((name) => (section[name] === undefined ? [] : [[name, here(section[name])]]))) as Record<K, string>;
}

function messagesFrom(section: MessageConfig, here: (file: string) => string): MessageConfig {
  const targets = Object.entries(section.targets).map(([name, target]) => [name, { ...target, ...filesOf(target, TARGET_FILES, here) }] as const);
  return { ...section, targets: Object.fromEntries(targets), ...filesOf(section, ['queue'], here) };
}

/** Reads a file. Paths in it count from its folder. Throws `usage.config`. */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(path, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); check path and owner.`);
  }
  const config = parseConfig(text, path);
  const here = (file: string): string => resolve(dirname(path), file);
  const { tls, tokens, audit, record, gateway, mqtt, messages } = config;
  return {
    ...config,
    ...(tls ? { tls: { ...tls, ...filesOf(tls, ['cert', 'key'], here) } } : {}),
    ...(gateway?.tls ? { gateway: { ...gateway, tls: { ...gateway.tls, ...filesOf(gateway.tls, ['cert', 'key', 'ca'], here) } } } : {}),
    ...(mqtt ? { mqtt: { ...mqtt, ...filesOf(mqtt, MQTT_FILES, here) } } : {}),
    ...(messages ? { messages: messagesFrom(messages, here) } : {}),
    ...(tokens === undefined ? {} : { tokens: here(tokens) }),
    ...(audit === undefined ? {} : { audit: here(audit) }),
    ...(record === undefined || record === 'memory' || record.includes('://') ? {} : { record: here(record) }),
  };
}
