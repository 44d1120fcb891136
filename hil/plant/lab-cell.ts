/**
 * The plant of the bench: a 25 cm² Na–K hybrid flow cell, or a stack seen through the eyes of 25 cm² of it, with catholyte, pumps, heater, converter and sensors.
 * It knows nothing of the firmware; wires.ts is all they share. Physics and numbers: docs/physics.md.
 */
import { type BoardInputs, type BoardOutputs, MOST_CELLS, type ProcessInputs } from '../target/wires.js';
import { ALLOYS, type Alloy } from './alloys.js';
import { BalanceOfPlant } from './balance-of-plant.js';
import { stoichiometricRatio } from './catholyte.js';
import { CellStack } from './cell-stack.js';
import { couple } from './couples.js';
import { ACTIVE_AREA } from './cell.js';
import { Electrics } from './electrics.js';
import { Electrodes } from './electrodes.js';
import { FaultPort, STUCK_ROLES, WET_LEAK_LOOP } from './fault-port.js';
import { FlowProof } from './flow-proof.js';
import { FRONT_ENDS } from './front-ends.js';
import { Hydraulics, PUMP_FULL_SPEED } from './hydraulics.js';
import { liquidusTable } from './liquidus.js';
import { Mains } from './mains.js';
import { metalDensity } from './metal.js';
import { Noise } from './noise.js';
import { STACK_AREA, completeOptions } from './options.js';
import type { LabCellOptions } from './options.js';
import type { ProcessOutputs } from './process-channels.js';
import { ProcessSensors } from './process-sensors.js';
import { recordProcess } from './process-truth.js';
import { Room } from './room.js';
import { ALL_FED, SafetyChain } from './safety-chain.js';
import { Sensors } from './sensors.js';
import { presentCells } from './single-cells.js';
import { STACK, ThermalNetwork } from './thermal.js';
import { PlantTruth } from './truth.js';

/** Longest step, ms: above it the explicit heat balance and the sampling of the sensors lose their meaning. */
export const LONGEST_STEP_MS = 100;

/** What stands around the cell: the balance of plant is there only for a board that sees it, and so are valves that a board can shut. */
export interface Equipment {
  /** Pressures, argon, gases, level, pump motors, bus and supply are modelled. */
  readonly process: boolean;
  /** The loops have isolation valves, shut without an output that opens them. */
  readonly valves: boolean;
  /** The bus of the converter is charged by the board's pre-charge switch; otherwise the converter keeps it charged by itself. */
  readonly preCharge: boolean;
  /** The board has the output that a safety relay watches. */
  readonly safetyRelay?: boolean;
  /** The board has outputs that tell a converter how much it allows in either direction. */
  readonly limitOutputs?: boolean;
  /** The board measures single cells; one that reads the process always does. */
  readonly cells?: boolean;
  /** Temperatures of the process that an NTC takes instead of a PT1000. */
  readonly ntc?: readonly string[];
}

/** Speed relative to full speed from which a tachometer shows a pump that runs. */
const TURNING = 0.01;

const ALL_OFF: ProcessOutputs = {};

const CELL_ALONE: Equipment = { process: false, valves: false, preCharge: false };

export class LabCell {
  /** Levels on the board's input pins: the same object for the cell's life, rewritten by every step; pulses of the last step. */
  readonly inputs: BoardInputs;
  /** What is really the case; the same object for the cell's life, rewritten by every step. */
  readonly truth: Readonly<PlantTruth>;
  /** Where the bench breaks things. Changes take effect with the next step. */
  readonly faults: FaultPort;
  private readonly written = new PlantTruth();
  private readonly room: Room;
  private readonly electrodes: Electrodes;
  private readonly alloy: Alloy;
  private readonly electrics: Electrics;
  /** The cells of a stack; undefined: one cell. */
  private readonly stack: CellStack | undefined;
  /** Pieces of 25 cm² that the whole plant has. */
  private readonly pieces: number;
  private readonly hydraulics = new Hydraulics();
  private readonly thermal: ThermalNetwork;
  private readonly sensors: Sensors;
  private readonly around: BalanceOfPlant | undefined;
  private readonly processSensors: ProcessSensors | undefined;
  private readonly chain: SafetyChain | undefined;
  private readonly mains: Mains;
  private readonly flowProof = new FlowProof();
  private readonly cells = new Float64Array(MOST_CELLS);
  private readonly measuresCells: boolean;
  private stepMs = NaN;
  /** Metal when the run began, mL; metal that has run out since, g, and as share of that volume. */
  private readonly startVolume: number;
  private lostMetal = 0;
  private lostShare = 0;

  /** Throws RangeError when an option is outside its limits. */
  constructor(
    options: LabCellOptions = {},
    private readonly equipment: Equipment = CELL_ALONE,
  ) {
    const o = completeOptions(options);
    const alloy = (this.alloy = ALLOYS[o.alloy]);
    const table = liquidusTable(alloy);
    const catholyte = couple(o.couple);
    this.faults = new FaultPort(o.ambient);
    this.room = new Room(o.ambient);
    this.stack = o.preset === 'stack' ? new CellStack(table, o, catholyte) : undefined;
    this.pieces = this.stack === undefined ? 1 : (o.cells * STACK_AREA) / ACTIVE_AREA;
    const w = this.stack !== undefined && this.stack.loops.length > 0 ? this.stack.meanSodium : o.sodiumWt;
    this.electrodes = new Electrodes(table, o.metalMass, w, o.catholyteVolume, o.catholyteConcentration, o.oxidisedFraction);
    this.electrics = new Electrics(o.ageing, catholyte, this.stack, alloy, equipment.limitOutputs);
    this.thermal = new ThermalNetwork(table, o.temperature, o.metalMass, w, catholyte, this.stack && STACK, {
      power: o.chiller,
      above: o.chillerAbove,
    });
    this.startVolume = o.metalMass / metalDensity(w, o.temperature, alloy);
    this.sensors = new Sensors(this.faults, new Noise(o.seed), o.noise, o.temperature);
    this.truth = this.written;
    this.written.catholyteBoils = catholyte.boils;
    if (o.safetyHardware > 0) this.chain = new SafetyChain(o.temperature, equipment.safetyRelay === true);
    this.mains = new Mains(this.faults, this.chain?.supplies ?? ALL_FED);
    this.electrics.observe(this.electrodes, this.thermal.cell, this.faults);
    this.sensors.present(0, this.electrics, this.hydraulics);
    if (equipment.process) {
      this.around = new BalanceOfPlant(this.electrodes, this.thermal, equipment.preCharge, alloy);
      this.processSensors = new ProcessSensors(this.faults, o.seed, o.noise, o.temperature, this.around, equipment.ntc ?? []);
      this.processSensors.present(0, this.around);
    }
    this.measuresCells = equipment.process || equipment.cells === true;
    const inputs = this.measuresCells ? { ...this.sensors.inputs, cells: this.cells } : this.sensors.inputs;
    this.inputs = this.processSensors ? { ...inputs, process: this.processSensors } : inputs;
    this.presentCells();
    this.record(ALL_OFF);
  }

  /** Levels on the inputs of the process, rewritten by every step; undefined when the board has none. */
  get process(): ProcessInputs | undefined {
    return this.processSensors;
  }

  /** True while the supply of the board suffices; a board on the bench is dead without it. */
  get boardFed(): boolean {
    return this.mains.boardFed;
  }

  /** Lets `dtMs` (above 0, at most 100) pass with constant outputs of the board. Throws RangeError when it is outside. */
  step(dtMs: number, told: BoardOutputs & ProcessOutputs): void {
    const { electrodes, electrics, faults, hydraulics, room, sensors, thermal } = this;
    if (dtMs !== this.stepMs) this.prepare(dtMs);
    const seconds = dtMs / 1000;
    const outputs = this.obeyed(told);
    room.advance(seconds, faults);
    const wasClosed = electrics.contactor.closed;
    const { mains } = this;
    mains.advance(seconds, faults, this.chain?.supplies ?? ALL_FED);
    const { supplies } = mains;
    electrics.advance(dtMs, outputs, faults, electrodes, thermal.cell, supplies);
    this.transfer(electrics.charge);
    if (faults.metalLost > this.lostShare) this.spill();
    hydraulics.advance(outputs, faults, thermal.cell, thermal.line, this.valvesOpen(outputs), supplies.pumps);
    thermal.advance(seconds, outputs, faults, room, hydraulics, electrics, electrodes, supplies.heater);
    sensors.advance(seconds, thermal, hydraulics);
    sensors.present(seconds, electrics, hydraulics);
    if (this.around !== undefined) {
      this.around.supplyVoltage = mains.voltage;
      this.around.advance(seconds, outputs, faults, hydraulics, electrics, electrodes, thermal, wasClosed, supplies.pumps);
      this.transfer(this.around.bus.charge);
      this.processSensors?.advance(thermal, this.around);
      this.processSensors?.present(seconds, this.around);
    }
    if (this.measuresCells) this.presentCells();
    this.chain?.observe(dtMs, electrics, thermal.cell.temperature, sensors.inputs.digital, faults, outputs.safetyToggle);
    this.written.nakFlowHidden = this.hidesFlow(dtMs);
    this.written.timeMs += dtMs;
    this.record(outputs);
  }

  private transfer(coulombs: number): void {
    this.electrodes.transfer(coulombs);
    this.stack?.transfer(coulombs);
  }

  private presentCells(): void {
    const { electrics, faults, inputs, stack } = this;
    presentCells(this.cells, inputs.analog.cellVoltage, electrics.ohmicDrop, faults, stack?.voltages, electrics.terminalVoltage);
  }

  private hidesFlow(dtMs: number): 0 | 1 {
    const { faults, hydraulics, inputs } = this;
    const reading = FRONT_ENDS.nakFlow.toQuantity(inputs.analog.nakFlow);
    return this.flowProof.observe(dtMs, faults.analog.nakFlow.kind, Math.abs(hydraulics.nak.flow), reading, hydraulics.nak.speed.value > TURNING);
  }

  /** What the devices do of what the board tells them: those that are stuck stay where they are. */
  private obeyed(told: BoardOutputs & ProcessOutputs): BoardOutputs & ProcessOutputs {
    const { stuck } = this.faults;
    if (STUCK_ROLES.every((role) => stuck[role] === undefined)) return told;
    const does: Record<string, number> = { ...told };
    for (const role of STUCK_ROLES) does[role] = stuck[role] ?? told[role] ?? 0;
    return does as unknown as BoardOutputs & ProcessOutputs;
  }

  private valvesOpen(outputs: ProcessOutputs): 0 | 1 {
    return this.equipment.valves ? (outputs.isolationValves ?? 0) : 1;
  }

  /** Metal runs out of the loop until the wanted share of the volume of the start is gone. */
  private spill(): void {
    const { electrodes, faults } = this;
    const volume = (faults.metalLost - this.lostShare) * this.startVolume;
    const grams = Math.min(volume * metalDensity(electrodes.sodiumWt, this.thermal.line.temperature, this.alloy), electrodes.metalMass);
    electrodes.lose(grams);
    this.stack?.lose(grams);
    this.lostMetal += grams;
    this.lostShare = faults.metalLost;
  }

  private prepare(dtMs: number): void {
    if (!(dtMs > 0 && dtMs <= LONGEST_STEP_MS)) {
      throw new RangeError(`plant step of ${dtMs} ms; it must be above 0 and at most ${LONGEST_STEP_MS} ms: split the time`);
    }
    this.stepMs = dtMs;
    this.hydraulics.prepare(dtMs / 1000);
    this.sensors.prepare(dtMs / 1000);
    this.chain?.prepare(dtMs / 1000);
    this.around?.prepare(dtMs / 1000);
    this.processSensors?.prepare(dtMs / 1000);
  }

  private record(outputs: Partial<BoardOutputs> & ProcessOutputs): void {
    const { electrodes, electrics, faults, hydraulics, inputs, thermal, written: t } = this;
    const { cell, line } = thermal;
    const coldest = line.temperature <= cell.temperature ? line : cell;
    t.sodiumWt = t.sodiumWtHighest = t.sodiumWtLowest = electrodes.sodiumWt;
    t.sodiumMass = electrodes.sodiumMass;
    t.potassiumMass = electrodes.potassiumMass;
    t.liquidus = electrodes.liquidus;
    t.coldestTemperature = coldest.temperature;
    t.margin = coldest.temperature - electrodes.liquidus;
    t.marginPotassiumRich = electrodes.potassiumFirst ? t.margin : NaN;
    t.solidFraction = coldest.solidFraction;
    t.cellTemperature = cell.temperature;
    t.lineTemperature = line.temperature;
    t.catholyteTemperature = thermal.catholyte;
    t.maxTemperature = Math.max(cell.temperature, line.temperature, thermal.catholyte);
    t.ambient = this.room.temperature;
    if (this.stack !== undefined) this.recordStack(this.stack, coldest.temperature);
    t.power = electrics.current * electrics.terminalVoltage * this.pieces;
    t.current = electrics.current;
    t.terminalVoltage = electrics.terminalVoltage;
    t.ocv = electrics.ocv;
    t.asr = electrics.asr;
    t.netCharge = electrodes.charge / 3600;
    t.oxidisedFraction = electrodes.oxidised;
    t.stoichiometricRatio = stoichiometricRatio(hydraulics.catholyte.flow, electrodes.molar, electrics.current, electrodes.oxidised);
    t.nakFlow = hydraulics.nak.flow;
    t.catholyteFlow = hydraulics.catholyte.flow;
    t.nakPumpSpeed = hydraulics.nak.speed.value * PUMP_FULL_SPEED;
    t.catholytePumpSpeed = hydraulics.catholyte.speed.value * PUMP_FULL_SPEED;
    t.heaterPower = thermal.heaterPower;
    t.chillerPower = thermal.chillerPower;
    t.ohmicHeat = electrics.ohmicHeat;
    t.entropicHeat = electrics.entropicHeat;
    t.ambientLoss = thermal.ambientLoss;
    t.storedHeat = thermal.storedHeat;
    t.contactorClosed = electrics.contactor.closed;
    t.leakWet = faults.leakResistance < WET_LEAK_LOOP ? 1 : 0;
    t.eStopOpen = inputs.digital.eStopA === 1 && inputs.digital.eStopB === 1 ? 0 : 1;
    t.contactorUncontrollable = faults.contactor === 'welded' || faults.contactorDriven ? 1 : 0;
    t.currentUncontrollable = t.contactorUncontrollable === 1 && pushes(faults) ? 1 : 0;
    t.heaterUncontrollable = faults.heater.dutyWelded && faults.heater.enableWelded ? 1 : 0;
    t.fanUncontrollable = faults.stuck.enclosureFan === 1 ? 1 : 0;
    t.nakPumpUncontrollable = faults.nakPump.stuckOn && !faults.nakPump.stalled ? 1 : 0;
    t.nakFlowUncontrollable = faults.siphon > 0 && (!this.equipment.valves || faults.stuck.isolationValves === 1) ? 1 : 0;
    t.catholytePumpUncontrollable = faults.catholytePump.stuckOn && !faults.catholytePump.stalled ? 1 : 0;
    this.chain?.record(t);
    const { supplies } = this.mains;
    t.contactorFed = supplies.contactor;
    t.heaterFed = supplies.heater;
    t.pumpsFed = supplies.pumps;
    t.mainsOn = supplies.grid;
    t.upsLeft = this.mains.left;
    if (this.around !== undefined) recordProcess(t, this.around, faults, outputs, this.valvesOpen(outputs), this.lostMetal);
  }

  /** What stands in the truth of single cells and loops: the worst of them where hazards judge. */
  private recordStack(stack: CellStack, coldest: number): void {
    const { written: t } = this;
    t.cellLowest = Math.min(...stack.voltages);
    t.cellHighest = Math.max(...stack.voltages);
    if (stack.loops.length === 0) return;
    t.liquidus = stack.liquidus;
    t.margin = coldest - t.liquidus;
    t.marginPotassiumRich = coldest - stack.liquidusPotassiumRich;
    t.solidFraction = Math.max(t.solidFraction, stack.solidFraction(coldest));
    for (const { sodiumWt } of stack.loops) {
      if (sodiumWt > t.sodiumWtHighest) t.sodiumWtHighest = sodiumWt;
      if (sodiumWt < t.sodiumWtLowest) t.sodiumWtLowest = sodiumWt;
    }
  }
}

/** True when the converter pushes by itself. */
function pushes({ converterOffset, wilful }: FaultPort): boolean {
  return converterOffset !== 0 || wilful !== undefined;
}
