/** Probes on a target, in virtual time. */
import { boardRow } from '../../../firmware/model/boards.js';
import { PROCESS_ROLES, type ProcessRole } from '../../plant/process-channels.js';
import type { Target, TargetOptions } from '../target.js';
import type { BoardInputs } from '../wires.js';
import { MARK, PROBE_MS, targetHarness, uncaughtLine, type Probe } from './probe.js';

/** Makes a target that gives the program a global `busy`. */
export type ProbeTarget = (options: TargetOptions & { readonly probe: true }) => Target;

const BOARD = 'pico';

/** What lies on the inputs from the start on. Every contact is open, but the smoke detector's. */
const INPUTS: BoardInputs = {
  analog: { cellVoltage: 1, current: 0.5, nakTempA: 0.3, nakTempB: 1, cellTemp: 0, leakLoop: 0, nakFlow: 0 },
  digital: { eStopA: 0, eStopB: 0, contactorFeedback: 0, localReset: 0 },
  pulses: { nakTach: 0, catholyteTach: 0, catholyteFlow: 0 },
  process: { analog: Object.fromEntries(PROCESS_ROLES.map((role) => [role, 0.3])) as Record<ProcessRole, number>, smoke: 1 },
};

/** Lines of one probe. Bytes that it sent make the last line, as the loopback of the bare interpreter does. */
export function runSimulated(make: ProbeTarget, probe: Probe): string[] {
  const board = probe.board ?? BOARD;
  const target = make({ board, bundle: `${targetHarness(boardRow(board))}\n${probe.program}\n`, probe: true });
  try {
    target.present(0, INPUTS);
    target.powerOn(0);
    target.runTo(PROBE_MS);
    const found: string[] = [];
    for (const e of target.events()) {
      if (e.kind === 'log' && e.text.startsWith(MARK)) found.push(...e.text.slice(MARK.length).split('\n'));
      else if (e.kind === 'error' && e.text.startsWith('uncaught ')) found.push(uncaughtLine(e.text.slice('uncaught '.length)));
    }
    const sent = target.transmitted();
    if (sent.length > 0) found.push(`sent ${[...sent].join(' ')}`);
    return found;
  } finally {
    target.close();
  }
}
