/** Codes of the advice to the operator. */
import { ADVICE } from '../model/estimation-registers.js';

export const RECHARGE = ADVICE.indexOf('recharge');
export const DISCHARGE = ADVICE.indexOf('discharge');
export const ANCHOR = ADVICE.indexOf('anchor');
export const REFILL = ADVICE.indexOf('refill');
