/**
 * Composition from charge by masses: the sodium stays, potassium follows the charge counter (docs/physics.md, composition and charge).
 */
import { MAH_PER_MG, MG_PER_MAS } from './nak.table.js';

/** Sodium in the metal, mg. */
export let sodium = 1;
/** Potassium at the anchor, mg. */
let potassiumAtAnchor = 1;

/** `mass`: metal in mg; `w`: 0.01 wt% Na. */
export function anchor(mass: number, w: number): void {
  sodium = (mass * w) / 10000;
  potassiumAtAnchor = mass - sodium;
}

/** Composition in 0.01 wt% Na after `charge` mA·s were discharged since the anchor. More charge than there was potassium reads 100 %. */
export function compositionAfter(charge: number): number {
  const k = potassiumAtAnchor - charge * MG_PER_MAS;
  return k > 0 ? (10000 * sodium) / (sodium + k) : 10000;
}

/** Charge in mAh that discharges the metal from composition `w` to `target`, both 0.01 wt% Na; negative when `target` lies behind. */
export function chargeBetween(w: number, target: number): number {
  return 10000 * sodium * (1 / w - 1 / target) * MAH_PER_MG;
}

/** Metal in mg after `charge` mA·s were discharged since the anchor. */
export function metalAfter(charge: number): number {
  const k = potassiumAtAnchor - charge * MG_PER_MAS;
  return sodium + (k > 0 ? k : 0);
}
