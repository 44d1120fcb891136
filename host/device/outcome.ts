/**
 * Words for the result of a command.
 */
import type { ResultName } from '../../firmware/model/commands.js';
import { COMMANDS } from '../../firmware/model/commands.js';
import { faultByNumber } from '../../firmware/model/faults.js';
import { STATES } from '../../firmware/model/states.js';
import { LiquidusError } from '../error.js';
import { isCommissioned } from './commissioning.js';
import type { Live } from './live.js';

/** A fault by number, as people name it: `P30 NaK leak`. */
export function faultTitle(number: number): string {
  const row = faultByNumber(number);
  return row ? `${row.id} ${row.name}` : `fault ${number}`;
}

/** Name of a state code. */
export function stateName(code: number): string {
  return STATES[code] ?? `state ${code}`;
}

/** Where the device stands, in a few words: `fault because of P30 NaK leak`. */
export function standing(live: Live): string {
  const state = stateName(live.state);
  return live.reason === 0 ? state : `${state} because of ${faultTitle(live.reason)}`;
}

/** The error of a command that was not done. */
export function refusal(name: string, result: ResultName, live: Live): LiquidusError {
  // The first sentence: what follows in the row are conditions.
  const doc = COMMANDS.find((row) => row.name === name)?.doc.split(/[;.] /)[0] ?? '';
  const said = `The device refused "${name}"`;
  switch (result) {
    case 'locked':
      if (!isCommissioned(live))
        return new LiquidusError(
          'refused.locked',
          `${said}: its commissioning is not complete and signed; read "liquidus commission" for what is missing.`,
        );
      return new LiquidusError('refused.locked', `${said}: it is locked while it is in ${standing(live)}; clear the cause and reset first.`);
    case 'range':
      return new LiquidusError(
        'refused.range',
        `${said}: a value is out of range (charge limit ${live.chargeLimit} A, discharge limit ${live.dischargeLimit} A); give a value inside.`,
      );
    case 'wrongState':
      return new LiquidusError(
        'refused.wrongState',
        `${said}: it is in ${standing(live)}, and the command does "${doc}"; bring it to that state first.`,
      );
    case 'expired':
      return new LiquidusError('refused.expired', `${said}: its time to live was over before it ran; send it again with a longer one.`);
    case 'localOnly':
      return new LiquidusError(
        'refused.localOnly',
        `${said}: a latched trip is reset only with the button at the board (${live.alarmsLatched.map(faultTitle).join(', ') || standing(live)}); go there when the cause is gone.`,
      );
    default:
      return new LiquidusError(
        'refused.failed',
        `${said}: it failed with result "${result}" in ${standing(live)}; read "liquidus status" for the cause.`,
      );
  }
}
