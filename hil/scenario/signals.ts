/**
 * Everything that a condition or a plot can name, with unit and reader.
 *
 * `truth.` is the plant, `live.` what the controller reports in its live block (not available reads as NaN), `out.` its output pins,
 * `pin.` the levels on its input pins, `line.` the master.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { stateCode, STATES, type StateName } from '../../firmware/model/states.js';
import { liveRow } from '../../firmware/model/registers.js';
import { NUMERIC_ROWS } from '../line/live-block.js';
import type { LineMaster } from '../line/master.js';
import type { LabCell } from '../plant/lab-cell.js';
import type { PlantTruth } from '../plant/truth.js';
import { ANALOG_ROLES, DIGITAL_ROLES, FULL_PWM_ROLES, FULL_SWITCH_ROLES, PWM_ROLES, SWITCH_ROLES, type BoardOutputs } from '../target/wires.js';
import { PROCESS_ROLES } from '../plant/process-channels.js';
import type { NumberReader, Readings } from './compile.js';
import { canonicalUnit } from './quantity.js';
import type { Target } from '../target/target.js';

/** What signals are read from. */
export interface SignalSources {
  readonly plant: Pick<LabCell, 'truth' | 'inputs' | 'faults'>;
  readonly target: Pick<Target, 'outputs'>;
  readonly master: Pick<LineMaster, 'live' | 'counters'>;
}

interface SignalRow {
  readonly unit: string;
  readonly doc: string;
  readonly reader: (sources: SignalSources) => NumberReader;
}

const TRUTH: Readonly<Record<keyof PlantTruth, readonly [unit: string, doc: string]>> = {
  timeMs: ['ms', 'time since the start of the run'],
  sodiumWt: ['wt%', 'sodium in the metal, of all NaK loops together'],
  sodiumWtHighest: ['wt%', 'the same of the NaK loop of a stack with most sodium'],
  sodiumWtLowest: ['wt%', 'the same of the NaK loop of a stack with least sodium'],
  sodiumMass: ['g', 'mass of sodium in the metal'],
  potassiumMass: ['g', 'mass of potassium in the metal'],
  liquidus: ['°C', 'liquidus temperature of the metal, from thermodynamics; of several NaK loops the highest'],
  coldestTemperature: ['°C', 'coldest point with metal'],
  margin: ['K', 'coldest point above that liquidus, without any band'],
  marginPotassiumRich: ['K', 'the same of the metal that freezes potassium first, nothing where none does'],
  solidFraction: ['', 'solid share at the coldest point, 0 to 1'],
  cellTemperature: ['°C', 'cell body'],
  lineTemperature: ['°C', 'coldest stretch of the NaK line, where the sensor pair sits'],
  catholyteTemperature: ['°C', 'catholyte tank'],
  catholyteBoils: ['°C', 'where the catholyte boils or gives off its oxidant'],
  maxTemperature: ['°C', 'hottest of cell, line and tank'],
  ambient: ['°C', 'room'],
  current: ['A', 'cell current, discharge positive'],
  terminalVoltage: ['V', 'terminal voltage'],
  cellLowest: ['V', 'lowest cell of a stack'],
  cellHighest: ['V', 'highest cell of a stack'],
  power: ['W', 'power of the whole plant at its terminals, discharge positive'],
  ocv: ['V', 'open-circuit voltage'],
  asr: ['Ω·cm²', 'area-specific resistance'],
  netCharge: ['Ah', 'net charge drawn since the start'],
  oxidisedFraction: ['', 'oxidised fraction of the catholyte, 0 to 1'],
  stoichiometricRatio: ['', 'stoichiometric ratio of the catholyte, infinite without current'],
  nakFlow: ['mL/min', 'NaK flow'],
  catholyteFlow: ['mL/min', 'catholyte flow'],
  nakPumpSpeed: ['rpm', 'NaK pump speed'],
  catholytePumpSpeed: ['rpm', 'catholyte pump speed'],
  heaterPower: ['W', 'heater power'],
  chillerPower: ['W', 'heat that the chiller takes'],
  ohmicHeat: ['W', 'heat from the cell resistance'],
  entropicHeat: ['W', 'heat from the cell reaction, negative cools'],
  ambientLoss: ['W', 'heat lost to the room'],
  storedHeat: ['', 'heat content of the plant, J'],
  contactorClosed: ['', '1 while the main contacts are closed'],
  leakWet: ['', '1 while the NaK tray is wet'],
  eStopOpen: ['', '1 while an e-stop channel is open on the pins'],
  mainsOn: ['', '1 while the mains is there'],
  upsLeft: ['', 'charge left in the uninterruptible supply, 0 to 1'],
  contactorFed: ['', '1 while the coil of the contactor has its supply'],
  heaterFed: ['', '1 while the heater switches have their supply'],
  pumpsFed: ['', '1 while the drives of the pumps have their supply'],
  currentComparator: ['', '1 once the comparator on the current has acted, until the button at the cabinet'],
  voltageComparator: ['', '1 once a comparator on the voltage has acted, until the button at the cabinet'],
  cutOut: ['', '1 once the thermal cut-out has acted, until the button at the cabinet'],
  leakRelay: ['', '1 once the leak relay has acted, until the button at the cabinet'],
  stopChain: ['', '1 once the chain of the emergency stop has opened, until the button at the cabinet'],
  watchdogRelay: ['', '1 once the relay behind safetyToggle has fallen, until the button at the cabinet'],
  contactorUncontrollable: ['', '1 when nothing the controller does can open the contacts'],
  currentUncontrollable: ['', '1 when nothing the controller does can stop the current'],
  heaterUncontrollable: ['', '1 when nothing the controller does can stop the heat'],
  nakFlowHidden: ['', '1 while the flow meter hides that the NaK flow is gone'],
  fanUncontrollable: ['', '1 when nothing the controller does can stop the air fan'],
  nakPumpUncontrollable: ['', '1 when nothing the controller does can stop the NaK pump'],
  nakFlowUncontrollable: ['', '1 when NaK flows by itself and nothing the controller does can shut its loop'],
  catholytePumpUncontrollable: ['', '1 when nothing the controller does can stop the catholyte pump'],
  nakVolume: ['mL', 'NaK in the loop'],
  nakVolumeShare: ['', 'NaK in the loop relative to the start, %'],
  lostMetal: ['g', 'metal that has run out of the loop'],
  nakPressure: ['kPa', 'gauge pressure at the outlet of the NaK pump'],
  catholytePressure: ['kPa', 'gauge pressure at the outlet of the catholyte pump'],
  blanketPressure: ['kPa', 'gauge pressure of the argon blanket'],
  membranePressure: ['kPa', 'pressure across the ceramic, NaK above catholyte'],
  oxygen: ['ppm', 'oxygen in the argon blanket'],
  hydrogen: ['vol%', 'hydrogen in the argon blanket'],
  roomHydrogen: ['%LEL', 'hydrogen in the enclosure, share of the lower explosive limit'],
  toxicGas: ['ppm', 'toxic gas in the enclosure'],
  nakPumpCurrent: ['A', 'motor current of the NaK pump'],
  catholytePumpCurrent: ['A', 'motor current of the catholyte pump'],
  supplyVoltage: ['V', 'control supply'],
  busVoltage: ['V', "voltage of the converter's bus"],
  inrushCurrent: ['A', 'current through contacts that closed in this step on a bus of another voltage'],
  catholyteTrayWet: ['', '1 while the catholyte tray is wet'],
  smoke: ['', '1 while the smoke detector is open'],
  fanOn: ['', '1 while the air fan of the enclosure runs'],
  valvesOpen: ['', '1 while the isolation valves are open'],
  purging: ['', '1 while argon purges'],
};

const SIGNALS: ReadonlyMap<string, SignalRow> = new Map([
  ...Object.entries(TRUTH).map(([name, [unit, doc]]): [string, SignalRow] => {
    const field = name as keyof PlantTruth;
    return [
      `truth.${name}`,
      {
        unit,
        doc,
        reader:
          ({ plant: { truth } }) =>
          () =>
            truth[field],
      },
    ];
  }),
  [
    'truth.leakResistance',
    {
      unit: 'kΩ',
      doc: 'resistance of the leak loop',
      reader:
        ({ plant: { faults } }) =>
        () =>
          faults.leakResistance / 1000,
    },
  ],
  ...NUMERIC_ROWS.map((row): [string, SignalRow] => {
    const unit = canonicalUnit(row.unit.replace(' Na', '')) ?? '';
    return [`live.${row.name}`, { unit, doc: row.doc, reader: ({ master }) => master.live.reader(row) }];
  }),
  ...[...SWITCH_ROLES, ...PWM_ROLES, ...FULL_SWITCH_ROLES, ...FULL_PWM_ROLES].map((role): [string, SignalRow] => [
    `out.${role}`,
    {
      unit: '',
      doc: `output pin ${role}: 0 or 1, or duty 0 to 1`,
      reader:
        ({ target }) =>
        () =>
          target.outputs[role as keyof BoardOutputs],
    },
  ]),
  [
    'command.current',
    {
      unit: 'A',
      doc: 'current that the output pins command, discharge positive',
      reader:
        ({ target: { outputs } }) =>
        () =>
          outputs.dischargeCurrent - outputs.chargeCurrent,
    },
  ],
  ...(['charge', 'discharge'] as const).map((direction): [string, SignalRow] => [
    `command.${direction}Limit`,
    {
      unit: 'A',
      doc: `${direction} current that the output pins allow a converter that regulates by itself; boards that have them`,
      reader:
        ({ target: { outputs } }) =>
        () =>
          outputs[`${direction}LimitOut`],
    },
  ]),
  ...ANALOG_ROLES.map((role): [string, SignalRow] => [
    `pin.${role}`,
    {
      unit: '',
      doc: `analog input ${role}, share of full scale`,
      reader:
        ({ plant: { inputs } }) =>
        () =>
          inputs.analog[role],
    },
  ]),
  ...PROCESS_ROLES.map((role): [string, SignalRow] => [
    `pin.${role}`,
    {
      unit: '',
      doc: `analog input ${role}, share of full scale; boards that have it`,
      reader:
        ({ plant: { inputs } }) =>
        () =>
          inputs.process?.analog[role] ?? NaN,
    },
  ]),
  ...DIGITAL_ROLES.map((role): [string, SignalRow] => [
    `pin.${role}`,
    {
      unit: '',
      doc: `digital input ${role}, 0 or 1`,
      reader:
        ({ plant: { inputs } }) =>
        () =>
          inputs.digital[role],
    },
  ]),
  [
    'line.requests',
    {
      unit: '',
      doc: 'requests sent',
      reader:
        ({ master }) =>
        () =>
          master.counters.requests,
    },
  ],
  [
    'line.replies',
    {
      unit: '',
      doc: 'good replies',
      reader:
        ({ master }) =>
        () =>
          master.counters.replies,
    },
  ],
  [
    'line.timeouts',
    {
      unit: '',
      doc: 'requests without an answer',
      reader:
        ({ master }) =>
        () =>
          master.counters.timeouts,
    },
  ],
  [
    'line.damaged',
    {
      unit: '',
      doc: 'replies that the master refused',
      reader:
        ({ master }) =>
        () =>
          master.counters.damaged,
    },
  ],
  [
    'line.exceptions',
    {
      unit: '',
      doc: 'exception replies',
      reader:
        ({ master }) =>
        () =>
          master.counters.exceptions,
    },
  ],
  [
    'line.torn',
    {
      unit: '',
      doc: 'live blocks that were not whole',
      reader:
        ({ master }) =>
        () =>
          master.counters.torn,
    },
  ],
]);

/** Unit of every signal by name. */
export const SIGNAL_UNITS: ReadonlyMap<string, string> = new Map([...SIGNALS].map(([name, row]) => [name, row.unit]));

/** Name, unit and meaning of every signal, for the documents. */
export function listSignals(): { readonly name: string; readonly unit: string; readonly doc: string }[] {
  return [...SIGNALS].map(([name, { unit, doc }]) => ({ name, unit, doc }));
}

/** Reader of a signal. Throws when there is none of that name. */
export function signalReader(name: string, sources: SignalSources): NumberReader {
  const row = SIGNALS.get(name);
  if (!row) throw new Error(`there is no signal "${name}"; signals are listed in docs/scenarios.md`);
  return row.reader(sources);
}

/** Unit of a signal. Throws when there is none of that name. */
export function signalUnit(name: string): string {
  const unit = SIGNAL_UNITS.get(name);
  if (unit === undefined) throw new Error(`there is no signal "${name}"; signals are listed in docs/scenarios.md`);
  return unit;
}

/** Readings of conditions from a bench; `saved` holds the values that steps have saved. */
export function readingsOf(sources: SignalSources, saved: ReadonlyMap<string, number>): Readings {
  const { live } = sources.master;
  const state = live.reader(liveRow('state'));
  return {
    signal: (name) => (name.startsWith('saved.') ? () => saved.get(name.slice(6)) ?? NaN : signalReader(name, sources)),
    fault: (word, id) => {
      const row = FAULTS.find((candidate) => candidate.id === id);
      if (!row) throw new Error(`there is no fault ${id} in the protection table`);
      return live.bitReader(word, row.number);
    },
    state: (name) => {
      const code = stateCode(name as StateName);
      return () => state() === code;
    },
  };
}

/** Name of the state in the last live block; "unknown" before the first. */
export function stateName(sources: SignalSources): string {
  const { live } = sources.master;
  return live.revision === 0 ? 'unknown' : (STATES[live.words[liveRow('state').address] ?? -1] ?? 'unknown');
}
