/**
 * Front ends of the analog inputs: physical quantity ↔ fraction of the converter's full scale (docs/wiring.md).
 */
import { KELVIN } from './constants.js';
import type { AnalogRole } from '../target/wires.js';
import type { ProcessRole } from './process-channels.js';

/** Electrical state of an input that no longer follows its quantity. */
export interface Signature {
  /** Fraction of full scale. */
  readonly fraction: number;
  /** Pick-up on top, rms fraction of full scale. */
  readonly pickUp: number;
  /** Whether the converter's own noise still shows. */
  readonly noisy: boolean;
}

/** How a quantity becomes a fraction: linear amplifier, current loop, resistor, PT1000 or NTC under a pull-up. */
type Shape = 'linear' | 'loop' | 'resistance' | 'pt1000' | 'ntc';

/** Current in mA at full scale of a loop input: 3.3 V across 150 Ω. */
const LOOP_FULL_SCALE = 22;
/** Limits of a healthy transmitter, mA (NAMUR NE 43). */
const LOOP_LOWEST = 3.8;
const LOOP_HIGHEST = 20.5;

export class FrontEnd {
  /** `first`, `second`: zero and span of a linear front end, zero and 20 mA value of a loop, in `unit`; pull-up of the others, Ω. `noise` in LSB rms. */
  constructor(
    readonly unit: string,
    private readonly shape: Shape,
    private readonly first: number,
    private readonly second: number,
    /** Noise of front end and converter, LSB rms. */
    readonly noise: number,
    /** What a broken sensor wire gives. */
    readonly open: Signature,
    /** What shorted sensor wires give. */
    readonly short: Signature,
  ) {}

  /** Fraction of full scale that a quantity gives; outside 0..1 means saturation. */
  toFraction(quantity: number): number {
    if (this.shape === 'linear') return (quantity + this.first) / this.second;
    if (this.shape === 'loop') {
      const current = 4 + (16 * (quantity - this.first)) / this.second;
      return Math.min(Math.max(current, LOOP_LOWEST), LOOP_HIGHEST) / LOOP_FULL_SCALE;
    }
    if (quantity === Infinity) return 1;
    const ohms = this.shape === 'pt1000' ? pt1000(quantity) : this.shape === 'ntc' ? ntc(quantity) : quantity;
    return ohms / (ohms + this.first);
  }

  /** Quantity behind a fraction of full scale. */
  toQuantity(fraction: number): number {
    if (this.shape === 'linear') return fraction * this.second - this.first;
    if (this.shape === 'loop') return this.first + ((fraction * LOOP_FULL_SCALE - 4) * this.second) / 16;
    const ohms = (this.first * fraction) / (1 - fraction);
    return this.shape === 'pt1000' ? pt1000Temperature(ohms) : this.shape === 'ntc' ? ntcTemperature(ohms) : ohms;
  }
}

/** Resistance of a PT1000 at a temperature in °C, Ω (IEC 60751 without its cubic term below 0 °C). */
export function pt1000(celsius: number): number {
  return 1000 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius);
}

/** Temperature of a PT1000 of a resistance in Ω, °C. */
export function pt1000Temperature(ohms: number): number {
  return (3.9083e-3 - Math.sqrt(3.9083e-3 ** 2 + 4 * 5.775e-7 * (1 - ohms / 1000))) / (2 * 5.775e-7);
}

/** NTC of 10 kΩ at 25 °C and B = 3950 K: 33.6 kΩ at 0 °C, 2.49 kΩ at 60 °C, 1.27 kΩ at 80 °C. */
const NTC_OHMS = 10e3;
const NTC_B = 3950;
const NTC_KELVIN = 298.15;

/** Resistance of the NTC at a temperature in °C, Ω. */
export function ntc(celsius: number): number {
  return NTC_OHMS * Math.exp(NTC_B * (1 / (celsius + KELVIN) - 1 / NTC_KELVIN));
}

function ntcTemperature(ohms: number): number {
  return 1 / (Math.log(ohms / NTC_OHMS) / NTC_B + 1 / NTC_KELVIN) - KELVIN;
}

function signature(fraction: number, noisy: boolean, pickUp = 0): Signature {
  return { fraction, noisy, pickUp };
}

function linear(unit: string, zero: number, span: number, open: Signature, short: Signature): FrontEnd {
  return new FrontEnd(unit, 'linear', zero, span, 1, open, short);
}

/** A 4–20 mA transmitter of 0 … `span`: no current through a broken wire, the supply across the burden when its wires touch. */
function loop(unit: string, span: number): FrontEnd {
  return new FrontEnd(unit, 'loop', 0, span, 1, signature(0, true), signature(1, true));
}

const PT = new FrontEnd('°C', 'pt1000', 2700, 0, 0.5, signature(1, true), signature(0, false));

/** Rows of all analog inputs. */
export const FRONT_ENDS: Readonly<Record<AnalogRole, FrontEnd>> = {
  // An open sense wire floats to the amplifier's pull-down: 0 V.
  cellVoltage: linear('V', 1, 7, signature(1 / 7, true), signature(0, false)),
  // An open current loop saturates.
  current: linear('A', 2.2, 4.4, signature(1, true), signature(0, false)),
  nakTempA: PT,
  nakTempB: PT,
  cellTemp: PT,
  leakLoop: new FrontEnd('Ω', 'resistance', 20e3, 0, 1, signature(1, true), signature(0, false)),
  // Open electrodes pick up the mains, 10 mL/min rms; shorted ones give an exact zero.
  nakFlow: linear('mL/min', 5, 65, signature(5 / 65, true, 10 / 65), signature(5 / 65, false)),
};

/** An NTC under 10 kΩ in place of a PT1000: an open wire reads very cold. */
export const NTC_FRONT_END = new FrontEnd('°C', 'ntc', 10e3, 0, 0.5, signature(1, true), signature(0, false));

/** Rows of the inputs that only boards of profile `full` have. */
export const PROCESS_FRONT_ENDS: Readonly<Record<ProcessRole, FrontEnd>> = {
  catholyteTemp: PT,
  nakInletTemp: PT,
  catholyteLeakLoop: FRONT_ENDS.leakLoop,
  supply: linear('V', 0, 33, signature(0, true), signature(0, false)),
  adcReference: linear('V', 0, 3.3, signature(0, true), signature(0, false)),
  busVoltage: linear('V', 1, 7, signature(1 / 7, true), signature(0, false)),
  nakPumpCurrent: linear('A', 0, 3.3, signature(0, true), signature(0, false)),
  catholytePumpCurrent: linear('A', 0, 3.3, signature(0, true), signature(0, false)),
  nakPressure: loop('kPa', 200),
  catholytePressure: loop('kPa', 200),
  blanketPressure: loop('kPa', 40),
  nakLevel: loop('mL', 50),
  oxygen: loop('ppm', 1000),
  hydrogen: loop('vol%', 4),
  roomHydrogen: loop('% LEL', 100),
  toxicGas: loop('ppm', 30),
};

/** Codes of the 12 bit converter. */
export const CODES = 4096;

/** Fraction that a 12 bit converter reports: nearest code, 0..4095, over 4096. */
export function quantise(fraction: number): number {
  const code = Math.round(fraction * CODES);
  return Math.min(Math.max(code, 0), CODES - 1) / CODES;
}
