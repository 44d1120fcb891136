/**
 * Row of the board that the bundle is built for. The build puts the chosen row in this module's place; this is the one for tests, which may
 * name another board in the global `LIQUIDUS_BOARD` before anything is imported.
 */
import { boardRow } from '../model/boards.js';

export const BOARD = boardRow((globalThis as { LIQUIDUS_BOARD?: string }).LIQUIDUS_BOARD ?? 'pico');
