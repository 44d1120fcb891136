/**
 * Sensors of the process that only boards of profile `full` read: from the truth of the plant to the fractions on the board's inputs.
 */
import { AnalogInputs, placesOf } from './analog-inputs.js';
import type { BalanceOfPlant } from './balance-of-plant.js';
import type { FaultPort } from './fault-port.js';
import { NTC_FRONT_END, PROCESS_FRONT_ENDS } from './front-ends.js';
import type { FrontEnd } from './front-ends.js';
import { Lag } from './lag.js';
import { Noise } from './noise.js';
import { PROCESS_ROLES } from './process-channels.js';
import type { ProcessRole } from './process-channels.js';
import { SHEATH_LAG } from './sensors.js';
import type { ThermalNetwork } from './thermal.js';

const AT = placesOf(PROCESS_ROLES);

/** Lags, s: oxygen and hydrogen cells in the blanket, the slower cells in the room, the level probe. */
const BLANKET_CELL_LAG = 2;
const ROOM_CELL_LAG = 5;
const LEVEL_LAG = 1;

/** Keeps the noise of these channels apart from that of the others: a run without them stays what it was. */
const NOISE_STREAM = 0x70726f63;

/** Voltage of the reference, V. */
export const REFERENCE_VOLTAGE = 2.5;

export class ProcessSensors {
  /** Fractions of full scale now. The same object for the plant's life. */
  readonly analog = Object.fromEntries(PROCESS_ROLES.map((role) => [role, 0])) as Record<ProcessRole, number>;
  /** Contact of the smoke detector: 1 = closed, healthy. */
  smoke: 0 | 1 = 1;
  private readonly converter: AnalogInputs<ProcessRole>;
  private readonly catholyteSheath = new Lag(SHEATH_LAG);
  private readonly inletSheath = new Lag(SHEATH_LAG);
  private readonly oxygen = new Lag(BLANKET_CELL_LAG);
  private readonly hydrogen = new Lag(BLANKET_CELL_LAG);
  private readonly roomHydrogen = new Lag(ROOM_CELL_LAG);
  private readonly toxicGas = new Lag(ROOM_CELL_LAG);
  private readonly level = new Lag(LEVEL_LAG);
  private readonly lags = [this.catholyteSheath, this.inletSheath, this.oxygen, this.hydrogen, this.roomHydrogen, this.toxicGas, this.level];

  /** Everything starts settled. `seed`, `noiseScale` as for the other channels; `ntc`: temperatures taken by an NTC. */
  constructor(
    private readonly faults: FaultPort,
    seed: number,
    noiseScale: number,
    celsius: number,
    plant: BalanceOfPlant,
    ntc: readonly string[],
  ) {
    const fronts: Record<ProcessRole, FrontEnd> = { ...PROCESS_FRONT_ENDS };
    for (const role of PROCESS_ROLES) if (ntc.includes(role)) fronts[role] = NTC_FRONT_END;
    this.converter = new AnalogInputs(PROCESS_ROLES, fronts, faults.process, new Noise(seed + NOISE_STREAM), noiseScale);
    this.catholyteSheath.settle(celsius);
    this.inletSheath.settle(celsius);
    this.oxygen.settle(plant.blanket.oxygen);
    this.hydrogen.settle(plant.blanket.hydrogen);
    this.level.settle(plant.nakVolume);
  }

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    for (const lag of this.lags) lag.prepare(seconds);
  }

  /** Lets the sensing elements follow one step. */
  advance(thermal: ThermalNetwork, plant: BalanceOfPlant): void {
    this.catholyteSheath.advance(thermal.catholyte);
    this.inletSheath.advance(thermal.line.temperature);
    this.oxygen.advance(plant.blanket.oxygen);
    this.hydrogen.advance(plant.blanket.hydrogen);
    this.roomHydrogen.advance(plant.enclosure.hydrogen);
    this.toxicGas.advance(plant.enclosure.toxicGas);
    this.level.advance(plant.nakVolume);
  }

  /** Puts the levels on the inputs; `seconds` since they were last put there. */
  present(seconds: number, plant: BalanceOfPlant): void {
    const { converter, faults } = this;
    const { fractions, quantities: q } = converter;
    q[AT.catholyteTemp] = this.catholyteSheath.value;
    q[AT.nakInletTemp] = this.inletSheath.value;
    q[AT.catholyteLeakLoop] = faults.catholyteLeakResistance;
    q[AT.supply] = plant.supplyVoltage;
    q[AT.adcReference] = REFERENCE_VOLTAGE;
    q[AT.busVoltage] = plant.bus.voltage;
    q[AT.nakPumpCurrent] = plant.nakMotor.current;
    q[AT.catholytePumpCurrent] = plant.catholyteMotor.current;
    q[AT.nakPressure] = plant.nakPressure;
    q[AT.catholytePressure] = plant.catholytePressure;
    q[AT.blanketPressure] = plant.blanket.pressure;
    q[AT.nakLevel] = this.level.value;
    q[AT.oxygen] = this.oxygen.value;
    q[AT.hydrogen] = this.hydrogen.value;
    q[AT.roomHydrogen] = this.roomHydrogen.value;
    q[AT.toxicGas] = this.toxicGas.value;
    converter.convert(seconds);
    for (let i = 0; i < PROCESS_ROLES.length; i++) this.analog[PROCESS_ROLES[i] as ProcessRole] = fractions[i] as number; // i is inside
    this.smoke = faults.smoke ? 0 : 1;
  }
}
