/**
 * What the flash tests share: programs, a folder for backups, and the call itself.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { boardRow } from '../../../firmware/model/boards.js';
import type { Bundle, FlashOptions, FlashResult, Step } from '../../../host/flash/flash.js';
import { openConsole } from '../../../host/console/open.js';
import { BackupFolder } from '../../../host/flash/backup-folder.js';
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

/**
 * What must lie beside the boot file: SHA-256, then the CRC-32 of each piece of (length / 64, rounded down) + 1 bytes folded into one word by a
 * rotation to the left and an exclusive or (docs/flashing.md).
 */
export function recordOf(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const piece = Math.floor(bytes.length / 64) + 1;
  let check = 0n;
  for (let at = 0; at < bytes.length; at += piece) {
    check = ((check << 1n) | (check >> 31n)) & 0xffffffffn;
    check ^= BigInt(crc32(bytes.subarray(at, at + piece)));
  }
  return bundleOf(text).sha256 + check.toString(16).padStart(8, '0');
}

/** A folder that does not exist yet. */
export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'liquidus-flash-')), 'backup');
}

/** What a test may change: the backup is a folder here. */
type Changes = Partial<Omit<FlashOptions, 'backup' | 'open'>> & { readonly backup?: string };

/** Flashes. The waits are long enough for a busy machine; a test that needs a wait to pass shortens it. */
export function flashTo(port: string, bundle: Bundle, { backup = newFolder(), ...changes }: Changes = {}): Promise<FlashResult> {
  return flash({
    open: () => openConsole(port),
    row: boardRow('pico'),
    bundle,
    backup: new BackupFolder(backup),
    anyBoard: false,
    restart: true,
    signal: new AbortController().signal,
    answerMs: 3000,
    patienceMs: 9000,
    onStep: () => undefined,
    ...changes,
  });
}

/** The names of the steps, each once, in the order of their first appearance. */
export function stepNames(steps: readonly Step[]): string[] {
  return [...new Set(steps.map((step) => step.name))];
}
