/**
 * The converter's bus capacitor between contactor and converter: pre-charged through a resistor from the cell, hard-connected by the contactor.
 * Numbers: docs/physics.md, section 6, "Balance of plant".
 */
import type { FaultPort } from './fault-port.js';

/** Capacitance, F; pre-charge resistor, Ω; discharge resistor across the capacitor, Ω. */
const CAPACITANCE = 0.01;
const PRE_CHARGE = 10;
const BLEED = 1000;

export class ConverterBus {
  /** Voltage of the bus, V. */
  voltage = 0;
  /** Charge that the bus has taken from the cell in the last step, C. */
  charge = 0;
  /** Largest current of the last step through contacts that closed on a bus of another voltage, A. */
  inrush = 0;

  /** `switched`: the board's pre-charge switch charges the bus; otherwise the converter keeps it at the voltage of the cell by itself. */
  constructor(private readonly switched: boolean) {}

  /** One step. `terminal`: voltage of the cell; `resistance`: of the cell, Ω; `closed`: main contacts, before and after the step. */
  advance(seconds: number, faults: FaultPort, preCharge: 0 | 1, terminal: number, resistance: number, wasClosed: 0 | 1, closed: 0 | 1): void {
    const before = this.voltage;
    const gap = terminal - before;
    this.inrush = 0;
    if (!this.switched) {
      this.voltage = terminal;
      return;
    }
    if (closed === 1) {
      if (wasClosed === 0) this.inrush = Math.abs(gap) / resistance;
      this.voltage = terminal;
    } else {
      const bleed = faults.busLeak > 0 ? 1 / (1 / BLEED + 1 / faults.busLeak) : BLEED;
      const feed = preCharge === 1 && !faults.preChargeBroken ? PRE_CHARGE : Infinity;
      const conductance = 1 / feed + 1 / bleed;
      const end = terminal / feed / conductance;
      this.voltage = end + (before - end) * Math.exp((-seconds * conductance) / CAPACITANCE);
    }
    this.charge = this.voltage > before ? CAPACITANCE * (this.voltage - before) : 0;
  }
}
