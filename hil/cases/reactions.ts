/** What a reaction of the oracle must do to the output pins, as questions to a bench. */
import { boardRow } from '../../firmware/model/boards.js';
import type { BoardOutputs } from '../target/wires.js';
import type { ReactionWord } from './oracle.js';

/** Longest time of the ramp to zero, ms: ten seconds (docs/physics.md, P37), and a second for its last step. */
const RAMP_MS = 11_000;
/** Part of the full duty that is a fifth, give or take the steps of the output. */
const FIFTH: readonly [number, number] = [0.19, 0.21];

/** What the pins and the image show at one moment. */
export interface Shown {
  readonly outputs: BoardOutputs;
  /** Larger of the two current limits, A. */
  readonly limit: number;
  /** False when the controller says that it does not know the composition. */
  readonly compositionKnown: boolean;
}

type Question = (now: Shown, before: Shown) => boolean;

const noCurrent: Question = ({ outputs }) => outputs.contactor === 0 && outputs.dischargeCurrent === 0 && outputs.chargeCurrent === 0;
const noHeat: Question = ({ outputs }) => outputs.heater === 0 && outputs.heaterEnable === 0;
const noNakPump: Question = ({ outputs }) => outputs.nakPump === 0;
const noCatholytePump: Question = ({ outputs }) => outputs.catholytePump === 0;

const QUESTIONS: Readonly<Record<ReactionWord, readonly (readonly [what: string, Question])[]>> = {
  S: [['contactor and current off', noCurrent]],
  Sd: [['no discharge', ({ outputs }) => outputs.dischargeCurrent === 0]],
  Sc: [['no charge', ({ outputs }) => outputs.chargeCurrent === 0]],
  H0: [['both heater switches off', noHeat]],
  R: [['current at 0', ({ outputs }) => outputs.dischargeCurrent === 0 && outputs.chargeCurrent === 0]],
  D: [['limit halved', (now, before) => now.limit > 0 && now.limit <= before.limit / 2 + 0.002]],
  W: [],
  nakPump0: [['NaK pump off', noNakPump]],
  catholytePump0: [['catholyte pump off', noCatholytePump]],
  nakPumpSlow: [['NaK pump at a fifth', ({ outputs }) => outputs.nakPump >= FIFTH[0] && outputs.nakPump <= FIFTH[1]]],
  worstComposition: [['composition given up', ({ compositionKnown }) => !compositionKnown]],
  purge: [],
  scrubber: [],
  X: [
    ['contactor and current off', noCurrent],
    ['both heater switches off', noHeat],
    ['NaK pump off', noNakPump],
    ['catholyte pump off', noCatholytePump],
  ],
};

/** Questions of outputs that only some boards have. */
function fittedQuestions(words: readonly ReactionWord[], board: string): (readonly [string, Question])[] {
  const { has } = boardRow(board);
  const all: readonly (readonly [boolean, ReactionWord, string, Question])[] = [
    [has.isolationValves, 'X', 'isolation valves shut', ({ outputs }) => outputs.isolationValves === 0],
    [has.enclosureFan, 'X', 'enclosure fan off', ({ outputs }) => outputs.enclosureFan === 0],
    [has.argonPurge, 'purge', 'argon purge on', ({ outputs }) => outputs.argonPurge === 1],
    [has.scrubber, 'scrubber', 'scrubber on', ({ outputs }) => outputs.scrubber === 1],
  ];
  return all.filter(([fitted, word]) => fitted && words.includes(word)).map(([, , what, question]) => [what, question]);
}

/** Everything that must be so after a trip with these reactions. */
export function wantedOf(words: readonly ReactionWord[], board: string): (readonly [what: string, Question])[] {
  return [...words.flatMap((word) => QUESTIONS[word]), ...fittedQuestions(words, board)];
}

/** Outputs that these reactions must leave as they are, by name. */
export function untouchedBy(words: readonly ReactionWord[]): (keyof BoardOutputs)[] {
  const all = words.includes('X');
  const left: (keyof BoardOutputs)[] = [];
  if (!all && !words.includes('S')) left.push('contactor');
  if (!all && !words.includes('H0')) left.push('heaterEnable');
  if (!all && !words.some((word) => word === 'nakPump0' || word === 'nakPumpSlow')) left.push('nakPump');
  if (!all && !words.includes('catholytePump0')) left.push('catholytePump');
  return left;
}

/**
 * Time that a reaction may take once the alarm is there, ms: one tick and 20 ms; a ramp takes its ten seconds. Limits are worked out once a second; a
 * composition is given up in one second and worked out in the next.
 */
export function reactionMs(words: readonly ReactionWord[]): number {
  if (words.includes('R')) return RAMP_MS;
  if (words.includes('worstComposition')) return 2100;
  return words.includes('D') ? 1100 : 120;
}
