/**
 * What the charge does to the two liquids: potassium leaves or enters the metal, the catholyte is reduced or oxidised.
 * Composition follows from masses; sodium never moves. Sources: docs/physics.md, section 2.
 */
import { movedPerCoulomb } from './alloys.js';
import { EXHAUSTED, catholyteCapacity } from './catholyte.js';
import type { LiquidusTable } from './liquidus.js';

export class Electrodes {
  /** Sodium in the metal, g; constant but for metal that runs out. */
  sodiumMass: number;
  /** Potassium in the metal, g. */
  potassiumMass: number;
  /** Composition of the metal, wt% Na. */
  sodiumWt: number;
  /** Liquidus temperature of the metal, °C. */
  liquidus: number;
  /** Oxidised fraction of the catholyte, inside 0..1. */
  oxidised: number;
  /** Net charge drawn since the start, C; discharge positive. */
  charge = 0;
  /** Charge of the whole catholyte, C. */
  readonly capacity: number;
  private startPotassium: number;
  /** Moving metal per charge, g/C. */
  private readonly perCoulomb: number;
  private readonly startOxidised: number;

  /** `grams` of metal at `sodiumWt` wt% Na; catholyte of `litres` × `molar` mol/L, `oxidised` 0..1. */
  constructor(
    private readonly table: LiquidusTable,
    grams: number,
    sodiumWt: number,
    litres: number,
    readonly molar: number,
    oxidised: number,
  ) {
    this.perCoulomb = movedPerCoulomb(table.alloy);
    this.sodiumMass = (grams * sodiumWt) / 100;
    this.startPotassium = grams - this.sodiumMass;
    this.potassiumMass = this.startPotassium;
    this.sodiumWt = sodiumWt;
    this.liquidus = table.temperature(sodiumWt);
    this.startOxidised = Math.min(Math.max(oxidised, EXHAUSTED), 1 - EXHAUSTED);
    this.oxidised = this.startOxidised;
    this.capacity = catholyteCapacity(litres, molar);
  }

  /** Mass of the metal, g. */
  get metalMass(): number {
    return this.sodiumMass + this.potassiumMass;
  }

  /** True while the metal freezes potassium first: it lies on that side of the eutectic. */
  get potassiumFirst(): boolean {
    return this.sodiumWt < this.table.eutectic.w;
  }

  /** Charge that discharging can still draw before metal or catholyte are empty, C. */
  get dischargeLeft(): number {
    return Math.max(0, Math.min((this.oxidised - EXHAUSTED) * this.capacity, this.potassiumMass / this.perCoulomb));
  }

  /** Charge that charging can still put in before the catholyte is full, C. */
  get chargeLeft(): number {
    return Math.max(0, (1 - EXHAUSTED - this.oxidised) * this.capacity);
  }

  /** Metal of the present composition runs out of the loop, g; at most what is there. */
  lose(grams: number): void {
    const left = 1 - Math.min(1, grams / this.metalMass);
    this.sodiumMass *= left;
    this.potassiumMass *= left;
    this.startPotassium = this.potassiumMass + this.charge * this.perCoulomb;
  }

  /** Moves charge, C; discharge positive. Everything follows from the sum, so that no step's rounding accumulates in a mass. */
  transfer(coulombs: number): void {
    if (coulombs === 0) return;
    this.charge += coulombs;
    this.potassiumMass = Math.max(0, this.startPotassium - this.charge * this.perCoulomb);
    this.sodiumWt = (100 * this.sodiumMass) / (this.sodiumMass + this.potassiumMass);
    this.liquidus = this.table.temperature(this.sodiumWt);
    const oxidised = this.startOxidised - this.charge / this.capacity;
    this.oxidised = Math.min(Math.max(oxidised, EXHAUSTED), 1 - EXHAUSTED);
  }
}
