/**
 * The text format of Prometheus, version 0.0.4: families of samples, each with its help and its type.
 */

/** Type of the answer over HTTP. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Labels of a sample, by their names. */
export type Labels = Readonly<Record<string, string>>;

/** One family. Samples without a value are left out, and so is a family without samples. */
export interface Family {
  /** `[a-z_][a-z0-9_]*`; a counter ends in `_total`. */
  readonly name: string;
  /** A summary here has its quantiles alone. */
  readonly type: 'gauge' | 'counter' | 'summary';
  readonly help: string;
  readonly samples: readonly { readonly labels?: Labels; readonly value: number | null | undefined }[];
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function labelsText(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The page of some families. */
export function exposition(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    const known = samples.filter(({ value }) => typeof value === 'number' && Number.isFinite(value));
    if (known.length === 0) continue;
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
    for (const { labels, value } of known) lines.push(`${name}${labelsText(labels)} ${value ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}
