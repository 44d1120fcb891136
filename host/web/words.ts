/**
 * Values as people read them. A value that is not known is a dash, never zero.
 */

/** Number with a fixed count of decimals, a true minus, and its unit. */
export function figure(value: number | null | undefined, digits: number, unit = ''): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return `–${unit === '' ? '' : ` ${unit}`}`;
  const text = value
    .toFixed(digits)
    .replace(/^-(0(?:\.0*)?)$/, '$1')
    .replace('-', '−');
  return unit === '' ? text : `${text} ${unit}`;
}

/** The same with a sign. */
export function signed(value: number | null | undefined, digits: number, unit = ''): string {
  const text = figure(value, digits, unit);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/** "3 h 20 min". */
export function minutes(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value < 60 ? `${Math.round(value)} min` : `${Math.floor(value / 60)} h ${Math.round(value % 60)} min`;
}

/** Time of day, with the date when it is not today's. */
export function clock(iso: string | null, now = new Date()): string {
  if (iso === null) return '–';
  const time = new Date(iso);
  const day = time.toDateString() === now.toDateString() ? '' : `${time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })} `;
  return `${day}${time.toLocaleTimeString(undefined, { hour12: false })}`;
}

/** A check of something that is there or not: its value and limit are 1, which tells a person nothing. */
export function isFlag({ value, limit, unit }: { readonly value: number | null; readonly limit: number | null; readonly unit: string }): boolean {
  return unit === '' && value === 1 && limit === 1;
}

/** "warmUp" → "warm up". */
export function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
