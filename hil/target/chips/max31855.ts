/**
 * MAX31855K, converter for thermocouples (Analog Devices 19-5793): 32 bits, the highest first, as often as they are read; a conversion every 100 ms.
 */
import { resistance, temperature } from './probe.js';
import type { SpiChip } from './spi.js';

const PERIOD_US = 100_000;
/** The chip's own temperature, °C: that of the cabinet. */
const CABINET = 25;
const FAULT = 0x10000;
const OPEN = 1;
const SHORT_TO_GROUND = 2;
/** Range of the thermocouple reading, steps of 0.25 °C. */
const LEAST = -8192;
const MOST = 8191;

export class Max31855 implements SpiChip {
  readonly modes = [0] as const;
  private bits = 0;
  private dueUs = 0;

  /** @param fraction what the wire carries now. */
  constructor(private readonly fraction: () => number) {}

  transfer(bytes: readonly number[], nowUs: number): number[] {
    if (nowUs >= this.dueUs) {
      this.bits = this.convert();
      this.dueUs = nowUs + PERIOD_US;
    }
    return bytes.map((_, i) => (i < 4 ? (this.bits >>> (24 - 8 * i)) & 255 : 0));
  }

  /** Power was lost. */
  reset(): void {
    this.dueUs = 0;
  }

  private convert(): number {
    const ohms = resistance(this.fraction());
    const own = (CABINET * 16) << 4;
    // An open wire and one at ground are what a thermocouple can suffer; the level of a resistance thermometer stands for both.
    if (ohms === Infinity) return ((MOST << 18) | FAULT | own | OPEN) >>> 0;
    if (ohms === 0) return (FAULT | own | SHORT_TO_GROUND) >>> 0;
    const steps = Math.min(Math.max(Math.round(temperature(ohms) * 4), LEAST), MOST);
    return ((steps << 18) | own) >>> 0;
  }
}
