/**
 * Text of a `converter` step: what charger or load holds by themselves.
 */
import { COMPLIANCE_HIGH, CONVERTER_FULL_SCALE } from '../plant/converter.js';
import type { Regulation } from '../plant/regulation.js';
import { convert, formatValue, parseQuantity, type Quantity } from './quantity.js';

/** Back to what the board commands. */
export const AS_COMMANDED = 'as commanded';

/** What may be held, and how much of it; the unit says which is meant. */
const ROWS = [
  { holds: 'current', unit: 'A', to: false, max: CONVERTER_FULL_SCALE },
  { holds: 'voltage', unit: 'V', to: true, max: COMPLIANCE_HIGH },
  { holds: 'power', unit: 'W', to: false, max: CONVERTER_FULL_SCALE * COMPLIANCE_HIGH },
] as const;

/** Forms of the text, for messages and editors. */
export const CONVERTER_FORMS = 'charge 0.3 A, charge to 3.42 V, charge 1 W, the same with discharge, or as commanded';
export const CONVERTER_PATTERN = `^(${AS_COMMANDED}|(charge|discharge) (to )?\\S+ ?\\S+)$`;

/** What the text says; undefined: as commanded. Throws a sentence when it says nothing, or too much. */
export function regulationOf(text: string): Regulation | undefined {
  if (text === AS_COMMANDED) return undefined;
  const match = /^(charge|discharge)\s+(to\s+)?(.+)$/.exec(text);
  const quantity = parseQuantity(match?.[3] ?? '');
  const row = ROWS.find(({ unit, to }) => quantity && convert(quantity, unit) !== undefined && to === (match?.[2] !== undefined));
  if (match === null || quantity === undefined || row === undefined) throw new Error(`"converter" is "${text}"; write ${CONVERTER_FORMS}`);
  const only = match[1] as 'charge' | 'discharge'; // the pattern has no third
  return row.holds === 'voltage'
    ? { holds: row.holds, at: checked(quantity, row), only }
    : { holds: row.holds, at: checked(quantity, row) * (only === 'charge' ? -1 : 1) };
}

function checked(quantity: Quantity, { unit, max }: (typeof ROWS)[number]): number {
  const value = convert(quantity, unit) ?? NaN;
  if (value >= 0 && value <= max) return value;
  throw new Error(
    `"converter" ${formatValue(value, unit)} is outside ${formatValue(0, unit)} … ${formatValue(max, unit)}; "charge" and "discharge" give the sign`,
  );
}
