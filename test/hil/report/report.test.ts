import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { junit } from '../../../hil/report/junit.js';
import { columnsOf, faultRows, requirementRows } from '../../../hil/report/matrix.js';
import { reportPage } from '../../../hil/report/page.js';
import { keptRows, payload, type ScenarioPayload } from '../../../hil/report/payload.js';
import { resultJson } from '../../../hil/report/result-json.js';
import { escapeText, scriptJson } from '../../../hil/report/xml.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import type { RunResult } from '../../../hil/scenario/result.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import type { SuiteFacts } from '../../../hil/scenario/suite-facts.js';
import { BROWSER, startBrowser } from '../../browser.js';
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
  again: [],
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
  const xml = junit([good, bad], facts);

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

describe('the columns of the matrix', () => {
  const sample = (result: RunResult, number: number): RunResult => ({
    ...result,
    scenario: { ...result.scenario, id: `many.${number}`, sample: number },
  });
  const plain = { ...good, scenario: { ...good.scenario, id: 'many', sample: 0 } };

  it('hold all samples of a scenario, red when one is red, and lead to that one', () => {
    const columns = columnsOf([plain, sample(good, 1), sample(bad, 2), sample(bad, 3), bad]);
    expect(columns.map(({ name, samples, verdict, scenario }) => [name, samples, verdict, scenario.id])).toEqual([
      ['many', 4, 'red', 'many.2'],
      ['bad', 1, 'red', 'bad'],
    ]);
    expect(columnsOf([sample(good, 1), sample(good, 4)]).map(({ scenario }) => scenario.id)).toEqual(['many.1']);
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

const page = (results: readonly RunResult[]): string => reportPage(results, facts);

describe('a page of 300 scenarios', () => {
  // One alarm that is over before the steps begin.
  const early = { name: 'P01', kind: 'tripped', spans: [{ fromMs: 0, toMs: 50, text: 'P01' }] } as const;
  const lanes = [...good.lanes, { ...early, spans: [...early.spans] }];
  const results = Array.from({ length: 300 }, (_, i) => ({ ...good, lanes, stepsFromMs: 60_000, scenario: { ...good.scenario, id: `case-${i}` } }));
  const text = reportPage(results, { ...facts, green: 300, red: 0 });

  it('holds one table row, one folded case and one packed set of numbers a scenario, and no grid of cells', () => {
    expect(text.match(/<details class="case"/g)).toHaveLength(300);
    expect(text.match(/<script type="text\/plain">/g)).toHaveLength(300);
    expect(text.match(/<tr data-find/g)).toHaveLength(300);
    expect(text.match(/class="cell/g)).toBeNull();
    // What does not grow with a scenario's numbers: under 5 kB each, with its line in the tables and the grid.
    const packedBytes = [...text.matchAll(/<script type="text\/plain">([^<]*)/g)].reduce((sum, [, numbers = '']) => sum + numbers.length, 0);
    expect((text.length - packedBytes - page([good]).length) / 300).toBeLessThan(5000);
  });

  it.skipIf(BROWSER === undefined)(
    'draws nothing before somebody opens a scenario, then that one alone; a grid when it is opened (needs Chromium)',
    async () => {
      const browser = await startBrowser();
      try {
        const tab = await browser.newPage();
        await tab.setContent(text, { waitUntil: 'load' });
        const count = (selector: string): Promise<number> => tab.locator(selector).count();
        expect(await count('canvas')).toBe(0);
        // 300 scenarios of about 60 elements each; the grid alone would be another 35,000.
        expect(await count('*')).toBeLessThan(25_000);
        await tab.locator('#case-7 > summary').click();
        await tab.locator('#case-7 canvas').first().waitFor();
        expect(await count('canvas')).toBe(await count('#case-7 canvas'));
        expect(await count('svg.phase')).toBe(1);
        const alarms = (): Promise<string[]> => tab.locator('#case-7 .lane .who', { hasText: 'trip' }).allTextContents();
        await tab.locator('#case-7 button', { hasText: 'Whole run' }).click();
        await expect.poll(alarms).toEqual(['trip P30', 'trip P01']);
        await tab.locator('#case-7 button', { hasText: 'Steps only' }).click();
        await expect.poll(alarms).toEqual(['trip P30']);
        await tab.locator('details.grid-of > summary').first().click();
        expect(await count('td.cell.green')).toBe(300);
        await tab.fill('#find', 'CASE-12 saf-1');
        expect(await tab.locator('tr[data-find]:visible').count()).toBe(11);
      } finally {
        await browser.close();
      }
    },
  );
});

describe('the page', () => {
  const shown = page([good, bad]);

  it('stands alone: it loads nothing', () => {
    expect(shown).not.toMatch(/<(?:script|link|img|iframe)[^>]*\s(?:src|href)=/);
    expect(shown).not.toMatch(/@import|url\(/);
    expect(shown.replace(/http:\/\/www\.w3\.org\/\S+/g, '')).not.toMatch(/https?:\/\/(?!github\.com\/leeoniya)/);
  });

  it('shows verdict, bundle, target, detection times and findings', () => {
    expect(shown).toContain('f00d'.repeat(16));
    expect(shown).toContain('1 of 2 scenarios green');
    expect(shown).toContain('<dd>2026-01-01 00:00:00 UTC</dd>');
    expect(shown).toContain('P30 did not trip');
    expect(shown).toContain('npx liquidus hil run bad.yaml');
    expect(shown).toContain('<details class="case" id="nasty">');
  });

  it('says how a run in real time kept time', () => {
    expect(page([{ ...good, pacing: { steps: 650, overruns: 2, worstMs: 10.5 } }])).toContain(
      '<dt>Real time</dt><dd>2 of 650 steps late, the worst 10.5 ms</dd>',
    );
    expect(shown).not.toContain('<dt>Real time</dt>');
  });

  it('lets no text of a scenario become markup', () => {
    expect(shown).not.toContain('<b> & "quotes"');
    expect(shown).toContain('&lt;/script&gt;&lt;b&gt;');
  });

  it('packs the numbers of a scenario so that the page can unpack them', () => {
    const base64 = /id="nasty"[\s\S]*?<script type="text\/plain">([A-Za-z0-9+/=]+)<\/script>/.exec(shown)?.[1] ?? '';
    const view = JSON.parse(inflateRawSync(Buffer.from(base64, 'base64')).toString('utf8')) as ScenarioPayload;
    expect(view).toEqual(JSON.parse(JSON.stringify(payload(good))));
    expect(view.columns['truth.current']).toHaveLength(view.time.length);
    expect(view.plots.map((plot) => plot.title)).toContain('Leak loop');
    expect(view.lanes.find((lane) => lane.kind === 'tripped')?.name).toBe('P30');
  });
});
