/**
 * What other systems are told about: every recorded quantity, and its name as they write names.
 */
import type { Profile } from '../../firmware/model/types.js';
import type { Point } from '../device/points.js';
import { isFitted, POINTS } from '../device/points.js';
import { CHANNELS } from './channels.js';

/** Quantities of a profile, in the order of the map. */
export function quantities(profile: Profile): Point[] {
  return POINTS.filter((point) => point.table === 'input' && CHANNELS.includes(point.name) && isFitted(point, profile));
}

/** `cellVoltage` as `cell_voltage`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `cellVoltage` as `Cell voltage`. */
export function words(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
