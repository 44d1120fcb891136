/**
 * MAX31865, converter for resistance thermometers (Analog Devices 19-6478): configuration, result, thresholds, fault status. One conversion when told
 * or one every 20 ms (50 Hz filter) by itself, with the bias on. Faults by the thresholds; the fault-detection cycle with the force lines is not there.
 */
import { resistance } from './probe.js';
import type { SpiChip } from './spi.js';

const CONFIGURATION = 0;
const RESULT = 1;
const HIGH_THRESHOLD = 3;
const LOW_THRESHOLD = 5;
const STATUS = 7;
const REGISTERS = 8;
/** Bits of the configuration. */
const BIAS = 0x80;
const AUTOMATIC = 0x40;
const ONE_SHOT = 0x20;
const CLEAR = 0x02;
const SLOW_FILTER = 0x01;
/** Bits of the status: above the high threshold, below the low one. */
const TOO_HIGH = 0x80;
const TOO_LOW = 0x40;
const CODES = 32768;

export class Max31865 implements SpiChip {
  readonly modes = [1, 3] as const;
  private readonly registers = new Uint8Array(REGISTERS);
  /** End of the running conversion, microseconds. */
  private doneUs = Infinity;

  /** @param fraction what the wire carries now; `reference` in Ω. */
  constructor(
    private readonly fraction: () => number,
    private readonly reference: number,
  ) {
    this.reset();
  }

  transfer(bytes: readonly number[], nowUs: number): number[] {
    this.settle(nowUs);
    const [address, ...rest] = bytes;
    if (address === undefined) return [];
    let at = address & 0x7f;
    const back = [0];
    for (const byte of rest) {
      if (address & 0x80) this.write(at, byte, nowUs);
      back.push(address & 0x80 ? 0 : (this.registers[at % REGISTERS] as number)); // modulo
      at++;
    }
    return back;
  }

  /** Power was lost. */
  reset(): void {
    this.registers.fill(0);
    this.registers[HIGH_THRESHOLD] = this.registers[HIGH_THRESHOLD + 1] = 255;
    this.doneUs = Infinity;
  }

  private write(at: number, byte: number, nowUs: number): void {
    if (at === CONFIGURATION) {
      if (byte & CLEAR) this.registers[STATUS] = 0;
      this.registers[CONFIGURATION] = byte & ~(CLEAR | ONE_SHOT);
      const wanted = byte & BIAS && byte & (AUTOMATIC | ONE_SHOT);
      if (!wanted) this.doneUs = Infinity;
      else if (this.doneUs === Infinity) this.doneUs = nowUs + this.firstUs(byte);
    } else if (at >= HIGH_THRESHOLD && at < STATUS) this.registers[at] = byte;
  }

  /** A conversion from rest takes three periods of the filter, those that follow one. */
  private firstUs(configuration: number): number {
    return configuration & SLOW_FILTER ? 62500 : 52000;
  }

  private settle(nowUs: number): void {
    if (nowUs < this.doneUs) return;
    const code = Math.min(Math.round((resistance(this.fraction()) / this.reference) * CODES), CODES - 1);
    const word = code << 1;
    if (word >= this.word(HIGH_THRESHOLD)) this.registers[STATUS] = (this.registers[STATUS] as number) | TOO_HIGH; // indices inside
    if (word < this.word(LOW_THRESHOLD)) this.registers[STATUS] = (this.registers[STATUS] as number) | TOO_LOW;
    const fault = this.registers[STATUS] === 0 ? 0 : 1;
    this.registers[RESULT] = word >> 8;
    this.registers[RESULT + 1] = (word & 255) | fault;
    const configuration = this.registers[CONFIGURATION] as number;
    this.doneUs = configuration & AUTOMATIC ? nowUs : Infinity;
  }

  private word(at: number): number {
    return ((this.registers[at] as number) << 8) | (this.registers[at + 1] as number); // indices inside
  }
}
