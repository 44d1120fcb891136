/** Kinds of lines between bench and boards (hil/target/board/frames.ts says how a line looks), from the bench and to it. */
export const ASK_INPUTS = 'i';
export const ASK_SUPPLY = 'p';
export const ASK_END = 'x';
export const SAY_STARTED = 'h';
export const SAY_OUTPUTS = 'o';
export const SAY_ALIVE = 'k';

/** Bytes in front of the analog levels: number of the line, digital levels as bits, pulses of the three inputs, one that stays 0. */
export const HEAD_BYTES = 6;
/** Full scale of a level or a duty. */
export const FULL_SCALE = 65535;
/** Lines with inputs between two signs of life. */
export const ALIVE_EVERY = 8;
/** Silence of the bench after which every pin of the second board is off, and the controller without supply, s. */
export const DEAD_MAN_S = 2;
