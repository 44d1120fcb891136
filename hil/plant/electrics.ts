/**
 * Cell, contactor and converter as one circuit. The cell voltage is sensed on the cell's side of the contactor.
 */
import type { BoardOutputs } from '../target/wires.js';
import type { Alloy } from './alloys.js';
import { ACTIVE_AREA, CellVoltage, areaResistance } from './cell.js';
import type { CellStack } from './cell-stack.js';
import { approach } from './approach.js';
import { KELVIN } from './constants.js';
import { Contactor } from './contactor.js';
import { COMPLIANCE_HIGH, COMPLIANCE_LOW, CONVERTER_FULL_SCALE, Converter } from './converter.js';
import type { Couple } from './couples.js';
import type { Electrodes } from './electrodes.js';
import type { FaultPort } from './fault-port.js';
import type { MetalNode } from './freezing.js';
import { regulatedCurrent } from './regulation.js';
import { ALL_FED, type Supplies } from './safety-chain.js';

export class Electrics {
  readonly contactor = new Contactor();
  /** Current at the end of the step, A; discharge positive. */
  current = 0;
  /** Terminal voltage at the end of the step, V. */
  terminalVoltage = 0;
  /** Open-circuit voltage, V. */
  ocv = 0;
  /** Area-specific resistance, Ω·cm². */
  asr = 0;
  /** What the terminals show of the cell: a voltage behind a resistance, V and Ω. A short inside it divides both. */
  private source = 0;
  private resistance = 0;
  /** Charge drawn in the step, C; discharge positive. */
  charge = 0;
  /** Mean ohmic heat of the step, W. */
  ohmicHeat = 0;
  /** Mean entropic heat of the step, W; negative = the cell cools. */
  entropicHeat = 0;
  private readonly converter = new Converter();
  private slope = 0;
  private readonly voltage: CellVoltage;

  /**
   * `ageing` multiplies the resistance (1 = commissioned). `stack`: the cells behind the terminals, when they are more than one. `limitOutputs`: the board tells a converter
   * that regulates by itself how much it allows; otherwise what it commands is all that it allows.
   */
  constructor(
    private readonly ageing: number,
    couple: Couple,
    private readonly stack?: CellStack,
    alloy?: Alloy,
    private readonly limitOutputs = false,
  ) {
    this.voltage = new CellVoltage(couple, alloy);
  }

  /** What the current takes off the terminal voltage, V. */
  get ohmicDrop(): number {
    return this.current * this.resistance;
  }

  /** Voltage and resistance of the cell in its present state, without passing time. */
  observe(electrodes: Electrodes, cell: MetalNode, faults: FaultPort): void {
    const { stack, voltage } = this;
    let ohms: number;
    let source: number;
    this.asr = areaResistance(cell.temperature, this.ageing * faults.asrFactor);
    if (stack === undefined) {
      voltage.at(electrodes.sodiumWt, electrodes.oxidised, cell.temperature);
      source = this.ocv = voltage.ocv + faults.ocvOffset;
      this.slope = voltage.slope;
      ohms = this.asr / ACTIVE_AREA;
    } else {
      stack.observe(electrodes, cell.temperature, this.asr / ACTIVE_AREA, faults);
      this.ocv = stack.ocv;
      this.slope = stack.slope;
      source = stack.source;
      ohms = stack.resistance;
      this.asr = ohms * ACTIVE_AREA;
    }
    const share = 1 / (1 + ohms / faults.internalShort);
    this.source = source * share;
    this.resistance = ohms * share;
    this.terminalVoltage = this.source - this.current * this.resistance;
  }

  /** One step with constant outputs and supplies, from the state of electrodes and cell at its start. */
  advance(
    dtMs: number,
    outputs: BoardOutputs,
    faults: FaultPort,
    electrodes: Electrodes,
    cell: MetalNode,
    supplies: Readonly<Supplies> = ALL_FED,
  ): void {
    const { contactor, converter } = this;
    const seconds = dtMs / 1000;
    this.observe(electrodes, cell, faults);
    const wasClosed = contactor.closed;
    const coil = faults.contactorDriven ? supplies.contactor : outputs.contactor === 1 ? supplies.contactor : 0;
    const movedMs = contactor.advance(dtMs, coil, faults.contactor, faults.contacts);
    converter.begin();
    let starved = false;
    if (wasClosed === 1 || contactor.closed === 1) {
      const { resistance } = this;
      const compliant = this.ramped(this.compliantCommand(outputs, faults, resistance, supplies), seconds, faults.converterRamp);
      const mostDischarge =
        (this.stack === undefined ? electrodes.dischargeLeft : Math.min(electrodes.dischargeLeft, this.stack.dischargeLeft)) / seconds;
      const mostCharge = electrodes.chargeLeft / seconds;
      const target = Math.max(Math.min(compliant, mostDischarge), -mostCharge);
      converter.current = Math.max(Math.min(converter.current, mostDischarge), -mostCharge);
      starved = target !== compliant;
      if (wasClosed === 1) converter.conduct(movedMs / 1000, target, resistance);
      if (contactor.closed === 1) converter.conduct((dtMs - movedMs) / 1000, target, resistance);
      if (starved && contactor.closed === 1) this.terminalVoltage = target < compliant ? COMPLIANCE_LOW : COMPLIANCE_HIGH;
    }
    if (contactor.closed === 0) converter.open();
    this.current = converter.current;
    this.charge = converter.charge;
    this.ohmicHeat = converter.heat / seconds + this.selfDischarge(seconds, faults, electrodes);
    this.entropicHeat = (-this.charge / seconds) * (cell.temperature + KELVIN) * this.slope;
    // A cell without reactant cannot hold its voltage: it has gone to where the converter stops pushing.
    if (!starved || contactor.closed === 0) this.terminalVoltage = this.source - this.current * this.resistance;
    if (this.stack !== undefined) this.ohmicHeat += this.stack.settle(this.terminalVoltage, this.current);
  }

  /** Charge that flows through a short inside the cell, on top of what the terminals draw. Returns its heat, W. */
  private selfDischarge(seconds: number, faults: FaultPort, electrodes: Electrodes): number {
    if (faults.internalShort === Infinity) return 0;
    const mean = this.source - (this.charge / seconds) * this.resistance;
    const most = Math.max(electrodes.dischargeLeft / seconds - this.charge / seconds, 0);
    const short = Math.min(mean / faults.internalShort, most);
    this.charge += short * seconds;
    // Without current at the terminals the short takes E² / (r + R); a current adds its own heat in the divided resistance.
    return short < most ? this.ocv ** 2 / (this.asr / ACTIVE_AREA + faults.internalShort) : this.ocv * short;
  }

  /** Current that the converter aims at, A: what it is asked for or holds, with its faults, inside its voltage compliance. */
  private compliantCommand(outputs: BoardOutputs, faults: FaultPort, resistance: number, supplies: Readonly<Supplies>): number {
    if (supplies.grid === 0) return 0;
    const command = this.wanted(outputs, faults, resistance, supplies.converter) * faults.converterGain + faults.converterOffset;
    const most = (this.source - COMPLIANCE_LOW) / resistance;
    const least = (this.source - COMPLIANCE_HIGH) / resistance;
    return Math.min(Math.max(command, least), most);
  }

  /** As far towards it as a slow converter comes in a step, A. */
  private ramped(target: number, seconds: number, ramp: number): number {
    return ramp === 0 ? target : approach(this.converter.current, target, (CONVERTER_FULL_SCALE * seconds) / ramp);
  }

  /** Current that the duties ask for, or that a regulation of the converter's own takes of what it is allowed, A. One that ignores the board needs no release. */
  private wanted(outputs: BoardOutputs, faults: FaultPort, resistance: number, released: 0 | 1): number {
    const { regulation, wilful } = faults;
    if (wilful !== undefined)
      return regulatedCurrent(wilful, this.source, resistance, { charge: CONVERTER_FULL_SCALE, discharge: CONVERTER_FULL_SCALE });
    if (released === 0) return 0;
    if (regulation === undefined) return (outputs.dischargeCurrent - outputs.chargeCurrent) * CONVERTER_FULL_SCALE;
    return regulatedCurrent(regulation, this.source, resistance, {
      charge: CONVERTER_FULL_SCALE * (this.limitOutputs ? outputs.chargeLimitOut : outputs.chargeCurrent),
      discharge: CONVERTER_FULL_SCALE * (this.limitOutputs ? outputs.dischargeLimitOut : outputs.dischargeCurrent),
    });
  }
}
