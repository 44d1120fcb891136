/**
 * Power contactor: contacts move a fixed time after the coil. Feedback is a mirror contact and follows the main contacts.
 */

import type { ContactFault } from './fault-port.js';

/** Travel time of the contacts in both directions, ms (docs/wiring.md). */
export const CONTACTOR_TRAVEL_MS = 20;

/** Contactor faults: `welded` closes the contacts now and holds them, `stuckOpen` (broken coil) opens them now and holds them. */
export type ContactorFault = 'none' | 'welded' | 'stuckOpen';

export class Contactor {
  /** State of the main contacts: 1 = closed. */
  closed: 0 | 1 = 0;
  /** Where the coil has moved them, without any bounce. */
  private seated: 0 | 1 = 0;
  private travelledMs = 0;
  /** Time since the coil has moved them, ms. */
  private seatedMs = 0;

  /**
   * Advances by one step with a constant coil signal. Returns the time from the start of the step at which the contacts moved to
   * their new state, or `dtMs` when they did not move; `closed` is the state at the end of the step.
   */
  advance(dtMs: number, coil: 0 | 1, fault: ContactorFault, contacts: ContactFault): number {
    if (fault !== 'none') {
      this.travelledMs = 0;
      this.closed = this.seated = fault === 'welded' ? 1 : 0;
      this.seatedMs = Infinity;
      return 0;
    }
    const [visible, seated] = [this.closed, this.seated];
    const movedMs = this.travel(dtMs, coil, CONTACTOR_TRAVEL_MS + contacts.slowMs);
    this.closed = this.isLifted(contacts) ? 0 : this.seated;
    // A bounce lifts and drops the contacts at the start of a step.
    return this.closed === visible ? dtMs : this.seated === seated ? 0 : movedMs;
  }

  /** Moves them where the coil wants them. Returns the time at which they got there, or `dtMs`. */
  private travel(dtMs: number, coil: 0 | 1, travelMs: number): number {
    this.seatedMs += dtMs;
    if (coil === this.seated) {
      this.travelledMs = 0;
      return dtMs;
    }
    const remaining = Math.max(travelMs - this.travelledMs, 0);
    if (remaining > dtMs) {
      this.travelledMs += dtMs;
      return dtMs;
    }
    this.seated = coil;
    this.travelledMs = 0;
    this.seatedMs = dtMs - remaining;
    return remaining;
  }

  private isLifted({ bounceMs, bounceEveryMs }: ContactFault): boolean {
    return this.seated === 1 && this.seatedMs < bounceMs && this.seatedMs % bounceEveryMs >= bounceEveryMs / 2;
  }
}
