/**
 * Mains, the uninterruptible supply behind it, and the 24 V that comes out: what each of them feeds, and for how long. Numbers: docs/physics.md, section 6, "Mains and UPS".
 */
import type { FaultPort } from './fault-port.js';
import { ALL_FED, type Supplies } from './safety-chain.js';

/** Time in which an empty UPS is full again, s: eight hours. */
const RECHARGE_S = 8 * 3600;
/** Voltage of the control supply below which the coil of the contactor lets go, and below which the board is dead, V. */
const COIL_HOLDS = 12;
const BOARD_LIVES = 9;

export class Mains {
  /** What is fed; the same object for the plant's life. */
  readonly supplies: Supplies = { ...ALL_FED };
  /** Control supply now, V. */
  voltage: number;
  /** Charge left in the UPS, 0..1. */
  left = 1;

  /** The mains is there, or the UPS is not empty. */
  private carried = true;

  constructor(faults: FaultPort, chain: Readonly<Supplies>) {
    this.voltage = faults.supplyVoltage;
    this.advance(0, faults, chain);
  }

  /** True while the board has enough voltage to run. A sag of its supply by itself (`supply.sag`) does not kill it. */
  get boardFed(): boolean {
    return this.carried || this.voltage >= BOARD_LIVES;
  }

  /** One step. `chain`: what the hardware that acts without the board leaves on. */
  advance(seconds: number, faults: FaultPort, chain: Readonly<Supplies>): void {
    const { mains, supplyVoltage } = faults;
    if (!mains.lost) this.left = Math.min(1, this.left + seconds / RECHARGE_S);
    else this.left = Math.max(0, this.left - seconds / mains.bridgeS);
    const carried = (this.carried = !mains.lost || this.left > 0);
    // The capacitors of the control supply run down when nothing feeds it any more.
    this.voltage = carried ? supplyVoltage : Math.max(0, Math.min(this.voltage - mains.fall * seconds, supplyVoltage));
    const { supplies } = this;
    supplies.grid = mains.lost ? 0 : 1;
    supplies.converter = chain.converter;
    supplies.contactor = carried || this.voltage >= COIL_HOLDS ? chain.contactor : 0;
    supplies.heater = carried && (!mains.lost || mains.heater) ? chain.heater : 0;
    supplies.pumps = carried && (!mains.lost || mains.pumps) ? chain.pumps : 0;
  }
}
