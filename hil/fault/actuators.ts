/**
 * Faults of actuators and of the power path.
 */
import type { PumpFault, StuckRole } from '../plant/fault-port.js';
import type { Regulation } from '../plant/regulation.js';
import { define, needing, valueOf, type FaultDefinition, type FaultParameter, type FaultStage, type Undo } from './definition.js';

const FACTOR: FaultParameter = { name: 'factor', unit: '', min: 0, max: 5, doc: 'multiplies the sound value' };

/** Time that a slow actuator takes from one end to the other. */
const RAMP: FaultParameter = { name: 'ramp', unit: 's', min: 0.1, max: 600, doc: '' };

/** Sets one field and remembers what stood there. */
function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): Undo {
  const before = object[key];
  object[key] = value;
  return () => void (object[key] = before);
}

/** A charger or load that regulates by itself and does not ask the board. */
function wilful(how: string, holds: Regulation['holds'], parameter: FaultParameter): FaultDefinition {
  return define(
    `converter.${how}`,
    `Charger and load hold a ${holds} of their own while the contactor is closed, whatever the board commands and allows.`,
    [parameter],
    ({ plant }, values) => put(plant.faults, 'wilful', { holds, at: valueOf(values, parameter.name) }),
  );
}

/** A device of the process that stays in one position. */
function stuck(role: StuckRole, how: string, at: 0 | 1, doc: string): FaultDefinition[] {
  return needing(
    role,
    define(`${role}.${how}`, doc, [], ({ plant }) => put(plant.faults.stuck, role, at)),
  );
}

type Pump = 'nakPump' | 'catholytePump';

function pumpFaults(pump: Pump, name: string, line: string): FaultDefinition[] {
  const set = <K extends keyof PumpFault>({ plant }: FaultStage, key: K, value: PumpFault[K]): Undo => put(plant.faults[pump], key, value);
  return [
    define(`${pump}.stall`, `The rotor of the ${name} pump stands still.`, [], (stage) => set(stage, 'stalled', true)),
    define(`${pump}.stuckOn`, `The drive of the ${name} pump runs at full speed whatever the duty says.`, [], (stage) => set(stage, 'stuckOn', true)),
    define(`${pump}.dry`, `The ${name} pump has lost its liquid: it turns a tenth faster, takes less current and moves nothing.`, [], (stage) =>
      set(stage, 'dry', true),
    ),
    define(
      `${pump}.offSpeed`,
      `The drive of the ${name} pump turns it slower or faster than commanded.`,
      [{ name: 'factor', unit: '', min: 0, max: 2, doc: 'speed relative to the commanded one' }],
      (stage, values) => set(stage, 'speed', valueOf(values, 'factor')),
    ),
    define(
      `${pump}.worn`,
      `The ${name} pump moves less at the same speed: wear, a slipping magnet, gas.`,
      [{ name: 'efficiency', unit: '', min: 0, max: 1.5, doc: 'flow relative to a fresh pump' }],
      (stage, values) => set(stage, 'efficiency', valueOf(values, 'efficiency')),
    ),
    define(`${pump}.half`, `The drive of the ${name} pump gives half the speed that it should: a phase of its motor is lost.`, [], (stage) =>
      set(stage, 'speed', 0.5),
    ),
    define(
      `${pump}.slow`,
      `The drive of the ${name} pump comes up and runs down slowly.`,
      [{ ...RAMP, doc: 'from rest to full speed, and back' }],
      (stage, values) => set(stage, 'ramp', valueOf(values, 'ramp')),
    ),
    define(
      `${line}.blockage`,
      `The ${name} line is blocked in part or whole.`,
      [{ name: 'share', unit: '', min: 0, max: 1, fallback: 1, doc: 'blocked share, 1 = shut' }],
      (stage, values) => set(stage, 'blockage', valueOf(values, 'share')),
    ),
  ];
}

export const ACTUATOR_FAULTS: readonly FaultDefinition[] = [
  define('contactor.welded', 'The main contacts of the power contactor are welded closed.', [], ({ plant }) =>
    put(plant.faults, 'contactor', 'welded'),
  ),
  define('contactor.stuckOpen', 'The coil of the power contactor is broken: the contacts stay open.', [], ({ plant }) =>
    put(plant.faults, 'contactor', 'stuckOpen'),
  ),
  define(
    'contactor.slow',
    'The contacts of the power contactor move late, both ways: a spring or a suppressor at the coil.',
    [{ name: 'by', unit: 'ms', min: 1, max: 10_000, doc: 'added to their travel of 20 ms' }],
    ({ plant }, values) => put(plant.faults.contacts, 'slowMs', valueOf(values, 'by')),
  ),
  define(
    'contactor.bounce',
    'The contacts of the power contactor bounce after they have closed, in whole steps of the plant.',
    [
      { name: 'for', unit: 'ms', min: 1, max: 10_000, doc: 'from closing to rest' },
      { name: 'every', unit: 'ms', min: 20, max: 1000, fallback: 100, doc: 'length of a bounce; open for half of it' },
    ],
    ({ plant }, values) => {
      const undo = [
        put(plant.faults.contacts, 'bounceMs', valueOf(values, 'for')),
        put(plant.faults.contacts, 'bounceEveryMs', valueOf(values, 'every')),
      ];
      return () => undo.forEach((back) => back());
    },
  ),
  define(
    'contactorDriver.stuckOn',
    "The output stage of the contactor's coil has failed closed: the coil stays on whatever the board says.",
    [],
    ({ plant }) => put(plant.faults, 'contactorDriven', true),
  ),
  define('heater.stuckOn', 'The switch of the heater output is welded: full power while the second switch is closed.', [], ({ plant }) =>
    put(plant.faults.heater, 'dutyWelded', true),
  ),
  define('heater.stuckOff', 'The heater element is burnt out: no heat.', [], ({ plant }) => put(plant.faults.heater, 'broken', true)),
  define('heater.enableWelded', 'The second heater switch is welded: the heater output alone decides.', [], ({ plant }) =>
    put(plant.faults.heater, 'enableWelded', true),
  ),
  define('heater.gain', 'The heater gives more or less heat than it should.', [{ ...FACTOR, max: 3 }], ({ plant }, values) =>
    put(plant.faults.heater, 'gain', valueOf(values, 'factor')),
  ),
  ...pumpFaults('nakPump', 'NaK', 'nakLine'),
  define(
    'nakPump.reversed',
    'The NaK pump turns backwards: two leads of its motor are exchanged. A gear pump then pumps backwards.',
    [],
    ({ plant }) => put(plant.faults.nakPump, 'turned', -1),
  ),
  ...pumpFaults('catholytePump', 'catholyte', 'catholyteLine'),
  define(
    'catholytePump.reversed',
    'The catholyte pump turns backwards: two leads of its motor are exchanged. A centrifugal pump still pumps forwards, but less.',
    [{ name: 'share', unit: '', min: 0, max: 1, fallback: 0.5, doc: 'flow relative to the right way round' }],
    ({ plant }, values) => put(plant.faults.catholytePump, 'turned', valueOf(values, 'share')),
  ),
  define('converter.gain', 'The converter drives more or less current than commanded.', [FACTOR], ({ plant }, values) =>
    put(plant.faults, 'converterGain', valueOf(values, 'factor')),
  ),
  define('converter.reversed', 'The converter drives the commanded current the other way round: its leads are exchanged.', [], ({ plant }) =>
    put(plant.faults, 'converterGain', -plant.faults.converterGain),
  ),
  define('converter.half', 'One of two phases of the converter is dead: half the commanded current.', [], ({ plant }) =>
    put(plant.faults, 'converterGain', 0.5),
  ),
  define(
    'converter.slow',
    'The converter follows its command slowly. With open contacts its current ends at once.',
    [{ ...RAMP, doc: 'from no current to its full scale, and back' }],
    ({ plant }, values) => put(plant.faults, 'converterRamp', valueOf(values, 'ramp')),
  ),
  define(
    'heater.slow',
    "The heater's driver comes up and runs down slowly; the second switch cuts it at once.",
    [{ ...RAMP, doc: 'from nothing to full power, and back' }],
    ({ plant }, values) => put(plant.faults.heater, 'ramp', valueOf(values, 'ramp')),
  ),
  define('heater.half', 'One of two heater elements is burnt out: half the heat.', [], ({ plant }) => put(plant.faults.heater, 'gain', 0.5)),
  define(
    'converter.offset',
    'The converter drives a current of its own on top of the commanded one, while the contactor is closed.',
    [{ name: 'by', unit: 'A', min: -2, max: 2, doc: 'added current, discharge positive' }],
    ({ plant }, values) => put(plant.faults, 'converterOffset', valueOf(values, 'by')),
  ),
  wilful('holdsCurrent', 'current', { name: 'at', unit: 'A', min: -1, max: 1, doc: 'current, discharge positive' }),
  wilful('holdsVoltage', 'voltage', { name: 'at', unit: 'V', min: 0, max: 5, doc: 'voltage of the terminals' }),
  wilful('holdsPower', 'power', { name: 'at', unit: 'W', min: -5, max: 5, doc: 'power at the terminals, discharge positive' }),
  ...needing(
    'supply',
    define(
      'supply.sag',
      'The control supply sags; the controller itself goes on.',
      [{ name: 'to', unit: 'V', min: 0, max: 30, doc: 'voltage of the 24 V supply' }],
      ({ plant }, values) => put(plant.faults, 'supplyVoltage', valueOf(values, 'to')),
    ),
  ),
  ...needing(
    'preCharge',
    define('preCharge.broken', 'The pre-charge switch does not close.', [], ({ plant }) => put(plant.faults, 'preChargeBroken', true)),
  ),
  ...needing(
    'preCharge',
    define(
      'bus.leak',
      'A resistance loads the bus of the converter.',
      [{ name: 'resistance', unit: 'kΩ', min: 0.0001, max: 100, doc: 'across the bus capacitor' }],
      ({ plant }, values) => put(plant.faults, 'busLeak', valueOf(values, 'resistance') * 1000),
    ),
  ),
  ...stuck('isolationValves', 'stuckShut', 0, 'The isolation valves of the loops stay shut.'),
  ...stuck('isolationValves', 'stuckOpen', 1, 'The isolation valves of the loops stay open.'),
  ...stuck('argonPurge', 'stuckOff', 0, 'The purge valve does not open.'),
  ...stuck('argonPurge', 'stuckOn', 1, 'The purge valve stays open.'),
  ...stuck('enclosureFan', 'stuckOff', 0, 'The air fan of the enclosure stands.'),
  ...stuck('enclosureFan', 'stuckOn', 1, 'The air fan of the enclosure runs whatever the board says.'),
  ...stuck('scrubber', 'stuckOff', 0, 'The scrubber does not start.'),
];
