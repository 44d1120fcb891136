/** The board of a bench is no longer there, or what it does can no longer be judged: the run is red. */
import { LiquidusError } from '../../../host/error.js';

export class TargetLost extends LiquidusError {
  constructor(message: string) {
    super('link.board', message);
    this.name = 'TargetLost';
  }
}

/** Something that this target cannot do. */
export function unsupported(target: string, what: string, why: string): LiquidusError {
  return new LiquidusError('usage.target', `${what} is unsupported on ${target}: ${why}.`);
}
