/**
 * What `--json` prints for a snapshot. Names and units: docs/cli.md.
 */
import { INPUT_BITS, MODE_BITS, OUTPUT_BITS } from '../../../firmware/model/registers.js';
import { namesOfBits } from '../../device/codec.js';
import { versionText } from '../../device/identity.js';
import type { Live } from '../../device/live.js';
import { stateName } from '../../device/outcome.js';
import { alarmsOf } from '../../device/alarms.js';

/** A snapshot as an object for programs: codes as names, bits as lists of names, alarms as objects, numbers as decoded, `null` for what is `unknown`. */
export function snapshotJson(live: Live, title: string, at: Date, unknown: ReadonlySet<string> = new Set()): object {
  const { alarmsActive, alarmsLatched, warnings, mapHash, sequenceCopy, variant, ...values } = live;
  void [alarmsActive, alarmsLatched, warnings, mapHash, sequenceCopy, variant];
  const told = {
    ...values,
    time: at.toISOString(),
    link: title,
    mapVersion: versionText(live.mapVersion),
    firmwareVersion: versionText(live.firmwareVersion),
    state: stateName(live.state),
    heartbeatLeft: live.heartbeatLeft === 0xffff ? null : live.heartbeatLeft,
    modeBits: namesOfBits(live.modeBits, MODE_BITS),
    inputs: namesOfBits(live.inputs, INPUT_BITS),
    outputs: namesOfBits(live.outputs, OUTPUT_BITS),
    alarms: alarmsOf(live),
  };
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, unknown.has(name) ? null : value]));
}
