/**
 * Liquid metals as data: two elements, one of which stays while the current moves the other, and their thermodynamics. The plant reads no other
 * number about them; `w` is wt% of the element that stays. Sources and confidence: docs/physics.md, sections 1, 3 and 12.
 */
import { FARADAY, MELTING_POTASSIUM, MELTING_SODIUM, MOLAR_MASS_POTASSIUM, MOLAR_MASS_SODIUM } from './constants.js';

/** One element. */
interface Element {
  /** g/mol. */
  readonly molarMass: number;
  /** Melting point, K. */
  readonly melting: number;
  /** Gibbs energy liquid − solid before the shift to the melting point, J/mol: a + b·T + c·T⁷. */
  readonly fusion: readonly [number, number, number];
  /** Density of the (supercooled) liquid, g/cm³: polynomial in °C. */
  readonly density: readonly [number, number, number, number];
  /** Specific heat of the liquid, J/(kg·K): a + b·T in °C. */
  readonly heat: readonly [number, number];
  /** Latent heat of melting, J/g. */
  readonly latent: number;
}

export interface Alloy {
  /** For people. */
  readonly title: string;
  readonly stays: Element;
  readonly moves: Element;
  /** Electrons that one atom of the moving element takes. */
  readonly electrons: number;
  /** Redlich–Kister coefficients of the liquid, J/mol: a + b·T of L0, L1, L2 on (x_stays − x_moves). */
  readonly liquid: readonly (readonly [number, number])[];
  /** Interaction in the solid solutions rich in the moving and in the staying element, J/mol; large: it dissolves nothing. */
  readonly movesSolid: number;
  readonly staysSolid: number;
  /** Compound of two atoms that stay and one that moves: G against the liquids per mole of atoms is −enthalpy + entropy·T. */
  readonly compound?: { readonly enthalpy: number; readonly entropy: number };
  /** Where eutectic and peritectic are looked for, wt%; the temperatures between which anything freezes, K. */
  readonly eutectic: readonly [number, number];
  readonly peritectic?: readonly [number, number];
  readonly search: readonly [number, number];
  /** Volume of the mixture relative to the ideal one, and the term of the specific heat that is quadratic in °C, J/(kg·K³). */
  readonly volume: number;
  readonly heatSquare: number;
}

/** The alloys, by the name that a scenario gives. */
export const ALLOYS = {
  'na-k': {
    title: 'Na–K, potassium moves',
    stays: {
      molarMass: MOLAR_MASS_SODIUM,
      melting: MELTING_SODIUM,
      fusion: [2581.02, -6.95218, -2.76132e-18],
      density: [0.9501, -2.2976e-4, -1.46e-8, 5.638e-12],
      heat: [1436.1, -0.58],
      latent: 113,
    },
    moves: {
      molarMass: MOLAR_MASS_POTASSIUM,
      melting: MELTING_POTASSIUM,
      fusion: [2318.096, -6.886859, -9.44e-19],
      density: [0.8415, -2.172e-4, -2.7e-8, 4.77e-12],
      heat: [838.9, -0.367],
      latent: 60,
    },
    electrons: 1,
    liquid: [
      [2570.8, 0],
      [562.5, 0],
      [148.6, 0],
    ],
    movesSolid: 5874.1,
    staysSolid: 9412.1,
    compound: { enthalpy: 2851.5, entropy: 7.0437 },
    eutectic: [15, 30],
    peritectic: [40, 50],
    search: [150, 375],
    volume: 1.003,
    heatSquare: 4.6e-4,
  },
  'ga-in': {
    title: 'Ga–In, gallium moves',
    stays: {
      molarMass: 114.818,
      melting: 429.7485,
      fusion: [3282.092, -7.63686, -5.21918e-20],
      density: [7.15, -7e-4, 0, 0],
      heat: [257, 0],
      latent: 28.6,
    },
    moves: {
      molarMass: 69.723,
      melting: 302.9146,
      fusion: [5491.298, -18.073995, -7.017e-17],
      density: [6.113, -6e-4, 0, 0],
      heat: [398, 0],
      latent: 80.2,
    },
    electrons: 3,
    liquid: [
      [4450, 1.19185],
      [0, -0.25943],
      [0, 0],
    ],
    movesSolid: 40_000,
    staysSolid: 9000,
    eutectic: [10, 40],
    search: [150, 440],
    volume: 1,
    heatSquare: 0,
  },
} as const satisfies Record<string, Alloy>;

export type AlloyName = keyof typeof ALLOYS;
export const ALLOY_NAMES = Object.keys(ALLOYS) as AlloyName[];

/** The metal that the controller is shipped for. */
export const NAK: Alloy = ALLOYS['na-k'];

/** Mass of the moving element per coulomb, g/C: 0.405225 mg/C of potassium. */
export function movedPerCoulomb({ moves, electrons }: Alloy): number {
  return moves.molarMass / (electrons * FARADAY);
}
