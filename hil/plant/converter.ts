/**
 * Bidirectional current converter between cell and grid: a current source with a lag and a voltage compliance.
 * Numbers: docs/physics.md, section 6.
 */

/** Current at full duty, A. */
export const CONVERTER_FULL_SCALE = 1;

/** First-order lag of the current, s. */
export const CONVERTER_LAG = 0.01;

/** Terminal voltages beyond which the converter cannot push, V. */
export const COMPLIANCE_LOW = 0;
export const COMPLIANCE_HIGH = 5;

/** Current differences below this are settled, A. */
const SETTLED = 1e-12;

export class Converter {
  /** Current now, A; discharge positive. */
  current = 0;
  /** Charge delivered since `begin`, C. */
  charge = 0;
  /** Heat in the resistance since `begin`, J. */
  heat = 0;

  /** Starts the bookkeeping of a new step. */
  begin(): void {
    this.charge = 0;
    this.heat = 0;
  }

  /** Time passes with open contacts: no current, and the control loop starts from zero at the next closing. */
  open(): void {
    this.current = 0;
  }

  /** Time passes with closed contacts: the current approaches `target` (A, already inside the compliance) through `resistance` (Ω). */
  conduct(seconds: number, target: number, resistance: number): void {
    const gap = this.current - target;
    if (gap > -SETTLED && gap < SETTLED) {
      this.current = target;
      this.charge += target * seconds;
      this.heat += target * target * resistance * seconds;
      return;
    }
    const decay = Math.exp(-seconds / CONVERTER_LAG);
    const first = CONVERTER_LAG * (1 - decay);
    const second = (CONVERTER_LAG / 2) * (1 - decay * decay);
    this.charge += target * seconds + gap * first;
    this.heat += resistance * (target * target * seconds + 2 * target * gap * first + gap * gap * second);
    this.current = target + gap * decay;
  }
}
