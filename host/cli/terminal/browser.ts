/**
 * Opens a page in the person's browser.
 */
import { spawn } from 'node:child_process';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
  linux: ['xdg-open'],
};

/** Tries to open `url`. Does nothing where nobody looks: without a terminal, or on Linux without a screen. A browser that does not come is no error. */
export function openInBrowser(url: string): void {
  const [program, ...rest] = OPENERS[process.platform] ?? [];
  const screen = process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (program === undefined || !process.stdout.isTTY || !screen) return;
  const child = spawn(program, [...rest, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
