/** The map as text, for a master that configures itself. */
import { BOARD } from '../board/row.js';
import { ROOMY_STORAGE } from '../model/functions.js';
import { mapLines } from '../model/map-text.js';

const text = BOARD.profile === 'full' && BOARD.storageBytes >= ROOMY_STORAGE ? mapLines(BOARD).join('\n') + '\n' : '';

/** An even number of characters. */
export const MAP_TEXT = text.length & 1 ? text + ' ' : text;
export const MAP_REGISTERS = MAP_TEXT.length / 2;
