/** Result codes of the mailbox, and in which states the commands run. */
import { COMMANDS, commandCode, resultCode } from '../model/commands.js';
import { stateCode } from '../model/states.js';

export const RUNNING = resultCode('running');
export const DONE = resultCode('done');
export const LOCKED = resultCode('locked');
export const RANGE = resultCode('range');
export const WRONG_STATE = resultCode('wrongState');
export const EXPIRED = resultCode('expired');
export const FAILED = resultCode('failed');
export const LOCAL_ONLY = resultCode('localOnly');

/** Code − 1 of the command that stores parameters. */
export const COMMIT = commandCode('commit') - 1;

/** By code − 1: states in which a command runs, bit = code of the state; 0 for a code without a command. */
export const STATES_OF: number[] = [];
/** By code − 1, as bits: commands that need the key. */
export const KEYED = COMMANDS.reduce((bits, c) => (c.keyed ? bits + (1 << (c.code - 1)) : bits), 0);
for (const c of COMMANDS) {
  while (STATES_OF.length < c.code) STATES_OF.push(0);
  STATES_OF[c.code - 1] = c.states.reduce((bits, name) => bits + (1 << stateCode(name)), 0);
}
