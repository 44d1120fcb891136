/** Indices and constants of the process values, worked out for the board; −1 where the board has none. */
import { BOARD } from '../board/row.js';
import { NAK_DENSITY } from '../model/metal.js';
import { MOST_CELLS, WATCHED_INPUTS } from '../model/process-registers.js';
import { parametersOf } from '../model/parameters.js';
import { valueIndex } from './layout.js';

const full = BOARD.profile === 'full';
const at = (name: string): number => (full ? valueIndex(name) : -1);
const ofCells = (name: string): number => (BOARD.cellSlot >= 0 ? valueIndex(name) : -1);
const names = parametersOf(BOARD).map((p) => p.name);
const of = (name: string): number => names.indexOf(name);
const bit = (name: (typeof WATCHED_INPUTS)[number]): number => WATCHED_INPUTS.indexOf(name);

export const CATHOLYTE_TEMP = at('catholyteTemp');
export const NAK_INLET_TEMP = at('nakInletTemp');
export const NAK_PRESSURE = at('nakPressure');
export const CATHOLYTE_PRESSURE = at('catholytePressure');
export const PRESSURE_DIFFERENCE = at('pressureDifference');
export const BLANKET_PRESSURE = at('blanketPressure');
export const NAK_LEVEL = at('nakLevel');
export const NAK_LEVEL_PREDICTED = at('nakLevelPredicted');
export const OXYGEN = at('oxygen');
export const HYDROGEN = at('hydrogen');
export const ROOM_HYDROGEN = at('roomHydrogen');
export const TOXIC_GAS = at('toxicGas');
export const SUPPLY_VOLTAGE = at('supplyVoltage');
export const BUS_VOLTAGE = at('busVoltage');
export const NAK_PUMP_CURRENT = at('nakPumpCurrent');
export const CATHOLYTE_PUMP_CURRENT = at('catholytePumpCurrent');
export const CATHOLYTE_LEAK = at('catholyteLeakResistance');
export const REFERENCE_VOLTAGE = at('referenceVoltage');
export const NAK_LINE_PRESSURE = at('nakLinePressure');
export const BAD_INPUTS = at('badInputs');
/** The ages of the further inputs lie at the indices below. */
export const INPUT_AGES = at('inputAges0');
export const MEMBRANE_PRESSURE = at('membranePressure');
export const PRESSURE_LOST = at('pressureLost');
export const BLANKET_LOST = at('blanketLost');
export const LEVEL_LOST = at('levelLost');
export const SMOKE = at('smoke');
export const REFERENCE_ERROR = at('referenceError');
export const CATHOLYTE_RESERVE = at('catholyteReserve');
export const NAK_PUMP_LOAD = at('nakPumpLoad');
export const CATHOLYTE_PUMP_LOAD = at('catholytePumpLoad');
export const NAK_PUMP_DRY = at('nakPumpDry');
export const CATHOLYTE_PUMP_DRY = at('catholytePumpDry');
export const NAK_BLOCKAGE = at('nakBlockage');
export const LEVEL_DEFICIT = at('levelDeficit');
export const LEAK_DEFICIT = at('leakDeficit');
export const LEVEL_MISMATCH = at('levelMismatch');
export const LEVEL_RESERVE = at('levelReserve');
export const GAS_SENSOR_FAILED = at('gasSensorFailed');
/** Voltage of the first single cell; the others lie at the indices below. */
export const FIRST_CELL = ofCells('cell1');
/** Registers of single cells of either kind: on a board of profile `full` also those of cells that it does not measure. */
export const CELL_REGISTERS = full ? MOST_CELLS : BOARD.cells;
/** The same for their resistance relative to the commissioned cell. */
export const FIRST_RATIO = ofCells('cellResistance1');
export const CELL_RESISTANCE_HIGH = ofCells('cellResistanceHigh');
export const CELL_RESISTANCE_LOW = ofCells('cellResistanceLow');
export const HIGHEST_CELL = ofCells('highestCell');
export const LOWEST_CELL = ofCells('lowestCell');
export const CELL_SPREAD = ofCells('cellSpread');
export const MEAN_CELL = ofCells('meanCell');
export const CELLS_LOST = ofCells('cellsLost');
/** Only boards that follow several NaK loops have these. */
export const COMPOSITION_HIGHEST = BOARD.loops > 1 ? at('compositionHighest') : -1;
export const COMPOSITION_LOWEST = BOARD.loops > 1 ? at('compositionLowest') : -1;

export const SATURATION_TEMP = of('saturationTemp');
export const NAK_PRESSURE_SPAN = of('nakPressureSpan');
export const CATHOLYTE_PRESSURE_SPAN = of('catholytePressureSpan');
export const BLANKET_PRESSURE_SPAN = of('blanketPressureSpan');
export const LEVEL_SPAN = of('levelSpan');
export const LEVEL_ZERO = of('levelZero');
export const INLET_LEVEL = of('inletLevel');
export const NAK_LINE_FULL = of('nakLineFull');
export const NAK_MOTOR_FULL = of('nakMotorFull');
export const NAK_MOTOR_IDLE = of('nakMotorIdle');
export const CATHOLYTE_MOTOR_FULL = of('catholyteMotorFull');
export const CATHOLYTE_MOTOR_IDLE = of('catholyteMotorIdle');
export const CATHOLYTE_TEMP_ZERO = of('catholyteTempZero');
export const NAK_INLET_TEMP_ZERO = of('nakInletTempZero');
export const NAK_CURVE = of('nakCurve');
export const OXYGEN_SPAN = of('oxygenSpan');
export const HYDROGEN_SPAN = of('hydrogenSpan');
export const TOXIC_SPAN = of('toxicSpan');
export const BUMP_TEST_DUE = of('bumpTestDue');
export const OXYGEN_FLOOR = of('oxygenFloor');
export const SINGLE_CELLS = of('singleCells');
export const CELLS_IN_SERIES = of('cellsInSeries');

/** Which probes are NTCs. */
const ntcs: readonly string[] = BOARD.ntc ?? [];
export const CATHOLYTE_NTC = ntcs.indexOf('catholyteTemp') >= 0;
export const INLET_NTC = ntcs.indexOf('nakInletTemp') >= 0;

/** Inputs by the order of their bits; their number. */
export const INPUT_COUNT = WATCHED_INPUTS.length;
export const AT_CATHOLYTE_TEMP = bit('catholyteTemp');
export const AT_NAK_INLET_TEMP = bit('nakInletTemp');
export const AT_CATHOLYTE_LEAK = bit('catholyteLeakLoop');
export const AT_SUPPLY = bit('supply');
export const AT_REFERENCE = bit('adcReference');
export const AT_BUS = bit('busVoltage');
export const AT_NAK_MOTOR = bit('nakPumpCurrent');
export const AT_CATHOLYTE_MOTOR = bit('catholytePumpCurrent');
export const AT_NAK_PRESSURE = bit('nakPressure');
export const AT_CATHOLYTE_PRESSURE = bit('catholytePressure');
export const AT_BLANKET = bit('blanketPressure');
export const AT_LEVEL = bit('nakLevel');
export const AT_OXYGEN = bit('oxygen');
export const AT_HYDROGEN = bit('hydrogen');
export const AT_ROOM_HYDROGEN = bit('roomHydrogen');
export const AT_TOXIC = bit('toxicGas');

/** Density of the metal at 25 °C by composition: nodes in 0.01 wt% Na and in kg/m³, and the share of it that 0.1 K takes. */
export const DENSITY_W = NAK_DENSITY.nodes.map((n) => n[0] * 100);
export const DENSITY_AT_25 = NAK_DENSITY.nodes.map((n) => n[1]);
export const DENSITY_NODES = NAK_DENSITY.nodes.length;
export const EXPANSION = NAK_DENSITY.expansion / 10;
