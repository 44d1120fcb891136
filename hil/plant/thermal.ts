/**
 * Heat: cell body, the coldest stretch of the NaK line and the catholyte tank, coupled by pipe walls and flow, in a room.
 * Sources and the split of the published totals: docs/physics.md, section 7.
 */
import type { BoardOutputs } from '../target/wires.js';
import { COUPLES, type Couple } from './couples.js';
import type { Electrics } from './electrics.js';
import type { Electrodes } from './electrodes.js';
import type { FaultPort } from './fault-port.js';
import { MetalNode } from './freezing.js';
import type { Hydraulics } from './hydraulics.js';
import type { LiquidusTable } from './liquidus.js';
import { metalVolumetricHeat } from './metal.js';
import type { Room } from './room.js';

/** Heat capacities, J/K; together 1030. That of the tank is with ferri/ferrocyanide; another liquid changes it as it changes the heat of a millilitre. */
export const CELL_CAPACITY = 600;
export const LINE_CAPACITY = 50;
export const CATHOLYTE_CAPACITY = 380;

/** Losses to the room, W/K; together 0.7. */
export const CELL_LOSS = 0.4;
export const LINE_LOSS = 0.05;
export const CATHOLYTE_LOSS = 0.25;

/** Conduction through walls and resting liquid, W/K. */
const CELL_LINE = 0.05;
const CELL_CATHOLYTE = 0.3;

/** Heater power at full duty, W, and its shares. */
export const HEATER_POWER = 45;
const CELL_SHARE = 0.58;
const LINE_SHARE = 0.05;
const CATHOLYTE_SHARE = 0.37;

/** Share of the metal in the line; the rest is in the cell. */
export const LINE_METAL = 0.4;

/** Heater power, W: duty switch and enable switch in series feed the element. */
export function heaterPower(outputs: BoardOutputs, faults: FaultPort): number {
  const { heater } = faults;
  if (heater.broken || (outputs.heaterEnable === 0 && !heater.enableWelded)) return 0;
  return HEATER_POWER * heater.gain * (heater.dutyWelded ? 1 : outputs.heater);
}

/** Heat that a millilitre of a catholyte carries, J/(mL·K). */
function volumetricHeat({ density, specificHeat }: Couple): number {
  return density * specificHeat;
}

export class ThermalNetwork {
  readonly cell: MetalNode;
  readonly line: MetalNode;
  /** Temperature of the catholyte tank, °C. */
  catholyte: number;
  /** Heater power in the last step, W. */
  heaterPower = 0;
  /** Heat flow to the room in the last step, W. */
  ambientLoss = 0;
  /** Heat capacity of the catholyte tank, J/K, and heat that a millilitre of flowing catholyte carries, J/(mL·K). */
  private readonly tankCapacity: number;
  private readonly volumetric: number;

  /** Everything starts at `celsius` with `grams` of metal of `w` wt% Na. */
  constructor(table: LiquidusTable, celsius: number, grams: number, w: number, couple: Couple) {
    this.volumetric = volumetricHeat(couple);
    this.tankCapacity = (CATHOLYTE_CAPACITY * this.volumetric) / volumetricHeat(COUPLES.ferri);
    this.cell = new MetalNode(CELL_CAPACITY, table);
    this.line = new MetalNode(LINE_CAPACITY, table);
    this.cell.start(celsius, grams * (1 - LINE_METAL), w);
    this.line.start(celsius, grams * LINE_METAL, w);
    this.catholyte = celsius;
  }

  /** Heat content of everything against liquid at 0 °C, J. */
  get storedHeat(): number {
    return this.cell.enthalpy + this.line.enthalpy + this.tankCapacity * this.catholyte;
  }

  /** One step: electrics, electrodes, hydraulics and room have already made it. `heaterFed`: supply of both heater switches. */
  advance(
    seconds: number,
    outputs: BoardOutputs,
    faults: FaultPort,
    room: Room,
    hydraulics: Hydraulics,
    electrics: Electrics,
    electrodes: Electrodes,
    heaterFed: 0 | 1 = 1,
  ): void {
    const { cell, line } = this;
    const heater = (this.heaterPower = heaterFed * heaterPower(outputs, faults));
    const ambient = room.temperature;
    const grams = electrodes.metalMass;
    const w = electrodes.sodiumWt;
    const nakFlow = hydraulics.nak.meanFlow;
    const fromNak = nakFlow === 0 ? 0 : (nakFlow / 60) * metalVolumetricHeat(w);
    const fromCatholyte = (hydraulics.catholyte.meanFlow / 60) * this.volumetric;
    const toLine = (CELL_LINE + fromNak) * (cell.temperature - line.temperature);
    const toCatholyte = (CELL_CATHOLYTE + fromCatholyte) * (cell.temperature - this.catholyte);
    const cellLoss = CELL_LOSS * (cell.temperature - ambient);
    const lineLoss = LINE_LOSS * faults.lineLossFactor * (line.temperature - ambient - faults.lineAmbientOffset);
    const catholyteLoss = CATHOLYTE_LOSS * (this.catholyte - ambient);
    const reaction = electrics.ohmicHeat + electrics.entropicHeat;
    this.ambientLoss = cellLoss + lineLoss + catholyteLoss;
    cell.enthalpy += (heater * CELL_SHARE + reaction - toLine - toCatholyte - cellLoss) * seconds;
    line.enthalpy += (heater * LINE_SHARE + toLine - lineLoss) * seconds;
    this.catholyte += ((heater * CATHOLYTE_SHARE + toCatholyte - catholyteLoss) * seconds) / this.tankCapacity;
    cell.settle(grams * (1 - LINE_METAL), w, electrodes.liquidus);
    line.settle(grams * LINE_METAL, w, electrodes.liquidus);
  }
}
