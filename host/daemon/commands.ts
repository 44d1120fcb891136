/**
 * The commands that the API takes: who may send them, and what values they want.
 */
import { COMMISSIONING } from '../../firmware/model/commissioning.js';
import { COMMANDS } from '../../firmware/model/commands.js';
import { FAULTS } from '../../firmware/model/faults.js';
import type { Command } from '../device/codec.js';
import { commandOf, VERBS } from '../device/verbs.js';
import { LiquidusError } from '../error.js';
import type { CommandRequest, CommandShape, Role } from './api.js';
import { ROLES } from './api.js';
import type { Client } from './security/tokens.js';

type Argument = CommandShape['arguments'][number];
type Verb = keyof typeof VERBS;

/** Commands that need the role `service`: those that change what the cell is, or open the console. */
const SERVICE: ReadonlySet<string> = new Set<Verb>(['service', 'leaveService', 'reanchor', 'calibrate', 'sign']);
/** Commands that a page sends at the first click: they only take energy away. */
const AT_ONCE: ReadonlySet<string> = new Set<Verb>(['stop', 'rest']);

function quantity(name: string, label: string, unit: string, min: number, max: number): Argument {
  return { name, label, unit, required: true, min, max, choices: null };
}

const CURRENT = quantity('current', 'Current', 'A', 0.001, 2000);
const ARGUMENTS: Readonly<Partial<Record<Verb, readonly Argument[]>>> = {
  charge: [CURRENT],
  discharge: [CURRENT],
  rescue: [CURRENT],
  reset: [
    {
      name: 'fault',
      label: 'Fault; empty: all',
      unit: '',
      required: false,
      min: null,
      max: null,
      choices: FAULTS.map(({ id, name }) => ({ value: id, label: `${id} ${name}` })),
    },
  ],
  reanchor: [quantity('composition', 'Composition', 'wt% Na', 9, 60), quantity('mass', 'Mass of the metal', 'g', 1, 100_000)],
  calibrate: [
    {
      name: 'item',
      label: 'Item',
      unit: '',
      required: true,
      min: null,
      max: null,
      choices: COMMISSIONING.filter((row) => row.parameter !== '').map(({ name, doc, unit }) => ({ value: name, label: `${doc} (${unit})` })),
    },
    { name: 'reference', label: 'What the instrument shows, or "as-is"', unit: '', required: true, min: null, max: null, choices: null },
  ],
  sign: [quantity('person', 'Number of the person', '', 1, 65_535)],
};

/** Least role that may send a command. */
export function roleFor(command: string): Role {
  return SERVICE.has(command) ? 'service' : 'operator';
}

/** Throws `refused.role` unless the client has the rights of `least`. */
export function requireRole(client: Client, least: Role, what: string): void {
  if (ROLES.indexOf(client.role) >= ROLES.indexOf(least)) return;
  throw new LiquidusError('refused.role', `${what} needs the role ${least}, and you are ${client.role}; sign in with a token of that role.`);
}

/** All commands with their values. */
export function commandShapes(): CommandShape[] {
  return (Object.keys(VERBS) as Verb[]).map((command) => {
    const row = COMMANDS.find((candidate) => candidate.name === command);
    return {
      command,
      doc: row?.doc ?? '',
      role: roleFor(command),
      confirm: !AT_ONCE.has(command),
      arguments: [...(ARGUMENTS[command] ?? [])],
      states: [...(row?.states ?? [])],
    };
  });
}

/** The device's command of a request. Throws `usage.*`, in words for the person. */
export function deviceCommand(request: CommandRequest): Command {
  const { command, argument, ttl } = request;
  const values = (argument === undefined ? [] : Array.isArray(argument) ? argument : [argument]).map(String);
  if (ttl !== undefined && !(ARGUMENTS[command as Verb] ?? []).includes(CURRENT)) {
    throw new LiquidusError('usage.value', `"ttl" belongs to charge, discharge and rescue; leave it out with "${command}".`);
  }
  return commandOf(command, values, ttl ?? 0);
}
