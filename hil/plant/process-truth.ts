/** Writes what is really the case in the balance of plant into the truth. */
import type { BoardOutputs } from '../target/wires.js';
import type { BalanceOfPlant } from './balance-of-plant.js';
import { WET_LEAK_LOOP } from './fault-port.js';
import type { FaultPort } from './fault-port.js';
import type { ProcessOutputs } from './process-channels.js';
import type { PlantTruth } from './truth.js';

/** `lostMetal`: metal that has run out, g; `open`: isolation valves. */
export function recordProcess(
  t: PlantTruth,
  plant: BalanceOfPlant,
  faults: FaultPort,
  outputs: Partial<BoardOutputs> & ProcessOutputs,
  open: 0 | 1,
  lostMetal: number,
): void {
  t.nakVolume = plant.nakVolume;
  t.nakVolumeShare = (100 * plant.nakVolume) / plant.startVolume;
  t.lostMetal = lostMetal;
  t.nakPressure = plant.nakPressure;
  t.catholytePressure = plant.catholytePressure;
  t.blanketPressure = plant.blanket.pressure;
  t.membranePressure = plant.nakPressure - plant.catholytePressure;
  t.oxygen = plant.blanket.oxygen;
  t.hydrogen = plant.blanket.hydrogen;
  t.roomHydrogen = plant.enclosure.hydrogen;
  t.toxicGas = plant.enclosure.toxicGas;
  t.nakPumpCurrent = plant.nakMotor.current;
  t.catholytePumpCurrent = plant.catholyteMotor.current;
  t.supplyVoltage = plant.supplyVoltage;
  t.busVoltage = plant.bus.voltage;
  t.inrushCurrent = plant.bus.inrush;
  t.catholyteTrayWet = faults.catholyteLeakResistance < WET_LEAK_LOOP ? 1 : 0;
  t.smoke = faults.smoke ? 1 : 0;
  t.fanOn = outputs.enclosureFan ?? 0;
  t.valvesOpen = open;
  t.purging = outputs.argonPurge ?? 0;
}
