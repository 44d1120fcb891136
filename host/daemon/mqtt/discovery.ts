/**
 * Discovery of Home Assistant over MQTT: one retained configuration for each sensor (home-assistant.io, "MQTT discovery").
 */
import { STATES } from '../../../firmware/model/states.js';
import { precisionOf, sensorFacts } from '../../record/home-assistant.js';
import { quantities, snake, words } from '../../record/quantities.js';
import type { Unit } from '../unit.js';

/** Where the texts of a unit are. */
export interface UnitTopics {
  readonly state: string;
  readonly availability: string;
  /** Of the daemon. */
  readonly status: string;
}

/** One configuration. */
export interface Discovery {
  readonly topic: string;
  readonly text: string;
}

/** The configurations of a unit whose identity is known. `prefix`: the discovery prefix of Home Assistant. */
export function discoveryOf(unit: Unit, topics: UnitTopics, prefix: string, version: string): Discovery[] {
  const { id, title } = unit.options;
  const node = `liquidus_${id.replaceAll('-', '_')}`;
  const common = {
    state_topic: topics.state,
    availability: [{ topic: topics.status }, { topic: topics.availability }],
    availability_mode: 'all',
    device: {
      identifiers: [node],
      name: title,
      manufacturer: 'Liquidus',
      model: unit.identity?.board.title ?? 'Na-K flow battery',
      ...(unit.identity ? { sw_version: unit.identity.firmware } : {}),
    },
    origin: { name: 'Liquidus', sw_version: version },
  };
  const entity = (kind: 'sensor' | 'binary_sensor', object: string, more: object): Discovery => ({
    topic: `${prefix}/${kind}/${node}/${object}/config`,
    text: JSON.stringify({ unique_id: `${node}_${object}`, object_id: `${node}_${object}`, ...more, ...common }),
  });
  const sensors = quantities(unit.identity?.profile ?? 'core')
    .filter(({ name }) => name !== 'state')
    .map((point) => {
      const precision = precisionOf(point);
      return entity('sensor', snake(point.name), {
        name: words(point.name),
        value_template: `{{ value_json.${snake(point.name)} }}`,
        ...sensorFacts(point),
        ...(precision === undefined ? {} : { suggested_display_precision: precision }),
      });
    });
  return [
    ...sensors,
    entity('sensor', 'state', { name: 'State', value_template: '{{ value_json.state }}', device_class: 'enum', options: [...STATES] }),
    entity('sensor', 'first_alarm', { name: 'First alarm', value_template: "{{ value_json.first_alarm or 'none' }}" }),
    entity('binary_sensor', 'alarm', {
      name: 'Alarm',
      device_class: 'problem',
      value_template: '{{ value_json.alarm }}',
      payload_on: 'on',
      payload_off: 'off',
    }),
  ];
}
