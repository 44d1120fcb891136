/** The file of the counters of a board without FRAM, as plain numbers. */
import { BOARD } from '../board/row.js';
import { erasedCrc } from '../model/memory.js';
import { RECORD_BYTES, RECORDS_AT, recordCapacity } from '../model/record-files.js';

/** Records that it takes, and its bytes. */
export const RECORDS = BOARD.fram ? 0 : recordCapacity(BOARD);
export const COUNTER_FILE_BYTES = RECORDS_AT + RECORD_BYTES * RECORDS;
/** CRC-32 of a record that was never written. */
export const ERASED_RECORD = erasedCrc(RECORD_BYTES);
