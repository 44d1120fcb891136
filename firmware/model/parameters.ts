/**
 * Parameters. Holding register 2000 + k is the shadow of parameter k; the command `commit` checks the shadow, takes it over and stores it.
 */
import type { BoardRow } from './boards.js';
import { CONVERTER_FULL } from './control.js';
import { LOOP_PARAMETERS } from './loop-parameters.js';
import { PARAMETER_GROUPS, row, type ParameterRow } from './parameter-row.js';
import { PROCESS_PARAMETERS } from './process-parameters.js';
import { TCP_PARAMETERS } from './tcp-parameters.js';
import { registerCount } from './types.js';

/** Speeds of the line that are taken, as register values: other ones between the limits are refused (Modbus over Serial Line 1.02, 3.2, and two above). */
export const BAUD_RATES: readonly number[] = [96, 192, 384, 576, 1152];

/** Defaults describe the 25 cm² laboratory cell with 0.2 L of 0.6 M ferri/ferrocyanide (docs/physics.md). */
export const PARAMETERS: readonly ParameterRow[] = [
  row(0, 'unitAddress', 'u16', '', 1, 1, 1, 247, 'Modbus address; taken over at the next start or restart of the line'),
  row(
    1,
    'baudRate',
    'u16',
    'Bd',
    100,
    96,
    192,
    1152,
    'Serial speed: 9600, 19200, 38400, 57600 or 115200; taken over at the next start or restart of the line',
  ),
  row(2, 'parity', 'u16', '', 1, 0, 1, 2, '0 none, 1 even, 2 odd (not on boards with an nRF52); taken over at the next start or restart of the line'),
  row(3, 'activeArea', 'u16', 'cm²', 0.1, 10, 250, 60000, 'Area of the ceramic', 'cell'),
  row(4, 'anchorMetalMass', 'u32', 'g', 0.001, 1000, 20000, 100000000, 'Mass of the metal when the composition was anchored', 'cell'),
  row(6, 'anchorComposition', 'u16', 'wt% Na', 0.01, 900, 2200, 6000, 'Sodium in the metal when the composition was anchored', 'cell'),
  row(7, 'anchorOxidised', 'u16', '%', 0.01, 0, 9500, 10000, 'Oxidised fraction of the catholyte when the composition was anchored', 'cell'),
  row(8, 'catholyteCapacity', 'u32', 'Ah', 0.001, 100, 3216, 10000000, 'Charge of the whole catholyte: concentration × volume × F / 3600', 'cell'),
  row(10, 'maxCurrent', 'u32', 'A', 0.001, 10, 500, CONVERTER_FULL, 'Largest current: 20 mA/cm² × area', 'cell'),
  row(12, 'setTemp', 'i16', '°C', 0.1, 250, 400, 500, 'Set temperature of the cell'),
  row(13, 'parkAmbient', 'i16', '°C', 0.1, -100, 100, 300, 'Coldest credible ambient after a loss of heat'),
  row(14, 'resistanceFactor', 'u16', '', 0.001, 500, 1000, 3000, 'Area-specific resistance at commissioning relative to the model', 'calibration'),
  row(15, 'nakFlowSet', 'u16', 'mL/min', 0.1, 20, 100, 200, 'NaK flow'),
  row(16, 'catholyteFlowSet', 'u16', 'mL/min', 0.1, 100, 300, 1000, 'Catholyte flow; raised by itself near the ends of charge and discharge'),
  row(17, 'catholyteConcentration', 'u16', 'mol/L', 0.001, 50, 600, 2000, 'Concentration of the redox couple', 'cell'),
  row(18, 'referenceVoltage', 'u16', 'V', 0.001, 2500, 3300, 4500, 'Open-circuit voltage at 25 °C, half-oxidised catholyte and 22 wt% Na', 'cell'),
  row(19, 'chargeError', 'u16', '%', 0.1, 1, 10, 100, 'Error of the charge counter per charge that was moved in either direction', 'setting', 'full'),
  row(20, 'offsetError', 'u16', 'mA', 0.1, 1, 25, 500, 'Zero error of the current sensor while the contactor is closed', 'setting', 'full'),
  row(
    21,
    'restPulsePeriod',
    'u16',
    's',
    1,
    0,
    0,
    3600,
    'Distance of current pulses at rest, which measure the resistance; 0: none',
    'setting',
    'full',
  ),
  row(
    22,
    'stopBits',
    'u16',
    '',
    1,
    1,
    2,
    2,
    'Stop bits without parity (on boards with an nRF52 always 1); with parity there is one; taken over at the next start or restart of the line',
  ),
  row(
    23,
    'heartbeatExpiry',
    'u16',
    's',
    1,
    1,
    10,
    60,
    'Age of the controller heartbeat at which P37 takes remote control away; it warns at three tenths of it',
  ),
  ...TCP_PARAMETERS,
  row(50, 'commissioned', 'bits16', '', 1, 0, 0, 65535, 'Items of the commissioning that are done, bit = number − 1', 'record'),
  row(
    51,
    'signer',
    'u16',
    '',
    1,
    0,
    0,
    65535,
    'Number of the person who answers for the commissioning; 0: not signed, charge and discharge are locked',
    'record',
  ),
  row(52, 'signedEvent', 'u16', '', 1, 0, 0, 65535, 'Number of the newest event when it was signed', 'record'),
  row(53, 'currentZero', 'i16', 'mA', 0.1, -100, 0, 100, 'What the current sensor shows at zero current', 'calibration'),
  row(54, 'nakTempAZero', 'i16', 'K', 0.01, -100, 0, 100, 'What the first NaK temperature shows too much', 'calibration'),
  row(55, 'nakTempBZero', 'i16', 'K', 0.01, -100, 0, 100, 'What the second NaK temperature shows too much', 'calibration'),
  row(56, 'cellTempZero', 'i16', 'K', 0.01, -100, 0, 100, 'What the cell temperature shows too much', 'calibration'),
  row(57, 'nakFlowZero', 'i16', 'mL/min', 0.01, -200, 0, 200, 'What the NaK flow meter shows without flow', 'calibration'),
  row(58, 'currentGain', 'i16', '%', 0.01, -300, 0, 300, 'What the current sensor shows too little', 'calibration'),
  ...PROCESS_PARAMETERS,
  row(120, 'hotAmbient', 'i16', '°C', 0.1, 100, 350, 600, 'Hottest credible ambient: it may warm a cell that nothing heats'),
  row(121, 'overTemperature', 'i16', '°C', 0.1, 400, 600, 600, 'Trip level of P06; warning and derating begin 5 K below'),
  row(122, 'capSodiumRich', 'u16', 'wt% Na', 0.01, 3000, 5000, 5700, 'Trip level of P04 towards sodium; the warning comes 2.5 wt% before'),
  row(123, 'capPotassiumRich', 'u16', 'wt% Na', 0.01, 1050, 1400, 2000, 'Trip level of P04 towards potassium; the warning comes 1 wt% before'),
  row(124, 'chargeEnd', 'u16', 'V', 0.001, 3000, 3480, 4250, 'Trip level of P16, IR-free; the warning comes 0.06 V before'),
  row(125, 'dischargeEnd', 'u16', 'V', 0.001, 2500, 3120, 3900, 'Trip level of P17, IR-free; the warning comes 0.08 V before'),
  ...LOOP_PARAMETERS,
];

/** Parameters that a board has, group by group in the order of `PARAMETER_GROUPS`, in each those of two registers first, the rest in the order of the map. */
export function parametersOf(board: Pick<BoardRow, 'profile' | 'cells' | 'loops' | 'plainSerial' | 'wifi'>): ParameterRow[] {
  const own: Record<string, Partial<ParameterRow>> = { singleCells: { max: board.cells } };
  // A port without odd parity or a second stop bit must not be told to have it: it would throw at every start.
  if (board.plainSerial) Object.assign(own, { parity: { max: 1 }, stopBits: { max: 1, fallback: 1 } });
  const has = (p: ParameterRow): boolean =>
    (p.profile === 'core' || p.profile === board.profile || (p.cells === true && board.cells > 1)) &&
    (!p.loops || board.loops > 1) &&
    (!p.wifi || board.wifi);
  const fitted = PARAMETERS.filter(has).map((p) => Object.assign({}, p, own[p.name]));
  const words = (p: ParameterRow): number => registerCount(p.type);
  return PARAMETER_GROUPS.reduce((rows: ParameterRow[], group) => {
    const own = fitted.filter((p) => p.group === group);
    return rows.concat(
      own.filter((p) => words(p) > 1),
      own.filter((p) => words(p) === 1),
    );
  }, []);
}

/** Registers in the parameter area that holds `rows`, unused ones included. */
export function parameterWords(rows: readonly ParameterRow[]): number {
  return rows.reduce((end, p) => Math.max(end, p.offset + registerCount(p.type)), 0);
}

/** Permanent offset and type of each of `rows`, as text: `0u16,1u16,…`. Its CRC-16 (`textCrc`) is the version of a slot that holds them. */
export function parameterSet(rows: readonly ParameterRow[]): string {
  return rows.map((p) => p.offset + p.type).join();
}

/** Row of a parameter. Throws when there is none of that name. */
export function parameterRow(name: string): ParameterRow {
  for (const p of PARAMETERS) if (p.name === name) return p;
  throw new Error('no parameter "' + name + '"; parameters: ' + PARAMETERS.map((p) => p.name).join(', '));
}
