/**
 * Isolated NaK loops of a stack: cells in series carry the same current, but each loop has a fill of its own. Window of input registers of the boards that
 * follow several (`loops` of their row); with the parameter `nakLoops` at 1 it shows the one loop of the live block.
 */
import type { RegisterRow, RegisterType } from './types.js';

/** Most loops that a board follows. */
export const MOST_LOOPS = 4;
/** Where the window begins, registers of it, where the first loop begins in it, registers of a loop. */
export const LOOP_WINDOW_START = 430;
export const LOOP_WINDOW_COUNT = 40;
export const FIRST_LOOP_REGISTER = 8;
export const LOOP_REGISTERS = 8;

/** Command `reanchor`: bits of its 32-bit argument from here on say the loop, counted from 0; below them lies the mass in mg. */
export const LOOP_SHIFT = 28;

function row(address: number, name: string, type: RegisterType, unit: string, scale: number, optional: boolean, doc: string): RegisterRow {
  return { address, name, type, unit, scale, access: 'ro', profile: 'full', optional, doc };
}

/** Rows of the window. The four that name a loop count from 1. */
export const LOOP_ROWS: RegisterRow[] = [
  row(430, 'loopCount', 'u16', '', 1, false, 'NaK loops that are followed'),
  row(431, 'loopsLost', 'bits16', '', 1, false, 'Loops whose composition is not known, bit = loop − 1'),
  row(432, 'worstLoop', 'u16', '', 1, false, 'Loop with the least margin: composition, band and liquidus of the live block are its own (P03)'),
  row(433, 'worstLoopNaRich', 'u16', '', 1, false, 'Loop nearest to its liquidus on the sodium side (P01); 0: none is there'),
  row(434, 'worstLoopKRich', 'u16', '', 1, false, 'The same on the potassium side (P02)'),
  row(435, 'highestLoop', 'u16', '', 1, false, 'Loop with the most sodium (P04); 0: none is known'),
  row(436, 'lowestLoop', 'u16', '', 1, false, 'Loop with the least sodium (P04)'),
];
for (let k = 0; k < MOST_LOOPS; k++) {
  const at = LOOP_WINDOW_START + FIRST_LOOP_REGISTER + LOOP_REGISTERS * k;
  const loop = 'loop' + String(k + 1);
  const of = ' of loop ' + String(k + 1);
  LOOP_ROWS.push(
    row(at, loop + 'Composition', 'u16', 'wt% Na', 0.01, true, 'Composition' + of),
    row(at + 1, loop + 'Band', 'u16', 'wt% Na', 0.01, true, 'Half width of the uncertainty of the composition' + of),
    row(at + 2, loop + 'Liquidus', 'i16', '°C', 0.1, true, 'Highest liquidus over the band' + of),
    row(at + 3, loop + 'Margin', 'i16', 'K', 0.1, true, 'Coldest wetted point above that liquidus'),
    row(at + 4, loop + 'ParkLeft', 'i32', 'Ah', 0.001, true, 'Charge that may still be discharged until the sodium-rich park limit' + of),
    row(at + 6, loop + 'ParkRechargeLeft', 'i32', 'Ah', 0.001, true, 'Charge that may still be charged until the potassium-rich park limit' + of),
  );
}
