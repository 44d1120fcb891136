/** Reaction bits as plain numbers. */
import { RESCUE_MARK, RESCUE_SHIFT } from '../model/rescue.js';
import { REACTION } from '../model/types.js';

export const BLOCK_DISCHARGE = REACTION.blockDischarge;
export const BLOCK_CHARGE = REACTION.blockCharge;
export const OPEN_CONTACTOR = REACTION.openContactor;
export const HEATERS_OFF = REACTION.heatersOff;
export const NAK_PUMP_OFF = REACTION.nakPumpOff;
export const CATHOLYTE_PUMP_OFF = REACTION.catholytePumpOff;
export const RAMP_TO_ZERO = REACTION.rampToZero;
export const HALF_CURRENT = REACTION.halfCurrent;
export const SHUTDOWN = REACTION.shutdown;
export const PURGE = REACTION.purge;
export const SCRUBBER = REACTION.scrubber;
/** Marks of the directions that recover from a check; everything below them is a reaction. */
export const BY_CHARGE = RESCUE_MARK.charge;
export const BY_DISCHARGE = RESCUE_MARK.discharge;
export const KEPT = RESCUE_SHIFT;
