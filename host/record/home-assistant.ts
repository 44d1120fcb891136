/**
 * What Home Assistant calls a quantity, for its Modbus integration and for discovery over MQTT (developers.home-assistant.io, "Sensor entity").
 */
import type { Point } from '../device/points.js';
import { digitsOf } from '../device/values.js';

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

/** Unit, class and kind of a sensor; nothing of it for a number without a unit. */
export interface SensorFacts {
  readonly unit_of_measurement?: string;
  readonly state_class?: 'measurement' | 'total_increasing';
  readonly device_class?: string;
}

/** The facts of a quantity. */
export function sensorFacts({ row, name }: Point): SensorFacts {
  if (row.unit === '') return {};
  const deviceClass = DEVICE_CLASS[row.unit];
  return {
    unit_of_measurement: row.unit,
    state_class: TOTALS.has(name) ? 'total_increasing' : 'measurement',
    ...(deviceClass === undefined ? {} : { device_class: deviceClass }),
  };
}

/** Decimals of a quantity that mean something; undefined for whole numbers. */
export function precisionOf({ row }: Point): number | undefined {
  return row.scale === 1 ? undefined : digitsOf(row.scale);
}
