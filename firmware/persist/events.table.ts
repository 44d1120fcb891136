/** Codes and places of event records as plain numbers. */
import { BOARD } from '../board/row.js';
import { eventCapacity, eventCode } from '../model/events.js';
import { historySlots } from '../model/history.js';
import { erasedCrc, eventStart, historyStart } from '../model/memory.js';
import { eventFileBytes } from '../model/record-files.js';

export const START = eventCode('start');
export const TRIP = eventCode('trip');
export const LOOP = eventCode('loop');
export const CAPACITY = eventCapacity(BOARD);
export const EVENT_START = eventStart(BOARD);
export const HISTORY_START = historyStart(BOARD);
export const HISTORY_SLOTS = historySlots(BOARD);
/** Bytes of the file that takes both on a board without FRAM, and the CRC-32 of an event that was never written there. */
export const EVENT_FILE_BYTES = eventFileBytes(BOARD);
export const ERASED_EVENT = erasedCrc(16);
