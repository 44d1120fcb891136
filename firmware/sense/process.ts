/**
 * What boards of profile `full` read in every tick besides the cell: pressures, gases, level, supply, pump motors, tray, smoke, reference.
 * A channel that the board lacks stays unknown. Front ends: docs/wiring.md.
 */
import * as pins from '../board/inputs.js';
import { BOARD } from '../board/row.js';
import { P } from '../persist/parameters.js';
import { loopResistance } from './leak.js';
import { senseCells } from './cells.js';
import { senseLevel } from './level.js';
import { sampleProbes } from './probes.js';
import * as T from './process.table.js';
import { BAD, X } from './values.js';
import { isLost, loop, watched } from './watched.js';

/** What the reference channel must show, mV. */
const REFERENCE = 2500;

/** Pressures of the loops, and what lies across the ceramic. A pressure that is lost leaves the difference unknown: F08 counts it as the limit. */
function sensePressures(x: Float64Array, dt: number): void {
  const nak = loop(T.AT_NAK_PRESSURE, pins.rawNakPressure(), dt) * P[T.NAK_PRESSURE_SPAN];
  const catholyte = loop(T.AT_CATHOLYTE_PRESSURE, pins.rawCatholytePressure(), dt) * P[T.CATHOLYTE_PRESSURE_SPAN];
  const difference = nak - catholyte;
  x[T.NAK_PRESSURE] = nak;
  x[T.CATHOLYTE_PRESSURE] = catholyte;
  x[T.PRESSURE_DIFFERENCE] = difference;
  x[T.MEMBRANE_PRESSURE] = difference < 0 ? -difference : difference;
  x[T.PRESSURE_LOST] = isLost(T.AT_NAK_PRESSURE) | isLost(T.AT_CATHOLYTE_PRESSURE);
}

function senseBlanket(x: Float64Array, dt: number): void {
  x[T.BLANKET_PRESSURE] = loop(T.AT_BLANKET, pins.rawBlanketPressure(), dt) * P[T.BLANKET_PRESSURE_SPAN] * 10;
  x[T.BLANKET_LOST] = isLost(T.AT_BLANKET);
}

/** Gases in the units of their registers. */
function senseGases(x: Float64Array, dt: number): void {
  if (BOARD.has.oxygen) x[T.OXYGEN] = loop(T.AT_OXYGEN, pins.rawOxygen(), dt) * P[T.OXYGEN_SPAN] * 10;
  if (BOARD.has.hydrogen) x[T.HYDROGEN] = loop(T.AT_HYDROGEN, pins.rawHydrogen(), dt) * P[T.HYDROGEN_SPAN] * 10;
  if (BOARD.has.roomHydrogen) x[T.ROOM_HYDROGEN] = loop(T.AT_ROOM_HYDROGEN, pins.rawRoomHydrogen(), dt) * 1000;
  if (BOARD.has.toxicGas) x[T.TOXIC_GAS] = loop(T.AT_TOXIC, pins.rawToxicGas(), dt) * P[T.TOXIC_SPAN] * 10;
}

/** Supply, motors and bus: every reading of the converter is good. */
function senseElectrics(x: Float64Array, dt: number): void {
  if (BOARD.has.supply) x[T.SUPPLY_VOLTAGE] = direct(T.AT_SUPPLY, pins.rawSupply() * 3300, dt);
  if (BOARD.has.busVoltage) x[T.BUS_VOLTAGE] = direct(T.AT_BUS, pins.rawBusVoltage() * 7000 - 1000, dt);
  if (BOARD.has.nakPumpCurrent) x[T.NAK_PUMP_CURRENT] = direct(T.AT_NAK_MOTOR, pins.rawNakPumpCurrent() * 3300, dt);
  if (BOARD.has.catholytePumpCurrent) x[T.CATHOLYTE_PUMP_CURRENT] = direct(T.AT_CATHOLYTE_MOTOR, pins.rawCatholytePumpCurrent() * 3300, dt);
}

/** A value that is missing at once when the converter gives none. */
function direct(k: number, v: number, dt: number): number {
  return v === watched(k, v, v === v, dt) ? v : BAD;
}

/** A drifting reference makes every absolute reading wrong. */
function senseReference(x: Float64Array, dt: number): void {
  const v = direct(T.AT_REFERENCE, pins.rawAdcReference() * 3300, dt);
  const error = ((v - REFERENCE) * 1000) / REFERENCE;
  x[T.REFERENCE_VOLTAGE] = v;
  x[T.REFERENCE_ERROR] = error < 0 ? -error : error;
}

/** Resistance of the loop in the catholyte tray, 0.1 kΩ. */
function senseCatholyteTray(x: Float64Array, dt: number): void {
  const f = pins.rawCatholyteLeakLoop();
  let r = f < 0.98 ? (f * 200) / (1 - f) : f >= 0.98 ? 9999 : BAD;
  if (BOARD.has.leakExcitation) r = loopResistance(1, f);
  x[T.CATHOLYTE_LEAK] = direct(T.AT_CATHOLYTE_LEAK, r, dt);
}

/** `dt`: ms since the tick before. */
export function senseProcess(dt: number): void {
  const x = X;
  if (BOARD.has.nakPressure && BOARD.has.catholytePressure) sensePressures(x, dt);
  if (BOARD.has.blanketPressure) senseBlanket(x, dt);
  if (BOARD.has.nakLevel) senseLevel(dt);
  senseGases(x, dt);
  senseElectrics(x, dt);
  if (BOARD.cellSlot >= 0) senseCells();
  sampleProbes(dt);
  if (BOARD.has.adcReference) senseReference(x, dt);
  if (BOARD.has.catholyteLeakLoop) senseCatholyteTray(x, dt);
  if (BOARD.has.smoke) x[T.SMOKE] = pins.readSmoke() ? 0 : 1;
}
