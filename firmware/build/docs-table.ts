/** Pieces of the generated reference that several of its sections need. */

/** A table in Markdown. Every row has as many cells as `head`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A name as it stands in code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A register value in its unit, with the decimals that the scale has: (2200, 0.01) gives "22.00". */
export function scaled(value: number, scale: number): string {
  return (value * scale).toFixed(scale < 1 ? Math.round(-Math.log10(scale)) : 0);
}

/** A time: "200 ms", "5 s", "10 min". */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 300_000 ? `${ms / 1000} s` : `${ms / 60_000} min`;
}
