/**
 * The daemon as the witness of a trial: it talks Modbus with the board, so it sees the first snapshot of the new program.
 */
import type { Session, Snapshot, State } from '../../daemon/api.js';
import { LiquidusError } from '../../error.js';
import type { Seen } from '../../flash/trial.js';
import type { Client } from '../client.js';
import { Refusal } from '../client.js';
import { spaced } from '../words.js';

/** A unit of the daemon, and the bundle that it shows; null while nobody knows. */
export interface Witness {
  readonly unit: string;
  readonly title: string;
  readonly bundleHash: string | null;
}

/** The units that the daemon supervises. Rejects with `Refusal`. */
export async function witnesses(client: Client): Promise<Witness[]> {
  const { units } = await client.get<Session>('session');
  return Promise.all(
    units.map(async ({ unit, title }) => ({ unit, title, bundleHash: (await client.get<State>('state', { unit })).identity?.bundleHash ?? null })),
  );
}

/** A look at a unit: its newest snapshot, if it came after this look was made. */
export function lookAt(client: Client, unit: string): { readonly look: () => Promise<Seen>; readonly last: () => Snapshot | undefined } {
  const since = Date.now();
  let last: Snapshot | undefined;
  const look = async (): Promise<Seen> => {
    try {
      const [snapshot, state] = await Promise.all([client.get<Snapshot>('snapshot', { unit }), client.get<State>('state', { unit })]);
      if (new Date(snapshot.time).getTime() < since || !state.link.up) {
        throw new LiquidusError('link.noSnapshot', `the daemon has no new snapshot of ${state.title} yet`);
      }
      last = snapshot;
      return { state: spaced(snapshot.state), uptime: snapshot.uptime, bundleHash: state.identity?.bundleHash ?? null };
    } catch (error) {
      if (error instanceof Refusal) throw new LiquidusError('link.daemon', error.message, { cause: error });
      throw error;
    }
  };
  return { look, last: () => last };
}
