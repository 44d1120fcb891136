/**
 * Looks whether what lies in flash is still what was put there: the bundle against the record that the flasher left (X07), the parameter copy against
 * its CRC (X08). Everything once at the start, then a piece a second.
 */
import { crc32, readText } from '../board/storage.js';
import { checkStep } from '../model/bundle-record.js';
import { BOOT_FILE } from '../model/release.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { copy, readCopy } from './parameters.js';

let wanted = 0;
let step = 0;
let at = 0;
let sum = 0;

/** Takes the next piece; behind the last one it judges. */
export function checkStored(): void {
  const piece = readText(BOOT_FILE, at, step);
  if (piece) {
    sum = ((sum << 1) | (sum >>> 31)) ^ crc32(piece);
    at += step;
    return;
  }
  X[I.BUNDLE_BAD] = sum ^ wanted ? 1 : 0;
  if (copy && !readCopy(copy)) X[I.PARAMETERS_BAD] = 2;
  at = sum = 0;
}

/** The first pass. `check`: what the record says, signed or unsigned; any number but 0 when there is no record. */
export function startIntegrity(check: number): void {
  wanted = check;
  step = checkStep((readText(BOOT_FILE, 0, 0) ?? '').length);
  do checkStored();
  while (at);
}
