/**
 * Faults of sensors and their wires.
 */
import { ANALOG_ROLES, PULSE_ROLES, type AnalogRole, type DigitalRole, type PulseRole } from '../target/wires.js';
import type { AnalogFault, AnalogFaultKind, FaultPort } from '../plant/fault-port.js';
import { PROCESS_ROLES, type ProcessRole } from '../plant/process-channels.js';
import { define, needing, valueOf, type FaultDefinition, type FaultParameter } from './definition.js';

interface Channel {
  readonly name: string;
  /** Unit of a value, and of a drift. */
  readonly unit: string;
  readonly stepUnit: string;
  readonly driftUnit: string;
  /** Plant units per library unit: the plant counts the leak loop in Ω. */
  readonly factor: number;
  /** Range of a fixed reading, and largest offset, in `unit`. */
  readonly min: number;
  readonly max: number;
}

const CHANNELS: Readonly<Record<AnalogRole | ProcessRole, Channel>> = {
  cellVoltage: { name: 'the cell voltage', unit: 'V', stepUnit: 'V', driftUnit: 'V/min', factor: 1, min: -1, max: 6 },
  current: { name: 'the current', unit: 'A', stepUnit: 'A', driftUnit: 'A/min', factor: 1, min: -2.2, max: 2.2 },
  nakTempA: { name: 'the first NaK temperature', unit: '°C', stepUnit: 'K', driftUnit: 'K/min', factor: 1, min: -40, max: 120 },
  nakTempB: { name: 'the second NaK temperature', unit: '°C', stepUnit: 'K', driftUnit: 'K/min', factor: 1, min: -40, max: 120 },
  cellTemp: { name: 'the cell temperature', unit: '°C', stepUnit: 'K', driftUnit: 'K/min', factor: 1, min: -40, max: 120 },
  leakLoop: { name: 'the leak loop', unit: 'kΩ', stepUnit: 'kΩ', driftUnit: 'kΩ/min', factor: 1000, min: 0, max: 2000 },
  nakFlow: { name: 'the NaK flow', unit: 'mL/min', stepUnit: 'mL/min', driftUnit: 'mL/min/min', factor: 1, min: -5, max: 60 },
  catholyteTemp: { name: 'the catholyte temperature', unit: '°C', stepUnit: 'K', driftUnit: 'K/min', factor: 1, min: -40, max: 120 },
  nakInletTemp: { name: 'the NaK inlet temperature', unit: '°C', stepUnit: 'K', driftUnit: 'K/min', factor: 1, min: -40, max: 120 },
  catholyteLeakLoop: { name: 'the leak loop of the catholyte', unit: 'kΩ', stepUnit: 'kΩ', driftUnit: 'kΩ/min', factor: 1000, min: 0, max: 2000 },
  supply: { name: 'the supply voltage', unit: 'V', stepUnit: 'V', driftUnit: 'V/min', factor: 1, min: 0, max: 30 },
  adcReference: { name: 'the reference voltage', unit: 'V', stepUnit: 'V', driftUnit: 'V/min', factor: 1, min: 0, max: 3.3 },
  busVoltage: { name: 'the bus voltage', unit: 'V', stepUnit: 'V', driftUnit: 'V/min', factor: 1, min: -1, max: 6 },
  nakPumpCurrent: { name: 'the current of the NaK pump', unit: 'A', stepUnit: 'A', driftUnit: 'A/min', factor: 1, min: 0, max: 1.5 },
  catholytePumpCurrent: { name: 'the current of the catholyte pump', unit: 'A', stepUnit: 'A', driftUnit: 'A/min', factor: 1, min: 0, max: 1.5 },
  nakPressure: { name: 'the NaK pressure', unit: 'kPa', stepUnit: 'kPa', driftUnit: 'kPa/min', factor: 1, min: -10, max: 210 },
  catholytePressure: { name: 'the catholyte pressure', unit: 'kPa', stepUnit: 'kPa', driftUnit: 'kPa/min', factor: 1, min: -10, max: 210 },
  blanketPressure: { name: 'the blanket pressure', unit: 'kPa', stepUnit: 'kPa', driftUnit: 'kPa/min', factor: 1, min: -2, max: 42 },
  nakLevel: { name: 'the NaK level', unit: 'mL', stepUnit: 'mL', driftUnit: 'mL/min', factor: 1, min: -2, max: 52 },
  oxygen: { name: 'the oxygen in the blanket', unit: 'ppm', stepUnit: 'ppm', driftUnit: 'ppm/s', factor: 1, min: -20, max: 1040 },
  hydrogen: { name: 'the hydrogen in the blanket', unit: 'vol%', stepUnit: 'vol%', driftUnit: 'vol%/min', factor: 1, min: -0.1, max: 4.1 },
  roomHydrogen: { name: 'the hydrogen in the room', unit: '%LEL', stepUnit: '%LEL', driftUnit: '%LEL/min', factor: 1, min: -2, max: 103 },
  toxicGas: { name: 'the toxic gas in the room', unit: 'ppm', stepUnit: 'ppm', driftUnit: 'ppm/s', factor: 1, min: -0.5, max: 31 },
};

/** How fast a reading leaves the truth and comes back to it; at the highest value at once. */
const SLEW: FaultParameter = {
  name: 'slew',
  unit: 'K/s',
  min: 0.001,
  max: 1000,
  fallback: 1000,
  doc: 'speed at which the reading goes away and comes back; 1000 K/s is at once',
};

/** State of a channel in the fault port. */
function analogFault(faults: FaultPort, role: AnalogRole | ProcessRole): AnalogFault {
  return role in faults.analog ? faults.analog[role as AnalogRole] : faults.process[role as ProcessRole];
}

/** A fault of one channel with at most one value; that of a temperature may come and go slowly. */
function analog(
  role: AnalogRole | ProcessRole,
  how: string,
  kind: AnalogFaultKind,
  doc: string,
  parameter?: FaultParameter,
  factor = 1,
  again?: FaultParameter,
): FaultDefinition {
  const slow = CHANNELS[role].stepUnit === 'K' && (kind === 'offset' || kind === 'fixed');
  const parameters = [...(parameter ? [parameter] : []), ...(slow ? [SLEW] : []), ...(again ? [again] : [])];
  return define(`${role}.${how}`, doc, parameters, ({ plant }, values) => {
    const fault = analogFault(plant.faults, role);
    const slew = slow ? valueOf(values, SLEW.name) : SLEW.max;
    fault.kind = kind;
    fault.value = parameter ? valueOf(values, parameter.name) * factor : 0;
    fault.slew = slew < SLEW.max ? slew : Infinity;
    fault.period = again ? valueOf(values, again.name) : 0;
    return () => {
      fault.kind = 'none';
      fault.value = 0;
      fault.slew = Infinity;
      fault.period = 0;
    };
  });
}

function analogFaults(role: AnalogRole | ProcessRole): FaultDefinition[] {
  const { name, unit, stepUnit, driftUnit, factor, min, max } = CHANNELS[role];
  const driftSeconds = driftUnit.endsWith('/s') ? 1 : 60;
  const span = max - min;
  return [
    analog(role, 'open', 'open', `The wire of ${name} is broken: the front end shows its open-circuit level.`),
    analog(role, 'short', 'short', `The wire of ${name} is shorted to ground.`),
    analog(role, 'stuck', 'stuck', `The converter repeats its last code of ${name}, without noise.`),
    analog(
      role,
      'offset',
      'offset',
      `${sentence(name)} reads higher by a constant.`,
      { name: 'by', unit: stepUnit, min: -span, max: span, doc: 'added to the reading' },
      factor,
    ),
    analog(role, 'gain', 'gain', `${sentence(name)} reads multiplied by a factor.`, {
      name: 'factor',
      unit: '',
      min: 0,
      max: 5,
      doc: 'multiplies the reading',
    }),
    analog(
      role,
      'drift',
      'drift',
      `${sentence(name)} drifts away at a constant rate.`,
      { name: 'rate', unit: driftUnit, min: -span, max: span, doc: 'change of the reading with time' },
      factor / driftSeconds,
    ),
    analog(
      role,
      'noise',
      'noise',
      `${sentence(name)} carries Gaussian noise.`,
      { name: 'rms', unit: stepUnit, min: 0, max: span, doc: 'added noise, rms' },
      factor,
    ),
    analog(
      role,
      'spike',
      'spike',
      `${sentence(name)} jumps for one reading again and again: a relay or a mobile phone beside the wire.`,
      { name: 'by', unit: stepUnit, min: -span, max: span, doc: 'added to that reading' },
      factor,
      { name: 'every', unit: 's', min: 0.05, max: 3600, fallback: 10, doc: 'distance of the jumps' },
    ),
    analog(role, 'delayed', 'delayed', `${sentence(name)} reads what was true a while ago: a slow sheath, a filter, a gateway.`, {
      name: 'by',
      unit: 's',
      min: 0.05,
      max: 600,
      doc: 'age of the reading',
    }),
    analog(
      role,
      'intermittent',
      'intermittent',
      `The wire of ${name} has a loose contact: it is open for a part of every round.`,
      { name: 'open', unit: 's', min: 0.05, max: 600, doc: 'open for so long' },
      1,
      { name: 'every', unit: 's', min: 0.1, max: 3600, fallback: 5, doc: 'length of a round' },
    ),
    analog(
      role,
      'quantised',
      'quantised',
      `${sentence(name)} reads in coarse steps: a converter that has lost its low bits.`,
      { name: 'step', unit: stepUnit, min: span / 1e5, max: span, doc: 'size of a step' },
      factor,
    ),
    analog(
      role,
      'fixed',
      'fixed',
      `${sentence(name)} reads one value, with the usual noise, whatever is true.`,
      { name: 'at', unit, min, max, doc: 'the reading' },
      factor,
    ),
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const PULSES: Readonly<Record<PulseRole, string>> = {
  nakTach: 'the NaK pump tachometer',
  catholyteTach: 'the catholyte pump tachometer',
  catholyteFlow: 'the catholyte flow meter',
};

function pulseFaults(role: PulseRole): FaultDefinition[] {
  const rate: FaultParameter = { name: 'rate', unit: 'Hz', min: 0, max: 300, doc: 'pulses per second' };
  return [
    define(`${role}.lost`, `No pulse of ${PULSES[role]} arrives.`, [], ({ plant }) => {
      plant.faults.pulses[role].kind = 'lost';
      return () => void (plant.faults.pulses[role].kind = 'none');
    }),
    define(`${role}.spurious`, `Pulses of ${PULSES[role]} come at a rate of their own.`, [rate], ({ plant }, values) => {
      Object.assign(plant.faults.pulses[role], { kind: 'spurious', rate: valueOf(values, 'rate') });
      return () => void Object.assign(plant.faults.pulses[role], { kind: 'none', rate: 0 });
    }),
  ];
}

function contact(id: string, role: DigitalRole, level: 0 | 1, doc: string): FaultDefinition {
  return define(id, doc, [], ({ plant }) => {
    plant.faults.digital[role] = level;
    return () => void (plant.faults.digital[role] = null);
  });
}

export const SENSOR_FAULTS: readonly FaultDefinition[] = [
  ...ANALOG_ROLES.flatMap(analogFaults),
  ...PROCESS_ROLES.flatMap((role) => needing(role, ...analogFaults(role))),
  ...needing('oxygen', analog('oxygen', 'heaterFailed', 'fixed', 'The heater of the zirconia cell has failed: it reads 0 ppm, which looks good.')),
  ...PULSE_ROLES.flatMap(pulseFaults),
  define('nakTempA.swapped', 'The plugs of the first NaK temperature and of the cell temperature are in each other’s sockets.', [], ({ plant }) => {
    plant.faults.temperaturesSwapped = true;
    return () => void (plant.faults.temperaturesSwapped = false);
  }),
  contact('eStopA.open', 'eStopA', 0, 'The first e-stop channel is open: broken wire, or one contact of the button.'),
  contact('eStopA.bridged', 'eStopA', 1, 'The first e-stop channel reads closed whatever the button does.'),
  contact('eStopB.open', 'eStopB', 0, 'The second e-stop channel is open: broken wire, or one contact of the button.'),
  contact('eStopB.bridged', 'eStopB', 1, 'The second e-stop channel reads closed whatever the button does.'),
  contact('contactorFeedback.open', 'contactorFeedback', 0, 'The feedback of the power contactor reads open whatever the contacts do.'),
  contact('contactorFeedback.closed', 'contactorFeedback', 1, 'The feedback of the power contactor reads closed whatever the contacts do.'),
  contact('localReset.held', 'localReset', 1, 'The local reset button is stuck down or bridged.'),
];
