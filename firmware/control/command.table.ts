/** Result codes of the mailbox. */
import { resultCode } from '../model/commands.js';

export const DONE = resultCode('done');
export const RANGE = resultCode('range');
export const WRONG_STATE = resultCode('wrongState');
export const FAILED = resultCode('failed');
export const LOCAL_ONLY = resultCode('localOnly');
