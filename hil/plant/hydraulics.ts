/**
 * Pumps, flows, flow meters and pulse trains. Sources: docs/physics.md, section 6; full-scale figures: docs/wiring.md.
 */
import type { BoardOutputs } from '../target/wires.js';
import type { FaultPort, PumpFault } from './fault-port.js';
import type { MetalNode } from './freezing.js';
import { approach } from './approach.js';
import { Lag } from './lag.js';

/** NaK flow of a fresh pump at full duty, mL/min. */
export const NAK_FULL_FLOW = 20;

/** Catholyte flow of a fresh pump at full duty, mL/min. */
export const CATHOLYTE_FULL_FLOW = 100;

/** Speed of both pumps at full duty, revolutions per minute. */
export const PUMP_FULL_SPEED = 1500;

/** Tachometer pulses per revolution. */
export const TACH_PULSES = 2;

/** Pulses of the catholyte flow meter per mL. */
export const FLOW_PULSES = 50;

/** Lag of a pump's speed, s. */
const PUMP_LAG = 0.5;

/** Lag of the electromagnetic NaK flow meter and of the catholyte turbine, s: the lower end of the range 0.5..2. */
const NAK_METER_LAG = 0.5;
const CATHOLYTE_METER_LAG = 0.5;

/** A pump that has lost its liquid turns faster. */
const DRY_SPEED = 1.1;

/** Solid share at which the slush no longer flows. */
const SLUSH_STOP = 0.25;

/** Share of the flow that is left in slush: max(0, 1 − f/0.25)², from 1 without solid to 0 at 25 % solid. */
export function slushFactor(solidFraction: number): number {
  if (solidFraction <= 0) return 1;
  const left = Math.max(0, 1 - solidFraction / SLUSH_STOP);
  return left * left;
}

class Pump {
  /** Flow at the end of the step and its mean, mL/min. */
  flow = 0;
  meanFlow = 0;
  /** Speed relative to full speed. */
  readonly speed = new Lag(PUMP_LAG);

  /** Speed that a slow drive asks for by now. */
  private asked = 0;

  constructor(private readonly fullFlow: number) {}

  /** What the pump would move through a free line, mL/min. */
  freeFlow(fault: PumpFault): number {
    return fault.dry ? 0 : this.speed.value * this.fullFlow * fault.efficiency * fault.turned;
  }

  /** One step of `seconds`. `fed`: the drive has its supply. `byItself`: what flows in a free line without the pump, mL/min. */
  advance(seconds: number, duty: number, fault: PumpFault, slush: number, fed: 0 | 1, byItself = 0): void {
    const told = fed === 0 ? 0 : (fault.stuckOn ? 1 : fault.dry ? Math.min(1, duty * DRY_SPEED) : duty) * fault.speed;
    this.asked = fault.ramp === 0 || fed === 0 ? told : approach(this.asked, told, seconds / fault.ramp);
    if (fault.stalled) this.speed.settle(0);
    else this.speed.advance(this.asked);
    const flowPerSpeed = fault.dry ? 0 : this.fullFlow * fault.efficiency * fault.turned * (1 - fault.blockage) * slush;
    const siphon = byItself * (1 - fault.blockage) * slush;
    this.flow = this.speed.value * flowPerSpeed + siphon;
    this.meanFlow = this.speed.mean * flowPerSpeed + siphon;
  }
}

/** Whole pulses out of a rate; the fraction is kept for the next step, so no pulse is lost or invented. */
export class PulseTrain {
  private phase = 0;

  /** Pulses that arrive in a step of `seconds` at `rate` per second. */
  take(rate: number, seconds: number): number {
    this.phase += rate * seconds;
    const whole = Math.floor(this.phase);
    this.phase -= whole;
    return whole;
  }
}

export class Hydraulics {
  readonly nak = new Pump(NAK_FULL_FLOW);
  readonly catholyte = new Pump(CATHOLYTE_FULL_FLOW);
  /** What the two flow meters feel, mL/min. */
  readonly nakMeter = new Lag(NAK_METER_LAG);
  readonly catholyteMeter = new Lag(CATHOLYTE_METER_LAG);

  private seconds = 0;

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    this.seconds = seconds;
    this.nak.speed.prepare(seconds);
    this.catholyte.speed.prepare(seconds);
    this.nakMeter.prepare(seconds);
    this.catholyteMeter.prepare(seconds);
  }

  /** One step; the slush factor follows from the most solid part of the NaK loop. `open`: isolation valves, 0 shut, 1 open; `fed`: supply of the drives. */
  advance(outputs: BoardOutputs, faults: FaultPort, cell: MetalNode, line: MetalNode, open: 0 | 1, fed: 0 | 1 = 1): void {
    const solid = cell.solidFraction > line.solidFraction ? cell.solidFraction : line.solidFraction;
    this.nak.advance(this.seconds, outputs.nakPump, faults.nakPump, slushFactor(solid) * open, fed, faults.siphon);
    this.catholyte.advance(this.seconds, outputs.catholytePump, faults.catholytePump, open, fed);
    this.nakMeter.advance(this.nak.meanFlow);
    this.catholyteMeter.advance(this.catholyte.meanFlow);
  }
}
