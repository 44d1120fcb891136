/**
 * A real browser for tests: Debian's Chromium, headless, that asks nobody but this machine.
 */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a browser, or nothing when none is installed. */
export const BROWSER = PROGRAMS.find((path) => existsSync(path));

/** Starts it. Throws when there is none. */
export function startBrowser(): Promise<Browser> {
  if (BROWSER === undefined) throw new Error('Chromium is not installed');
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({ executablePath: BROWSER, args: [...quiet, '--disable-sync'] });
}
