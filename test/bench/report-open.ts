/**
 * How long a report takes to open: from navigation until the verdict board stands and answers, and from a click on a scenario to its plots, in headless Chromium.
 * Options: the report (default out/hil/report.html), `--times N` (default 5).
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startBrowser } from '../browser.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { times: { type: 'string', default: '5' } } });
const file = resolve(positionals[0] ?? 'out/hil/report.html');
const address = pathToFileURL(file).href;
const browser = await startBrowser();
const ms = (value: number): string => `${Math.round(value)} ms`;
try {
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  for (let i = 0; i < Number(values.times); i++) {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    const started = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    // Interactive: the last row of the board is there, and the page answers a question of a script and the next frame.
    await page.waitForFunction(`document.readyState !== 'loading' && document.querySelectorAll('tr[data-find]').length > 0`);
    await page.evaluate(`new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))`);
    const board = performance.now() - started;
    const cases = await page.locator('details.case').count();
    const drawn = await page.locator('canvas').count();
    const clicked = performance.now();
    await page.locator('tr[data-find] a').first().click();
    await page.waitForSelector('details.case[open] canvas');
    console.log(
      `board of ${cases} scenarios after ${ms(board)} (${drawn} plots drawn), first plots ${ms(performance.now() - clicked)} after the click`,
    );
    await page.close();
  }
} finally {
  await browser.close();
}
