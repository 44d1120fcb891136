/**
 * Colours and weights for the terminal. Off when the output is no terminal, when NO_COLOR is set (https://no-color.org) or TERM is `dumb`.
 */

/** The styles that the views use. Each wraps a text. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly alarm: (text: string) => string;
  readonly accent: (text: string) => string;
  /** White on a red ground, for the one thing that must be seen. */
  readonly alert: (text: string) => string;
  /** Black on an amber ground. */
  readonly caution: (text: string) => string;
}

const plain = (text: string): string => text;
const sgr = (on: string, off: string) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;

/** No styling at all. */
export const PLAIN: Style = { bold: plain, dim: plain, good: plain, warn: plain, alarm: plain, accent: plain, alert: plain, caution: plain };

/** Styles of the 16-colour palette, which every terminal maps to readable colours. */
export const COLOURED: Style = {
  bold: sgr('1', '22'),
  dim: sgr('2', '22'),
  good: sgr('32', '39'),
  warn: sgr('33', '39'),
  alarm: sgr('1;31', '22;39'),
  accent: sgr('36', '39'),
  alert: sgr('1;97;41', '22;39;49'),
  caution: sgr('30;43', '39;49'),
};

/** The style for an output stream in this environment. */
export function styleFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const wanted = stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return wanted ? COLOURED : PLAIN;
}
