/**
 * Registers of estimation and diagnosis as an object with named, scaled values.
 */
import { ESTIMATION_ROWS } from '../../firmware/model/estimation-registers.js';
import { registerCount } from '../../firmware/model/types.js';
import type { Words } from './codec.js';
import { decodeNumber } from './codec.js';

const NAMES = ['runRechargeLeft', 'parkRechargeLeft', 'runTimeLeft', 'parkTimeLeft', 'plannedAmbient'] as const;
const rows = ESTIMATION_ROWS.filter((row) => (NAMES as readonly string[]).includes(row.name));

/** First register of the read, and how many. */
export const ESTIMATION_START = Math.min(...rows.map((row) => row.address));
export const ESTIMATION_COUNT = Math.max(...rows.map((row) => row.address + registerCount(row.type))) - ESTIMATION_START;

/** Values in the units of the map (Ah, min, °C); `null` when the device has none. */
export type Estimation = Readonly<Record<(typeof NAMES)[number], number | null>>;

/** Decodes the words from `ESTIMATION_START` on. */
export function decodeEstimation(words: Words): Estimation {
  const value = (name: string): number | null => {
    const row = rows.find((candidate) => candidate.name === name);
    return row ? decodeNumber(row, words, ESTIMATION_START) : null;
  };
  return {
    runRechargeLeft: value('runRechargeLeft'),
    parkRechargeLeft: value('parkRechargeLeft'),
    runTimeLeft: value('runTimeLeft'),
    parkTimeLeft: value('parkTimeLeft'),
    plannedAmbient: value('plannedAmbient'),
  };
}
