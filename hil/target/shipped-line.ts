/** The RS-485 line as a board is shipped. */
import { parameterRow } from '../../firmware/model/parameters.js';
import type { LineSettings } from './line-settings.js';

/** Parameters `baudRate` and `parity`; without parity two stop bits. */
export function shippedLine(): LineSettings {
  const { fallback, scale } = parameterRow('baudRate');
  const parity = (['none', 'even', 'odd'] as const)[parameterRow('parity').fallback] ?? 'none';
  return { baud: fallback * scale, parity, stopBits: parity === 'none' ? 2 : 1 };
}
