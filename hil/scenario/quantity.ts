/**
 * Numbers with units as people write them in a scenario: "220 ms", "0.5 K/min", "48 wt%", "18.7 °C".
 *
 * A unit belongs to a dimension and has a factor to the dimension's base unit. Two units of one dimension convert into each other;
 * any other pair is an error. Temperatures are in °C, temperature differences in K, and the two do not mix.
 */

interface UnitRow {
  readonly dimension: string;
  readonly factor: number;
}

const UNITS: Record<string, UnitRow> = {
  '': { dimension: 'number', factor: 1 },
  '%': { dimension: 'number', factor: 0.01 },
  ms: { dimension: 'time', factor: 1 },
  s: { dimension: 'time', factor: 1000 },
  min: { dimension: 'time', factor: 60_000 },
  h: { dimension: 'time', factor: 3_600_000 },
  '°C': { dimension: 'temperature', factor: 1 },
  K: { dimension: 'temperature difference', factor: 1 },
  'K/min': { dimension: 'heating rate', factor: 1 },
  'K/s': { dimension: 'heating rate', factor: 60 },
  A: { dimension: 'current', factor: 1 },
  mA: { dimension: 'current', factor: 0.001 },
  V: { dimension: 'voltage', factor: 1 },
  mV: { dimension: 'voltage', factor: 0.001 },
  'V/s': { dimension: 'voltage drift', factor: 60 },
  'V/min': { dimension: 'voltage drift', factor: 1 },
  'mV/min': { dimension: 'voltage drift', factor: 0.001 },
  'A/min': { dimension: 'current drift', factor: 1 },
  'mA/min': { dimension: 'current drift', factor: 0.001 },
  'kΩ/min': { dimension: 'resistance drift', factor: 1 },
  'mL/min/min': { dimension: 'flow drift', factor: 1 },
  kΩ: { dimension: 'resistance', factor: 1 },
  Ω: { dimension: 'resistance', factor: 0.001 },
  'Ω·cm²': { dimension: 'area-specific resistance', factor: 1 },
  'mL/min': { dimension: 'flow', factor: 1 },
  mL: { dimension: 'volume', factor: 1 },
  L: { dimension: 'volume', factor: 1000 },
  g: { dimension: 'mass', factor: 1 },
  kg: { dimension: 'mass', factor: 1000 },
  'wt%': { dimension: 'composition', factor: 1 },
  mAh: { dimension: 'charge', factor: 1 },
  Ah: { dimension: 'charge', factor: 1000 },
  rpm: { dimension: 'speed', factor: 1 },
  Hz: { dimension: 'frequency', factor: 1 },
  W: { dimension: 'power', factor: 1 },
  kPa: { dimension: 'pressure', factor: 1 },
  'kPa/min': { dimension: 'pressure drift', factor: 1 },
  ppm: { dimension: 'trace gas', factor: 1 },
  'ppm/s': { dimension: 'trace gas source', factor: 1 },
  'ppm/min': { dimension: 'trace gas source', factor: 1 / 60 },
  'vol%': { dimension: 'gas share', factor: 1 },
  'vol%/min': { dimension: 'gas share drift', factor: 1 },
  '%LEL': { dimension: 'explosive share', factor: 1 },
  '%LEL/min': { dimension: 'explosive share drift', factor: 1 },
  'mL/s/kPa': { dimension: 'gas conductance', factor: 1 },
  'mol/L': { dimension: 'concentration', factor: 1 },
};

const SPELLINGS: Record<string, string> = {
  degC: '°C',
  ohm: 'Ω',
  kohm: 'kΩ',
  'kohm/min': 'kΩ/min',
  'ohm*cm2': 'Ω·cm²',
  'Ohm*cm2': 'Ω·cm²',
  ml: 'mL',
  'ml/min': 'mL/min',
  M: 'mol/L',
};

/** A number and its unit, as written. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** Every unit that a scenario may write, ASCII spellings included. */
export const UNIT_NAMES: readonly string[] = [...Object.keys(UNITS).filter((name) => name !== ''), ...Object.keys(SPELLINGS)];

/** The one spelling of a unit, or undefined for a unit that does not exist. */
export function canonicalUnit(name: string): string | undefined {
  const unit = SPELLINGS[name] ?? name;
  return unit in UNITS ? unit : undefined;
}

/** Splits "0.5 K/min" into number and unit. Undefined when the text is not a number with a known unit. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/.exec(text.trim());
  if (!match) return undefined;
  const unit = canonicalUnit(match[2] ?? '');
  return unit === undefined ? undefined : { value: Number(match[1]), unit };
}

/** What a unit measures, for messages: "time", "current". */
export function dimensionOf(unit: string): string {
  return UNITS[unit]?.dimension ?? 'unknown';
}

/** Value of `quantity` in `unit`, or undefined when the two units measure different things. Both must be canonical spellings. */
export function convert(quantity: Quantity, unit: string): number | undefined {
  const from = UNITS[quantity.unit];
  const to = UNITS[unit];
  if (!from || !to || from.dimension !== to.dimension) return undefined;
  // Multiplying and dividing by exact integers keeps 500 mA = 0.5 A exact in floating point.
  if (from.factor === to.factor) return quantity.value;
  const ratio = from.factor / to.factor;
  return ratio < 1 ? quantity.value / (to.factor / from.factor) : quantity.value * ratio;
}

/** A duration for people: "220 ms", "5.2 s", "10 min", "2 h 5 min". */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const rounded = Math.round(ms);
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 120_000) return `${Number((rounded / 1000).toFixed(3))} s`;
  const minutes = Math.floor(rounded / 60_000);
  const seconds = Number(((rounded % 60_000) / 1000).toFixed(1));
  if (minutes < 120) return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A value for people: at most `digits` significant digits, with its unit. */
export function formatValue(value: number, unit: string, digits = 5): string {
  if (Number.isNaN(value)) return 'not available';
  const text = String(Number(value.toPrecision(digits)));
  return unit === '' ? text : `${text} ${unit}`;
}
