/** Commands of the mailbox and their results, in the order of their codes. */
import { STATES } from './states.js';
import type { StateName } from './states.js';

export interface CommandRow {
  readonly code: number;
  readonly name: string;
  /** Meaning of the 16-bit argument, or empty. */
  readonly argument: string;
  /** Meaning of the 32-bit argument, or empty. */
  readonly argument32: string;
  /** True when the command takes remote control, so that a heartbeat is needed from then on. */
  readonly remote: boolean;
  /** States in which the command runs; in every other one it is refused as `wrongState`. */
  readonly states: readonly StateName[];
  /** True when the command needs the key of register 1000 (firmware/model/unlock.ts): it changes what the protections count with, or opens the console. */
  readonly keyed?: true;
  readonly doc: string;
}

const WITH_CURRENT: readonly StateName[] = ['ready', 'charge', 'discharge'];

/** Rows in the order of their codes, which are permanent. Code 12 is kept free. */
export const COMMANDS: readonly CommandRow[] = [
  { code: 1, name: 'start', argument: '', argument32: '', remote: false, states: ['cold'], doc: 'cold → warm-up' },
  {
    code: 2,
    name: 'stop',
    argument: '',
    argument32: '',
    remote: false,
    states: STATES,
    doc: 'any running state → stopping → coolDown → cold: current 0, then contactor open, then the pumps cool the cell; a second stop ends them. Never refused',
  },
  {
    code: 3,
    name: 'charge',
    argument: '',
    argument32: 'current, mA',
    remote: true,
    states: WITH_CURRENT,
    doc: 'ready, discharge → charge with this current; failed while the charge limit is 0, locked without a signed commissioning',
  },
  {
    code: 4,
    name: 'discharge',
    argument: '',
    argument32: 'current, mA',
    remote: true,
    states: WITH_CURRENT,
    doc: 'ready, charge → discharge with this current; failed while the discharge limit is 0, locked without a signed commissioning',
  },
  {
    code: 5,
    name: 'rest',
    argument: '',
    argument32: '',
    remote: false,
    states: ['ready', 'charge', 'discharge', 'rescue'],
    doc: 'charge, discharge → ready, rescue → fault; gives remote control back',
  },
  {
    code: 6,
    name: 'reset',
    argument: 'fault number, 0 = all',
    argument32: '',
    remote: false,
    states: STATES,
    doc: 'takes back latched trips whose cause is gone; rows that need the local button are refused',
  },
  {
    code: 7,
    name: 'reanchor',
    argument: 'composition, 0.01 wt% Na',
    argument32: 'metal mass, mg; plus 2^28 × (loop − 1) on a board that follows several NaK loops',
    remote: false,
    states: ['cold', 'fault'],
    keyed: true,
    doc: 'sets the composition after a fill or an analysis; in a fault with the NaK pump off only. Takes the signature of the commissioning away. Other parameters that wait for commit go on waiting',
  },
  {
    code: 8,
    name: 'commit',
    argument: '',
    argument32: '',
    remote: false,
    states: ['cold', 'fault'],
    keyed: true,
    doc: 'checks the parameter shadow as a whole, takes it over and stores it; a change of the cell or of a calibration takes the signature away; failed while no copy is left, and with X08 when flash does not take it. In a fault with the NaK pump off only',
  },
  { code: 9, name: 'service', argument: '', argument32: '', remote: false, states: ['cold'], keyed: true, doc: 'cold → service: the console opens' },
  {
    code: 10,
    name: 'leaveService',
    argument: '',
    argument32: '',
    remote: false,
    states: ['service'],
    doc: 'service → cold: the console is locked',
  },
  {
    code: 11,
    name: 'rescue',
    argument: '',
    argument32: 'current, mA',
    remote: true,
    states: ['fault'],
    doc: 'fault → warmUp or circulate → rescue, with at most a tenth of the largest current in the direction that recovers, for 30 min at most; locked while a trip acts that no such current recovers from, and without a signed commissioning',
  },
  {
    code: 13,
    name: 'calibrate',
    argument: 'item',
    argument32: 'reference in the steps of the item; 1000000000: as it is',
    remote: false,
    states: ['cold', 'fault', 'ready'],
    keyed: true,
    doc: 'measures an item of the commissioning against its reference, or notes that it is right as it is; takes the signature away. wrongState until contactor and NaK pump have been off for 30 s and the temperature is steady; curves of pumps and line are measured in state ready, after 30 s, and nothing else is; range when the correction is larger than a sound sensor needs',
  },
  {
    code: 14,
    name: 'sign',
    argument: 'number of the person, 1 … 65535',
    argument32: '',
    remote: false,
    states: ['cold', 'fault'],
    keyed: true,
    doc: 'stores the commissioning with the number of the person who answers for it; failed while an item is missing or the composition is lost; in a fault with the NaK pump off only',
  },
];

export const RESULTS = ['none', 'running', 'done', 'locked', 'range', 'wrongState', 'expired', 'failed', 'localOnly'] as const;
export type ResultName = (typeof RESULTS)[number];

/** Code of a command. Throws when there is none of that name. */
export function commandCode(name: string): number {
  for (const c of COMMANDS) if (c.name === name) return c.code;
  throw new Error('no command "' + name + '"; commands are listed in firmware/model/commands.ts');
}

/** Code of a result. */
export function resultCode(name: ResultName): number {
  return RESULTS.indexOf(name);
}
