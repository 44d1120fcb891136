import { ALLOY_NAMES, type AlloyName } from './alloys.js';
import { LOOP_KINDS, type LoopKind } from './cell-stack.js';
import { COUPLE_NAMES, couple, type CoupleName } from './couples.js';

export const PRESETS = ['lab-cell', 'stack'] as const;
/** `lab-cell`: one cell of 25 cm². `stack`: 1 kW and 10 kWh in cells of `STACK_AREA`; every quantity is per 25 cm² of its ceramic. */
export type Preset = (typeof PRESETS)[number];

/** Area of one cell of the stack, cm²: 24 of them are 3.45 m². */
export const STACK_AREA = 1437.5;

/**
 * What a plant is filled with and how it stands when the run begins.
 */
export interface LabCellOptions {
  /** Default the laboratory cell. */
  readonly preset?: Preset;
  /** Cells of a stack, 2..32; default 24. A laboratory cell has 1. */
  readonly cells?: number;
  /** Standard deviation of the resistance from cell to cell of a stack, 0..0.3; default 0.03. */
  readonly spread?: number;
  /** Whether every cell has a NaK loop of its own and stands in series, or all share one and stand in parallel; default isolated. */
  readonly loops?: LoopKind;
  /** Loop that is filled with another alloy than the others, from 1; 0: none. */
  readonly offLoop?: number;
  /** Composition of that loop, wt% Na, 2..95. */
  readonly offSodium?: number;
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
  /** Liquid metal; default Na–K. Of another one `sodiumWt` is the element that stays. */
  readonly alloy?: AlloyName;
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
  /** Heat that a chiller on the catholyte takes at full power, W per 25 cm², 0..500; default 0: none is fitted. */
  readonly chiller?: number;
  /** Catholyte above which it runs, °C, 10..80; default 45. */
  readonly chillerAbove?: number;
}

interface OptionRow {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** Options that are numbers. */
export type NumberOption = Exclude<keyof LabCellOptions, 'couple' | 'alloy' | 'preset' | 'loops'>;

/** Limits and defaults. Catholyte, mass and composition are the anchor that the controller ships with. */
export const LAB_CELL_OPTIONS: Readonly<Record<NumberOption, OptionRow>> = {
  cells: { fallback: 1, min: 1, max: 32, unit: ' cells' },
  spread: { fallback: 0, min: 0, max: 0.3, unit: '' },
  offLoop: { fallback: 0, min: 0, max: 32, unit: '' },
  offSodium: { fallback: 22, min: 2, max: 95, unit: ' wt% Na' },
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
  chiller: { fallback: 0, min: 0, max: 500, unit: ' W' },
  chillerAbove: { fallback: 45, min: 10, max: 80, unit: ' °C' },
};

/** Defaults of the stack, per 25 cm²: 9.0 kg of metal, 180 L of 0.8 mol/L (docs/physics.md, section 7). */
const STACK_OPTIONS: LabCellOptions = { cells: 24, spread: 0.03, metalMass: 6.52, catholyteVolume: 0.1304 };
const STACK_CONCENTRATION = 0.8;

/** Fills in defaults. Throws RangeError when a value is outside its limits, or when there is no couple or preset of that name. */
export function completeOptions(options: LabCellOptions): Required<LabCellOptions> {
  const { couple: of = 'ferri', preset = 'lab-cell', loops = 'isolated', alloy = 'na-k' } = options;
  if (!ALLOY_NAMES.includes(alloy)) throw new RangeError(`plant: there is no alloy "${String(alloy)}"; name one of ${ALLOY_NAMES.join(', ')}`);
  const stack = preset === 'stack';
  if (!PRESETS.includes(preset)) throw new RangeError(`plant: there is no preset "${String(preset)}"; name one of ${PRESETS.join(', ')}`);
  if (!LOOP_KINDS.includes(loops)) throw new RangeError(`plant: loops are ${LOOP_KINDS.join(' or ')}, not "${String(loops)}"`);
  if (!COUPLE_NAMES.includes(of)) throw new RangeError(`plant: there is no couple "${String(of)}"; name one of ${COUPLE_NAMES.join(', ')}`);
  const usual: LabCellOptions = {
    ...(stack ? STACK_OPTIONS : {}),
    catholyteConcentration: stack && of === 'ferri' ? STACK_CONCENTRATION : couple(of).concentration,
  };
  const complete: Partial<Record<NumberOption, number>> = {};
  for (const name of Object.keys(LAB_CELL_OPTIONS) as NumberOption[]) {
    const { fallback, min, max, unit } = LAB_CELL_OPTIONS[name];
    const value = options[name] ?? usual[name] ?? fallback;
    if (!(value >= min && value <= max)) {
      throw new RangeError(`${preset}: ${name} is ${value}${unit}, but must be ${min}..${max}${unit}; correct the plant options of the scenario`);
    }
    complete[name] = value;
  }
  const { cells = 1, offLoop = 0 } = complete;
  if (stack !== cells > 1)
    throw new RangeError(`plant: a ${preset} of ${cells} cells; a stack has 2..32 cells, a lab-cell 1: correct "cells" or "preset"`);
  if (!Number.isInteger(cells) || !Number.isInteger(offLoop))
    throw new RangeError('plant: "cells" and "offLoop" are whole numbers; correct the plant options');
  if (offLoop > 0 && (loops !== 'isolated' || offLoop > cells || !stack))
    throw new RangeError(`plant: there is no loop ${offLoop} of its own; a stack with isolated loops has as many as cells (${cells})`);
  return { ...(complete as Required<Pick<LabCellOptions, NumberOption>>), couple: of, alloy, preset, loops };
}
