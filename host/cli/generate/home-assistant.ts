/** Home Assistant: the `modbus` integration with one sensor a quantity. */
import { stringify } from 'yaml';
import type { Point } from '../../device/points.js';
import { digitsOf } from '../../device/values.js';
import type { Place } from './quantities.js';
import { missing, quantities, snake, typeName, words } from './quantities.js';

const DEVICE_CLASS: Readonly<Record<string, string>> = {
  A: 'current',
  V: 'voltage',
  '°C': 'temperature',
  Wh: 'energy',
  kPa: 'pressure',
  s: 'duration',
  min: 'duration',
  h: 'duration',
};
const TOTALS = new Set(['chargedEnergy', 'dischargedEnergy']);

function sensor(point: Point, unit: number): object {
  const { row, name } = point;
  const none = missing(point);
  const deviceClass = DEVICE_CLASS[row.unit];
  return {
    name: `Liquidus ${words(name)}`,
    unique_id: `liquidus_${unit}_${snake(name)}`,
    slave: unit,
    address: row.address,
    input_type: 'input',
    data_type: typeName(point),
    ...(row.scale === 1 ? {} : { scale: row.scale, precision: digitsOf(row.scale) }),
    ...(row.unit === '' ? {} : { unit_of_measurement: row.unit, state_class: TOTALS.has(name) ? 'total_increasing' : 'measurement' }),
    ...(deviceClass === undefined ? {} : { device_class: deviceClass }),
    // The raw word: two's complement as the register holds it.
    ...(none === undefined ? {} : { nan_value: none < 0 ? (point.words === 2 ? none >>> 0 : none & 0xffff) : none }),
    scan_interval: 5,
  };
}

export function homeAssistant({ host, port, unit, profile }: Place): string {
  const hub = { name: 'liquidus', type: 'tcp', host, port, sensors: quantities(profile).map((point) => sensor(point, unit)) };
  const head = '# For configuration.yaml of Home Assistant. "liquidus serve" with MQTT discovery needs none of this.\n';
  return head + stringify({ modbus: [hub] });
}
