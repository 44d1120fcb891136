/** Home Assistant: the `modbus` integration with one sensor a quantity. */
import { stringify } from 'yaml';
import type { Point } from '../../device/points.js';
import { precisionOf, sensorFacts } from '../../record/home-assistant.js';
import { quantities, snake, words } from '../../record/quantities.js';
import type { Place } from './quantities.js';
import { missing, typeName } from './quantities.js';

function sensor(point: Point, unit: number): object {
  const { row, name } = point;
  const none = missing(point);
  const precision = precisionOf(point);
  return {
    name: `Liquidus ${words(name)}`,
    unique_id: `liquidus_${unit}_${snake(name)}`,
    slave: unit,
    address: row.address,
    input_type: 'input',
    data_type: typeName(point),
    ...(precision === undefined ? {} : { scale: row.scale, precision }),
    ...sensorFacts(point),
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
