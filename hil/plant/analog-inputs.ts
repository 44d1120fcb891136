/**
 * The analog inputs of the board: front ends, noise, quantisation, and what faults make of them.
 */
import { approach } from './approach.js';
import type { AnalogFault } from './fault-port.js';
import { CODES, quantise } from './front-ends.js';
import type { FrontEnd } from './front-ends.js';
import type { Noise } from './noise.js';

/** Place of every role of a list in the arrays of its `AnalogInputs`. */
export function placesOf<Role extends string>(roles: readonly Role[]): Record<Role, number> {
  return Object.fromEntries(roles.map((role, index) => [role, index])) as Record<Role, number>;
}

class Channel {
  readonly rms: number;
  /** Drift that a fault has accumulated, in the unit of the channel. */
  drift = 0;
  /** What the fault adds to the true quantity now, in the unit of the channel. */
  shift = 0;
  /** How fast that comes and goes, per second: the way back is that of the last fault. */
  slew = Infinity;
  /** Seconds since the last spike, or in the present round of an intermittent wire. */
  clock = 0;
  /** True quantities of the past, the oldest first; of a delayed channel only. */
  past: number[] = [];

  constructor(
    readonly front: FrontEnd,
    readonly fault: AnalogFault,
    noiseScale: number,
  ) {
    this.rms = (front.noise * noiseScale) / CODES;
  }
}

export class AnalogInputs<Role extends string> {
  /** True quantities, by `placesOf` the roles, in the units of their front ends. Written before `convert`. */
  readonly quantities: Float64Array;
  /** Fractions of full scale that the converter reports. */
  readonly fractions: Float64Array;
  private readonly gaussians: Float64Array;
  private readonly channels: readonly Channel[];

  /** `noiseScale` multiplies the usual noise of the front ends; 0 = a silent converter. */
  constructor(
    roles: readonly Role[],
    fronts: Readonly<Record<Role, FrontEnd>>,
    faults: Readonly<Record<Role, AnalogFault>>,
    private readonly noise: Noise,
    noiseScale: number,
  ) {
    this.quantities = new Float64Array(roles.length);
    this.fractions = new Float64Array(roles.length);
    this.gaussians = new Float64Array(roles.length);
    this.channels = roles.map((role) => new Channel(fronts[role], faults[role], noiseScale));
  }

  /** One conversion of every channel, `seconds` after the last one. */
  convert(seconds: number): void {
    const { channels, fractions, gaussians, quantities } = this;
    // Every channel takes one number of the stream in every step, so that a fault on one leaves the noise of the others as it was.
    this.noise.fill(gaussians);
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i] as Channel; // i is inside, here and below
      if (channel.fault.kind === 'none' && channel.shift === 0) {
        channel.drift = 0;
        channel.clock = 0;
        if (channel.past.length > 0) channel.past = [];
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
  if (fault.kind !== 'none') channel.slew = fault.slew;
  channel.drift = fault.kind === 'drift' ? channel.drift + fault.value * seconds : 0;
  if (fault.kind === 'stuck') return last;
  if (fault.kind === 'spike' || fault.kind === 'intermittent') channel.clock += seconds;
  const broken = fault.kind === 'intermittent' && channel.clock % fault.period < fault.value ? 'open' : fault.kind;
  if (broken === 'open' || broken === 'short') {
    const signature = front[broken];
    return quantise(signature.fraction + gaussian * (signature.pickUp + (signature.noisy ? rms : 0)));
  }
  const wanted = distorted(channel, quantity, gaussian, seconds);
  channel.shift = approach(channel.shift, wanted - quantity, channel.slew * seconds);
  return quantise(front.toFraction(channel.slew === Infinity ? wanted : quantity + channel.shift) + gaussian * rms);
}

/** The quantity that the front end sees instead of the true one. */
function distorted(channel: Channel, quantity: number, gaussian: number, seconds: number): number {
  const { kind, value, period } = channel.fault;
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
    case 'spike':
      if (channel.clock < period) return quantity;
      channel.clock -= period;
      return quantity + value;
    case 'delayed':
      channel.past.push(quantity);
      while (channel.past.length > value / seconds + 1) channel.past.shift();
      return channel.past[0] ?? quantity;
    case 'quantised':
      return Math.round(quantity / value) * value;
    default:
      return quantity;
  }
}
