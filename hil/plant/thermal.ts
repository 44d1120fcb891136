/**
 * Heat: cell body, the coldest stretch of the NaK line and the catholyte tank, coupled by pipe walls and flow, in a room.
 * Sources and the split of the published totals: docs/physics.md, section 7.
 */
import type { BoardOutputs } from '../target/wires.js';
import type { Alloy } from './alloys.js';
import { approach } from './approach.js';
import { COUPLES, type Couple } from './couples.js';
import type { Electrics } from './electrics.js';
import type { Electrodes } from './electrodes.js';
import type { FaultPort } from './fault-port.js';
import { MetalNode } from './freezing.js';
import type { Hydraulics } from './hydraulics.js';
import type { LiquidusTable } from './liquidus.js';
import { metalVolumetricHeat } from './metal.js';
import type { Room } from './room.js';

/** Heat capacities, losses, conduction and heater of a plant; the values of the laboratory cell stand below. */
export interface ThermalRow {
  /** J/K: cell body, coldest stretch of the NaK line, catholyte tank with ferri/ferrocyanide. */
  readonly capacity: { readonly cell: number; readonly line: number; readonly tank: number };
  /** To the room, W/K. */
  readonly loss: { readonly cell: number; readonly line: number; readonly tank: number };
  /** Through walls and resting liquid, from the cell, W/K. */
  readonly conduction: { readonly line: number; readonly tank: number };
  /** At full duty, W, and its shares. */
  readonly heater: { readonly power: number; readonly cell: number; readonly line: number; readonly tank: number };
}

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

/** A chiller takes its full power down to this much above its coolant, K, and nothing at the temperature of the coolant, °C. It stops this much below its set point, K. */
const COOLANT = 5;
const FULL_ABOVE = 10;
const CHILLER_BAND = 1;

/** A chiller on the catholyte with a thermostat of its own; the board neither sees nor commands it. */
export interface Chiller {
  /** Heat that it takes at full power, W; 0: none is fitted. */
  readonly power: number;
  /** Catholyte above which it runs, °C. */
  readonly above: number;
}

const NO_CHILLER: Chiller = { power: 0, above: 0 };

/** Share of the metal in the line; the rest is in the cell. */
export const LINE_METAL = 0.4;

const LAB_CELL: ThermalRow = {
  capacity: { cell: CELL_CAPACITY, line: LINE_CAPACITY, tank: CATHOLYTE_CAPACITY },
  loss: { cell: CELL_LOSS, line: LINE_LOSS, tank: CATHOLYTE_LOSS },
  conduction: { line: CELL_LINE, tank: CELL_CATHOLYTE },
  heater: { power: HEATER_POWER, cell: CELL_SHARE, line: LINE_SHARE, tank: CATHOLYTE_SHARE },
};

/** Pieces of 25 cm² in the stack of 1 kW: 24 cells of 1437.5 cm². Its totals are divided by them. */
const STACK_PIECES = 1380;

/** The stack: core 42 kJ/K, catholyte 745 kJ/K, 20 W/K, 1 kW (docs/physics.md, section 7, "Stack"). */
export const STACK: ThermalRow = {
  capacity: { cell: 39_000 / STACK_PIECES, line: 3000 / STACK_PIECES, tank: 745_000 / STACK_PIECES },
  loss: { cell: 6 / STACK_PIECES, line: 2 / STACK_PIECES, tank: 12 / STACK_PIECES },
  conduction: { line: 5 / STACK_PIECES, tank: 10 / STACK_PIECES },
  heater: { power: 1000 / STACK_PIECES, cell: 0.06, line: 0.02, tank: 0.92 },
};

/** Heater power, W: a driver with this duty and the enable switch in series feed the element. `most`: at full duty. */
function heaterPower(duty: number, outputs: BoardOutputs, { heater }: FaultPort, most: number): number {
  if (heater.broken || (outputs.heaterEnable === 0 && !heater.enableWelded)) return 0;
  return most * heater.gain * (heater.dutyWelded ? 1 : duty);
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
  /** Heat that the chiller takes from the catholyte in the last step, W. */
  chillerPower = 0;
  private chills = false;
  /** Duty that the heater's driver has reached. */
  private duty = 0;
  /** Heat flow to the room in the last step, W. */
  ambientLoss = 0;
  /** Heat capacity of the catholyte tank, J/K, and heat that a millilitre of flowing catholyte carries, J/(mL·K). */
  private readonly tankCapacity: number;
  private readonly alloy: Alloy;
  private readonly volumetric: number;

  /** Everything starts at `celsius` with `grams` of metal of `w` wt% Na. */
  constructor(
    table: LiquidusTable,
    celsius: number,
    grams: number,
    w: number,
    couple: Couple,
    private readonly row: ThermalRow = LAB_CELL,
    private readonly chiller: Chiller = NO_CHILLER,
  ) {
    this.alloy = table.alloy;
    this.volumetric = volumetricHeat(couple);
    this.tankCapacity = (row.capacity.tank * this.volumetric) / volumetricHeat(COUPLES.ferri);
    this.cell = new MetalNode(row.capacity.cell, table);
    this.line = new MetalNode(row.capacity.line, table);
    this.cell.start(celsius, grams * (1 - LINE_METAL), w);
    this.line.start(celsius, grams * LINE_METAL, w);
    this.catholyte = celsius;
  }

  /** Heat content of everything against liquid at 0 °C, J. */
  get storedHeat(): number {
    return this.cell.enthalpy + this.line.enthalpy + this.tankCapacity * this.catholyte;
  }

  /** Heat that the chiller takes now, W. */
  private chilled(stuck: 0 | 1 | undefined): number {
    const { above, power } = this.chiller;
    if (this.catholyte > above) this.chills = true;
    else if (this.catholyte < above - CHILLER_BAND) this.chills = false;
    const runs = stuck ?? (this.chills ? 1 : 0);
    return runs * power * Math.min(Math.max((this.catholyte - COOLANT) / FULL_ABOVE, 0), 1);
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
    const { cell, line, row } = this;
    const { ramp } = faults.heater;
    this.duty = ramp === 0 ? outputs.heater : approach(this.duty, outputs.heater, seconds / ramp);
    const heater = (this.heaterPower = heaterFed * heaterPower(this.duty, outputs, faults, row.heater.power));
    const ambient = room.temperature;
    const grams = electrodes.metalMass;
    const w = electrodes.sodiumWt;
    // Heat goes with the metal, whichever way that goes.
    const nakFlow = Math.abs(hydraulics.nak.meanFlow);
    const fromNak = nakFlow === 0 ? 0 : (nakFlow / 60) * metalVolumetricHeat(w, this.alloy);
    const fromCatholyte = (hydraulics.catholyte.meanFlow / 60) * this.volumetric;
    const toLine = (row.conduction.line + fromNak) * (cell.temperature - line.temperature);
    const toCatholyte = (row.conduction.tank + fromCatholyte) * (cell.temperature - this.catholyte);
    const cellLoss = row.loss.cell * (cell.temperature - ambient);
    const lineLoss = row.loss.line * faults.lineLossFactor * (line.temperature - ambient - faults.lineAmbientOffset);
    const catholyteLoss = row.loss.tank * (this.catholyte - ambient);
    this.chillerPower = this.chilled(faults.chillerStuck);
    const reaction = electrics.ohmicHeat + electrics.entropicHeat;
    this.ambientLoss = cellLoss + lineLoss + catholyteLoss;
    cell.enthalpy += (heater * row.heater.cell + reaction - toLine - toCatholyte - cellLoss) * seconds;
    line.enthalpy += (heater * row.heater.line + toLine - lineLoss) * seconds;
    this.catholyte += ((heater * row.heater.tank + toCatholyte - catholyteLoss - this.chillerPower) * seconds) / this.tankCapacity;
    cell.settle(grams * (1 - LINE_METAL), w, electrodes.liquidus);
    line.settle(grams * LINE_METAL, w, electrodes.liquidus);
  }
}
