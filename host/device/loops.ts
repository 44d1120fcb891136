/**
 * Isolated NaK loops of a device that follows several (firmware/model/loop-registers.ts).
 */
import { LOOP_ROWS, LOOP_WINDOW_COUNT, LOOP_WINDOW_START } from '../../firmware/model/loop-registers.js';
import { decodeNumber, type Words } from './codec.js';
import type { Device } from './device.js';
import type { Live } from './live.js';
import { fittingsOf } from './points.js';

/** One loop, in the units of the map; null while its composition is lost. */
export interface NakLoop {
  /** Counted from 1. */
  readonly loop: number;
  readonly lost: boolean;
  /** The limits of the device come from this one. */
  readonly worst: boolean;
  readonly composition: number | null;
  readonly band: number | null;
  readonly liquidus: number | null;
  readonly margin: number | null;
}

/** Decodes the window: the loops that are there. */
export function decodeLoops(words: Words): NakLoop[] {
  const value = (name: string): number | null => {
    const row = LOOP_ROWS.find((candidate) => candidate.name === name);
    return row ? decodeNumber(row, words, LOOP_WINDOW_START) : null;
  };
  const lost = value('loopsLost') ?? 0;
  return Array.from({ length: value('loopCount') ?? 0 }, (_, k) => ({
    loop: k + 1,
    lost: ((lost >> k) & 1) === 1,
    worst: value('worstLoop') === k + 1,
    composition: value(`loop${k + 1}Composition`),
    band: value(`loop${k + 1}Band`),
    liquidus: value(`loop${k + 1}Liquidus`),
    margin: value(`loop${k + 1}Margin`),
  }));
}

/** The loops of the device of a snapshot; none on a board that follows one. Rejects with `link.*`. */
export async function readLoops(device: Pick<Device, 'readSpan'>, live: Live): Promise<NakLoop[]> {
  if (fittingsOf(live).loops < 2) return [];
  return decodeLoops(await device.readSpan({ table: 'input', from: LOOP_WINDOW_START, count: LOOP_WINDOW_COUNT }));
}
