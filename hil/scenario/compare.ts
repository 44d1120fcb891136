/**
 * Two traces of one scenario side by side: how far do two targets differ?
 */
import type { Trace } from './trace.js';

/** Largest difference of one signal. */
export interface SignalDifference {
  readonly signal: string;
  readonly unit: string;
  /** Largest absolute difference over the rows that both have, in `unit`; Infinity when one has a value and the other has none. */
  readonly largest: number;
  readonly atMs: number;
}

/**
 * Values that differ by less than this share count as equal: the interpreter reads decimal numbers and takes exponentials with a library of its own,
 * which differs in the last bits of a double.
 */
const ROUNDING = 1e-9;

/** First row that is not the same in both. */
export interface FirstDifference {
  readonly timeMs: number;
  readonly signal: string;
  readonly a: number;
  readonly b: number;
}

export interface TraceComparison {
  readonly same: boolean;
  /** Rows with the same time in both traces. */
  readonly rowsCompared: number;
  /** Rows that only one trace has: something changed at another moment. */
  readonly rowsUnmatched: number;
  readonly first: FirstDifference | undefined;
  /** One entry per signal that differs anywhere, largest share of the signal's span first. */
  readonly differences: readonly SignalDifference[];
}

/** Compares sample by sample. Throws when the traces have not the same columns. */
export function compareTraces(a: Trace, b: Trace): TraceComparison {
  const names = a.signals.map((column) => column.name);
  if (names.join() !== b.signals.map((column) => column.name).join())
    throw new Error('the traces have different columns; record both with the same version of the bench');
  const timeA = a.time();
  const timeB = b.time();
  const pairs: [number, number][] = [];
  let unmatched = 0;
  let firstUnmatched = Infinity;
  for (let i = 0, j = 0; i < timeA.length || j < timeB.length;) {
    const ta = timeA[i] ?? Infinity;
    const tb = timeB[j] ?? Infinity;
    if (ta === tb) pairs.push([i++, j++]);
    else {
      unmatched++;
      firstUnmatched = Math.min(firstUnmatched, ta, tb);
      if (ta < tb) i++;
      else j++;
    }
  }
  let first: FirstDifference | undefined;
  const differences: (SignalDifference & { share: number })[] = [];
  a.signals.forEach(({ name, unit }) => {
    const va = a.column(name);
    const vb = b.column(name);
    let largest = 0;
    let atMs = 0;
    let span = 0;
    for (const [i, j] of pairs) {
      const x = va[i] ?? NaN;
      const y = vb[j] ?? NaN;
      if (Number.isFinite(x)) span = Math.max(span, Math.abs(x));
      if (Object.is(x, y) || x === y) continue;
      const distance = Number.isNaN(x) || Number.isNaN(y) ? Infinity : Math.abs(x - y);
      const timeMs = timeA[i] ?? 0;
      const parted = distance > ROUNDING * Math.max(1, Math.abs(x));
      if (parted && (!first || timeMs < first.timeMs)) first = { timeMs, signal: name, a: x, b: y };
      if (distance > largest) {
        largest = distance;
        atMs = timeMs;
      }
    }
    if (largest > 0) differences.push({ signal: name, unit, largest, atMs, share: largest / (span || 1) });
  });
  if (firstUnmatched < (first?.timeMs ?? Infinity)) first = { timeMs: firstUnmatched, signal: 'time of a change', a: NaN, b: NaN };
  differences.sort((x, y) => y.share - x.share);
  return {
    same: first === undefined,
    rowsCompared: pairs.length,
    rowsUnmatched: unmatched,
    first,
    differences: differences.map(({ signal, unit, largest, atMs }) => ({ signal, unit, largest, atMs })),
  };
}
