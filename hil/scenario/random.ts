/** Seeded random numbers for series of runs. The plant has a generator of its own (hil/plant/noise.ts). */

/** A 32 bit generator (mulberry32, Tommy Ettinger): uniform numbers 0..1, the same for the same seed. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Constant that tells the runs of a series apart; a series of another kind takes another one. */
const APART = 0x85ebca6b;

/** Numbers of run `index`, from 0, of the series of a seed: the same on every machine. `apart`: odd, 32 bits. */
export function drawsOf(seed: number, index: number, apart = APART): () => number {
  return uniform(Math.imul(seed + 0x9e3779b9, 2654435761) ^ Math.imul(index + 1, apart));
}

/** A drawn number with four digits: readable in a report, and the same run when it is typed in. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
