/** Where the parameters and registers of the NaK loops lie, worked out for the board; empty on a board that follows one loop. */
import { BOARD } from '../board/row.js';
import * as W from '../model/loop-registers.js';
import { LOOP_ERROR_STEP } from '../model/loop-parameters.js';
import { parametersOf } from '../model/parameters.js';

const names = parametersOf(BOARD).map((p) => p.name);
const loops: number[] = [];
for (let k = 0; k < BOARD.loops && BOARD.loops > 1; k++) loops.push(k);
const of = (name: string): number => names.indexOf(name);
const at = (name: string): number => W.LOOP_ROWS.map((r) => r.name).indexOf(name);

/** Parameters: number of loops; by loop − 1 mass and composition of the anchor, and the error that was kept with it. */
export const LOOPS = of('nakLoops');
export const MASS = loops.map((k) => of(k ? 'loop' + String(k + 1) + 'Mass' : 'anchorMetalMass'));
export const ANCHOR = loops.map((k) => of(k ? 'loop' + String(k + 1) + 'Anchor' : 'anchorComposition'));
export const ERROR = loops.map((k) => of('loop' + String(k + 1) + 'Error'));
/** Charge of a step of that error, mA·s, and its greatest value. */
export const ERROR_STEP = LOOP_ERROR_STEP;
export const MOST_ERROR = 65535;
/** Where the loop stands in the argument of `reanchor`. */
export const SHIFT = W.LOOP_SHIFT;

/** The window: its registers; the names of loops, side by side; registers of the first loop, and of each. */
export const WINDOW_START = W.LOOP_WINDOW_START;
export const WINDOW = BOARD.loops > 1 ? W.LOOP_WINDOW_COUNT : 0;
export const COUNT = at('loopCount');
export const LOST = at('loopsLost');
export const NAMED = at('worstLoop');
export const NAMES = 5;
export const FIRST = W.FIRST_LOOP_REGISTER;
export const STEP = W.LOOP_REGISTERS;
/** Registers of a loop that nothing is known of: the codes of their types (docs/registers.md). */
export const UNKNOWN = [0xffff, 0xffff, 0x8000, 0x8000, 0x8000, 0, 0x8000, 0];
