/**
 * Sentences about results, the same on the console, in JUnit and in the report.
 */
import { formatDuration } from './quantity.js';
import type { CoverHits } from './cover.js';
import type { DetectionResult, Failure } from './result.js';
import type { Pacing } from '../target/pacing.js';
import type { Scenario } from './scenario.js';

/** One line: file and line, step, what was seen, what was wanted, when. */
export function failureLine(scenario: Pick<Scenario, 'file'>, failure: Failure): string {
  const place = failure.line > 0 ? `${scenario.file}:${failure.line}` : scenario.file;
  return `${place}: ${failure.step}: ${failure.value}; wanted ${failure.limit}; at ${formatDuration(failure.timeMs)} of simulated time`;
}

/** A word of a command line, in quotes where the shell would change it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that runs one scenario again. `again`: the options that it needs besides the file, as `SuiteFacts` holds them. */
export function rerunCommand(scenario: Pick<Scenario, 'file' | 'sample'>, again: readonly string[]): string {
  const sample = scenario.sample === 0 ? [] : ['--sample', String(scenario.sample)];
  return ['npx liquidus hil run', ...[scenario.file, ...sample, ...again].map(quoted)].join(' ');
}

/** "2 of 650 steps late, the worst 10.5 ms". */
export function pacingText({ overruns, steps, worstMs }: Pacing): string {
  return `${overruns} of ${steps} steps late, the worst ${Math.max(worstMs, 0).toFixed(1)} ms`;
}

/** "sodium at the trip: 3 of 4 buckets; never < 10 wt%". */
export function coverLine({ name, buckets }: CoverHits): string {
  const empty = buckets.filter(({ hits }) => hits === 0).map(({ label }) => label);
  return `${name}: ${buckets.length - empty.length} of ${buckets.length} buckets${empty.length === 0 ? '' : `; never ${empty.join(', ')}`}`;
}

/** "P30 250 ms", or "P30 never". */
export function detectionWord(detection: DetectionResult): string {
  const timed = detection.reaction === '' ? detection.alarmMs : detection.reactionMs;
  return `${detection.fault} ${Number.isNaN(timed) ? 'never' : formatDuration(timed)}`;
}
