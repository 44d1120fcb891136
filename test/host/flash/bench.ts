/**
 * What the flash tests share: programs, a folder for backups, and the call itself.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boardRow } from '../../../firmware/model/boards.js';
import type { Bundle, FlashOptions, FlashResult, Step } from '../../../host/flash/flash.js';
import { flash } from '../../../host/flash/flash.js';

/**
 * A program as the firmware is: one function that is called at its end, and whose body says which program runs, takes the watchdog over and
 * closes the console. `bytes`: its length.
 */
export function programText(name: string, bytes: number): string {
  const head = `!function(){var text="`;
  const tail = `";program="${name}";E.enableWatchdog(1,false);E.setConsole(null,{force:true})}();`;
  const filler = Array.from({ length: bytes - head.length - tail.length }, (_, k) => String.fromCharCode(97 + ((k * 7 + k / 26) % 26)));
  return head + filler.join('') + tail;
}

/** The bundle of a text. */
export function bundleOf(text: string): Bundle {
  const bytes = Buffer.from(text, 'latin1');
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A folder that does not exist yet. */
export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'liquidus-flash-')), 'backup');
}

/** Flashes. The waits are long enough for a busy machine; a test that needs a wait to pass shortens it. */
export function flashTo(port: string, bundle: Bundle, options: Partial<FlashOptions> = {}): Promise<FlashResult> {
  return flash({
    port,
    row: boardRow('pico'),
    bundle,
    backup: newFolder(),
    anyBoard: false,
    compact: false,
    restart: true,
    signal: new AbortController().signal,
    answerMs: 3000,
    patienceMs: 9000,
    onStep: () => undefined,
    ...options,
  });
}

/** The names of the steps, each once, in the order of their first appearance. */
export function stepNames(steps: readonly Step[]): string[] {
  return [...new Set(steps.map((step) => step.name))];
}
