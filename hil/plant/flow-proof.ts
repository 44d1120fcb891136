/**
 * Whether the board could know that the NaK flow is gone. With the pump turning, the meter is the only witness that answers in seconds: a meter that
 * reads too high hides the loss from every controller with these sensors. Reasons: docs/safety.md, "What two faults at once can do".
 */
import type { AnalogFaultKind } from './fault-port.js';

/** Flow that counts as none in truth, and reading at which P21 still sees enough, mL/min: a tenth and a quarter of the nominal 10. */
const NO_FLOW = 1;
const ENOUGH = 2.5;
/** Time that a controller needs from the first low reading to open contacts, ms: 3 s of P21, one tick, 20 ms, contactor, and the second that the hazard leaves. */
const ANSWER_MS = 4000;
/** Ways to fail that look like a sound reading. */
const LIES: ReadonlySet<AnalogFaultKind> = new Set(['stuck', 'offset', 'gain', 'drift', 'fixed']);

export class FlowProof {
  private leftMs = 0;

  /** One step of `dtMs`. `flow`: truth, `reading`: meter, mL/min; `turns`: the tachometer shows a pump that runs. Returns 1 while the loss is hidden, or too fresh to have been answered. */
  observe(dtMs: number, kind: AnalogFaultKind, flow: number, reading: number, turns: boolean): 0 | 1 {
    if (turns && flow < NO_FLOW && reading >= ENOUGH && LIES.has(kind)) this.leftMs = ANSWER_MS;
    else this.leftMs = turns ? Math.max(0, this.leftMs - dtMs) : 0;
    return this.leftMs > 0 ? 1 : 0;
  }
}
