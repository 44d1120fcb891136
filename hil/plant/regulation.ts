/**
 * What a charger or a load holds by itself: a current, a voltage or a power. It takes as much of that as it is allowed, so that a voltage that is held ends in a taper.
 * Physics: docs/physics.md, section 6, "Charger and load".
 */

/** What is held, discharge positive: a current, A; the terminal voltage, V; the power at the terminals, W. */
export interface Regulation {
  readonly holds: 'current' | 'voltage' | 'power';
  readonly at: number;
  /** Of a voltage: the one direction in which current may flow for it. Absent: both, as the voltage needs it. */
  readonly only?: 'charge' | 'discharge';
}

/** Largest currents that are allowed, A, not negative. */
export interface Ceilings {
  readonly charge: number;
  readonly discharge: number;
}

/**
 * Current at which a cell with `source` (V) behind `resistance` (Ω) gives `power` (W, discharge positive) at its terminals, A. Infinity: it cannot give so much; a load that wants it
 * pulls what it may.
 */
function currentOfPower(power: number, source: number, resistance: number): number {
  if (power === 0) return 0;
  // Written so that it stays right when the resistance is nothing. Not above 0, or not a number: a cell that is empty, reversed or asked for more than it has.
  const divisor = source + Math.sqrt(source * source - 4 * resistance * power);
  return divisor > 0 ? (2 * power) / divisor : Infinity;
}

/** Current that the regulator aims at, A, discharge positive, on a cell with `source` (V) behind `resistance` (Ω). */
export function regulatedCurrent({ holds, at, only }: Regulation, source: number, resistance: number, ceilings: Ceilings): number {
  const wanted = holds === 'current' ? at : holds === 'power' ? currentOfPower(at, source, resistance) : (source - at) / resistance;
  const most = only === 'charge' ? 0 : ceilings.discharge;
  const least = only === 'discharge' ? 0 : -ceilings.charge;
  return Math.min(Math.max(wanted, least), most);
}
