/**
 * The plant of the bench: a 25 cm² Na–K hybrid flow cell with ferri/ferrocyanide catholyte, its pumps, heater, converter and sensors.
 * It knows nothing of the firmware; wires.ts is all they share. Physics and numbers: docs/physics.md.
 */
import type { BoardInputs, BoardOutputs } from '../target/wires.js';
import { stoichiometricRatio } from './catholyte.js';
import { Electrics } from './electrics.js';
import { Electrodes } from './electrodes.js';
import { FaultPort, WET_LEAK_LOOP } from './fault-port.js';
import { Hydraulics, PUMP_FULL_SPEED } from './hydraulics.js';
import { liquidusTable } from './liquidus.js';
import { Noise } from './noise.js';
import { completeOptions } from './options.js';
import type { LabCellOptions } from './options.js';
import { Room } from './room.js';
import { Sensors } from './sensors.js';
import { ThermalNetwork } from './thermal.js';
import { PlantTruth } from './truth.js';

/** Longest step, ms: above it the explicit heat balance and the sampling of the sensors lose their meaning. */
export const LONGEST_STEP_MS = 100;

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
  private readonly electrics: Electrics;
  private readonly hydraulics = new Hydraulics();
  private readonly thermal: ThermalNetwork;
  private readonly sensors: Sensors;
  private stepMs = NaN;

  /** Throws RangeError when an option is outside its limits. */
  constructor(options: LabCellOptions = {}) {
    const o = completeOptions(options);
    const table = liquidusTable();
    this.faults = new FaultPort(o.ambient);
    this.room = new Room(o.ambient);
    this.electrodes = new Electrodes(table, o.metalMass, o.sodiumWt, o.catholyteVolume, o.catholyteConcentration, o.oxidisedFraction);
    this.electrics = new Electrics(o.ageing);
    this.thermal = new ThermalNetwork(table, o.temperature, o.metalMass, o.sodiumWt);
    this.sensors = new Sensors(this.faults, new Noise(o.seed), o.noise, o.temperature);
    this.inputs = this.sensors.inputs;
    this.truth = this.written;
    this.electrics.observe(this.electrodes, this.thermal.cell, this.faults);
    this.sensors.present(0, this.electrics, this.hydraulics);
    this.record();
  }

  /** Lets `dtMs` (above 0, at most 100) pass with constant outputs of the board. Throws RangeError when it is outside. */
  step(dtMs: number, outputs: BoardOutputs): void {
    const { electrodes, electrics, faults, hydraulics, room, sensors, thermal } = this;
    if (dtMs !== this.stepMs) this.prepare(dtMs);
    const seconds = dtMs / 1000;
    room.advance(seconds, faults);
    electrics.advance(dtMs, outputs, faults, electrodes, thermal.cell);
    electrodes.transfer(electrics.charge);
    hydraulics.advance(outputs, faults, thermal.cell, thermal.line);
    thermal.advance(seconds, outputs, faults, room, hydraulics, electrics, electrodes);
    sensors.advance(seconds, thermal, hydraulics);
    sensors.present(seconds, electrics, hydraulics);
    this.written.timeMs += dtMs;
    this.record();
  }

  private prepare(dtMs: number): void {
    if (!(dtMs > 0 && dtMs <= LONGEST_STEP_MS)) {
      throw new RangeError(`plant step of ${dtMs} ms; it must be above 0 and at most ${LONGEST_STEP_MS} ms: split the time`);
    }
    this.stepMs = dtMs;
    this.hydraulics.prepare(dtMs / 1000);
    this.sensors.prepare(dtMs / 1000);
  }

  private record(): void {
    const { electrodes, electrics, faults, hydraulics, inputs, thermal, written: t } = this;
    const { cell, line } = thermal;
    const coldest = line.temperature <= cell.temperature ? line : cell;
    t.sodiumWt = electrodes.sodiumWt;
    t.sodiumMass = electrodes.sodiumMass;
    t.potassiumMass = electrodes.potassiumMass;
    t.liquidus = electrodes.liquidus;
    t.coldestTemperature = coldest.temperature;
    t.margin = coldest.temperature - electrodes.liquidus;
    t.solidFraction = coldest.solidFraction;
    t.cellTemperature = cell.temperature;
    t.lineTemperature = line.temperature;
    t.catholyteTemperature = thermal.catholyte;
    t.maxTemperature = Math.max(cell.temperature, line.temperature, thermal.catholyte);
    t.ambient = this.room.temperature;
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
    t.ohmicHeat = electrics.ohmicHeat;
    t.entropicHeat = electrics.entropicHeat;
    t.ambientLoss = thermal.ambientLoss;
    t.storedHeat = thermal.storedHeat;
    t.contactorClosed = electrics.contactor.closed;
    t.leakWet = faults.leakResistance < WET_LEAK_LOOP ? 1 : 0;
    t.eStopOpen = inputs.digital.eStopA === 1 && inputs.digital.eStopB === 1 ? 0 : 1;
    t.currentUncontrollable = faults.contactor === 'welded' && faults.converterOffset !== 0 ? 1 : 0;
    t.heaterUncontrollable = faults.heater.dutyWelded && faults.heater.enableWelded ? 1 : 0;
    t.nakPumpUncontrollable = faults.nakPump.stuckOn && !faults.nakPump.stalled ? 1 : 0;
  }
}
