/** Telegraf: `inputs.modbus` with one request per area, and a processor that drops what the device does not have. */
import type { Point } from '../../device/points.js';
import { digitsOf } from '../../device/values.js';
import { quantities, snake } from '../../record/quantities.js';
import type { Place } from './quantities.js';
import { missing, requests, typeName } from './quantities.js';

/** The value that "not available" has after scaling, as Telegraf computes it. */
function absent(point: Point): string | undefined {
  const raw = missing(point);
  return raw === undefined ? undefined : (raw * point.row.scale).toFixed(digitsOf(point.row.scale));
}

export function telegraf({ host, port, unit, profile }: Place): string {
  const points = quantities(profile);
  const field = (point: Point): string =>
    `      { address = ${point.row.address}, name = "${snake(point.name)}", type = "${typeName(point).toUpperCase()}", scale = ${point.row.scale.toFixed(digitsOf(point.row.scale))}, output = "FLOAT64" },`;
  const request = (group: readonly Point[]): string =>
    [
      '  [[inputs.modbus.request]]',
      `    slave_id = ${unit}`,
      '    byte_order = "ABCD"',
      '    register = "input"',
      '    measurement = "liquidus"',
      '    optimization = "shrink"',
      '    fields = [',
      ...group.map(field),
      '    ]',
    ].join('\n');
  const gone = points.filter((point) => absent(point) !== undefined).map((point) => `    "${snake(point.name)}": ${absent(point) ?? ''},`);
  return [
    '# Telegraf reads the quantities of a Liquidus controller. One master at a time may own a serial line: go through the gateway of "liquidus serve".',
    '[[inputs.modbus]]',
    '  name = "liquidus"',
    `  controller = "tcp://${host.includes(':') ? `[${host}]` : host}:${port}"`,
    '  configuration_type = "request"',
    '  timeout = "2s"',
    ...requests(points).map(request),
    '',
    '# What the device does not have reads as a value of its own; it is dropped here.',
    '[[processors.starlark]]',
    '  namepass = ["liquidus"]',
    "  source = '''",
    'absent = {',
    ...gone,
    '}',
    'def apply(metric):',
    '    for name, value in absent.items():',
    '        if name in metric.fields and abs(metric.fields[name] - value) < 0.0005:',
    '            metric.fields.pop(name)',
    '    return metric',
    "'''",
    '',
  ].join('\n');
}
