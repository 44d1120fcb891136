/** What states and faults are in the words of SunSpec. */
import { FAULTS } from './faults.js';
import type { StateName } from './states.js';

/** State of model 802, what `SetOp` reads (1 connect, 2 disconnect), and what `SetInvState` reads (1 stopped, 2 standby, 3 started). */
interface SunspecState {
  readonly state: 1 | 2 | 3 | 6 | 99;
  readonly op: 1 | 2;
  readonly converter: 1 | 2 | 3;
}

const CONNECTING: SunspecState = { state: 2, op: 1, converter: 1 };
const RUNNING: SunspecState = { state: 3, op: 1, converter: 3 };
const OPEN: SunspecState = { state: 1, op: 2, converter: 1 };
const FAILED: SunspecState = { state: 99, op: 2, converter: 1 };

/** By state of the sequencer. 1 disconnected, 2 initialising, 3 connected, 6 suspending, 99 fault. */
export const SUNSPEC_STATES: Readonly<Record<StateName, SunspecState>> = {
  boot: { state: 2, op: 2, converter: 1 },
  selfTest: { state: 2, op: 2, converter: 1 },
  cold: OPEN,
  warmUp: CONNECTING,
  ready: { state: 3, op: 1, converter: 2 },
  charge: RUNNING,
  discharge: RUNNING,
  fault: FAILED,
  eStop: FAILED,
  service: OPEN,
  circulate: CONNECTING,
  preCharge: CONNECTING,
  stopping: { state: 6, op: 2, converter: 2 },
  coolDown: OPEN,
  rescue: RUNNING,
};

/** Bits of `Evt1` of models 802 and 807: alarm and warning. An event without a warning of its own warns as OTHER_WARNING. */
export const BATTERY_EVENTS = {
  communication: { alarm: 0, warning: 26, title: 'COMMUNICATION_ERROR' },
  overTemp: { alarm: 1, warning: 2, title: 'OVER_TEMP' },
  underTemp: { alarm: 3, warning: 4, title: 'UNDER_TEMP' },
  /** The size of the current counts: the bits of the discharge are set with those of the charge. */
  overCurrent: { alarm: 5, warning: 6, title: 'OVER_CHARGE_CURRENT and OVER_DISCHARGE_CURRENT' },
  overVolt: { alarm: 9, warning: 10, title: 'OVER_VOLT' },
  underVolt: { alarm: 11, warning: 12, title: 'UNDER_VOLT' },
  underSoc: { alarm: 13, warning: 14, title: 'UNDER_SOC_MIN' },
  overSoc: { alarm: 15, warning: 16, title: 'OVER_SOC_MAX' },
  voltageImbalance: { alarm: 25, warning: 17, title: 'OTHER_ALARM, VOLTAGE_IMBALANCE_WARNING' },
  temperatureImbalance: { alarm: 18, warning: 19, title: 'TEMPERATURE_IMBALANCE' },
  contactor: { alarm: 20, warning: 26, title: 'CONTACTOR_ERROR' },
  other: { alarm: 25, warning: 26, title: 'OTHER' },
  configuration: { alarm: 28, warning: 29, title: 'CONFIGURATION' },
} as const;
type BatteryEvent = keyof typeof BATTERY_EVENTS;

/** A bit that stands for nothing. */
export const NO_EVENT = 31;

/** Bits of `Evt2` of model 807: alarm and warning. `fire` is a bit of `Evt1` there, and 802 has none for it. */
export const FLOW_EVENTS = {
  none: { alarm: NO_EVENT, warning: NO_EVENT, title: '' },
  leak: { alarm: 0, warning: NO_EVENT, title: 'LEAK' },
  pump: { alarm: 1, warning: NO_EVENT, title: 'PUMP' },
  highPressure: { alarm: 2, warning: 3, title: 'HIGH_PRESSURE' },
  lowFlow: { alarm: 4, warning: 5, title: 'LOW_FLOW' },
  fire: { alarm: 27, warning: NO_EVENT, title: 'FIRE (Evt1)' },
} as const;
type FlowEvent = keyof typeof FLOW_EVENTS;

/** Faults that are more than OTHER in `Evt1`. */
const BATTERY: Readonly<Record<string, BatteryEvent>> = {
  P01: 'underTemp',
  P02: 'underTemp',
  P03: 'underTemp',
  P06: 'overTemp',
  P07: 'underTemp',
  P08: 'overTemp',
  P12: 'temperatureImbalance',
  P13: 'overCurrent',
  P14: 'overVolt',
  P15: 'underVolt',
  P16: 'overSoc',
  P17: 'underSoc',
  P37: 'communication',
  X01: 'contactor',
  X02: 'contactor',
  X08: 'configuration',
  X11: 'contactor',
  X13: 'voltageImbalance',
};

/** Faults of the loops. */
const FLOW: Readonly<Record<string, FlowEvent>> = {
  P21: 'lowFlow',
  P22: 'lowFlow',
  P23: 'pump',
  P24: 'lowFlow',
  P25: 'highPressure',
  P30: 'leak',
  P31: 'leak',
  P32: 'fire',
  P33: 'leak',
  F11: 'pump',
};

/** Events of one fault. */
export interface FaultEvents {
  readonly id: string;
  readonly number: number;
  readonly battery: BatteryEvent;
  readonly flow: FlowEvent;
}

/** Every fault with its events. Throws when an event names a fault that there is not. */
export function faultEvents(): FaultEvents[] {
  const unknown = Object.keys(BATTERY)
    .concat(Object.keys(FLOW))
    .filter((id) => !FAULTS.some((f) => f.id === id));
  if (unknown.length > 0) throw new Error('SunSpec events name faults that there are not: ' + unknown.join(', '));
  return FAULTS.map((f) => ({ id: f.id, number: f.number, battery: BATTERY[f.id] ?? 'other', flow: FLOW[f.id] ?? 'none' }));
}
