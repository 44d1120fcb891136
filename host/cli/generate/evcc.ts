/** evcc: the battery as a custom meter, power from current and voltage, charge from the oxidised fraction of the catholyte. */
import { stringify } from 'yaml';
import { pointOf } from '../../device/points.js';
import type { Place } from './quantities.js';
import { typeName } from './quantities.js';

export function evcc({ host, port, unit }: Place): string {
  const read = (name: string, scale = 1): object => {
    const point = pointOf(name);
    return {
      source: 'modbus',
      uri: `${host}:${port}`,
      id: unit,
      register: { address: point.row.address, type: 'input', decode: typeName(point) },
      scale: point.row.scale * scale,
    };
  };
  // evcc counts the power of a battery positive when it discharges, as the map counts the current.
  const meter = {
    name: 'liquidus',
    type: 'custom',
    power: { source: 'calc', mul: [read('current'), read('cellVoltage')] },
    soc: read('oxidisedFraction'),
  };
  return `# For evcc.yaml. Power in W, charge in %.\n${stringify({ meters: [meter], site: { meters: { battery: ['liquidus'] } } })}`;
}
