/**
 * What stops a flashing on its way, and what the board holds then.
 */
import type { ErrorCode } from '../error.js';

/** Something stopped the flashing. The message is the first half of a sentence, without its full stop; the second half says what the board holds. */
export class FlashFailure extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'FlashFailure';
    this.code = code;
  }
}

/** Program in a board's boot file. `other`: whole, but neither the old nor the new one. `unknown`: nobody could look. */
export type Holding = 'old' | 'new' | 'none' | 'other' | 'unknown';

/**
 * Where a flashing was when it stopped. `look`: nothing was changed yet. `stopped`: the old program was stopped. `change`: the boot file was being
 * replaced, by the new program or back by the old one. `checked`: the new one is there, and read back as it should. `returned`: the old one is again.
 */
export type Phase = 'look' | 'stopped' | 'change' | 'checked' | 'returned';

/** What became of the parameters on the board. `unknown`: nobody could look, and its files were being moved together. */
export type Parameters = 'kept' | 'lost' | 'unknown';

/** Second half of the sentence: what the board holds. `running`: the old program was started again. */
export function holdingWords(phase: Phase, holding: Holding, running: boolean): string {
  if (phase === 'look') return 'nothing was changed on the board';
  switch (holding) {
    case 'old':
      return running
        ? 'the board holds the old program and runs it again'
        : 'the board holds the old program, and its outputs are off; restart the board to run it, or flash again';
    case 'new':
      return 'the board holds the new program, whole and checked; restart the board if it does not run yet';
    case 'none':
      return 'the board holds no program, so its outputs stay off; flash again';
    case 'other':
      return 'the board holds a program that is neither the old nor the new one; flash again before it restarts';
    case 'unknown': {
      const held = phase === 'change' ? 'the old or the new program' : 'the old program';
      return `the board holds ${held}, or none if it lost its power at that moment, with its outputs off until it restarts; connect it again and flash again`;
    }
  }
}

/** Third part, where the parameters are not certain: where they are. */
export function parameterWords(parameters: Parameters, folder: string): string {
  if (parameters === 'kept') return '';
  return parameters === 'lost'
    ? `; its parameters are lost on the board and lie in ${folder}`
    : `; its parameters may be lost on the board and lie in ${folder}`;
}
