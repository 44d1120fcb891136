/** What the plant's tests share: board outputs by name, and time that passes. */
import type { LabCell } from '../../../hil/plant/lab-cell.js';
import { type BoardOutputs, outputsOff } from '../../../hil/target/wires.js';

/** Outputs of a board: all off except what is given. */
export function board(on: Partial<BoardOutputs> = {}): BoardOutputs {
  return { ...outputsOff(), ...on };
}

/** Both pumps at nominal flow: 10 and 30 mL/min. */
export const PUMPING = { nakPump: 0.5, catholytePump: 0.3 } as const;

/** Lets `seconds` pass in steps of `dtMs`. */
export function run(cell: LabCell, seconds: number, outputs: BoardOutputs, dtMs = 50): void {
  const steps = Math.round((seconds * 1000) / dtMs);
  for (let i = 0; i < steps; i++) cell.step(dtMs, outputs);
}
