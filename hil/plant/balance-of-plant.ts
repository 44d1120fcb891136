/**
 * What stands around the cell and only boards of profile `full` can see: pressures, argon, gases, level, pump motors, bus and supply.
 * It follows the cell and does not act back on it, but for the charge of the bus capacitor. Physics: docs/physics.md, section 6, "Balance of plant".
 */
import type { BoardOutputs } from '../target/wires.js';
import type { Alloy } from './alloys.js';
import { Blanket } from './blanket.js';
import { ConverterBus } from './converter-bus.js';
import { ACTIVE_AREA } from './cell.js';
import type { Electrics } from './electrics.js';
import type { Electrodes } from './electrodes.js';
import { Enclosure } from './enclosure.js';
import { SUPPLY_VOLTAGE } from './fault-port.js';
import type { FaultPort } from './fault-port.js';
import { CATHOLYTE_FULL_FLOW, NAK_FULL_FLOW } from './hydraulics.js';
import type { Hydraulics } from './hydraulics.js';
import { CATHOLYTE_LINE_DROP, CATHOLYTE_SLIP, NAK_LINE_DROP, NAK_SLIP, linePressure } from './line-pressure.js';
import { metalDensity } from './metal.js';
import type { ProcessOutputs } from './process-channels.js';
import { PumpMotor } from './pump-motor.js';
import { LINE_METAL } from './thermal.js';
import type { ThermalNetwork } from './thermal.js';

/** Current of a pump that runs dry relative to a wet one: a mag-drive gear pump −55 %, a centrifugal one −40 %. */
const NAK_DRY = 0.45;
const CATHOLYTE_DRY = 0.6;

export class BalanceOfPlant {
  readonly blanket: Blanket;
  readonly enclosure = new Enclosure();
  readonly bus: ConverterBus;
  readonly nakMotor = new PumpMotor(NAK_DRY);
  readonly catholyteMotor = new PumpMotor(CATHOLYTE_DRY);
  /** NaK in the loop, mL, now and when the run began. */
  nakVolume: number;
  readonly startVolume: number;
  /** Control supply, V. */
  supplyVoltage = SUPPLY_VOLTAGE;
  /** Gauge pressures at the outlets of the two pumps, kPa. */
  nakPressure = 0;
  catholytePressure = 0;

  /** `preCharge`: the board charges the bus of the converter. */
  constructor(
    electrodes: Electrodes,
    thermal: ThermalNetwork,
    preCharge: boolean,
    private readonly alloy: Alloy,
  ) {
    this.bus = new ConverterBus(preCharge);
    this.startVolume = this.nakVolume = metalVolume(electrodes, thermal, alloy);
    this.blanket = new Blanket(this.startVolume);
    this.nakPressure = this.catholytePressure = this.blanket.pressure;
  }

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    this.nakMotor.prepare(seconds);
    this.catholyteMotor.prepare(seconds);
  }

  /** One step; everything else has already made it. `wasClosed`: main contacts at its start; `pumpsFed`: supply of the drives. */
  advance(
    seconds: number,
    outputs: BoardOutputs & ProcessOutputs,
    faults: FaultPort,
    hydraulics: Hydraulics,
    electrics: Electrics,
    electrodes: Electrodes,
    thermal: ThermalNetwork,
    wasClosed: 0 | 1,
    pumpsFed: 0 | 1 = 1,
  ): void {
    const { nak, catholyte } = hydraulics;
    this.nakVolume = metalVolume(electrodes, thermal, this.alloy);
    this.blanket.advance(seconds, faults, outputs.argonPurge === 1, this.nakVolume);
    this.enclosure.advance(seconds, faults, outputs.enclosureFan ?? 0, outputs.scrubber ?? 0);
    const resistance = electrics.asr / ACTIVE_AREA;
    this.bus.advance(seconds, faults, outputs.preCharge ?? 0, electrics.terminalVoltage, resistance, wasClosed, electrics.contactor.closed);
    const nakFree = nak.freeFlow(faults.nakPump);
    const catholyteFree = catholyte.freeFlow(faults.catholytePump);
    const nakLine = linePressure(NAK_LINE_DROP, NAK_SLIP, nak.flow, nakFree);
    const catholyteLine = linePressure(CATHOLYTE_LINE_DROP, CATHOLYTE_SLIP, catholyte.flow, catholyteFree);
    this.nakPressure = this.blanket.pressure + nakLine;
    this.catholytePressure = this.blanket.pressure + faults.catholyteTankPressure + catholyteLine;
    const freshNak = NAK_LINE_DROP * NAK_FULL_FLOW * nak.speed.value;
    this.nakMotor.advance(outputs.nakPump, nak.speed.value, ratio(Math.abs(nakLine), freshNak), faults.nakPump, pumpsFed);
    const freshCatholyte = CATHOLYTE_LINE_DROP * CATHOLYTE_FULL_FLOW * catholyte.speed.value;
    this.catholyteMotor.advance(outputs.catholytePump, catholyte.speed.value, ratio(catholyteLine, freshCatholyte), faults.catholytePump, pumpsFed);
  }
}

/** Volume of the metal, mL, at the temperatures of its two parts. Solid metal counts as liquid: freezing shrinks it by no more than 2.6 %. */
function metalVolume(electrodes: Electrodes, thermal: ThermalNetwork, alloy: Alloy): number {
  const w = electrodes.sodiumWt;
  const perGram = (1 - LINE_METAL) / metalDensity(w, thermal.cell.temperature, alloy) + LINE_METAL / metalDensity(w, thermal.line.temperature, alloy);
  return electrodes.metalMass * perGram;
}

function ratio(value: number, reference: number): number {
  return reference > 0 ? value / reference : 1;
}
