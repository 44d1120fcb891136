/**
 * The runs of a campaign as a Parquet file: one row a run, lists as text separated by blanks.
 */
import { writeFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { runId } from './run-id.js';
import type { CampaignFacts, DoneRun } from './store.js';
import { isBad } from './judge.js';

/** Writes the file. Columns: docs/campaigns.md. */
export function writeRuns(path: string, facts: CampaignFacts, runs: readonly DoneRun[]): void {
  const words = (name: string, of: (run: DoneRun) => readonly string[]): { name: string; type: 'STRING'; data: string[] } => ({
    name,
    type: 'STRING',
    data: runs.map((run) => of(run).join(' ')),
  });
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'run', type: 'STRING', data: runs.map(({ index }) => runId({ ...facts, index })) },
      { name: 'index', type: 'INT32', data: runs.map(({ index }) => index) },
      { name: 'board', type: 'STRING', data: runs.map(({ verdict }) => verdict.board) },
      { name: 'bad', type: 'BOOLEAN', data: runs.map(({ verdict }) => isBad(verdict)) },
      words('faults', ({ verdict }) => verdict.faults),
      words('tripped', ({ verdict }) => verdict.tripped),
      words('hazards', ({ verdict }) => verdict.hazards),
      words('unavoidable', ({ verdict }) => verdict.unavoidable),
      words('false_trips', ({ verdict }) => verdict.falseTrips),
      { name: 'missed', type: 'STRING', data: runs.map(({ verdict }) => verdict.missed.join('; ')) },
      { name: 'errors', type: 'STRING', data: runs.map(({ verdict }) => verdict.errors.join('; ')) },
      { name: 'quiet_s', type: 'DOUBLE', data: runs.map(({ verdict }) => verdict.quietS) },
      { name: 'simulated_s', type: 'DOUBLE', data: runs.map(({ verdict }) => verdict.simS) },
      { name: 'final_state', type: 'STRING', data: runs.map(({ verdict }) => verdict.finalState) },
      { name: 'trace_sha256', type: 'STRING', data: runs.map(({ verdict }) => verdict.trace) },
    ],
  });
  writeFileSync(path, new Uint8Array(buffer));
}
