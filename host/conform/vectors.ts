/** All vectors for a device: those of its functions, and exception 1 for every other function. */
import { bitVectors } from './bits.js';
import { diagnosticVectors } from './diagnostics.js';
import { fileVectors } from './files.js';
import { lineVectors } from './line.js';
import { registerVectors } from './registers.js';
import type { Device, Vector } from './vector.js';

export function vectorsFor(device: Device): Vector[] {
  const all = [...lineVectors(device), ...bitVectors(device), ...registerVectors(device), ...diagnosticVectors(device), ...fileVectors(device)];
  return all.filter(({ needs }) => needs === undefined || device.functions.includes(needs));
}
