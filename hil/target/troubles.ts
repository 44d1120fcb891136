/**
 * What a bench can do to the controller itself. A lasting trouble goes on over restarts until it is called again with 0; the others happen once.
 */

export const TROUBLES = [
  /** Memory exhausted: the interval that comes due next is lost, and the error flag is raised. */
  'outOfMemory',
  /** The processor does nothing for so many ms. */
  'stall',
  /** The clock jumps by so many ms, forwards or backwards; the timers come due by it. */
  'clock',
  /** Lasting: every turn in which a timer runs keeps the processor busy for so many ms. */
  'slow',
  /** Lasting: the processor stands for good so many ms after every start. */
  'crash',
  /** Lasting: so many variables are free. */
  'variables',
  /** Lasting: the FRAM does not answer (1). */
  'framSilent',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Checks the value of a trouble. Throws a sentence when the trouble needs another one. */
export function troubleValue(kind: Trouble, value: number | undefined): number {
  if (kind === 'outOfMemory') return 0;
  const lasting = kind !== 'stall' && kind !== 'clock';
  if (value === undefined || !Number.isFinite(value) || (kind === 'stall' && !(value > 0)) || (lasting && value < 0)) {
    throw new Error(`trouble('${kind}'): ${String(value)} is ${kind === 'clock' ? 'no number' : lasting ? 'below 0' : 'not above 0'}`);
  }
  return value;
}
