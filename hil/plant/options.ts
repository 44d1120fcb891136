import { COUPLE_NAMES, couple, type CoupleName } from './couples.js';

/**
 * What a laboratory cell is filled with and how it stands when the run begins.
 */
export interface LabCellOptions {
  /** Seed of the noise. Any number; default 1. */
  readonly seed?: number;
  /** Composition of the metal, wt% Na, 2..95; default 22. */
  readonly sodiumWt?: number;
  /** Metal in the loop at that composition, g, 1..1000; default 20. */
  readonly metalMass?: number;
  /** Oxidised fraction of the catholyte, 0..1; default 0.95, the charged cell. */
  readonly oxidisedFraction?: number;
  /** Catholyte, L, 0.01..10; default 0.2. */
  readonly catholyteVolume?: number;
  /** Redox couple of the catholyte; default ferri/ferrocyanide. */
  readonly couple?: CoupleName;
  /** Concentration of the redox couple, mol of electrons per litre, 0.05..2; default the usual one of the couple, 0.6 of ferri/ferrocyanide. */
  readonly catholyteConcentration?: number;
  /** Temperature of every part, °C, −30..80; default 25. */
  readonly temperature?: number;
  /** Room, °C, −30..60; default 20. */
  readonly ambient?: number;
  /** Resistance of the cell relative to the commissioned one, 0.3..5; default 1. */
  readonly ageing?: number;
  /** Noise of the analog channels relative to the usual, 0..100; default 1. */
  readonly noise?: number;
  /** 1: the hardware that acts without the board is fitted (safety-chain.ts); default 0, so that the controller is judged alone. */
  readonly safetyHardware?: number;
}

interface OptionRow {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** Options that are numbers. */
export type NumberOption = Exclude<keyof LabCellOptions, 'couple'>;

/** Limits and defaults. Catholyte, mass and composition are the anchor that the controller ships with. */
export const LAB_CELL_OPTIONS: Readonly<Record<NumberOption, OptionRow>> = {
  seed: { fallback: 1, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, unit: '' },
  sodiumWt: { fallback: 22, min: 2, max: 95, unit: ' wt% Na' },
  metalMass: { fallback: 20, min: 1, max: 1000, unit: ' g' },
  oxidisedFraction: { fallback: 0.95, min: 0, max: 1, unit: '' },
  catholyteVolume: { fallback: 0.2, min: 0.01, max: 10, unit: ' L' },
  catholyteConcentration: { fallback: 0.6, min: 0.05, max: 2, unit: ' mol/L' },
  temperature: { fallback: 25, min: -30, max: 80, unit: ' °C' },
  ambient: { fallback: 20, min: -30, max: 60, unit: ' °C' },
  ageing: { fallback: 1, min: 0.3, max: 5, unit: '' },
  noise: { fallback: 1, min: 0, max: 100, unit: '' },
  safetyHardware: { fallback: 0, min: 0, max: 1, unit: '' },
};

/** Fills in defaults. Throws RangeError when a value is outside its limits, or when there is no couple of that name. */
export function completeOptions(options: LabCellOptions): Required<LabCellOptions> {
  const { couple: of = 'ferri' } = options;
  if (!COUPLE_NAMES.includes(of)) throw new RangeError(`lab cell: there is no couple "${String(of)}"; name one of ${COUPLE_NAMES.join(', ')}`);
  const usual: LabCellOptions = { catholyteConcentration: couple(of).concentration };
  const complete: Partial<Record<NumberOption, number>> = {};
  for (const name of Object.keys(LAB_CELL_OPTIONS) as NumberOption[]) {
    const { fallback, min, max, unit } = LAB_CELL_OPTIONS[name];
    const value = options[name] ?? usual[name] ?? fallback;
    if (!(value >= min && value <= max)) {
      throw new RangeError(`lab cell: ${name} is ${value}${unit}, but must be ${min}..${max}${unit}; correct the plant options of the scenario`);
    }
    complete[name] = value;
  }
  return { ...(complete as Required<Omit<LabCellOptions, 'couple'>>), couple: of };
}
