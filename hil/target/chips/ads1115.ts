/**
 * ADS1115, 16-bit converter with four inputs (Texas Instruments SBAS444): pointer, result and configuration registers, single and
 * continuous conversions in their time. Comparator and threshold registers are not there, single-ended inputs only.
 */
import type { I2cChip } from './i2c.js';

const RESULT = 0;
const CONFIGURATION = 1;
/** Configuration after a reset: single-shot, AIN0 against AIN1, 128 conversions a second. */
const RESET = 0x8583;
/** Conversions a second by the data-rate bits. */
const RATES = [8, 16, 32, 64, 128, 250, 475, 860] as const;
/** Full scale in V by the range bits; 6 and 7 are 5 again. */
const RANGES = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256] as const;
/** What a level of 1 is, V. */
const FULL_SCALE_VOLTS = 3.3;
/** Lowest code of an input at ground level and noise: a single-ended input reads slightly below zero. */
const CODES = 32768;

export class Ads1115 implements I2cChip {
  private pointer = 0;
  private configuration = RESET;
  private result = 0;
  /** End of the running conversion, microseconds; Infinity when none runs. */
  private doneUs = Infinity;

  /** @param level level of input 0–3 now, a fraction of 3.3 V. */
  constructor(private readonly level: (input: number) => number) {}

  write(bytes: readonly number[], nowUs: number): void {
    this.settle(nowUs);
    const [register, high, low] = bytes;
    if (register === undefined) return;
    this.pointer = register & 3;
    if (this.pointer !== CONFIGURATION || high === undefined || low === undefined) return;
    this.configuration = (high << 8) | low;
    const continuous = (this.configuration & 0x100) === 0;
    if (continuous || high & 0x80) this.doneUs = nowUs + this.periodUs();
  }

  read(count: number, nowUs: number): number[] {
    this.settle(nowUs);
    const busy = this.doneUs !== Infinity && (this.configuration & 0x100) !== 0;
    const value =
      this.pointer === RESULT ? this.result & 0xffff : this.pointer === CONFIGURATION ? (this.configuration & 0x7fff) | (busy ? 0 : 0x8000) : 0;
    return Array.from({ length: count }, (_, i) => (i === 0 ? value >> 8 : i === 1 ? value & 255 : 255));
  }

  /** Power was lost. */
  reset(): void {
    this.pointer = 0;
    this.configuration = RESET;
    this.result = 0;
    this.doneUs = Infinity;
  }

  private periodUs(): number {
    return 1e6 / (RATES[(this.configuration >> 5) & 7] as number); // 3 bits
  }

  /** Finishes what is due. The level of the moment of the look stands for the mean over the conversion. */
  private settle(nowUs: number): void {
    if (nowUs < this.doneUs) return;
    this.result = this.convert();
    const continuous = (this.configuration & 0x100) === 0;
    this.doneUs = continuous ? nowUs : Infinity;
  }

  private convert(): number {
    const multiplexer = (this.configuration >> 12) & 7;
    if (multiplexer < 4)
      throw new Error(`ADS1115: differential input ${multiplexer} is not wired; use single-ended inputs (multiplexer bits 4 to 7)`);
    const volts = this.level(multiplexer - 4) * FULL_SCALE_VOLTS;
    const code = Math.round((volts / (RANGES[(this.configuration >> 9) & 7] as number)) * CODES); // 3 bits
    return Math.min(Math.max(code, -CODES), CODES - 1);
  }
}
