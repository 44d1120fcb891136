/**
 * Power contactor: contacts move a fixed time after the coil. Feedback is a mirror contact and follows the main contacts.
 */

/** Travel time of the contacts in both directions, ms (docs/wiring.md). */
export const CONTACTOR_TRAVEL_MS = 20;

/** Contactor faults: `welded` closes the contacts now and holds them, `stuckOpen` (broken coil) opens them now and holds them. */
export type ContactorFault = 'none' | 'welded' | 'stuckOpen';

export class Contactor {
  /** State of the main contacts: 1 = closed. */
  closed: 0 | 1 = 0;
  private travelledMs = 0;

  /**
   * Advances by one step with a constant coil signal. Returns the time from the start of the step at which the contacts moved to
   * their new state, or `dtMs` when they did not move; `closed` is the state at the end of the step.
   */
  advance(dtMs: number, coil: 0 | 1, fault: ContactorFault): number {
    if (fault !== 'none') {
      this.travelledMs = 0;
      this.closed = fault === 'welded' ? 1 : 0;
      return 0;
    }
    if (coil === this.closed) {
      this.travelledMs = 0;
      return dtMs;
    }
    const remaining = CONTACTOR_TRAVEL_MS - this.travelledMs;
    if (remaining > dtMs) {
      this.travelledMs += dtMs;
      return dtMs;
    }
    this.closed = coil;
    this.travelledMs = 0;
    return remaining;
  }
}
