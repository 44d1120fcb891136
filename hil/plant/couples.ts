/**
 * Redox couples of the catholyte as data: everything that differs between ferri/ferrocyanide, ferrocene and bromide. The plant reads no other
 * number about them. Sources and confidence: docs/physics.md, section 5.
 */

/** One couple and the liquid that it is dissolved in. */
export interface Couple {
  /** For people. */
  readonly title: string;
  /** Open-circuit voltage at 25 °C, half-oxidised, 22 wt% Na, V. */
  readonly voltage: number;
  /** Temperature coefficient of the full cell in that state, V/K. */
  readonly slope: number;
  /**
   * Powers of the oxidised and of the reduced species per electron: E rises with (RT/F)·[oxidised · ln 2s − reduced · ln 2(1−s)]. A couple of one
   * electron has 1 and 1; bromine, ½ Br2 + e⁻ → Br⁻, has ½ and 1.
   */
  readonly powers: { readonly oxidised: number; readonly reduced: number };
  /** Usual concentration, mol of electrons per litre. */
  readonly concentration: number;
  /** Solubility of the less soluble form: [mol/L, °C at which a solution of it is saturated], ascending; empty: none in the range of use. */
  readonly saturation: readonly (readonly [number, number])[];
  /** The solution freezes and boils, or gives its oxidant off, °C. */
  readonly freezes: number;
  readonly boils: number;
  /** Density, g/mL, and specific heat, J/(g·K). */
  readonly density: number;
  readonly specificHeat: number;
  /** How it may be used: what a controller is told at its commissioning. */
  readonly use: CoupleLimits;
}

/** Limits of use. */
export interface CoupleLimits {
  /** Set temperature of the cell, and trip levels of catholyte and cell, °C. */
  readonly setTemp: number;
  readonly catholyteHot: number;
  readonly overTemperature: number;
  /** IR-free ends of charge and discharge, V. */
  readonly chargeEnd: number;
  readonly dischargeEnd: number;
}

/** The couples, by the name that a scenario gives. */
export const COUPLES = {
  ferri: {
    title: 'ferri/ferrocyanide in water',
    voltage: 3.3,
    slope: -1.2e-3,
    powers: { oxidised: 1, reduced: 1 },
    concentration: 0.6,
    saturation: [
      [0.4, 0.6],
      [0.5, 6.1],
      [0.6, 11.4],
      [0.7, 16.6],
      [0.8, 21.8],
      [0.95, 30],
      [1.12, 40],
      [1.49, 60],
    ],
    freezes: -4,
    boils: 101,
    density: 1.1,
    specificHeat: 4 / 1.1,
    use: { setTemp: 40, catholyteHot: 58, overTemperature: 60, chargeEnd: 3.48, dischargeEnd: 3.12 },
  },
  ferrocene: {
    title: 'ferrocene in propylene carbonate',
    voltage: 3.25,
    slope: 0,
    powers: { oxidised: 1, reduced: 1 },
    concentration: 0.5,
    saturation: [],
    freezes: -49,
    boils: 242,
    density: 1.2,
    specificHeat: 1.7,
    use: { setTemp: 40, catholyteHot: 50, overTemperature: 55, chargeEnd: 3.5, dischargeEnd: 3 },
  },
  bromide: {
    title: 'bromine/bromide in water',
    voltage: 4,
    slope: 0.5e-3,
    powers: { oxidised: 0.5, reduced: 1 },
    concentration: 2,
    saturation: [],
    freezes: -10,
    boils: 58.8,
    density: 1.16,
    specificHeat: 3.3,
    use: { setTemp: 30, catholyteHot: 45, overTemperature: 47, chargeEnd: 4.25, dischargeEnd: 3.7 },
  },
} as const satisfies Record<string, Couple>;

export type CoupleName = keyof typeof COUPLES;
export const COUPLE_NAMES = Object.keys(COUPLES) as CoupleName[];

/** Row of a couple, as the plant reads it. */
export function couple(name: CoupleName): Couple {
  return COUPLES[name];
}

/** Temperature below which crystals form, °C: where the less soluble form is saturated, or where the solution freezes if that comes first. */
export function saturationTemperature(row: Couple, molar: number): number {
  const nodes = row.saturation;
  let i = 1;
  while (i < nodes.length - 1 && (nodes[i] as readonly [number, number])[0] < molar) i++;
  const low = nodes[i - 1];
  const high = nodes[i];
  if (low === undefined || high === undefined) return row.freezes;
  const saturated = low[1] + ((molar - low[0]) * (high[1] - low[1])) / (high[0] - low[0]);
  return Math.max(saturated, row.freezes);
}
