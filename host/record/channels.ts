/**
 * What is recorded: every register whose value is a measurement or a state, by its name on the map.
 */
import { CELL_ROWS, PROCESS_ROWS } from '../../firmware/model/process-registers.js';
import { EXTENSION_ROWS, LIVE_ROWS } from '../../firmware/model/registers.js';
import type { RegisterRow } from '../../firmware/model/types.js';

/** Identity, bookkeeping of the protocol, and words of bits that the event log tells better. */
export const NOT_RECORDED: ReadonlySet<string> = new Set([
  'mapVersion',
  'mapHash',
  'firmwareVersion',
  'variant',
  'sequence',
  'sequenceCopy',
  'heartbeatEcho',
  'heartbeatLeft',
  'ackSequence',
  'ackResult',
  'alarmsActive',
  'alarmsLatched',
  'warnings',
  'bundleHash',
]);

/** Rows of the map with a number for a value, the live block first. */
export const VALUE_ROWS: readonly RegisterRow[] = [...LIVE_ROWS, ...EXTENSION_ROWS, ...PROCESS_ROWS, ...CELL_ROWS].filter(
  (row) => row.type !== 'bits64' && !row.name.startsWith('inputAges'),
);

/** Channels of a recording, in the order of the map. */
export const CHANNELS: readonly string[] = VALUE_ROWS.map((row) => row.name).filter((name) => !NOT_RECORDED.has(name));
