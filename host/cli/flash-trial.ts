/**
 * The trial of a flashed program over a Modbus line of its own.
 */
import { stateName } from '../device/outcome.js';
import { trialBy } from '../flash/trial.js';
import type { ConnectionFlags } from './connection-options.js';
import { withDevice } from './connection-options.js';

/** Looks at the board over Modbus until it shows the flashed program at work. */
export function trialOver(flags: ConnectionFlags, sha256: string, waitMs?: number): (signal: AbortSignal) => Promise<string> {
  return trialBy(
    () =>
      withDevice(flags, async ({ device }) => {
        const live = await device.readSnapshot();
        const { bundleHash } = await device.identify();
        return { state: stateName(live.state), uptime: live.uptime, bundleHash };
      }),
    sha256,
    waitMs,
  );
}
