/** All vectors for a device: those of its functions, and exception 1 for every other function. */
import { lineVectors } from './line.js';
import { registerVectors } from './registers.js';
import type { Device, Vector } from './vector.js';

export function vectorsFor(device: Device): Vector[] {
  const all = [...lineVectors(device), ...registerVectors(device)];
  return all.filter(({ needs }) => needs === undefined || device.functions.includes(needs));
}
