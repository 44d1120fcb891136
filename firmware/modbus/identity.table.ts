/** What the device says about itself. */
import { BOARD } from '../board/row.js';
import { FIRMWARE_VERSION } from '../model/release.js';

const version = (FIRMWARE_VERSION >> 8) + '.' + (FIRMWARE_VERSION & 255);
const VENDOR = 'Liquidus';

/** Text of function 17. */
export const SERVER_TEXT = [VENDOR, BOARD.id, version].join(' ');
/** Board, the server id of function 17. */
export const SERVER_ID = BOARD.number;
/** Objects of function 43: vendor, product code, revision, model; the last one, the hash of the bundle, is read when somebody asks. */
export const OBJECT_IDS = [0, 1, 2, 5, 128];
export const OBJECT_TEXTS = [VENDOR, BOARD.id, version, BOARD.title];
