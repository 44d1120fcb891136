/**
 * Electrochemistry of the cell: open-circuit voltage, area-specific resistance, entropic heat.
 * NaK | K-β″-alumina | catholyte of one of the couples in couples.ts. Current is positive on discharge. Sources: docs/physics.md, sections 4 and 5.
 */
import { excessPotassium, moleFraction } from './alloy.js';
import { NAK, type Alloy } from './alloys.js';
import { FARADAY, GAS_CONSTANT, KELVIN } from './constants.js';
import { COUPLES, type Couple } from './couples.js';

/** Composition at which the voltage of a couple is given, wt% Na. */
const REFERENCE_WT = 22;

/** Area-specific resistance of the commissioned cell at 22 °C, Ω·cm². */
export const REFERENCE_RESISTANCE = 42;

/** Apparent activation energy of the resistance, J/mol. */
export const ACTIVATION_ENERGY = 12000;

/** Active area of the laboratory cell, cm². */
export const ACTIVE_AREA = 25;

/** Continuous current limit of the laboratory cell, A: 20 mA/cm². Basis of the hazard limits. */
export const MAX_CURRENT = 0.5;

/** Logarithm of the Nernst term of a couple, 0 half-oxidised; ln(s/(1−s)) where one electron turns one species into one other. */
function nernst({ powers }: Couple, oxidised: number): number {
  const simple = Math.log(oxidised / (1 - oxidised));
  if (powers.oxidised === powers.reduced) return powers.reduced * simple;
  return powers.reduced * simple + (powers.oxidised - powers.reduced) * Math.log(2 * oxidised);
}

/** Results of `CellVoltage.at` for one couple; fields so that the step allocates nothing. */
export class CellVoltage {
  /** Open-circuit voltage, V. */
  ocv = 0;
  /** Its full temperature derivative at constant composition, V/K. Charging is cooled by this, discharging heated. */
  slope = 0;

  private readonly referenceLog: number;
  private readonly referenceExcess: number;

  constructor(
    private readonly couple: Couple = COUPLES.ferri,
    private readonly alloy: Alloy = NAK,
  ) {
    const fraction = moleFraction(REFERENCE_WT, alloy);
    this.referenceLog = Math.log(1 - fraction);
    this.referenceExcess = excessPotassium(fraction, alloy);
  }

  /**
   * Part of the cell voltage that depends on entropy of mixing, V/K: (R/F)·[Nernst term + ln x_K(w) − ln x_K(22 wt%)].
   * Times the temperature it is the ideal part of the Nernst voltage; alone it belongs to the temperature coefficient.
   */
  private mixingSlope(w: number, oxidised: number): number {
    const { electrons } = this.alloy;
    const logs =
      electrons === 1
        ? nernst(this.couple, oxidised) + Math.log(1 - moleFraction(w, this.alloy)) - this.referenceLog
        : nernst(this.couple, oxidised) + (Math.log(1 - moleFraction(w, this.alloy)) - this.referenceLog) / electrons;
    return (GAS_CONSTANT / FARADAY) * logs;
  }

  /** `w` in wt% Na (0..99.9), oxidised fraction of the catholyte strictly between 0 and 1, cell temperature in °C. */
  at(w: number, oxidised: number, celsius: number): void {
    const { couple } = this;
    const mixing = this.mixingSlope(w, oxidised);
    const excess = (excessPotassium(moleFraction(w, this.alloy), this.alloy) - this.referenceExcess) / (FARADAY * this.alloy.electrons);
    this.slope = couple.slope + mixing;
    this.ocv = couple.voltage + couple.slope * (celsius - 25) + mixing * (celsius + KELVIN) + excess;
  }
}

/** Open-circuit voltage, V. Arguments as `CellVoltage.at`; without a couple ferri/ferrocyanide. */
export function openCircuitVoltage(w: number, oxidised: number, celsius: number, couple?: Couple): number {
  const voltage = new CellVoltage(couple);
  voltage.at(w, oxidised, celsius);
  return voltage.ocv;
}

/** Area-specific resistance at a cell temperature in °C, Ω·cm²; `ageing` multiplies it (1 = commissioned). */
export function areaResistance(celsius: number, ageing: number): number {
  const inverse = 1 / (celsius + KELVIN) - 1 / 295.15;
  return REFERENCE_RESISTANCE * ageing * Math.exp((ACTIVATION_ENERGY / GAS_CONSTANT) * inverse);
}
