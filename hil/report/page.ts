/**
 * The report page: one HTML file that needs nothing else.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CHECKS } from '../../firmware/model/faults.js';
import { liquidusTable } from '../plant/liquidus.js';
import { formatDuration } from '../scenario/quantity.js';
import type { RunResult } from '../scenario/result.js';
import type { Scenario } from '../scenario/scenario.js';
import type { SuiteFacts } from '../scenario/suite-facts.js';
import { detectionWord, failureLine, pacingText, rerunCommand } from '../scenario/wording.js';
import { columnsOf, faultRows, requirementRows, type MatrixColumn, type MatrixRow } from './matrix.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';
import { packed, payload } from './payload.js';
import { escapeText, scriptJson } from './xml.js';

/** Text of a file of the plotting library, as installed. */
function uplotFile(name: string): string {
  const resolved = createRequire(import.meta.url).resolve('uplot');
  return readFileSync(join(dirname(resolved), name), 'utf8');
}

/** The whole page. */
export function reportPage(results: readonly RunResult[], facts: SuiteFacts): string {
  const table = liquidusTable();
  const curve = Array.from({ length: 281 }, (_, i) => [i / 4, Number(table.temperature(i / 4).toFixed(2))]);
  const level = (id: string): number | null => CHECKS.find((check) => check.id === id)?.trip ?? null;
  const columns = columnsOf(results);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Liquidus HIL report: ${facts.red === 0 ? 'green' : `${facts.red} red`}</title>
<style>${uplotFile('uPlot.min.css')}${PAGE_STYLE}</style>
</head>
<body>
<main>
${heading(facts)}
${contents(facts)}
${board(results)}
${baseline(facts)}
${detections(results)}
${coverage(facts)}
<h2 id="matrix">Requirements, faults, scenarios</h2>
${matrix('Requirement', requirementRows(columns), columns)}
<p></p>
${matrix('Fault', faultRows(columns), columns)}
<h2 id="scenarios">Scenarios</h2>
${results.map((result) => scenarioCase(result, facts.again)).join('\n')}
</main>
<script>${uplotFile('uPlot.iife.min.js')}</script>
<script>var PAGE=${scriptJson({ liquidus: curve, park: [level('P04b'), level('P04')] })};${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** "2026-11-30 09:56:19 UTC". */
function utcText(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

function heading(facts: SuiteFacts): string {
  const verdict = facts.red === 0 ? 'green' : 'red';
  const entries: [string, string, string][] = [
    ['Target', escapeText(facts.target), ''],
    ['Board', escapeText(facts.bundles.map(({ board }) => board).join(', ')), ''],
    ['Run at', escapeText(utcText(facts.startedIso)), ''],
    ['Simulated', escapeText(formatDuration(facts.simSeconds * 1000)), ''],
    [
      'Run time',
      `${facts.wallSeconds.toFixed(1)} s, ${Math.round(facts.simSeconds / Math.max(facts.wallSeconds, 1e-9)).toLocaleString('en')} simulated seconds per second`,
      '',
    ],
    ...facts.bundles.map(({ board, bytes, sha256 }): [string, string, string] => [
      `Bundle ${escapeText(board)}`,
      `${bytes.toLocaleString('en')} bytes, SHA-256 <span class="mono">${escapeText(sha256)}</span>`,
      'wide',
    ]),
  ];
  return `<header><div><h1>Liquidus HIL report</h1><div class="soft">Scenarios on the bundle that is flashed, judged from the truth of the plant</div></div><button id="theme" type="button">Light / dark</button></header>
<section class="sum"><div class="big ${verdict}">${facts.red === 0 ? 'All green' : `${facts.red} red`}<small>${facts.green} of ${facts.green + facts.red} scenarios green</small></div>
<dl class="facts">${entries.map(([name, value, style]) => `<div class="${style}"><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></section>`;
}

/** Links to the parts of the page. */
function contents({ baseline, covers }: SuiteFacts): string {
  const parts: [string, string][] = [
    ['verdicts', 'Verdicts'],
    ...(baseline ? [['baseline', 'Against the earlier run'] as [string, string]] : []),
    ['detections', 'Detection times'],
    ...(covers.length > 0 ? [['coverage', 'Coverage'] as [string, string]] : []),
    ['matrix', 'Requirements and faults'],
    ['scenarios', 'Scenarios'],
  ];
  return `<nav>${parts.map(([id, name]) => `<a href="#${id}">${name}</a>`).join('')}</nav>`;
}

/** The title, with the number of a sample that is not the plain run. */
function shownTitle({ title, sample }: Scenario): string {
  return sample === 0 ? title : `${title} (sample ${sample})`;
}

function chip(verdict: string): string {
  return `<span class="chip ${verdict}">${verdict}</span>`;
}

function board(results: readonly RunResult[]): string {
  const redFirst = [...results].sort((a, b) => Number(b.verdict === 'red') - Number(a.verdict === 'red'));
  const rows = redFirst.map((result) => {
    const { scenario } = result;
    const finding = result.failures[0] ? `<div class="red">${escapeText(failureLine(scenario, result.failures[0]))}</div>` : '';
    return `<tr data-find="${escapeText([scenario.id, ...scenario.requirements].join(' '))}"><td>${chip(result.verdict)}</td><td><a href="#${scenario.id}">${escapeText(shownTitle(scenario))}</a>${finding}</td><td class="nowrap">${scenario.faults.join(' ')}</td><td>${escapeText(result.detections.map(detectionWord).join(', '))}</td><td>${result.tripped.join(' ')}</td><td class="num">${escapeText(formatDuration(result.simSeconds * 1000))}</td><td class="num">${Math.round(result.simSeconds / Math.max(result.wallSeconds, 1e-9)).toLocaleString('en')}</td></tr>`;
  });
  return `<h2 id="verdicts">Verdicts</h2><input id="find" type="search" placeholder="Find: fault, requirement, word" aria-label="Find scenarios"><div class="scroll"><table><thead><tr><th>Verdict</th><th>Scenario</th><th>Faults</th><th>Detected after</th><th>Tripped</th><th class="num">Simulated</th><th class="num">× real time</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function detections(results: readonly RunResult[]): string {
  const rows = results.flatMap((result) =>
    result.detections.map((detection) => {
      const time = (ms: number): string => (Number.isNaN(ms) ? 'never' : formatDuration(ms));
      const limit = (ms: number): string => (Number.isFinite(ms) ? formatDuration(ms) : '');
      const reaction =
        detection.reaction === ''
          ? '<td></td><td class="num"></td><td class="num"></td>'
          : `<td class="mono">${escapeText(detection.reaction)}</td><td class="num">${time(detection.reactionMs)}</td><td class="num">${limit(detection.reactionLimitMs)}</td>`;
      return `<tr><td>${chip(detection.good ? 'green' : 'red')}</td><td class="nowrap">${detection.fault}</td><td><a href="#${result.scenario.id}">${escapeText(shownTitle(result.scenario))}</a><div class="soft">since ${escapeText(detection.since)}</div></td>${reaction}<td class="num">${time(detection.alarmMs)}</td><td class="num">${limit(detection.alarmLimitMs)}</td></tr>`;
    }),
  );
  return `<h2 id="detections">Detection times</h2><p class="soft">From the moment in the plant to the reaction on the pins, and to the alarm bit in the live block as the master reads it.</p><div class="scroll"><table><thead><tr><th></th><th>Fault</th><th>Scenario</th><th>Reaction</th><th class="num">Reaction after</th><th class="num">Limit</th><th class="num">Alarm bit after</th><th class="num">Limit</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** What differs from an earlier run, the worse first. */
function baseline({ baseline: earlier }: SuiteFacts): string {
  if (!earlier) return '';
  const rows = [...earlier.differences]
    .sort((a, b) => Number(b.worse) - Number(a.worse))
    .map(
      ({ id, what, before, now, worse }) =>
        `<tr><td>${worse ? '<span class="chip red">worse</span>' : '<span class="chip open">other</span>'}</td><td>${now === 'not run' ? escapeText(id) : `<a href="#${escapeText(id)}">${escapeText(id)}</a>`}</td><td>${escapeText(what)}</td><td>${escapeText(before)}</td><td>${escapeText(now)}</td></tr>`,
    );
  const body =
    rows.length === 0
      ? '<p>Nothing differs.</p>'
      : `<div class="scroll"><table><thead><tr><th></th><th>Scenario</th><th>What</th><th>Before</th><th>Now</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return `<h2 id="baseline">Against the run of ${escapeText(earlier.startedIso)}</h2><p class="soft">Verdicts, trips, states at the end, and answers that came more than a tick earlier or later.</p>${body}`;
}

/** What the runs have met, bucket by bucket. */
function coverage({ covers }: SuiteFacts): string {
  if (covers.length === 0) return '';
  const rows = covers.map(({ name, buckets }) => {
    const cells = buckets
      .map(({ label, hits }) => `<span class="chip ${hits > 0 ? 'green' : 'open'}">${escapeText(label)}: ${hits}</span>`)
      .join(' ');
    return `<tr><td>${escapeText(name)}</td><td>${cells}</td></tr>`;
  });
  return `<h2 id="coverage">Coverage</h2><p class="soft">How often the runs of this page have met what the scenarios name, all together; grey: never.</p><div class="scroll"><table><thead><tr><th>Of</th><th>Buckets and hits</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** Rows with the scenarios that prove them; the grid of both is drawn when it is opened. */
function matrix(title: string, rows: readonly MatrixRow[], columns: readonly MatrixColumn[]): string {
  const link = ({ name, samples, scenario }: MatrixColumn, verdict: string): string =>
    `<a class="proof ${verdict}" href="#${scenario.id}">${escapeText(name)}${samples > 1 ? ` ×${samples}` : ''}</a>`;
  const lines = rows.map((row) => {
    const proofs = columns.flatMap((column, i) => (row.cells[i] ? [link(column, row.cells[i])] : []));
    return `<tr><td>${chip(row.verdict)}</td><td class="nowrap">${row.id}</td><td class="text">${escapeText(row.text)}</td><td class="proofs">${proofs.join(' ')}</td></tr>`;
  });
  const grid = {
    head: columns.map(({ name, scenario }) => [name, scenario.id]),
    rows: rows.map(({ verdict, id, text, cells }) => [verdict, id, text, cells.map((cell) => cell.charAt(0) || '.').join('')]),
  };
  return `<div class="scroll"><table class="matrix"><thead><tr><th></th><th>${title}</th><th></th><th>Scenarios</th></tr></thead><tbody>${lines.join('')}</tbody></table></div>
<details class="grid-of"><summary>As a grid of ${rows.length} × ${columns.length}</summary><div class="scroll"></div><script type="application/json">${scriptJson(grid)}</script></details>`;
}

function scenarioCase(result: RunResult, again: readonly string[]): string {
  const { scenario, line } = result;
  const failures =
    result.failures.length === 0
      ? ''
      : `<div class="failures">${result.failures.map((failure) => `<p>${escapeText(failureLine(scenario, failure))}</p>`).join('')}<p class="mono">${escapeText(rerunCommand(scenario, again))}</p></div>`;
  const entries: [string, string][] = [
    ['File', `<span class="mono">${escapeText(scenario.file)}</span>`],
    ['Requirements', scenario.requirements.join(' ') || '–'],
    ['Faults', scenario.faults.join(' ') || '–'],
    ['Tripped', result.tripped.join(' ') || 'none'],
    ['Latched at the end', result.latched.join(' ') || 'none'],
    ['State at the end', result.finalState],
    ['Avoidable hazards', result.hazards.length === 0 ? 'none' : escapeText(result.hazards.map((hazard) => hazard.id).join(' '))],
    [
      'Line',
      `${line.requests.toLocaleString('en')} requests, ${line.timeouts} timeouts, ${line.damaged} damaged, worst round trip ${line.worstRoundTripMs} ms`,
    ],
    ...(result.pacing ? [['Real time', pacingText(result.pacing)] as [string, string]] : []),
    ['Seed', String(scenario.seed)],
    ...(scenario.decided.length === 0 ? [] : [[`Sample ${scenario.sample}`, escapeText(scenario.decided.join('; '))] as [string, string]]),
  ];
  return `<details class="case" id="${scenario.id}"><summary>${chip(result.verdict)} <b>${escapeText(shownTitle(scenario))}</b> <span class="soft">${escapeText(result.detections.map(detectionWord).join(', '))}</span></summary>
<div class="body">${scenario.about === '' ? '' : `<p>${escapeText(scenario.about)}</p>`}${failures}<dl class="facts">${entries.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl><div class="stage"></div><script type="text/plain">${packed(payload(result))}</script></div></details>`;
}
