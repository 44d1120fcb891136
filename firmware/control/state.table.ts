/** Codes of states and of the faults that the sequencer names, from the tables of the model. */
import { faultRow } from '../model/faults.js';
import { stateCode } from '../model/states.js';

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
export const COMMUNICATION_FAULT = faultRow('P37').number;
