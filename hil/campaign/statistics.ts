/**
 * Bounds at 95 % confidence for what was counted. Zero of 3000 does not mean never: the upper bound says how much it means.
 */

/** ln Γ(x) for x > 0: Lanczos approximation, g = 7, 9 terms; error below 1e-13. */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
    9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  const sum = c.reduce((total, term, i) => total + (i === 0 ? term : term / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** P(at most `k` of `n`) for a share `p`. */
function binomialAtMost(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) + i * Math.log(p) + (n - i) * Math.log1p(-p));
  }
  return Math.min(1, sum);
}

/** Value between `low` and `high` at which a falling function crosses `level`. */
function crossing(low: number, high: number, level: number, falling: (x: number) => number): number {
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Bounds of a share of which `k` of `n` were seen: Clopper and Pearson, 95 %, both sides. For k = 0 the upper one is one-sided 95 %. */
export function shareBounds(k: number, n: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const tail = k === 0 || k === n ? 0.05 : 0.025;
  const low = k === 0 ? 0 : crossing(0, 1, 1 - tail, (p) => binomialAtMost(k - 1, n, p));
  const high = k === n ? 1 : crossing(0, 1, tail, (p) => binomialAtMost(k, n, p));
  return [low, high];
}

/** P(at most `k`) for a mean `m` (Poisson). */
function poissonAtMost(k: number, m: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) sum += Math.exp(-m + i * Math.log(m) - logGamma(i + 1));
  return Math.min(1, sum);
}

/** Upper bound, 95 % one-sided, of the rate per hour of something that was seen `k` times in `hours`. */
export function rateBound(k: number, hours: number): number {
  if (!(hours > 0)) return Infinity;
  return crossing(1e-9, 10 * (k + 10), 0.05, (m) => poissonAtMost(k, m)) / hours;
}
