/**
 * From the truth of the plant to the levels on the board's pins: sheath lags, analog channels, pulse trains, contacts.
 */
import { ANALOG_ROLES } from '../target/wires.js';
import type { AnalogRole, BoardInputs, DigitalRole, PulseRole } from '../target/wires.js';
import { AnalogInputs, placesOf } from './analog-inputs.js';
import type { Electrics } from './electrics.js';
import type { FaultPort, PulseFault } from './fault-port.js';
import { FRONT_ENDS } from './front-ends.js';
import { FLOW_PULSES, PUMP_FULL_SPEED, PulseTrain, TACH_PULSES } from './hydraulics.js';
import type { Hydraulics } from './hydraulics.js';
import { Lag } from './lag.js';
import type { Noise } from './noise.js';
import type { ThermalNetwork } from './thermal.js';

/** Lag of a PT1000 in its sheath, s (docs/physics.md, section 9). */
export const SHEATH_LAG = 8;

const AT = placesOf(ANALOG_ROLES);

/** Tach pulses per second at full speed. */
const TACH_RATE = (PUMP_FULL_SPEED / 60) * TACH_PULSES;

/** Flow pulses per second at 1 mL/min. */
const FLOW_RATE = FLOW_PULSES / 60;

interface Inputs extends BoardInputs {
  readonly analog: Record<AnalogRole, number>;
  readonly digital: Record<DigitalRole, 0 | 1>;
  readonly pulses: Record<PulseRole, number>;
}

export class Sensors {
  /** Levels on the pins now, and the pulses of the last step. */
  readonly inputs: Inputs;
  private readonly converter: AnalogInputs<AnalogRole>;
  /** Temperatures of the sheathed sensing elements: the pair in the NaK line shares a pocket. */
  private readonly lineSheath = new Lag(SHEATH_LAG);
  private readonly cellSheath = new Lag(SHEATH_LAG);
  private readonly nakTach = new PulseTrain();
  private readonly catholyteTach = new PulseTrain();
  private readonly catholyteFlow = new PulseTrain();

  /** `noiseScale` multiplies the usual noise of every analog channel. The sensors start at the temperature `celsius`. */
  constructor(
    private readonly faults: FaultPort,
    noise: Noise,
    noiseScale: number,
    celsius: number,
  ) {
    this.converter = new AnalogInputs(ANALOG_ROLES, FRONT_ENDS, faults.analog, noise, noiseScale);
    this.lineSheath.settle(celsius);
    this.cellSheath.settle(celsius);
    this.inputs = {
      analog: { cellVoltage: 0, current: 0, nakTempA: 0, nakTempB: 0, cellTemp: 0, leakLoop: 0, nakFlow: 0 },
      digital: { eStopA: 1, eStopB: 1, contactorFeedback: 0, localReset: 0 },
      pulses: { nakTach: 0, catholyteTach: 0, catholyteFlow: 0 },
    };
  }

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    this.lineSheath.prepare(seconds);
    this.cellSheath.prepare(seconds);
  }

  /** Lets the sheaths and the pulse trains follow one step of `seconds`. */
  advance(seconds: number, thermal: ThermalNetwork, hydraulics: Hydraulics): void {
    const { faults } = this;
    const { pulses } = this.inputs;
    this.lineSheath.advance(thermal.line.temperature);
    this.cellSheath.advance(thermal.cell.temperature);
    pulses.nakTach = this.nakTach.take(rate(faults.pulses.nakTach, hydraulics.nak.speed.mean * TACH_RATE), seconds);
    pulses.catholyteTach = this.catholyteTach.take(rate(faults.pulses.catholyteTach, hydraulics.catholyte.speed.mean * TACH_RATE), seconds);
    pulses.catholyteFlow = this.catholyteFlow.take(rate(faults.pulses.catholyteFlow, hydraulics.catholyteMeter.mean * FLOW_RATE), seconds);
  }

  /** Puts the levels on the pins; `seconds` since they were last put there. */
  present(seconds: number, electrics: Electrics, hydraulics: Hydraulics): void {
    const { converter, faults } = this;
    const { analog, digital } = this.inputs;
    const { fractions, quantities } = converter;
    quantities[AT.cellVoltage] = electrics.terminalVoltage;
    quantities[AT.current] = electrics.current;
    quantities[AT.nakTempA] = this.lineSheath.value;
    quantities[AT.nakTempB] = this.lineSheath.value;
    quantities[AT.cellTemp] = this.cellSheath.value;
    if (faults.temperaturesSwapped) {
      quantities[AT.nakTempA] = this.cellSheath.value;
      quantities[AT.cellTemp] = this.lineSheath.value;
    }
    quantities[AT.leakLoop] = faults.leakResistance;
    quantities[AT.nakFlow] = hydraulics.nakMeter.value;
    converter.convert(seconds);
    // The indices are inside: both come from the list of roles.
    analog.cellVoltage = fractions[AT.cellVoltage] as number;
    analog.current = fractions[AT.current] as number;
    analog.nakTempA = fractions[AT.nakTempA] as number;
    analog.nakTempB = fractions[AT.nakTempB] as number;
    analog.cellTemp = fractions[AT.cellTemp] as number;
    analog.leakLoop = fractions[AT.leakLoop] as number;
    analog.nakFlow = fractions[AT.nakFlow] as number;
    const released = faults.eStopPressed ? 0 : 1;
    digital.eStopA = faults.digital.eStopA ?? released;
    digital.eStopB = faults.digital.eStopB ?? released;
    digital.contactorFeedback = faults.digital.contactorFeedback ?? electrics.contactor.closed;
    digital.localReset = faults.digital.localReset ?? (faults.resetPressed ? 1 : 0);
  }
}

/** Pulse rate that reaches the board. */
function rate(fault: PulseFault, healthy: number): number {
  if (fault.kind === 'none') return healthy;
  return fault.kind === 'spurious' ? fault.rate : 0;
}
