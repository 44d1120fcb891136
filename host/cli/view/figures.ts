/**
 * Numbers as people read them.
 */
import { MODE_BITS, OUTPUT_BITS } from '../../../firmware/model/registers.js';
import { namesOfBits } from '../../device/codec.js';
import type { Live } from '../../device/live.js';
import { stateName } from '../../device/outcome.js';

/** Sign for a value that the device does not have. */
export const NOTHING = '—';

/** A value with its unit, fixed digits; a dash when there is none. Negative values have a minus sign as long as a digit; zero has none. */
export function figure(value: number | null, digits: number, unit = ''): string {
  if (value === null) return NOTHING;
  const digitsText = Math.abs(value).toFixed(digits);
  const text = value < 0 && Number(digitsText) !== 0 ? `−${digitsText}` : digitsText;
  return unit === '' ? text : `${text} ${unit}`;
}

/** The same with a sign in front of positive values. */
export function signed(value: number | null, digits: number, unit = ''): string {
  return value !== null && value > 0 ? `+${figure(value, digits, unit)}` : figure(value, digits, unit);
}

/** A time span: `2 d 03:04:05`. */
export function span(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(seconds / 86400);
  const clock = `${two((seconds % 86400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days} d ${clock}` : clock;
}

const STATE_WORDS: Readonly<Record<string, string>> = { selfTest: 'SELF-TEST', warmUp: 'WARM-UP', eStop: 'EMERGENCY STOP' };

/** Name of a state in capitals, as the views show it. */
export function stateWord(code: number): string {
  const name = stateName(code);
  return STATE_WORDS[name] ?? name.toUpperCase();
}

/** What the current does, from its sign; quiet within the noise of the sensor, 5 mA. */
export function currentWord(current: number | null): string {
  if (current === null || Math.abs(current) < 0.005) return '';
  return current > 0 ? 'discharge' : 'charge';
}

/** Names of the mode bits that are set. */
export function modesOf(live: Live): string[] {
  return namesOfBits(live.modeBits, MODE_BITS);
}

/** True when the named output is on. */
export function outputOn(live: Live, name: (typeof OUTPUT_BITS)[number]): boolean {
  return (live.outputs & (1 << OUTPUT_BITS.indexOf(name))) !== 0;
}
