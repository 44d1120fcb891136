/**
 * The live block as an object with named, scaled values.
 */
import { LIVE_COUNT, LIVE_ROWS } from '../../firmware/model/registers.js';
import { LiquidusError } from '../error.js';
import type { Words } from './codec.js';
import { decodeBits, decodeNumber } from './codec.js';

/** Rows that always carry a value. */
export const CERTAIN = [
  'mapVersion',
  'mapHash',
  'firmwareVersion',
  'variant',
  'uptime',
  'sequence',
  'heartbeatEcho',
  'state',
  'reason',
  'modeBits',
  'heartbeatLeft',
  'firstOut',
  'ackSequence',
  'ackResult',
  'nakPumpDuty',
  'catholytePumpDuty',
  'chargeLimit',
  'dischargeLimit',
  'heaterDuty',
  'inputs',
  'outputs',
  'worstTick',
  'sequenceCopy',
] as const;

/** Rows that can be "not available". */
export const MEASURED = [
  'current',
  'cellVoltage',
  'irFreeVoltage',
  'nakTempA',
  'nakTempB',
  'cellTemp',
  'coldestTemp',
  'composition',
  'compositionBand',
  'liquidus',
  'margin',
  'runChargeLeft',
  'parkChargeLeft',
  'oxidisedFraction',
  'netCharge',
  'nakFlow',
  'catholyteFlow',
  'leakResistance',
] as const;

/** Rows with one bit per fault, decoded to fault numbers. */
export const FAULT_SETS = ['alarmsActive', 'alarmsLatched', 'warnings'] as const;

/** One snapshot. Units are those of the rows: A, V, °C, K, wt% Na, %, Ah, mL/min, kΩ, s, ms. `null` means "not available". */
export type Live = Readonly<
  Record<(typeof CERTAIN)[number], number> & Record<(typeof MEASURED)[number], number | null> & Record<(typeof FAULT_SETS)[number], readonly number[]>
>;

/** True when the sequence numbers at both ends of the block are equal, so that the words are one snapshot. */
export function isWhole(words: Words): boolean {
  return words.length === LIVE_COUNT && words[6] === words[LIVE_COUNT - 1];
}

/** Decodes the 60 words of the live block. Throws `link.tornSnapshot` when they are not one snapshot. */
export function decodeLive(words: Words): Live {
  if (!isWhole(words)) {
    throw new LiquidusError(
      'link.tornSnapshot',
      `The live block is not one snapshot: ${words.length} of ${LIVE_COUNT} registers, numbered ${words[6] ?? '-'} at its start and ${words[LIVE_COUNT - 1] ?? '-'} at its end; read it again.`,
    );
  }
  const entries = LIVE_ROWS.map((row) => [row.name, row.type === 'bits64' ? decodeBits(row, words, 0) : decodeNumber(row, words, 0)]);
  // The lists above are compared with the rows by a test, so the names and types are those of `Live`.
  return Object.fromEntries(entries) as Live;
}
