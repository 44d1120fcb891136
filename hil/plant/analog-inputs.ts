/**
 * The analog inputs of the board: front ends, noise, quantisation, and what faults make of them.
 */
import { ANALOG_ROLES } from '../target/wires.js';
import type { AnalogRole } from '../target/wires.js';
import type { AnalogFault } from './fault-port.js';
import { CODES, FRONT_ENDS, quantise } from './front-ends.js';
import type { FrontEnd } from './front-ends.js';
import type { Noise } from './noise.js';

/** Place of every role in the arrays of `AnalogInputs`. */
export const ANALOG_INDEX = Object.fromEntries(ANALOG_ROLES.map((role, index) => [role, index])) as Record<AnalogRole, number>;

class Channel {
  readonly rms: number;
  /** Drift that a fault has accumulated, in the unit of the channel. */
  drift = 0;

  constructor(
    readonly front: FrontEnd,
    readonly fault: AnalogFault,
    noiseScale: number,
  ) {
    this.rms = (front.noise * noiseScale) / CODES;
  }
}

export class AnalogInputs {
  /** True quantities, by `ANALOG_INDEX`, in the units of their front ends. Written before `convert`. */
  readonly quantities = new Float64Array(ANALOG_ROLES.length);
  /** Fractions of full scale that the converter reports. */
  readonly fractions = new Float64Array(ANALOG_ROLES.length);
  private readonly gaussians = new Float64Array(ANALOG_ROLES.length);
  private readonly channels: readonly Channel[];

  /** `noiseScale` multiplies the usual noise of the front ends; 0 = a silent converter. */
  constructor(
    faults: Record<AnalogRole, AnalogFault>,
    private readonly noise: Noise,
    noiseScale: number,
  ) {
    this.channels = ANALOG_ROLES.map((role) => new Channel(FRONT_ENDS[role], faults[role], noiseScale));
  }

  /** One conversion of every channel, `seconds` after the last one. */
  convert(seconds: number): void {
    const { channels, fractions, gaussians, quantities } = this;
    // Every channel takes one number of the stream in every step, so that a fault on one leaves the noise of the others as it was.
    this.noise.fill(gaussians);
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i] as Channel; // i is inside, here and below
      if (channel.fault.kind === 'none') {
        channel.drift = 0;
        fractions[i] = quantise(channel.front.toFraction(quantities[i] as number) + (gaussians[i] as number) * channel.rms);
      } else {
        fractions[i] = faulty(channel, quantities[i] as number, fractions[i] as number, seconds, gaussians[i] as number);
      }
    }
  }
}

/** What a faulty channel reports; `last` is what it reported before. */
function faulty(channel: Channel, quantity: number, last: number, seconds: number, gaussian: number): number {
  const { fault, front, rms } = channel;
  channel.drift = fault.kind === 'drift' ? channel.drift + fault.value * seconds : 0;
  if (fault.kind === 'stuck') return last;
  if (fault.kind === 'open' || fault.kind === 'short') {
    const signature = front[fault.kind];
    return quantise(signature.fraction + gaussian * (signature.pickUp + (signature.noisy ? rms : 0)));
  }
  return quantise(front.toFraction(distorted(channel, quantity, gaussian)) + gaussian * rms);
}

/** The quantity that the front end sees instead of the true one. */
function distorted(channel: Channel, quantity: number, gaussian: number): number {
  const { kind, value } = channel.fault;
  switch (kind) {
    case 'offset':
      return quantity + value;
    case 'gain':
      return quantity * value;
    case 'drift':
      return quantity + channel.drift;
    case 'noise':
      return quantity + value * gaussian;
    case 'fixed':
      return value;
    default:
      return quantity;
  }
}
