/**
 * The charge that a master reserves: a floor below which nothing is discharged and a ceiling above which nothing is charged. Both are held in memory
 * only and end by themselves when nobody renews them.
 */
import { EMPTY_CATHOLYTE, FULL_CATHOLYTE, RESERVE_S } from '../model/control.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/** Seconds that floor and ceiling still count. */
let floorLeft = 0;
let ceilingLeft = 0;

/** A master has written the floor, 0.01 % of the charge. */
export function holdFloor(value: number): void {
  X[I.FLOOR] = value;
  floorLeft = RESERVE_S;
}

/** A master has written the ceiling, 0.01 % of the charge. */
export function holdCeiling(value: number): void {
  X[I.CEILING] = value;
  ceilingLeft = RESERVE_S;
}

/** Time passes, in seconds: what nobody has renewed is what the catholyte bears. */
export function ageReserves(seconds: number): void {
  if ((floorLeft -= seconds) <= 0) X[I.FLOOR] = EMPTY_CATHOLYTE;
  if ((ceilingLeft -= seconds) <= 0) X[I.CEILING] = FULL_CATHOLYTE;
}
