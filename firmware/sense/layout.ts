/**
 * Where every process value lies in the array `X` (firmware/sense/values.ts).
 *
 * Values that are not registers come first: they are the most used, and a short index is a short text. Input registers follow in reverse
 * order: one native copy to 16-bit words and one native reversal of bytes then give them big-endian.
 */
import { BOARD } from '../board/row.js';
import { CELL_ROWS, FULL_IMAGE_COUNT, MOST_CELLS, PROCESS_ROWS } from '../model/process-registers.js';
import { EXTENSION_ROWS, IMAGE_COUNT as CORE_IMAGE_COUNT, LIVE_ROWS } from '../model/registers.js';
import type { RegisterRow } from '../model/types.js';
import { registerCount } from '../model/types.js';

/** Registers of the whole input image, and their rows. */
export const IMAGE_COUNT = BOARD.profile === 'full' ? FULL_IMAGE_COUNT : CORE_IMAGE_COUNT;
export const INPUT_ROWS: readonly RegisterRow[] = LIVE_ROWS.concat(EXTENSION_ROWS, BOARD.profile === 'full' ? PROCESS_ROWS.concat(CELL_ROWS) : []);

/**
 * Values that survive a loss of power, in the order of their record (firmware/persist/counters.ts). The places are permanent: a new value takes
 * a spare one, which reads 0 in a record of an older firmware.
 */
export const KEPT = [
  'saves', // number of the record
  'charge', // mA·s discharged since the anchor
  'anchorLost', // 1: composition unknown
  'energised', // 1: the contactor is closed
  'starts', // starts since the memory was new
  'shortRuns', // starts in a row that did not run for a minute
  'events', // number of the newest event
  'parameterCopy', // number of the parameter copy in force
  'energyIn', // mWh
  'energyOut', // mWh
  'counterError', // mA·s that the charge may be wrong by
  'spare2',
  'spare3',
  'spare4',
  'spare5',
  'spare6',
] as const;

/** Values of single cells without a register of their own, on boards of profile `core`. */
const CELL_INTERNAL = ['highestCell', 'lowestCell', 'cellSpread', 'meanCell', 'cellsLost', 'cellResistanceHigh', 'cellResistanceLow'] as const;

/** Values of boards of profile `full` without a register of their own. */
const PROCESS_INTERNAL = [
  'membranePressure', // 0.1 kPa, size of the difference across the ceramic
  'pressureLost', // 1: a pressure of the loops is out of range
  'blanketLost', // 1
  'levelLost', // 1
  'smoke', // 1: detector open
  'referenceError', // 0.1 %, size
  'catholyteReserve', // 0.1 K above saturation
  'nakPumpLoad', // 0.1 % of the current that the curve gives at the command
  'catholytePumpLoad', // 0.1 %
  'nakPumpDry', // 1: current and flow low together
  'catholytePumpDry', // 1
  'nakBlockage', // line pressure, 0.1 % of the curve, while the flow is low; 0 otherwise
  'levelDeficit', // 0.01 % of the start, prediction less level
  'leakDeficit', // the same while something else speaks for a leak; 0 otherwise
  'levelMismatch', // 0.01 wt% Na between composition by level and by charge
  'levelReserve', // 0.01 % of the start above the pump inlet
  'highestCell', // mV, unknown without single cells
  'lowestCell', // mV
  'cellSpread', // mV between them
  'meanCell', // mV
  'cellsLost', // number of cells without a value
  'gasSensorFailed', // 1: a gas sensor is out of range, dead or untested
  'cellResistanceHigh', // 0.001 of the commissioned cell, worst cell, lowest of its last three pulses
  'cellResistanceLow', // 0.001, worst cell, highest of its last two pulses
] as const;

/** Values of boards that follow several NaK loops. */
const LOOP_INTERNAL = [
  'compositionHighest', // 0.01 wt% Na, loop with the most sodium
  'compositionLowest', // 0.01 wt% Na
] as const;

/**
 * Single cells on a board of profile `core` that measures them: behind the registers, so that those keep their places. The registers of the cells have an
 * area of their own there (firmware/modbus/cell-area.ts); the last one comes first, as with all registers.
 */
export const BEHIND: readonly string[] =
  BOARD.profile === 'core' && BOARD.cellSlot >= 0
    ? CELL_ROWS.filter((r) => (r.address & (MOST_CELLS - 1)) < BOARD.cells)
        .map((r) => r.name)
        .reverse()
        .concat(CELL_INTERNAL)
    : [];

/** Process values without a register of their own, in the unit that the comment names. */
const CORE_INTERNAL = [
  'current', // mA
  'meanCurrent', // mA, mean over about a second
  'currentRatio', // |current| / maximum, 0.001
  'nakStall', // ms since the last pulse while commanded
  'catholyteStall', // ms
  'eStopOpen', // 1: either channel open
  'eStopDiffers', // 1: channels differ
  'tickGap', // ms between two ticks
  'restartUnderPower', // 1: the controller last ran with the contactor closed
  'sensorABad', // 1: resistance out of range
  'sensorBBad', // 1
  'pairBad', // 1: no sensor left at the coldest point
  'contactorIdle', // 1: told to close, feedback open
  'contactorWelded', // 1: told to open, feedback closed
  'strayCurrent', // |current| / maximum with the contactor told to open, 0.001
  'preChargeTime', // s in pre-charge without the voltages being equal
  'heatDeficit', // 0.1 K·s below the band since the set temperature was reached; −1 before
  'marginNaRich', // 0.1 K, out of the way when K-rich
  'marginKRich', // 0.1 K
  'hottestTemp', // 0.1 °C
  'idleSlope', // 0.01 K/min with heater and current off, less what a hot room explains; 0 otherwise
  'idleTemp', // 0.1 °C, hottest sensor while the slope above is positive; 0 otherwise
  'heatSlope', // 0.01 K/min over 30 s
  'heatRise', // 0.1 K in 300 s of hard heating below the set temperature
  'thermalShock', // 0.1 K between NaK line and cell
  'sensorJumped', // 1: a temperature has jumped, less than a minute ago
  'sensorStill', // s of heating without any change of a temperature reading
  'irFreeCharging', // mV
  'irFreeDischarging', // mV
  'nakFlowRatio', // 0.1 % of the set flow
  'nakCurveRatio', // 0.1 % of the flow that the pump's curve gives at its command
  'nakSpeedError', // 0.1 % between tach and command
  'catholyteSpeedError', // 0.1 %
  'flowPulses', // 1: none with the pump on, −1: some with the pump off
  'catholyteFlowRatio', // 0.1 %
  'stoichiometricRatio', // 0.1
  'heartbeatAge', // % of the expiry
  'pairMismatch', // 0.1 K
  'offsetCurrent', // mA with the contactor open
  'currentFrozen', // ms without any change of the reading
  'chargeBackToPark', // mAh that may be charged until the park limit
  'chargeLeftToPark', // mAh that may be discharged until the park limit; right behind it
  'resistanceHigh', // 0.001 of the commissioned cell, lowest of the last three pulses
  'resistanceLow', // 0.001, highest of the last two pulses
  'voltageAnomaly', // mV, size of the voltage error, or what it has fallen within some ten seconds
  'lastState', // state at the end of the tick before
  'memoryFailures', // writes to the FRAM that failed in a row
  'bundleBad', // 1: the boot file is not what was flashed
  'parametersBad', // 1: as delivered, never committed; 2: lost
  'clockStep', // ms by which the clock has jumped just now, 0 for none
  'jumped', // ms by which it has jumped so far
  'tickTime', // start of the last tick by the interpreter's clock, s; what the ports received before it has been handed over
  'keptPlace', // its last 2 bytes: address of the record
  ...KEPT,
  'keptCheck', // its first 4 bytes: CRC-32 of the kept values
] as const;

/** Names of the values that are no registers, in the order of their places. */
export const INTERNAL: readonly string[] = ([] as string[]).concat(
  CORE_INTERNAL,
  BOARD.profile === 'full' ? PROCESS_INTERNAL : [],
  BOARD.loops > 1 ? LOOP_INTERNAL : [],
);

/** Index in `X` of the last input register; register 0 lies at the end of `X`, or in front of the values of single cells. */
export const REGISTERS_AT = INTERNAL.length;
/** Index behind register 0. */
const REGISTERS_END = REGISTERS_AT + IMAGE_COUNT;
/** Length of `X`. */
export const VALUE_COUNT = REGISTERS_END + BEHIND.length;

/** Index of a value in `X`: a one-register value, the first register of a longer one by `name.0`, `name.1` …, or an internal value. */
export function valueIndex(name: string): number {
  const internal = INTERNAL.indexOf(name);
  if (internal >= 0) return internal;
  const behind = BEHIND.indexOf(name);
  if (behind >= 0) return REGISTERS_END + behind;
  const [stem, word] = name.split('.') as [string, string | undefined];
  for (const r of INPUT_ROWS) {
    if (r.name !== stem) continue;
    if (registerCount(r.type) > 1 !== (word !== undefined)) break;
    return REGISTERS_END - 1 - r.address - Number(word === undefined ? '0' : word);
  }
  throw new Error('no process value "' + name + '"');
}
