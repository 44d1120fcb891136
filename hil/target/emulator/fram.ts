/**
 * The I2C port with one FRAM behind it: 32 KiB at 0x50, two address bytes, address counter that runs over at the end, every byte kept at
 * the moment at which it is written (FM24W256 and the like). Any other address does not answer.
 */
import { PowerCut } from '../flash.js';
import { eachByte } from './serial.js';

export const FRAM_ADDRESS = 0x50;
export const FRAM_BYTES = 32768;

export class FramPort {
  readonly bytes = new Uint8Array(FRAM_BYTES);
  private pointer = 0;
  private cutIn = Infinity;
  private ready = false;

  /** @param makeBytes makes the Uint8Array that the bundle receives, in its own realm. */
  constructor(private readonly makeBytes: (count: number) => Uint8Array) {}

  /** The object that the bundle sees. */
  readonly api = {
    setup: (): void => {
      this.ready = true;
    },
    writeTo: (address: unknown, ...items: unknown[]): void => {
      this.check(address);
      const message: number[] = [];
      for (const item of items) eachByte(item, (b) => message.push(b));
      this.write(message);
    },
    readFrom: (address: unknown, count: unknown): Uint8Array | undefined => {
      this.check(address);
      const n = Math.trunc(Number(count));
      if (!(n > 0)) return undefined;
      const bytes = this.makeBytes(n);
      for (let i = 0; i < n; i++) bytes[i] = this.bytes[(this.pointer + i) % FRAM_BYTES] as number; // modulo the size
      this.pointer = (this.pointer + n) % FRAM_BYTES;
      return bytes;
    },
  };

  /** Cuts power after `count` more bytes are kept. */
  cutAfter(count: number): void {
    this.cutIn = count;
  }

  reset(): void {
    this.ready = false;
  }

  private check(address: unknown): void {
    if (!this.ready) throw new Error('I2C used before setup');
    if (address !== FRAM_ADDRESS) throw new Error(`Timeout on I2C Write Transmit Mode 2: nothing answers at ${String(address)}`);
  }

  private write(message: readonly number[]): void {
    const [high, low] = message;
    if (high === undefined || low === undefined) throw new Error(`FRAM write of ${message.length} bytes: two address bytes are needed`);
    this.pointer = ((high << 8) | low) % FRAM_BYTES;
    for (let i = 2; i < message.length; i++) {
      if (this.cutIn === 0) {
        this.cutIn = Infinity;
        throw new PowerCut('an FRAM write');
      }
      this.cutIn--;
      this.bytes[this.pointer] = message[i] as number; // i < length
      this.pointer = (this.pointer + 1) % FRAM_BYTES;
    }
  }
}
