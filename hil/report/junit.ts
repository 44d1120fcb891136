/**
 * JUnit XML of a suite run, in the form that CI servers read.
 */
import type { RunResult } from '../scenario/result.js';
import type { SuiteFacts } from '../scenario/suite-facts.js';
import { failureLine, rerunCommand } from '../scenario/wording.js';
import { escapeText } from './xml.js';

/** One `testsuite` with one `testcase` per scenario. A red scenario has one `failure` whose text lists every finding. */
export function junit(results: readonly RunResult[], { target, startedIso, again }: Pick<SuiteFacts, 'target' | 'startedIso' | 'again'>): string {
  const suiteName = `liquidus.hil.${target}`;
  const red = results.filter((result) => result.verdict === 'red').length;
  const seconds = results.reduce((sum, result) => sum + result.wallSeconds, 0).toFixed(3);
  const counts = `tests="${results.length}" failures="${red}" errors="0" skipped="0" time="${seconds}"`;
  const cases = results.map((result) => testCase(result, suiteName, again)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${escapeText(suiteName)}" ${counts}>
<testsuite name="${escapeText(suiteName)}" timestamp="${escapeText(startedIso)}" ${counts}>
${cases}
</testsuite>
</testsuites>
`;
}

function testCase(result: RunResult, suiteName: string, again: readonly string[]): string {
  const { scenario } = result;
  const head = `<testcase classname="${escapeText(`${suiteName}.${scenario.id}`)}" name="${escapeText(scenario.title)}" file="${escapeText(scenario.file)}" time="${result.wallSeconds.toFixed(3)}"`;
  const properties = [
    ['target', result.target],
    ['requirements', scenario.requirements.join(' ')],
    ['faults', scenario.faults.join(' ')],
    ['simulatedSeconds', result.simSeconds.toFixed(1)],
    ...result.detections.map((detection) => [
      `detection.${detection.fault}.ms`,
      Number.isNaN(detection.reactionMs) ? '' : String(Math.round(detection.reactionMs)),
    ]),
  ]
    .map(([name = '', value = '']) => `<property name="${escapeText(name)}" value="${escapeText(value)}"/>`)
    .join('');
  const body = `<properties>${properties}</properties>`;
  const [first] = result.failures;
  if (first === undefined) return `${head}>${body}</testcase>`;
  const lines = result.failures.map((failure) => failureLine(scenario, failure));
  lines.push(`rerun: ${rerunCommand(scenario, again)}`);
  return `${head}>${body}<failure type="scenario" message="${escapeText(failureLine(scenario, first))}">${escapeText(lines.join('\n'))}</failure></testcase>`;
}
