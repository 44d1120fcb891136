/**
 * The liquid metals as data: nodes of its liquidus and the species that the current moves. The build takes one of them (`--metal`); Na–K without a word.
 *
 * Na–K: 14-node table fitted to the thermodynamic model of docs/physics.md (liquidus section); the chord lies at most 0.49 °C above and
 * 0.28 °C below the model, the bias of 0.3 °C makes up for the latter.
 */
export interface MetalProfile {
  readonly name: string;
  /** [wt% of the first metal × 10, liquidus °C × 10], ascending. */
  readonly nodes: readonly (readonly [number, number])[];
  /** 0.1 °C, added to every reading of the table. */
  readonly bias: number;
  /** Largest liquidus over the band of the absolute composition limits with its bias, 0.1 °C (docs/physics.md, protection table, P05). */
  readonly worstLiquidus: number;
  /** mg of the moving metal per coulomb: M / F. */
  readonly movingMass: number;
  /** Uncertainty of the composition at an anchor, 0.01 wt%. */
  readonly band: number;
}

export const NAK: MetalProfile = {
  name: 'Na–K',
  nodes: [
    [0, 635],
    [50, 410],
    [105, 205],
    [160, 36],
    [225, -126],
    [270, -58],
    [320, -4],
    [380, 39],
    [454, 69],
    [684, 395],
    [774, 536],
    [854, 677],
    [929, 824],
    [1000, 978],
  ],
  bias: 3,
  worstLiquidus: 251,
  movingMass: 0.405225,
  band: 100,
};

/**
 * Ga–In, gallium moves with three electrons: the proof that a metal is data (docs/physics.md, section 12). Nodes from a thermodynamic model of the
 * system, at most 0.5 °C off. Above 29.8 °C gallium is liquid down to no indium at all; a node beyond it ends the table for the inverse.
 */
const GA_IN: MetalProfile = {
  name: 'Ga–In',
  nodes: [
    [-10, 610],
    [0, 298],
    [100, 222],
    [212, 154],
    [240, 225],
    [280, 312],
    [330, 401],
    [360, 445],
    [400, 495],
    [450, 545],
    [500, 586],
    [600, 652],
    [700, 723],
    [800, 845],
    [900, 1089],
    [1000, 1566],
  ],
  bias: 5,
  worstLiquidus: 644,
  movingMass: 0.240876,
  band: 100,
};

/** The metals that a bundle can be built for, by the name of their data. */
export const METALS = { 'na-k': NAK, 'ga-in': GA_IN } as const;
export type MetalName = keyof typeof METALS;

/** Density of the liquid metal. Source: docs/physics.md, section 3 (Foust), ±0.5 %. */
export const NAK_DENSITY = {
  /** wt% Na, kg/m³ at 25 °C; straight in between. */
  nodes: [
    [10, 849],
    [14, 855],
    [22, 866],
    [30, 876],
    [40, 888],
    [50, 898],
    [58.2, 907],
    [70, 918],
  ],
  /** Share of the density that a kelvin takes: 0.223 of 866 kg/m³. */
  expansion: 0.223 / 866,
} as const;
