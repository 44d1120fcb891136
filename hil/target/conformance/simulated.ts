/** Probes on a target, in virtual time. */
import { boardRow } from '../../../firmware/model/boards.js';
import type { Target, TargetOptions } from '../target.js';
import { MARK, PROBE_MS, targetHarness, uncaughtLine, type Probe } from './probe.js';

/** Makes a target that gives the program a global `busy`. */
export type ProbeTarget = (options: TargetOptions & { readonly probe: true }) => Target;

const BOARD = 'pico';

/** Lines of one probe. Bytes that it sent make the last line, as the loopback of the bare interpreter does. */
export function runSimulated(make: ProbeTarget, probe: Probe): string[] {
  const board = boardRow(BOARD);
  const target = make({ board: BOARD, bundle: `${targetHarness(board.serial.port, board.pins.localReset)}\n${probe.program}\n`, probe: true });
  try {
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
