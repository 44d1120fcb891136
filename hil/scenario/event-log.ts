/**
 * The controller's event log, read by the bench's master over the line.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { EVENT_REGISTERS, eventCapacity } from '../../firmware/model/events.js';
import { resetCause } from '../../firmware/model/reset-flags.js';
import { EVENT_WINDOW_START } from '../../firmware/model/registers.js';
import { controlAddress, extensionAddress } from '../../host/device/codec.js';
import { decodeEvents, eventReads, type PlantEvent } from '../../host/device/events.js';
import type { LineMaster } from '../line/master.js';

/** Most events that a step looks at. */
const NEWEST = 14;

/** Asks for the newest events. The answer gives them, oldest first, once all are there; nothing while they are on their way, or when a read failed. */
export function readEventLog(master: LineMaster, board: string): () => readonly PlantEvent[] | undefined {
  const row = boardRow(board);
  const capacity = eventCapacity(row);
  const found: PlantEvent[] = [];
  let whole = false;
  master.read(extensionAddress('newestEvent'), 1, (words) => {
    const newest = words?.[0] ?? 0;
    const reads = eventReads(Math.max(newest - NEWEST + 1, 1), newest, capacity);
    whole = reads.length === 0;
    reads.forEach(({ first, count }, i) => {
      master.write(controlAddress('eventCursor'), [first]);
      master.read(EVENT_WINDOW_START, count * EVENT_REGISTERS, (content) => {
        if (!content) return;
        for (const event of decodeEvents(content, first, count, row)) if (event) found.push(event);
        whole = i === reads.length - 1;
      });
    });
  });
  return () => (whole ? found : undefined);
}

/** An event in a few words. */
export function describeEvent({ kind, fault, check, value, limit, state, seconds }: PlantEvent): string {
  if (kind === 'start') return `start ${limit ?? ''} by ${resetCause(value ?? 0)}`;
  if (kind === 'loop') return `loop ${value ?? 'unknown'} of ${fault?.id ?? 'no fault'} at ${limit === null ? 'unknown' : limit / 100} wt% Na`;
  const what = fault ? ` ${check?.id ?? fault.id}` : '';
  const cause = `${value ?? 'unknown'}${limit === null ? '' : ` against ${limit}`}${check?.unit ? ` ${check.unit}` : ''}`;
  return `${kind}${what}: ${cause} in state ${state} after ${seconds} s`;
}
