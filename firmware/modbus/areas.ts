/**
 * The register areas of the slave. An area reads and writes whole: it judges a write before any register of it changes, and a request that reaches
 * beyond one area is refused by the slave.
 */
import { HISTORY_REGISTERS } from '../model/history.js';
import { EVENT_WINDOW_COUNT, EVENT_WINDOW_START, HISTORY_WINDOW_START } from '../model/registers.js';
import { readEvents } from '../persist/events.js';
import { readHistory } from '../persist/history.js';
import { BOARD } from '../board/row.js';
import { control } from '../control/commands.js';
import { readLoops } from '../control/loops.js';
import { WINDOW, WINDOW_START } from '../control/loops.table.js';
import { CELL_START, RESISTANCE_START } from '../model/process-registers.js';
import { readCells } from './cell-area.js';
import { controlArea } from './control-area.js';
import { CURSOR_OFFSET } from './control.table.js';
import { copyRegisters } from './image.js';
import { IMAGE_COUNT } from './image.table.js';
import { parameterArea } from './parameter-area.js';
import { sunspecArea } from './sunspec.js';

/** Registers from `first` up to, but without, `end`. Offsets count from `first`; the registers asked for always lie inside. */
export interface Area {
  readonly first: number;
  readonly end: number;
  /** Puts `count` registers from offset `k` on into `into`, big-endian, from its fourth byte on. */
  readonly read: (k: number, count: number, into: Uint8Array) => void;
  /** Exception code of a write of `words` from offset `k` on, or 0. Absent: nothing here may be written, exception 2. */
  readonly judge?: (k: number, words: Uint16Array) => number;
  /** Writes what `judge` has allowed; an exception code that is no refusal, or nothing. `words` is valid during the call only. `now`: ms. */
  readonly write?: (k: number, words: Uint16Array, now: number) => number | void;
}

/** An area that takes writes. */
export interface WritableArea extends Area {
  readonly judge: NonNullable<Area['judge']>;
  readonly write: NonNullable<Area['write']>;
}

/** Areas of holding registers, those that are asked for most first. */
export const HOLDING: readonly Area[] = [controlArea, parameterArea, sunspecArea];

/** Areas of input registers. The windows show what lies in the memory from the event of the cursor on. */
export const INPUT: Area[] = [
  {
    first: 0,
    end: IMAGE_COUNT,
    read: copyRegisters,
  },
  {
    first: EVENT_WINDOW_START,
    end: EVENT_WINDOW_START + EVENT_WINDOW_COUNT,
    read: (k, count, into) => into.set(readEvents(control[CURSOR_OFFSET], 2 * k, 2 * count), 3),
  },
  {
    first: HISTORY_WINDOW_START,
    end: HISTORY_WINDOW_START + HISTORY_REGISTERS,
    read: (k, count, into) => into.set(readHistory(control[CURSOR_OFFSET], 2 * k, 2 * count), 3),
  },
];
if (BOARD.profile === 'core' && BOARD.cellSlot >= 0) INPUT.push({ first: CELL_START, end: RESISTANCE_START + BOARD.cells, read: readCells });
if (BOARD.loops > 1) INPUT.push({ first: WINDOW_START, end: WINDOW_START + WINDOW, read: readLoops });

/** The area that holds `count` registers from `address` on, or undefined. */
export function areaOf(areas: readonly Area[], address: number, count: number): Area | undefined {
  count += address;
  for (const a of areas) if (address >= a.first && count <= a.end) return a;
  return undefined;
}
