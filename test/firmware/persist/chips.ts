/** Boards that lose power in the middle of a write and come back with what their chips hold. */
import { EmulatedBoard } from '../emulated-board.js';
import { writeManyFrame } from '../frames.js';

/** Chips of a board without power. */
export interface Chips {
  readonly flash: Uint8Array;
  readonly fram: Uint8Array;
}

export const chipsOf = (board: EmulatedBoard): Chips => ({ flash: board.target.flash.bytes.slice(), fram: board.target.fram.bytes.slice() });

/** A board with these chips, powered and past its self-test. */
export function onChips(chips: Chips): EmulatedBoard {
  const board = new EmulatedBoard();
  board.target.flash.bytes.set(chips.flash);
  board.target.fram.bytes.set(chips.fram);
  board.power(true);
  board.run(5000);
  return board;
}

/** Power comes back on a board that a cut has darkened. */
export function again(board: EmulatedBoard): EmulatedBoard {
  if (board.events('error').length === 0) throw new Error('the cut did not come');
  board.power(false);
  return onChips(chipsOf(board));
}

/** Puts a command into the mailbox, of which nobody can wait for the acknowledgement. `words`: code, argument, argument32 high and low. */
export function shoot(board: EmulatedBoard, ...words: readonly number[]): void {
  board.unlock();
  board.send(writeManyFrame(1, 1002, [...words, 0, 900]));
  // What stores does so when its answer is off the line.
  board.run(150);
}
