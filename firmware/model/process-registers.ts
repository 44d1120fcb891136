/** Rows of the map that only boards of profile `full` have: process values and cells. */
import type { RegisterRow, RegisterType } from './types.js';

/** First register behind the process values and cells: registers of the input image on a board of profile `full`. */
export const FULL_IMAGE_COUNT = 192;

function row(address: number, name: string, type: RegisterType, unit: string, scale: number, optional: boolean, doc: string): RegisterRow {
  return { address, name, type, unit, scale, access: 'ro', profile: 'full', optional, doc };
}

/** Inputs whose quality and age are on the map, in the order of their bits and bytes. */
export const WATCHED_INPUTS = [
  'catholyteTemp',
  'nakInletTemp',
  'catholyteLeakLoop',
  'supply',
  'adcReference',
  'busVoltage',
  'nakPumpCurrent',
  'catholytePumpCurrent',
  'nakPressure',
  'catholytePressure',
  'blanketPressure',
  'nakLevel',
  'oxygen',
  'hydrogen',
  'roomHydrogen',
  'toxicGas',
] as const;

/** Input registers 100–127. */
export const PROCESS_ROWS: readonly RegisterRow[] = [
  row(100, 'catholyteTemp', 'i16', '°C', 0.1, true, 'Catholyte'),
  row(101, 'nakInletTemp', 'i16', '°C', 0.1, true, 'NaK at the inlet of the cell'),
  row(102, 'nakPressure', 'i16', 'kPa', 0.1, true, 'Outlet of the NaK pump, gauge'),
  row(103, 'catholytePressure', 'i16', 'kPa', 0.1, true, 'Outlet of the catholyte pump, gauge'),
  row(104, 'pressureDifference', 'i16', 'kPa', 0.1, true, 'Across the ceramic, NaK above catholyte'),
  row(105, 'blanketPressure', 'i16', 'kPa', 0.01, true, 'Argon blanket, gauge'),
  row(106, 'nakLevel', 'i16', '%', 0.01, true, 'NaK in the loop, of its volume when the composition was anchored'),
  row(107, 'nakLevelPredicted', 'i16', '%', 0.01, true, 'The same, as masses and density say'),
  row(108, 'oxygen', 'i16', 'ppm', 0.1, true, 'Oxygen in the argon blanket'),
  row(109, 'hydrogen', 'i16', 'vol%', 0.001, true, 'Hydrogen in the argon blanket'),
  row(110, 'roomHydrogen', 'i16', '% LEL', 0.1, true, 'Hydrogen in the room, of its lower explosive limit'),
  row(111, 'toxicGas', 'i16', 'ppm', 0.01, true, 'Toxic gas in the room'),
  row(112, 'supplyVoltage', 'i16', 'V', 0.01, true, 'Control supply'),
  row(113, 'busVoltage', 'i16', 'V', 0.001, true, 'Bus of the power converter'),
  row(114, 'nakPumpCurrent', 'i16', 'A', 0.001, true, 'Motor of the NaK pump'),
  row(115, 'catholytePumpCurrent', 'i16', 'A', 0.001, true, 'Motor of the catholyte pump'),
  row(116, 'catholyteLeakResistance', 'i16', 'kΩ', 0.1, true, 'Resistance of the leak loop in the catholyte tray'),
  row(117, 'referenceVoltage', 'i16', 'V', 0.001, true, 'Reference channel of the analog converters'),
  row(118, 'nakLinePressure', 'i16', 'kPa', 0.1, true, 'NaK line: pump outlet above blanket'),
  row(119, 'badInputs', 'bits16', '', 1, false, 'Inputs without a good value, bits as listed'),
  row(120, 'inputAges0', 'u16', '', 1, false, 'Ages of the inputs of bits 0 (high byte) and 1, 0.1 s; 255: longer, or never good'),
  row(121, 'inputAges2', 'u16', '', 1, false, 'The same, bits 2 and 3'),
  row(122, 'inputAges4', 'u16', '', 1, false, 'The same, bits 4 and 5'),
  row(123, 'inputAges6', 'u16', '', 1, false, 'The same, bits 6 and 7'),
  row(124, 'inputAges8', 'u16', '', 1, false, 'The same, bits 8 and 9'),
  row(125, 'inputAges10', 'u16', '', 1, false, 'The same, bits 10 and 11'),
  row(126, 'inputAges12', 'u16', '', 1, false, 'The same, bits 12 and 13'),
  row(127, 'inputAges14', 'u16', '', 1, false, 'The same, bits 14 and 15'),
];

/** Most single cells that a board measures. */
export const MOST_CELLS = 32;

/** First registers of the voltages of single cells, and of their resistances. */
export const CELL_START = 128;
export const RESISTANCE_START = CELL_START + MOST_CELLS;

/** Input registers 128–159: voltages of single cells; 160–191: their resistances. */
export const CELL_ROWS: RegisterRow[] = [];
for (let k = 0; k < MOST_CELLS; k++) {
  const cell = String(k + 1);
  CELL_ROWS.push(row(CELL_START + k, 'cell' + cell, 'i16', 'V', 0.001, true, 'Cell ' + cell + ' of a stack'));
}
for (let k = 0; k < MOST_CELLS; k++) {
  const cell = String(k + 1);
  CELL_ROWS.push(
    row(
      RESISTANCE_START + k,
      'cellResistance' + cell,
      'u16',
      '',
      0.001,
      true,
      'Resistance of cell ' + cell + ' at the last current pulse, relative to the commissioned cell',
    ),
  );
}
