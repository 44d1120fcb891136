/** Coils and discrete inputs as plain numbers. */
import { COMMAND_COILS as ROWS, DISCRETE_ROWS, RUN_STATES as STATES } from '../model/bits.js';
import { commandCode } from '../model/commands.js';
import { liveRow } from '../model/registers.js';
import { registerCount } from '../model/types.js';
import { IMAGE_COUNT } from '../sense/layout.js';

/** Words of the image, register 0 last, by group of sixteen discrete inputs; the last group is the present state. */
export const DISCRETE_WORDS = new Uint8Array(DISCRETE_ROWS.reduce((words: number[], row) => words.concat(wordsOf(row.register)), []));

/** Places of a register in the image, lowest word first. */
function wordsOf(name: string): number[] {
  const row = liveRow(name);
  const places: number[] = [];
  for (let word = registerCount(row.type) - 1; word >= 0; word--) places.push(IMAGE_COUNT - 1 - row.address - word);
  return places;
}

export const COMMAND_COILS = ROWS.length;
/** States in which the coil `run` is on, bit = code. */
export const RUN_STATES = STATES;
export const START = commandCode('start');
export const STOP = commandCode('stop');
