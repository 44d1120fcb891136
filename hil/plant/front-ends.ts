/**
 * Front ends of the analog inputs: physical quantity ↔ fraction of the converter's full scale (docs/wiring.md).
 */
import type { AnalogRole } from '../target/wires.js';

/** Electrical state of an input that no longer follows its quantity. */
export interface Signature {
  /** Fraction of full scale. */
  readonly fraction: number;
  /** Pick-up on top, rms fraction of full scale. */
  readonly pickUp: number;
  /** Whether the converter's own noise still shows. */
  readonly noisy: boolean;
}

/** How a quantity becomes a fraction: linear amplifier, resistor under a pull-up, PT1000 under a pull-up. */
type Shape = 'linear' | 'resistance' | 'pt1000';

export class FrontEnd {
  /** `first`, `second`: zero and span of a linear front end, in `unit`; pull-up of the others, Ω. `noise` in LSB rms. */
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
    if (quantity === Infinity) return 1;
    const ohms = this.shape === 'pt1000' ? pt1000(quantity) : quantity;
    return ohms / (ohms + this.first);
  }

  /** Quantity behind a fraction of full scale. */
  toQuantity(fraction: number): number {
    if (this.shape === 'linear') return fraction * this.second - this.first;
    const ohms = (this.first * fraction) / (1 - fraction);
    return this.shape === 'pt1000' ? pt1000Temperature(ohms) : ohms;
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

function signature(fraction: number, noisy: boolean, pickUp = 0): Signature {
  return { fraction, noisy, pickUp };
}

function linear(unit: string, zero: number, span: number, open: Signature, short: Signature): FrontEnd {
  return new FrontEnd(unit, 'linear', zero, span, 1, open, short);
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

/** Codes of the 12 bit converter. */
export const CODES = 4096;

/** Fraction that a 12 bit converter reports: nearest code, 0..4095, over 4096. */
export function quantise(fraction: number): number {
  const code = Math.round(fraction * CODES);
  return Math.min(Math.max(code, 0), CODES - 1) / CODES;
}
