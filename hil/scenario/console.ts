/**
 * The suite on a console: a line while it runs, a table at the end, one line per failure.
 */
import { differenceLine } from '../report/baseline.js';
import { formatDuration } from './quantity.js';
import type { RunResult } from './result.js';
import type { SuiteFacts } from './suite-facts.js';
import type { DetectionTimes } from './times.js';
import { coverLine, detectionWord, failureLine, pacingText, rerunCommand } from './wording.js';

function speed(result: Pick<RunResult, 'simSeconds' | 'wallSeconds'>): string {
  return Math.round(result.simSeconds / Math.max(result.wallSeconds, 1e-9)).toLocaleString('en');
}

/** "[ 3/22] green  freeze-na-rich  1 h 2 min in 0.4 s". */
export function progressLine(result: RunResult, index: number, count: number): string {
  const number = String(index + 1).padStart(String(count).length);
  return `[${number}/${count}] ${result.verdict.padEnd(5)}  ${result.scenario.id}: ${formatDuration(result.simSeconds * 1000)} in ${result.wallSeconds.toFixed(2)} s${pacingWords(result)}`;
}

/** How a run in real time kept time; empty where time is virtual. */
function pacingWords({ pacing }: Pick<RunResult, 'pacing'>): string {
  return pacing ? `, ${pacingText(pacing)}` : '';
}

/** Lines of a table: its head, a rule and the rows; the columns in `right` are aligned there. */
function columns(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}

/** Time to the reaction (or the alarm bit) per fault, beside the debounce of its checks and the deadline of the scenario. */
export function timesTable(rows: readonly DetectionTimes[]): string {
  const words = rows.map((row) => [
    row.fault,
    row.name,
    row.scenario,
    row.timed,
    [...new Set(row.debounceMs)].map(formatDuration).join('–'),
    formatDuration(Math.round(row.medianMs)),
    formatDuration(Math.round(row.worstMs)),
    formatDuration(row.deadlineMs),
    `${row.runs - row.bad}/${row.runs}`,
  ]);
  const head = ['fault', 'name', 'scenario', 'timed', 'debounce', 'median', 'worst', 'deadline', 'in time'];
  return columns(head, words, [4, 5, 6, 7, 8]).join('\n');
}

/** Scenario, verdict, detection times, simulated seconds per second; then every failure with the command that runs it again. */
export function suiteTable(results: readonly RunResult[], facts: SuiteFacts): string {
  const rows = results.map((result) => [result.scenario.id, result.verdict, result.detections.map(detectionWord).join(', ') || '–', speed(result)]);
  const lines = [...columns(['scenario', 'verdict', 'detected after', 'sim s/s'], rows, [3]), ''];
  for (const result of results) {
    if (result.failures.length === 0) continue;
    for (const failure of result.failures) lines.push(failureLine(result.scenario, failure));
    lines.push(`  run again: ${rerunCommand(result.scenario, facts.again)}`);
  }
  const total = `${facts.green} green, ${facts.red} red; ${formatDuration(facts.simSeconds * 1000)} simulated in ${facts.wallSeconds.toFixed(1)} s (${speed(facts)} simulated seconds per second) on ${facts.target}`;
  if (facts.covers.length > 0) lines.push('covered, over all runs:', ...facts.covers.map((cover) => `  ${coverLine(cover)}`), '');
  if (facts.baseline) {
    const { startedIso, differences } = facts.baseline;
    lines.push(
      `${differences.length === 0 ? 'the same as' : `${differences.length} differences from`} the run of ${startedIso}${differences.length === 0 ? '' : '; ! is worse'}`,
    );
    lines.push(...differences.map(differenceLine), '');
  }
  lines.push(total, ...facts.bundles.map(({ board, sha256 }) => `bundle ${board} ${sha256}`));
  return lines.join('\n');
}
