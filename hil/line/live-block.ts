/**
 * The last live block that the bench's master read, and readers of its values that allocate nothing.
 */
import { LIVE_COUNT, LIVE_ROWS, liveRow } from '../../firmware/model/registers.js';
import type { RegisterRow } from '../../firmware/model/types.js';
import { decodeNumber } from '../../host/device/codec.js';
import { isWhole } from '../../host/device/live.js';

/** Alarm words of the block: trips present, trips that act until a reset, warn levels reached. */
export const ALARM_WORDS = {
  tripped: liveRow('alarmsActive').address,
  latched: liveRow('alarmsLatched').address,
  warned: liveRow('warnings').address,
} as const;
export type AlarmWord = keyof typeof ALARM_WORDS;

export class LiveBlock {
  /** Registers 0–59 as read. */
  readonly words = new Uint16Array(LIVE_COUNT);
  /** Number of blocks taken over; 0 means that nothing was read yet. */
  revision = 0;
  /** Virtual time at which the last block was complete. */
  timeMs = NaN;

  /** Takes over a whole block. Returns false, and changes nothing, when the sequence numbers at its ends differ (a torn snapshot). */
  take(words: Uint16Array, nowMs: number): boolean {
    if (!isWhole(words)) return false;
    this.words.set(words);
    this.revision++;
    this.timeMs = nowMs;
    return true;
  }

  /** Forgets everything, as after a loss of power. */
  forget(): void {
    this.words.fill(0);
    this.revision = 0;
    this.timeMs = NaN;
  }

  /** Reader of one value in the unit of its row; NaN before the first block and for "not available". Bit fields of 64 bits read as NaN: use `has`. */
  reader(row: RegisterRow): () => number {
    const { words } = this;
    if (row.type === 'bits64') return () => NaN;
    return () => (this.revision === 0 ? NaN : (decodeNumber(row, words, 0) ?? NaN));
  }

  /** True when the bit of fault `number` is set in an alarm word. */
  has(word: AlarmWord, number: number): boolean {
    return this.revision > 0 && ((this.words[wordOf(word, number)] ?? 0) & (1 << ((number - 1) & 15))) !== 0;
  }

  /** Reader of one alarm bit. */
  bitReader(word: AlarmWord, number: number): () => boolean {
    const { words } = this;
    const index = wordOf(word, number);
    const mask = 1 << ((number - 1) & 15);
    return () => this.revision > 0 && ((words[index] ?? 0) & mask) !== 0;
  }
}

/** Register that holds a fault's bit: four registers, highest first. */
function wordOf(word: AlarmWord, number: number): number {
  return ALARM_WORDS[word] + 3 - ((number - 1) >> 4);
}

/** Live registers that hold one number (all but the 64-bit fields). */
export const NUMERIC_ROWS: readonly RegisterRow[] = LIVE_ROWS.filter((row) => row.type !== 'bits64');
