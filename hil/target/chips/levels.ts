/** Levels of all analog wires of a board, by their numbers, with what the board's own front end makes of the leak loops. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { PROCESS_ROLES, type ProcessRole } from '../../plant/process-channels.js';
import { ALL_ANALOG_ROLES, type BoardInputs, type BoardOutputs, MOST_CELLS } from '../wires.js';

const LEAK_LOOP = ALL_ANALOG_ROLES.indexOf('leakLoop');
const CATHOLYTE_LEAK_LOOP = ALL_ANALOG_ROLES.indexOf('catholyteLeakLoop');

/** Number of the wire of cell 0; the others follow. */
export const FIRST_CELL = ALL_ANALOG_ROLES.length;

export class Levels {
  /** Fractions of full scale by the number of the wire: its place in `ALL_ANALOG_ROLES`, or `FIRST_CELL` and more. */
  readonly values = new Float64Array(FIRST_CELL + MOST_CELLS);
  private readonly process: readonly (readonly [number, ProcessRole])[];
  private readonly cells: number;
  private readonly alternating: boolean;

  /** @param outputs the board's outputs, which `leakExcitation` is read from. */
  constructor(
    board: BoardRow,
    private readonly outputs: BoardOutputs,
  ) {
    this.process = PROCESS_ROLES.filter((role) => board.has[role]).map((role) => [ALL_ANALOG_ROLES.indexOf(role), role]);
    this.cells = board.cellSlot < 0 ? 0 : board.cells;
    this.alternating = board.has.leakExcitation;
  }

  /** Takes levels; called for every presentation, so it must not allocate. */
  present({ analog, process, cells }: BoardInputs): void {
    const v = this.values;
    v[0] = analog.cellVoltage;
    v[1] = analog.current;
    v[2] = analog.nakTempA;
    v[3] = analog.nakTempB;
    v[4] = analog.cellTemp;
    v[5] = analog.leakLoop;
    v[6] = analog.nakFlow;
    if (process) for (const [at, role] of this.process) v[at] = process.analog[role];
    for (let i = 0; i < this.cells; i++) v[FIRST_CELL + i] = cells?.[i] ?? analog.cellVoltage;
  }

  /** Level that a converter sees on a wire now. */
  read(wire: number): number {
    const level = this.values[wire] as number; // number of a wire
    if (!this.alternating || (wire !== LEAK_LOOP && wire !== CATHOLYTE_LEAK_LOOP)) return level;
    // The loop lies at half the supply: the excitation shows it from above or from below.
    return this.outputs.leakExcitation ? 0.5 + level / 2 : 0.5 - level / 2;
  }
}
