/**
 * The operator's recovery guide: for every fault a frame from its rows, and under it the advice of a person, which stays when the frame is made anew.
 */
import { CHECKS, FAULTS } from '../model/faults.js';
import type { CheckRow, FaultRow } from '../model/types.js';
import { condition, reaction, RESET_WORDS, signalWords } from './docs-faults.js';

/** Lines of a frame begin so; the first that does not begins the advice. */
const FRAME = '>';
/** Shortest advice, characters: less says no more than the row does. */
const SHORTEST = 60;

const headingOf = (fault: FaultRow): string => `### ${fault.id} ${fault.name}`;

/** One condition: "Trips when margin is ≤ 5 K for 5 s: discharge blocked." */
function checkLine(check: CheckRow): string {
  const levels = [
    ...(check.warn === null ? [] : [`warns: ${condition(check, check.warn, check.warnMs)}`]),
    ...(check.trip === null ? [] : [`trips: ${condition(check, check.trip, check.tripMs)}`]),
  ];
  return `${FRAME} - ${signalWords(check)}; ${levels.join('; ')} → ${reaction(check.trip === null ? 0 : check.reaction)}`;
}

/** Which boards have a fault that not all have. */
function where({ id, profile }: FaultRow): string {
  if (profile === 'core') return '';
  return ` Boards of profile full${CHECKS.every((check) => check.fault !== id || check.singleCells) ? ', and others that measure single cells' : ' only'}.`;
}

function frame(fault: FaultRow): string {
  const checks = CHECKS.filter((check) => check.fault === fault.id);
  return [
    ...checks.map(checkLine),
    FRAME,
    `${FRAME} Gone when: ${fault.clears}. Reset: ${RESET_WORDS[fault.reset]}.${where(fault)}`,
    FRAME,
    `${FRAME} **${fault.advice}**`,
  ].join('\n');
}

/** Written advice by fault id. */
function adviceIn(page: string): Map<string, string> {
  const sections = page.split(/^### /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split(/^## /m)[0]?.split('\n') ?? [];
      const text = lines.filter((line) => !line.startsWith(FRAME));
      return [heading.split(' ')[0] ?? '', text.join('\n').trim()];
    }),
  );
}

/** Faults about which a page has no advice that is worth the name. */
export function withoutAdvice(page: string): string[] {
  const advice = adviceIn(page);
  return FAULTS.filter(({ id }) => (advice.get(id)?.length ?? 0) < SHORTEST).map(({ id }) => id);
}

/** The page with its frames made anew; the text before the first fault and the advice stay as they are in `page`. */
export function recoveryPage(page: string): string {
  const advice = adviceIn(page);
  const introduction = page.split(/^### /m)[0]?.trim() ?? '';
  const sections = FAULTS.map((fault) => [headingOf(fault), frame(fault), advice.get(fault.id) ?? ''].join('\n\n').trimEnd());
  return `${[introduction, ...sections].join('\n\n')}\n`;
}
