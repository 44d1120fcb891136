/**
 * Bars and sparklines from block characters.
 */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A horizontal bar of `columns` for a fraction of 0..1; the rest is dots. */
export function bar(fraction: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * columns * 8);
  const filled = '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
  return filled + '·'.repeat(columns - [...filled].length);
}

/** A sparkline of the last `columns` values between `low` and `high`; a gap where a value is missing. */
export function sparkline(values: readonly (number | null)[], low: number, high: number, columns: number): string {
  const span = high - low || 1;
  const shown = values.slice(-columns);
  const drawn = shown.map((value) => (value === null ? ' ' : (LEVELS[Math.min(7, Math.max(0, Math.floor(((value - low) / span) * 8)))] ?? ' ')));
  return ' '.repeat(columns - drawn.length) + drawn.join('');
}
