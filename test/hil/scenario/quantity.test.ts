import { describe, expect, it } from 'vitest';
import { convert, formatDuration, formatValue, parseQuantity } from '../../../hil/scenario/quantity.js';

const inUnit = (text: string, unit: string): number | undefined => {
  const quantity = parseQuantity(text);
  return quantity && convert(quantity, unit);
};

describe('quantities', () => {
  it.each([
    ['220 ms', 'ms', 220],
    ['10 min', 'ms', 600_000],
    ['1.5 h', 's', 5400],
    ['500 mA', 'A', 0.5],
    ['0.25A', 'mA', 250],
    ['0.5 K/min', 'K/min', 0.5],
    ['1 K/s', 'K/min', 60],
    ['48 wt%', 'wt%', 48],
    ['18.7 degC', '°C', 18.7],
    ['200 mL', 'L', 0.2],
    ['5 kohm', 'kΩ', 5],
    ['100 ohm', 'kΩ', 0.1],
    ['95 %', '', 0.95],
    ['-3', '', -3],
    ['1e-3 V', 'mV', 1],
  ])('reads %s as %s %d', (text, unit, value) => {
    expect(inUnit(text, unit)).toBeCloseTo(value, 12);
  });

  it('gives the very double that a person writes when it converts milliamperes', () => {
    expect(inUnit('5 mA', 'A')).toBe(0.005);
    expect(inUnit('300 mA', 'A')).toBe(0.3);
  });

  it.each(['', 'ms', '5 parsecs', '5 5', '1.2.3 s'])('refuses "%s"', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('does not convert between things that differ in kind', () => {
    expect(inUnit('5 V', 'A')).toBeUndefined();
    expect(inUnit('5 °C', 'K')).toBeUndefined();
    expect(inUnit('5 s', '')).toBeUndefined();
  });

  it.each([
    [220, '220 ms'],
    [5200, '5.2 s'],
    [600_000, '10 min'],
    [754_000, '12 min 34 s'],
    [7_500_000, '2 h 5 min'],
    [Number.NaN, '–'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes values with five digits and says when there is none', () => {
    expect(formatValue(18.70004, '°C')).toBe('18.7 °C');
    expect(formatValue(Number.NaN, 'A')).toBe('not available');
  });
});
