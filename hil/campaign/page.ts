/**
 * Summary of a campaign as one HTML file that needs nothing else.
 */
import { PAGE_STYLE } from '../report/page-style.js';
import { escapeText } from '../report/xml.js';
import { runId } from './run-id.js';
import type { CampaignFacts } from './store.js';
import type { CampaignSummary, Share } from './summary.js';

const count = (n: number): string => n.toLocaleString('en');
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** "2 of 3,000; 95 % bounds 0.0081 % … 0.24 %". */
export function shareText({ runs, low, high }: Share, of: number): string {
  const bounds = runs === 0 ? `below ${percent(high)} with 95 % confidence` : `95 % bounds ${percent(low)} … ${percent(high)}`;
  return `${count(runs)} of ${count(of)} runs; ${bounds}`;
}

/** The page. */
export function summaryPage(facts: CampaignFacts, summary: CampaignSummary): string {
  const bad = summary.complaints.length > 0;
  const entries: [string, string][] = [
    ['Runs', count(summary.runs)],
    ['Simulated', `${summary.simHours.toFixed(1)} h`],
    ['Seed and mode', `${facts.seed}, ${facts.mode}`],
    ['Avoidable hazards', shareText(summary.hazards, summary.runs)],
    ['Faults that nothing answered', shareText(summary.missed, summary.runs)],
    ['Errors of controller or bench', shareText(summary.errors, summary.runs)],
    [
      'False trips',
      `${count(summary.falseTrips)} in ${summary.quietHours.toFixed(1)} h without a fault; below ${Number(summary.falseTripBound.toPrecision(2))} an hour with 95 % confidence`,
    ],
  ];
  const bundles = Object.entries(facts.bundles).map(([board, sha256]): [string, string] => [`Bundle ${board}`, sha256]);
  const cell = ([name, text]: [string, string], style = ''): string =>
    `<div class="${style}"><dt>${escapeText(name)}</dt><dd>${escapeText(text)}</dd></div>`;
  const complaints = summary.complaints.map(
    ({ text, runs, example }) =>
      `<tr><td>${escapeText(text)}</td><td class="num">${count(runs)}</td><td class="mono">liquidus hil replay ${runId({ ...facts, index: example })}</td></tr>`,
  );
  const faults = summary.faults.map(
    ({ id, runs, bad: red, answered }) =>
      `<tr><td class="mono">${id}</td><td class="num">${count(runs)}</td><td class="num">${count(answered)}</td><td class="num${red > 0 ? ' red' : ''}">${count(red)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Liquidus campaign: ${bad ? 'findings' : 'nothing found'}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header><div><h1>Liquidus campaign</h1><div class="soft">Random faults, operators and rooms on the bundle that is flashed, judged from the truth of the plant</div></div></header>
<section class="sum"><div class="big ${bad ? 'red' : 'green'}">${bad ? 'Findings' : 'Nothing found'}<small>${count(summary.runs)} runs</small></div>
<dl class="facts">${entries.map((entry) => cell(entry)).join('')}${bundles.map((entry) => cell(entry, 'wide mono')).join('')}</dl></section>
<h2>What was found</h2>
${complaints.length === 0 ? '<p class="soft">No avoidable hazard, no fault without an answer, no false trip, no error.</p>' : `<div class="scroll"><table><thead><tr><th>Finding</th><th class="num">Runs</th><th>Look at one</th></tr></thead><tbody>${complaints.join('')}</tbody></table></div>`}
<h2>Faults that were drawn</h2>
<p class="soft">Every fault of the library that a board can have is equally likely; up to three in a run. Answered: something tripped in the run. With: runs with a finding, whichever of their faults it came from.</p>
<div class="scroll"><table><thead><tr><th>Fault</th><th class="num">Runs</th><th class="num">Answered</th><th class="num">With findings</th></tr></thead><tbody>${faults.join('')}</tbody></table></div>
</main>
</body>
</html>
`;
}
