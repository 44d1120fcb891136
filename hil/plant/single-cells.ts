/**
 * Levels of the single cells of a stack. The cells of a plant that is a stack have voltages of their own; beside a laboratory cell every one follows its
 * terminal voltage, but for what the bench adds or breaks.
 */
import type { FaultPort } from './fault-port.js';
import { FRONT_ENDS } from './front-ends.js';
import { MOST_CELLS } from '../target/wires.js';

const FRONT_END = FRONT_ENDS.cellVoltage;
/** Fraction of full scale of one volt. */
const PER_VOLT = FRONT_END.toFraction(1) - FRONT_END.toFraction(0);

/**
 * Puts the fractions of all cells into `cells`; `level`: fraction of a sound cell now; `drop`: its ohmic drop, V. `own`: voltages of the cells of a stack,
 * whose mean `mean` the level shows. Allocates nothing.
 */
export function presentCells(cells: Float64Array, level: number, drop: number, faults: FaultPort, own?: Float64Array, mean = 0): void {
  for (let k = 0; k < MOST_CELLS; k++) {
    const broken = faults.cellsBroken[k] as CellWire; // k is inside
    const volts = own?.[k];
    const apart = volts === undefined ? (faults.cellOffsets[k] as number) - drop * (faults.cellExcess[k] as number) : volts - mean;
    if (broken === CELL_WIRES.sound) cells[k] = Math.min(Math.max(level + apart * PER_VOLT, 0), 1);
    else cells[k] = broken === CELL_WIRES.open ? FRONT_END.open.fraction : FRONT_END.short.fraction;
  }
}

/** State of the wire of a single cell. */
export const CELL_WIRES = { sound: 0, open: 1, short: 2 } as const;
type CellWire = (typeof CELL_WIRES)[keyof typeof CELL_WIRES];
