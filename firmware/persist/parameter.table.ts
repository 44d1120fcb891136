/** Parameters as columns of numbers, worked out from the rows when the bundle is built. */
import { BOARD } from '../board/row.js';
import { parameterFileOf } from '../model/parameter-file.js';
import type { ParameterGroup } from '../model/parameter-row.js';
import { BAUD_RATES as RATES, parameterRow, parameterSet, parameterWords, parametersOf } from '../model/parameters.js';
import { textCrc } from '../model/text-crc.js';
import { registerCount } from '../model/types.js';

const PARAMETERS = parametersOf(BOARD);

/** Index of a parameter among those of the board, −1 when it belongs to another profile. */
function indexOf(name: string): number {
  return PARAMETERS.map((p) => p.name).indexOf(parameterRow(name).name);
}

/** Index of the first parameter of a group. */
function firstOf(group: ParameterGroup): number {
  let i = 0;
  while (PARAMETERS[i].group !== group) i++;
  return i;
}

export const PARAMETER_NUMBER = PARAMETERS.length;
/** From the first index to the second lie cell and calibrations; from the latter on the record of the commissioning. */
export const FIRST_OF_CELL = firstOf('cell');
export const FIRST_OF_CALIBRATION = firstOf('calibration');
export const FIRST_OF_RECORD = firstOf('record');
/** Registers of the parameter area. */
export const PARAMETER_WORDS = parameterWords(PARAMETERS);
const FILE = parameterFileOf(BOARD);
/** Copies that the file takes, bytes of one and of the file, bytes in front of the first. */
export const COPIES = FILE.copies;
export const COPY_BYTES = FILE.copyBytes;
export const FILE_BYTES = FILE.bytes;
export const HEAD_BYTES = FILE.head;
/** CRC-32 of a place that nothing was written to. */
export const ERASED_COPY = FILE.erased;
export const OFFSETS = new Uint8Array(PARAMETERS.map((p) => p.offset));
/** Up to here from the first one of the cell lie the parameters of two words, all unsigned; of the others those are signed that may be negative. */
export const FIRST_NARROW = FIRST_OF_CELL + PARAMETERS.filter((p) => registerCount(p.type) > 1).length;
PARAMETERS.forEach((p, i) => {
  const wide = i >= FIRST_OF_CELL && i < FIRST_NARROW;
  if (wide !== (p.type === 'u32') || (p.min < 0 && p.type !== 'i16'))
    throw new Error('parameter ' + p.name + ' has a type that its place does not tell');
});
/** Limits; no master writes the record behind the last of them. */
export const MINIMA = new Int32Array(PARAMETERS.slice(0, FIRST_OF_RECORD).map((p) => p.min));
export const MAXIMA = new Int32Array(PARAMETERS.slice(0, FIRST_OF_RECORD).map((p) => p.max));
/** Names the set of parameters by their permanent offsets and types: the version of a copy. */
export const SLOT_VERSION = textCrc(parameterSet(PARAMETERS));
/** The rest of the defaults are 0: corrections and the record of the commissioning come last. */
const last = PARAMETERS.reduce((end, p, i) => (p.fallback ? i + 1 : end), 0);
export const FALLBACKS = new Int32Array(PARAMETERS.slice(0, last).map((p) => p.fallback));

/** Speeds of the line that are taken. */
export const BAUD_RATES = RATES;
export const UNIT_ADDRESS = indexOf('unitAddress');
export const BAUD_RATE = indexOf('baudRate');
export const PARITY = indexOf('parity');
export const STOP_BITS = indexOf('stopBits');
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
export const HEARTBEAT_EXPIRY = indexOf('heartbeatExpiry');
export const REST_PULSE_PERIOD = indexOf('restPulsePeriod');
/** What boards count with that do not have these parameters. */
export const CHARGE_ERROR_DEFAULT = parameterRow('chargeError').fallback;
export const OFFSET_ERROR_DEFAULT = parameterRow('offsetError').fallback;
/** −1 on a board without Wi-Fi. */
export const TCP_CONNECTIONS = indexOf('tcpConnections');
export const TCP_PORT = indexOf('tcpPort');
export const TCP_WRITES = indexOf('tcpWrites');
/** −1 on a board that follows one NaK loop. */
export const LOOPS = indexOf('nakLoops');
export const COMMISSIONED = indexOf('commissioned');
export const SIGNER = indexOf('signer');
export const SIGNED_EVENT = indexOf('signedEvent');
export const CURRENT_ZERO = indexOf('currentZero');
export const NAK_TEMP_A_ZERO = indexOf('nakTempAZero');
export const NAK_FLOW_ZERO = indexOf('nakFlowZero');
export const CURRENT_GAIN = indexOf('currentGain');
