/** Models of the converter chips against their data sheets. */
import { describe, expect, it } from 'vitest';
import { Ads1115 } from '../../../../hil/target/chips/ads1115.js';
import { Max31855 } from '../../../../hil/target/chips/max31855.js';
import { Max31865 } from '../../../../hil/target/chips/max31865.js';

const word = (bytes: readonly number[]): number => ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
/** A PT1000 under 2700 Ω. */
const divider = (ohms: number): number => ohms / (ohms + 2700);

describe('ADS1115 (SBAS444)', () => {
  const levels = [0.5, 0.25, 1, -0.01];
  const chip = (): Ads1115 => new Ads1115((input) => levels[input] ?? NaN);

  it('wakes with configuration 0x8583, nothing converted', () => {
    const c = chip();
    c.write([1], 0);
    expect(word(c.read(2, 0))).toBe(0x8583);
    c.write([0], 0);
    expect(word(c.read(2, 0))).toBe(0);
  });

  it('converts an input against ground in ±4.096 V: 125 µV a step, 1.65 V is 13200', () => {
    const c = chip();
    c.write([1, 0xc3, 0x83], 0);
    c.write([0], 8000);
    expect(word(c.read(2, 8000))).toBe(13200);
  });

  it('gives the last result until the new one is there after 7.8 ms at 128 conversions a second, and shows in its highest bit that it is busy', () => {
    const c = chip();
    c.write([1, 0xc3, 0x83], 0);
    expect(word(c.read(2, 7000)) >> 15).toBe(0);
    c.write([0], 7000);
    expect(word(c.read(2, 7700))).toBe(0);
    expect(word(c.read(2, 7900))).toBe(13200);
    c.write([1, 0xd3, 0x83], 8000);
    expect(word(c.read(2, 16000)) >> 15).toBe(1);
    c.write([0], 16000);
    expect(word(c.read(2, 16000))).toBe(6600);
  });

  it('goes on by itself in continuous mode', () => {
    const c = chip();
    c.write([1, 0xc2, 0x83], 0);
    c.write([0], 0);
    expect(word(c.read(2, 10_000))).toBe(13200);
    levels[0] = 0.1;
    expect(word(c.read(2, 20_000))).toBe(2640);
    levels[0] = 0.5;
  });

  it('clips at the ends of the range, and shows small negative levels in two’s complement', () => {
    const c = chip();
    c.write([1, 0xe5, 0x83], 0); // input 2, ±2.048 V
    c.write([0], 8000);
    expect(word(c.read(2, 8000))).toBe(0x7fff);
    c.write([1, 0xf3, 0x83], 8000); // input 3
    c.write([0], 16_000);
    expect(word(c.read(2, 16_000))).toBe(0x10000 - 264);
  });

  it('forgets everything without power', () => {
    const c = chip();
    c.write([1, 0xc2, 0x83], 0);
    c.reset();
    c.write([0], 20_000);
    expect(word(c.read(2, 20_000))).toBe(0);
  });
});

describe('MAX31865 (19-6478)', () => {
  const setup = (ohms: () => number): Max31865 => {
    const c = new Max31865(() => (ohms() === Infinity ? 1 : divider(ohms())), 4300);
    c.transfer([0x80, 0xd3], 0);
    return c;
  };

  it('gives the ratio to its reference in 15 bits: 1000 Ω of 4300 Ω are 7620', () => {
    const c = setup(() => 1000);
    expect(word(c.transfer([1, 0, 0], 63_000).slice(1)) >> 1).toBe(Math.round((1000 / 4300) * 32768));
    expect(c.transfer([1, 0, 0], 63_000)[2]).toBe((7620 << 1) & 255);
  });

  it('has nothing before its first conversion, and nothing without bias', () => {
    const c = setup(() => 1000);
    expect(word(c.transfer([1, 0, 0], 50_000).slice(1))).toBe(0);
    c.reset();
    c.transfer([0x80, 0x53], 0);
    expect(word(c.transfer([1, 0, 0], 200_000).slice(1))).toBe(0);
  });

  it('reads full scale with an open sensor and zero with a shorted one', () => {
    let ohms = Infinity;
    const c = setup(() => ohms);
    expect(word(c.transfer([1, 0, 0], 63_000).slice(1)) >> 1).toBe(32767);
    ohms = 0;
    expect(word(c.transfer([1, 0, 0], 90_000).slice(1)) >> 1).toBe(0);
  });

  it('raises the fault bit beyond a threshold until it is cleared', () => {
    const c = setup(() => 1000);
    c.transfer([0x83, 0x20, 0x00], 1000); // high threshold below the reading
    expect(c.transfer([1, 0, 0], 63_000)[2]).toBe(((7620 << 1) & 255) | 1);
    expect(c.transfer([7, 0], 63_000)[1]).toBe(0x80);
    c.transfer([0x83, 0xff, 0xff], 64_000);
    c.transfer([0x80, 0xd3], 64_000);
    expect((c.transfer([1, 0, 0], 90_000)[2] ?? 1) & 1).toBe(0);
  });
});

describe('MAX31855 (19-5793)', () => {
  it('gives the temperature in quarters of a degree, signed, and its own in sixteenths', () => {
    const warm = new Max31855(() => divider(1155.408)).transfer([0, 0, 0, 0], 0); // 40 °C
    expect(word(warm) >> 2).toBe(160);
    expect(word(warm.slice(2)) >> 4).toBe(25 * 16);
    const cold = new Max31855(() => divider(921.6)).transfer([0, 0, 0, 0], 0); // −20 °C
    expect(word(cold) >> 2).toBe(0x4000 - 80);
  });

  it('shows open and grounded wires with the fault bit', () => {
    const open = new Max31855(() => 1).transfer([0, 0, 0, 0], 0);
    expect((open[1] ?? 0) & 1).toBe(1);
    expect((open[3] ?? 0) & 7).toBe(1);
    const grounded = new Max31855(() => 0).transfer([0, 0, 0, 0], 0);
    expect((grounded[1] ?? 0) & 1).toBe(1);
    expect((grounded[3] ?? 0) & 7).toBe(2);
  });

  it('converts ten times a second', () => {
    let f = divider(1155.408);
    const c = new Max31855(() => f);
    c.transfer([0, 0, 0, 0], 0);
    f = divider(1000);
    expect(word(c.transfer([0, 0, 0, 0], 90_000)) >> 2).toBe(160);
    expect(word(c.transfer([0, 0, 0, 0], 110_000)) >> 2).toBe(0);
  });
});
