/** Codes of states, what they ask for, and the faults that the sequencer names, from the tables of the model. */
import { BOARD } from '../board/row.js';
import { faultRow } from '../model/faults.js';
import { OUTPUT, STATES, STATE_ROWS, stateCode } from '../model/states.js';

export const BOOT = stateCode('boot');
export const SELF_TEST = stateCode('selfTest');
export const COLD = stateCode('cold');
export const WARM_UP = stateCode('warmUp');
export const READY = stateCode('ready');
export const CHARGE = stateCode('charge');
export const DISCHARGE = stateCode('discharge');
export const FAULT = stateCode('fault');
export const E_STOP = stateCode('eStop');
export const SERVICE = stateCode('service');
export const CIRCULATE = stateCode('circulate');
export const PRE_CHARGE = stateCode('preCharge');
export const STOPPING = stateCode('stopping');
export const COOL_DOWN = stateCode('coolDown');
export const RESCUE = stateCode('rescue');
export const COMMUNICATION_FAULT = faultRow('P37').number;

/** Outputs, bits of `OUTPUT`. */
export const CONTACTOR = OUTPUT.contactor;
export const HEAT = OUTPUT.heat;
export const NAK = OUTPUT.nakPump;
export const CATHOLYTE = OUTPUT.catholytePump;
export const VALVES = OUTPUT.valves;
export const FAN = OUTPUT.fan;
export const FLOW = OUTPUT.flow;

/** Outputs that this board does not have. */
const MISSING = (BOARD.has.isolationValves ? 0 : OUTPUT.valves) + (BOARD.has.enclosureFan ? 0 : OUTPUT.fan);

/** By code of the state: the outputs that it asks for, or a negative mask of those that go on if they run. */
export const ASKS = STATES.map((name) => {
  const { asks, drops } = STATE_ROWS[name];
  return asks === undefined ? ~(drops ?? 0) : asks & ~MISSING;
});
