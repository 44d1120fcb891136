/** Parameters as columns of numbers, worked out from the rows when the bundle is built. */
import { BOARD } from '../board/row.js';
import { parameterRow, parameterWords, parametersOf } from '../model/parameters.js';
import { textCrc } from '../model/text-crc.js';
import { registerCount } from '../model/types.js';

const PARAMETERS = parametersOf(BOARD);

/** Index of a parameter among those of the board, −1 when it belongs to another profile. */
function indexOf(name: string): number {
  return PARAMETERS.indexOf(parameterRow(name));
}

export const PARAMETER_NUMBER = PARAMETERS.length;
/** Registers of the parameter area. */
export const PARAMETER_WORDS = parameterWords(PARAMETERS);
export const OFFSETS = PARAMETERS.map((p) => p.offset);
/** 1: one word unsigned, 2: two words unsigned, −1: one word signed. */
export const KINDS = PARAMETERS.map((p) => (p.type === 'i16' ? -1 : registerCount(p.type)));
export const MINIMA = PARAMETERS.map((p) => p.min);
/** A port without odd parity must not be told to have it: it would throw at every start. */
export const MAXIMA = PARAMETERS.map((p) => (p.name === 'parity' && BOARD.plainSerial ? 1 : p.max));
/** Names the set of parameters by their permanent offsets and types: the version of a slot. */
export const SLOT_VERSION = textCrc(PARAMETERS.map((p) => p.offset + p.type).join());
export const FALLBACKS = PARAMETERS.map((p) => p.fallback);

export const UNIT_ADDRESS = indexOf('unitAddress');
export const BAUD_RATE = indexOf('baudRate');
export const PARITY = indexOf('parity');
export const ACTIVE_AREA = indexOf('activeArea');
export const ANCHOR_METAL_MASS = indexOf('anchorMetalMass');
export const ANCHOR_COMPOSITION = indexOf('anchorComposition');
export const ANCHOR_OXIDISED = indexOf('anchorOxidised');
export const CATHOLYTE_CAPACITY = indexOf('catholyteCapacity');
export const MAX_CURRENT = indexOf('maxCurrent');
export const SET_TEMP = indexOf('setTemp');
export const PARK_AMBIENT = indexOf('parkAmbient');
export const HOT_AMBIENT = indexOf('hotAmbient');
export const OVER_TEMPERATURE = indexOf('overTemperature');
export const CAP_SODIUM_RICH = indexOf('capSodiumRich');
export const CAP_POTASSIUM_RICH = indexOf('capPotassiumRich');
export const RESISTANCE_FACTOR = indexOf('resistanceFactor');
export const NAK_FLOW_SET = indexOf('nakFlowSet');
export const CATHOLYTE_FLOW_SET = indexOf('catholyteFlowSet');
export const CATHOLYTE_CONCENTRATION = indexOf('catholyteConcentration');
export const REFERENCE_VOLTAGE = indexOf('referenceVoltage');
export const CHARGE_ERROR = indexOf('chargeError');
export const OFFSET_ERROR = indexOf('offsetError');
export const REST_PULSE_PERIOD = indexOf('restPulsePeriod');
/** What boards count with that do not have these parameters. */
export const CHARGE_ERROR_DEFAULT = parameterRow('chargeError').fallback;
export const OFFSET_ERROR_DEFAULT = parameterRow('offsetError').fallback;
