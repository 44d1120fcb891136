/** Node-RED: a flow for node-red-contrib-modbus that reads the live block and hands on one object with names and units scaled. */
import { quantities } from '../../record/quantities.js';
import { missing, typeName } from './quantities.js';
import type { Place } from './quantities.js';

export function nodeRed({ host, port, unit }: Place): string {
  const rows = quantities('core')
    .filter(({ area }) => area === 'live')
    .map((point) => [point.name, point.row.address, typeName(point), point.row.scale, missing(point) ?? null]);
  const decode = [
    `const rows = ${JSON.stringify(rows)};`,
    'const words = msg.payload.data || msg.payload;',
    '// Both ends of the block carry the number of the snapshot: a torn one is dropped.',
    'if (words.length !== 60 || words[6] !== words[59]) return null;',
    'const values = {};',
    'for (const [name, at, type, scale, none] of rows) {',
    "  let raw = type.endsWith('32') ? words[at] * 65536 + words[at + 1] : words[at];",
    "  if (type === 'int16' && raw > 32767) raw -= 65536;",
    "  if (type === 'int32' && raw > 2147483647) raw -= 4294967296;",
    '  values[name] = raw === none ? null : scale < 1 ? raw / Math.round(1 / scale) : raw * scale;',
    '}',
    'msg.payload = values;',
    'return msg;',
  ].join('\n');
  const flow = [
    { id: 'liquidus-tab', type: 'tab', label: 'Liquidus' },
    {
      id: 'liquidus-hub',
      type: 'modbus-client',
      name: 'Liquidus',
      clienttype: 'tcp',
      tcpHost: host,
      tcpPort: String(port),
      tcpType: 'DEFAULT',
      unit_id: unit,
      clientTimeout: 2000,
      reconnectTimeout: 2000,
      bufferCommands: true,
      stateLogEnabled: false,
    },
    {
      id: 'liquidus-read',
      type: 'modbus-read',
      z: 'liquidus-tab',
      name: 'live block',
      dataType: 'InputRegister',
      adr: '0',
      quantity: '60',
      rate: '1',
      rateUnit: 's',
      server: 'liquidus-hub',
      x: 140,
      y: 80,
      wires: [['liquidus-decode'], []],
    },
    {
      id: 'liquidus-decode',
      type: 'function',
      z: 'liquidus-tab',
      name: 'names and units',
      func: decode,
      outputs: 1,
      x: 340,
      y: 80,
      wires: [['liquidus-debug']],
    },
    { id: 'liquidus-debug', type: 'debug', z: 'liquidus-tab', name: 'values', active: true, complete: 'payload', x: 540, y: 80, wires: [] },
  ];
  return `${JSON.stringify(flow, null, 2)}\n`;
}
