/**
 * Hardware that acts without the board: comparators, cut-out, leak relay, emergency-stop chain and the relay behind the toggling output. Each takes
 * supplies away, whatever the outputs of the board say, and keeps them away until the button at the cabinet. Levels and reasons: docs/wiring.md.
 */
import type { BoardInputs } from '../target/wires.js';
import { MAX_CURRENT } from './cell.js';
import type { Electrics } from './electrics.js';
import { WET_LEAK_LOOP, type FaultPort } from './fault-port.js';
import { Lag } from './lag.js';
import type { PlantTruth } from './truth.js';

/** What the devices can take away: 1 = fed. */
export interface Supplies {
  /** Coil of the power contactor. */
  contactor: 0 | 1;
  /** Release of the converter: without it no current is commanded. A converter that pushes by itself does not obey. */
  converter: 0 | 1;
  /** Both heater switches. */
  heater: 0 | 1;
  /** Drives of both pumps. */
  pumps: 0 | 1;
  /** Mains at the converter: without it nothing flows, whatever the converter wants. */
  grid: 0 | 1;
}

/** A plant without such hardware, or with all of it at rest. */
export const ALL_FED: Readonly<Supplies> = { contactor: 1, converter: 1, heater: 1, pumps: 1, grid: 1 };

/** Over-current comparator, A: 1.5 I_max. */
const HIGH_CURRENT = 1.5 * MAX_CURRENT;
/** Window on the terminal voltage, V: above the trip of P14, within what the converter can push; below, the cell is reversed (P15). */
const HIGH_VOLTAGE = 4.6;
const LOW_VOLTAGE = 0.5;
/** Thermal cut-out, °C, and the lag of its bulb on the cell, s. */
const CUT_OUT = 70;
const BULB_LAG = 5;
/** The safety relay falls when the toggling output has stood still for so long, ms (P36). */
const STILL_MS = 1000;

const CURRENT: readonly (keyof Supplies)[] = ['contactor', 'converter'];
const CURRENT_AND_HEAT: readonly (keyof Supplies)[] = [...CURRENT, 'heater'];
const EVERYTHING: readonly (keyof Supplies)[] = [...CURRENT_AND_HEAT, 'pumps'];

/** One device. It measures with sensors and contacts of its own. */
class Device {
  /** True from its answer until the button. */
  acted = false;
  private elapsedMs = -1;

  /** `responseMs`: how long the cause must last; the travel of the contactor comes on top. */
  constructor(
    private readonly responseMs: number,
    readonly takes: readonly (keyof Supplies)[],
  ) {}

  /** One step of `dtMs` with its cause there or not. The first look at the cause is time 0. */
  observe(dtMs: number, cause: boolean, button: boolean): void {
    if (!cause) {
      this.elapsedMs = -1;
      if (button) this.acted = false;
      return;
    }
    this.elapsedMs = this.elapsedMs < 0 ? 0 : this.elapsedMs + dtMs;
    if (this.elapsedMs >= this.responseMs) this.acted = true;
  }
}

export class SafetyChain {
  readonly supplies: Supplies = { ...ALL_FED };
  private readonly current = new Device(1, CURRENT);
  private readonly highVoltage = new Device(1, CURRENT);
  private readonly reversal = new Device(20, CURRENT);
  private readonly cutOut = new Device(10, CURRENT_AND_HEAT);
  private readonly leak = new Device(100, EVERYTHING);
  private readonly stop = new Device(20, EVERYTHING);
  private readonly watchdog = new Device(0, EVERYTHING);
  private readonly devices = [this.current, this.highVoltage, this.reversal, this.cutOut, this.leak, this.stop, this.watchdog];
  private readonly bulb = new Lag(BULB_LAG);
  private level: 0 | 1 = 0;
  private stillMs = 0;
  /** The safety relay closes for the first time with the first change of the output. */
  private awake: boolean;
  private pressed = false;

  /** `celsius`: of the cell at the start. `relay`: the board toggles an output for the safety relay; without it none is fitted. */
  constructor(
    celsius: number,
    private readonly relay: boolean,
  ) {
    this.bulb.settle(celsius);
    this.awake = !relay;
    this.feed();
  }

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    this.bulb.prepare(seconds);
  }

  /** Looks at the plant after a step of `dtMs`. What it takes is gone from the next step on. */
  observe(dtMs: number, electrics: Electrics, celsius: number, contacts: BoardInputs['digital'], faults: FaultPort, toggle: 0 | 1): void {
    this.bulb.advance(celsius);
    const button = faults.resetPressed && !this.pressed;
    this.pressed = faults.resetPressed;
    this.current.observe(dtMs, Math.abs(electrics.current) > HIGH_CURRENT, button);
    this.highVoltage.observe(dtMs, electrics.terminalVoltage > HIGH_VOLTAGE, button);
    this.reversal.observe(dtMs, electrics.contactor.closed === 1 && electrics.terminalVoltage < LOW_VOLTAGE, button);
    this.cutOut.observe(dtMs, this.bulb.value > CUT_OUT, button);
    this.leak.observe(dtMs, faults.leakResistance < WET_LEAK_LOOP, button);
    this.stop.observe(dtMs, faults.eStopPressed || contacts.eStopA === 0 || contacts.eStopB === 0, button);
    this.watchdog.observe(dtMs, this.relay && this.isStill(dtMs, toggle), button);
    this.feed();
  }

  /** Writes its answers into the truth. */
  record(truth: PlantTruth): void {
    truth.currentComparator = Number(this.current.acted);
    truth.voltageComparator = Number(this.highVoltage.acted || this.reversal.acted);
    truth.cutOut = Number(this.cutOut.acted);
    truth.leakRelay = Number(this.leak.acted);
    truth.stopChain = Number(this.stop.acted);
    truth.watchdogRelay = Number(this.watchdog.acted);
  }

  /** True once an output that had begun to toggle has stood still for too long. */
  private isStill(dtMs: number, level: 0 | 1): boolean {
    const changed = level !== this.level;
    this.level = level;
    this.stillMs = changed ? 0 : this.stillMs + dtMs;
    if (changed) this.awake = true;
    return this.awake && this.stillMs >= STILL_MS;
  }

  private feed(): void {
    const { supplies } = this;
    Object.assign(supplies, ALL_FED);
    for (const device of this.devices) if (device.acted) for (const what of device.takes) supplies[what] = 0;
    if (!this.awake) for (const what of EVERYTHING) supplies[what] = 0;
  }
}
