/**
 * Why the processor was reset, as its reset register says it. Known for the STM32F401 of the Pico (RM0368, 6.3.20, RCC_CSR: the flags gather in the top byte
 * until the bit RMVF clears them); not measured on a board. Elsewhere the interpreter offers nothing, and a start with no flags is all that is known.
 */

/** Place of the flags in the register, and what is written there to clear them. */
export const RESET_SHIFT = 24;
export const RESET_CLEAR = 1 << RESET_SHIFT;

export type ResetCause = 'powerOn' | 'brownOut' | 'watchdog' | 'restart' | 'pin' | 'unknown';

/** Flags, the most telling first: every reset pulls the reset pin too, and a power-on is a brown-out as well. */
const FLAGS: readonly (readonly [number, ResetCause])[] = [
  [0x20, 'watchdog'],
  [0x10, 'restart'],
  [0x08, 'powerOn'],
  [0x02, 'brownOut'],
  [0x04, 'pin'],
];

/** Cause that the flags of a start event or of register 93 mean. */
export function resetCause(flags: number): ResetCause {
  for (const [flag, cause] of FLAGS) if (flags & flag) return cause;
  return 'unknown';
}

/** Flags that the processor shows after a reset of its own, its watchdog or a loss of power. */
export const RESET_FLAGS: Readonly<Record<'powerOn' | 'watchdog' | 'restart', number>> = { powerOn: 0x0e, watchdog: 0x24, restart: 0x14 };
