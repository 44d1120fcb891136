import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { junit } from '../../../hil/report/junit.js';
import { faultRows, requirementRows } from '../../../hil/report/matrix.js';
import { reportPage } from '../../../hil/report/page.js';
import { keptRows, payload, type ScenarioPayload } from '../../../hil/report/payload.js';
import { resultJson } from '../../../hil/report/result-json.js';
import { escapeText, scriptJson } from '../../../hil/report/xml.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import type { RunResult } from '../../../hil/scenario/result.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import type { SuiteFacts } from '../../../hil/scenario/suite-facts.js';
import { FakeController } from '../scenario/fake-controller.js';

const NASTY = '</script><b> & "quotes" \u0007 ]]>';
const TEXT = `id: nasty
title: ${JSON.stringify(NASTY)}
requirements: [SAF-1]
faults: [P30]
start: ready
plant: { temperature: 40 °C }
steps:
  - inject: nakTray.leak
    as: leak
  - wait: 200 s
detections:
  - fault: P30
    since: leak
    reaction: out.contactor == 0
    within: 420 ms
outcome: { tripped: [P30], latched: [P30] }
`;
const good: RunResult = runScenario(parseScenario('good.yaml', TEXT), new FakeController());
const bad: RunResult = runScenario(parseScenario('bad.yaml', TEXT.replace('id: nasty', 'id: bad')), new FakeController({ ignoresLeak: true }));
const facts: SuiteFacts = {
  target: 'emulator',
  startedIso: '2026-01-01T00:00:00.000Z',
  bundles: [{ board: 'pico', sha256: 'f00d'.repeat(16), bytes: 1234 }],
  green: 1,
  red: 1,
  simSeconds: 400,
  covers: [],
  wallSeconds: 0.1,
};

describe('escaping', () => {
  it('leaves nothing that XML or HTML would read as markup, nor a character that XML forbids', () => {
    expect(escapeText(`${NASTY}'\ud800`)).toBe('&lt;/script&gt;&lt;b&gt; &amp; &quot;quotes&quot; \ufffd ]]&gt;&#39;\ufffd');
    expect(escapeText('tab\tline\nµΩ😀')).toBe('tab\tline\nµΩ😀');
  });

  it('keeps JSON inside a script element', () => {
    const text = scriptJson({ a: '</script><!--' });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ a: '</script><!--' });
  });
});

describe('the JUnit file', () => {
  const xml = junit([good, bad], 'suite', facts.startedIso);

  it('counts tests and failures and has a case per scenario', () => {
    expect(xml).toContain('tests="2" failures="1" errors="0"');
    expect(xml.match(/<testcase /g)).toHaveLength(2);
    expect(xml.match(/<failure /g)).toHaveLength(1);
  });

  it('is well-formed: every tag closed, no raw markup in texts', () => {
    const stack: string[] = [];
    for (const [, close, name = '', self] of xml.replace(/<\?.*?\?>/, '').matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) expect(stack.pop()).toBe(name);
      else if (!self) stack.push(name);
    }
    expect(stack).toEqual([]);
    expect(xml).not.toContain('<b>');
    expect(xml).not.toContain('\u0007');
  });

  it('names every finding and the command that runs the scenario again', () => {
    expect(xml).toContain('rerun: npx liquidus hil run bad.yaml');
    expect(xml).toContain('hazard pumpAfterLeak');
    expect(xml).toContain('P30 did not trip');
  });
});

describe('result.json', () => {
  it('carries facts, verdicts, times and findings, and no value that JSON has not', () => {
    const json = JSON.parse(resultJson([good, bad], facts)) as {
      red: number;
      scenarios: { id: string; verdict: string; detections: { reactionMs: number | null }[]; failures: { text: string }[] }[];
    };
    expect(json.red).toBe(1);
    expect(json.scenarios.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['nasty', 'green'],
      ['bad', 'red'],
    ]);
    expect(json.scenarios[0]?.detections[0]?.reactionMs).toBeGreaterThan(100);
    expect(json.scenarios[1]?.detections[0]?.reactionMs).toBeNull();
    expect(json.scenarios[1]?.failures[0]?.text).toContain('bad.yaml');
  });
});

describe('the matrix', () => {
  it('shows which scenario proves what, red where one is red, open where none does', () => {
    const rows = requirementRows([good, bad]);
    expect(rows.find((row) => row.id === 'SAF-1')).toMatchObject({ cells: ['green', 'red'], verdict: 'red' });
    expect(rows.find((row) => row.id === 'LIQ-1')).toMatchObject({ cells: ['', ''], verdict: 'open' });
    expect(faultRows([good]).find((row) => row.id === 'P30')).toMatchObject({ cells: ['green'], verdict: 'green' });
  });
});

describe('the rows of a plot', () => {
  it('thin out far from events and stay whole around them', () => {
    const rows = keptRows(good.trace, [100_000], 20).map((row) => good.trace.time()[row] ?? 0);
    const near = rows.filter((t) => t >= 94_000 && t <= 114_000);
    expect(near.length).toBeGreaterThanOrEqual(21);
    expect(rows.length).toBeLessThan(60);
    expect(rows[0]).toBe(0);
    expect(rows.at(-1)).toBe(good.trace.time().at(-1));
  });
});

describe('the page', () => {
  const page = reportPage([good, bad], facts);

  it('stands alone: it loads nothing', () => {
    expect(page).not.toMatch(/<(?:script|link|img|iframe)[^>]*\s(?:src|href)=/);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page.replace(/http:\/\/www\.w3\.org\/\S+/g, '')).not.toMatch(/https?:\/\/(?!github\.com\/leeoniya)/);
  });

  it('shows verdict, bundle, target, detection times and findings', () => {
    expect(page).toContain('f00d'.repeat(16));
    expect(page).toContain('1 of 2 scenarios green');
    expect(page).toContain('P30 did not trip');
    expect(page).toContain('npx liquidus hil run bad.yaml');
    expect(page).toContain('<details class="case" id="nasty">');
  });

  it('lets no text of a scenario become markup', () => {
    expect(page).not.toContain('<b> & "quotes"');
    expect(page).toContain('&lt;/script&gt;&lt;b&gt;');
  });

  it('packs the numbers of a scenario so that the page can unpack them', () => {
    const base64 = /id="nasty"[\s\S]*?<script type="text\/plain">([A-Za-z0-9+/=]+)<\/script>/.exec(page)?.[1] ?? '';
    const view = JSON.parse(inflateRawSync(Buffer.from(base64, 'base64')).toString('utf8')) as ScenarioPayload;
    expect(view).toEqual(JSON.parse(JSON.stringify(payload(good))));
    expect(view.columns['truth.current']).toHaveLength(view.time.length);
    expect(view.plots.map((plot) => plot.title)).toContain('Leak loop');
    expect(view.lanes.find((lane) => lane.kind === 'tripped')?.name).toBe('P30');
  });
});
