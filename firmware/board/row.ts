/** Row of the board that the bundle is built for. The build puts the chosen row in this module's place; this is the one for tests. */
import { boardRow } from '../model/boards.js';

export const BOARD = boardRow('pico');
