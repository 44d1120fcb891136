/**
 * What happens to whole writes on their way: they arrive damaged, twice, late, in pieces or under another address.
 */
import { withCrc } from '../../host/bus/crc.js';

/** Part of a write, with the time at which its first character begins. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly startMs: number;
}

/** Which way a damage acts. */
export const WAYS = { toBoard: 1, fromBoard: 2, both: 3 } as const;

/** One kind of damage. `every` 0: off; n: every n-th write of that way. */
interface Row {
  way: number;
  every: number;
  /** Writes that have passed. */
  passed: number;
}

function off(): Row {
  return { way: WAYS.both, every: 0, passed: 0 };
}

export class Damage {
  /** One bit of a write turns over, so that its CRC is wrong. */
  readonly crc = off();
  /** A write comes a second time, so many ms behind its end. */
  readonly duplicate = { ...off(), afterMs: 0 };
  /** A write comes so many ms late. */
  readonly late = { ...off(), byMs: 0 };
  /** A write stops for so many ms behind that many characters. */
  readonly gap = { ...off(), after: 1, forMs: 0 };
  /** A write carries the address of this unit, with a CRC that fits. */
  readonly unit = { ...off(), address: 0 };

  /** A write as it goes on the wire: usually itself. */
  of(fromBoard: boolean, bytes: Uint8Array, startMs: number, characterMs: number): readonly Piece[] {
    const acts = (row: Row): boolean =>
      row.every > 0 && (row.way & (fromBoard ? WAYS.fromBoard : WAYS.toBoard)) !== 0 && ++row.passed % row.every === 0;
    let sent = bytes;
    let start = startMs;
    if (acts(this.unit)) sent = withCrc(sent.map((byte, i) => (i === 0 ? this.unit.address : byte)).subarray(0, -2));
    if (acts(this.crc)) sent = sent.map((byte, i) => (i === sent.length >> 1 ? byte ^ 0x10 : byte));
    if (acts(this.late)) start += this.late.byMs;
    const pieces: Piece[] = [{ bytes: sent, startMs: start }];
    if (acts(this.gap) && sent.length > this.gap.after) {
      const { after, forMs } = this.gap;
      pieces.splice(
        0,
        1,
        { bytes: sent.subarray(0, after), startMs: start },
        { bytes: sent.subarray(after), startMs: start + after * characterMs + forMs },
      );
    }
    if (acts(this.duplicate)) pieces.push({ bytes: sent, startMs: start + sent.length * characterMs + this.duplicate.afterMs });
    return pieces;
  }
}
