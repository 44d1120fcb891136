/** The parameters on the map: their shadow, and what may be written to it. */
import { PARAMETER_START } from '../model/registers.js';
import { isWide, shadow } from '../persist/parameters.js';
import { BAUD_RATE, BAUD_RATES, FIRST_OF_RECORD, MAXIMA, MINIMA, OFFSETS, PARAMETER_WORDS } from '../persist/parameter.table.js';
import type { WritableArea } from './areas.js';
import { ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { putWords } from './words.js';

/** By register of the area: index of the parameter that begins here, −2 for the second word of one, −1 for none that may be written. */
function beginnings(): Int16Array {
  const at = new Int16Array(PARAMETER_WORDS).fill(-1);
  for (let i = 0; i < FIRST_OF_RECORD; i++) {
    at[OFFSETS[i]] = i;
    if (isWide(i)) at[OFFSETS[i] + 1] = -2;
  }
  return at;
}

const parameterAt = beginnings();

/** A 32-bit value is written whole or not at all, every value inside its limits; of the speeds only those of the line. */
function judge(k: number, words: Uint16Array): number {
  for (let n = 0; n < words.length; n++) {
    const i = parameterAt[k + n];
    if (i === -1) return ILLEGAL_ADDRESS;
    if (i < 0) return ILLEGAL_VALUE;
    let v = words[n];
    if (isWide(i)) {
      if (++n === words.length) return ILLEGAL_VALUE;
      v = v * 65536 + words[n];
    } else if (MINIMA[i] < 0 && v > 32767) v -= 65536;
    if (v < MINIMA[i] || v > MAXIMA[i] || (i === BAUD_RATE && BAUD_RATES.indexOf(v) < 0)) return ILLEGAL_VALUE;
  }
  return 0;
}

export const parameterArea: WritableArea = {
  first: PARAMETER_START,
  end: PARAMETER_START + PARAMETER_WORDS,
  read: (k, count, into) => putWords(shadow, k, count, into),
  judge,
  write: (k, words) => shadow.set(words, k),
};
