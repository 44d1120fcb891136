/**
 * The ON/OFF matrix: what each class of reaction does with the outputs. Every check names one row; the bits that the monitor combines by *or*
 * come from here (docs/physics.md, section 8; test/oracle/on-off.json repeats the matrix by events).
 */
import { REACTION } from './types.js';

/** Outputs of the matrix in the order of its columns. What a row does not name stays as the state of the sequencer asks. */
export interface OnOffRow {
  /** What the class is for. */
  readonly event: string;
  /** 0: no discharge, no charge. */
  readonly discharge?: 0;
  readonly charge?: 0;
  /** `ramp`: down to zero in ten seconds; `half`: half of the limits. */
  readonly current?: 'ramp' | 'half';
  readonly contactor?: 0;
  readonly nakPump?: 0 | 'fifth';
  readonly catholytePump?: 0;
  /** 0: duty 0 and the second, independent switch open. */
  readonly heaters?: 0;
  /** Isolation valves of the loops; 0 closes them. */
  readonly valves?: 0;
  /** Air fan of the enclosure. */
  readonly fan?: 0;
  readonly purge?: 1;
  readonly scrubber?: 1;
  /** Nothing may be commanded until the reset at the board. */
  readonly shutdown?: 1;
}

const STOP = { discharge: 0, charge: 0, contactor: 0 } as const;
const PUMPS = { nakPump: 0, catholytePump: 0 } as const;
const ALL_OFF = { ...STOP, ...PUMPS, heaters: 0, valves: 0, fan: 0, shutdown: 1 } as const;

/** Rows of the matrix by class, the severest first. */
export const ON_OFF = {
  XP: { event: 'NaK leak, smoke, air or hydrogen', ...ALL_OFF, purge: 1 },
  XT: { event: 'toxic gas', ...ALL_OFF, scrubber: 1 },
  X: { event: 'catholyte leak, cracked ceramic, emergency stop, supply or controller failing', ...ALL_OFF },
  SPH: { event: 'argon lost', ...STOP, ...PUMPS, heaters: 0 },
  SP: { event: 'pressure or level outside its limits', ...STOP, ...PUMPS },
  SHN: { event: 'temperatures unknown', ...STOP, heaters: 0, nakPump: 0 },
  SH: { event: 'too hot, or perhaps', ...STOP, heaters: 0 },
  SN: { event: 'NaK frozen, blocked or not pumped', ...STOP, nakPump: 0 },
  SC: { event: 'catholyte not pumped', ...STOP, catholytePump: 0 },
  SF: { event: 'cold metal before a warm ceramic', ...STOP, nakPump: 'fifth' },
  S: { event: 'no current on these terms', ...STOP },
  Sd: { event: 'discharge leads out of the window', discharge: 0 },
  Sc: { event: 'charge leads out of the window', charge: 0 },
  Sdc: { event: 'time not to be trusted for a minute', discharge: 0, charge: 0 },
  H0: { event: 'heating out of control', heaters: 0 },
  R: { event: 'master silent', current: 'ramp' },
  D: { event: 'half of the evidence gone', current: 'half' },
  W: { event: 'warning only' },
} as const satisfies Readonly<Record<string, OnOffRow>>;

export type ReactionClass = keyof typeof ON_OFF;

/** The bits of `REACTION` that a row of the matrix stands for. */
export function reactionOf(row: OnOffRow): number {
  const bits: readonly (readonly [boolean, number])[] = [
    [row.discharge === 0, REACTION.blockDischarge],
    [row.charge === 0, REACTION.blockCharge],
    [row.current === 'ramp', REACTION.rampToZero],
    [row.current === 'half', REACTION.halfCurrent],
    [row.contactor === 0, REACTION.openContactor],
    [row.nakPump === 0, REACTION.nakPumpOff],
    [row.nakPump === 'fifth', REACTION.nakPumpSlow],
    [row.catholytePump === 0, REACTION.catholytePumpOff],
    [row.heaters === 0, REACTION.heatersOff],
    [row.valves === 0, REACTION.isolateLoops],
    [row.fan === 0, REACTION.fanOff],
    [row.purge === 1, REACTION.purge],
    [row.scrubber === 1, REACTION.scrubber],
    [row.shutdown === 1, REACTION.shutdown],
  ];
  return bits.reduce((sum, [on, bit]) => (on ? sum + bit : sum), 0);
}

const CLASSES = Object.keys(ON_OFF) as ReactionClass[]; // the keys of a literal

/** The rows as bits. */
export const REACTION_CLASS = CLASSES.reduce((all, name) => ({ ...all, [name]: reactionOf(ON_OFF[name]) }), {}) as Readonly<
  Record<ReactionClass, number>
>; // complete after the last key
