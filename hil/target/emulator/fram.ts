/**
 * The I2C port with an FRAM behind it: 32 KiB at 0x50, two address bytes, address counter that runs over at the end, every byte kept at
 * the moment at which it is written (FM24W256 and the like). Other addresses are those of the board's chips.
 */
import { I2cBus } from '../chips/i2c.js';
import { PowerCut } from '../flash.js';
import { bytesOf } from './serial.js';

export const FRAM_ADDRESS = 0x50;
export const FRAM_BYTES = 32768;

export class FramPort {
  readonly bytes = new Uint8Array(FRAM_BYTES);
  private pointer = 0;
  private cutIn = Infinity;
  private ready = false;
  /** Told of every write before it is done. */
  onWrite: ((address: number, content: Uint8Array) => void) | undefined;
  /** True while the chip does not answer. */
  silent = false;

  /**
   * @param makeBytes makes the Uint8Array that the bundle receives, in its own realm.
   * @param others what answers at other addresses.
   */
  constructor(
    private readonly makeBytes: (count: number) => Uint8Array,
    private readonly others = new I2cBus(),
    private readonly clockUs: () => number = () => 0,
  ) {}

  /** The object that the bundle sees. */
  readonly api = {
    setup: (): void => {
      this.ready = true;
    },
    writeTo: (address: unknown, ...items: unknown[]): void => {
      this.check(address);
      const message = bytesOf(items.length === 1 ? items[0] : items);
      if (address === FRAM_ADDRESS) this.write(message);
      else this.others.write(Number(address), [...message], this.clockUs());
    },
    readFrom: (address: unknown, count: unknown): Uint8Array | undefined => {
      this.check(address);
      const n = Math.trunc(Number(count));
      if (!(n > 0)) return undefined;
      const bytes = this.makeBytes(n);
      if (address !== FRAM_ADDRESS) {
        bytes.set(this.others.read(Number(address), n, this.clockUs()));
        return bytes;
      }
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
    if (this.silent && address === FRAM_ADDRESS) throw new Error('Timeout on I2C Write Transmit Mode 2: the FRAM does not answer');
  }

  private write(message: Uint8Array): void {
    const [high, low] = message;
    if (high === undefined || low === undefined) throw new Error(`FRAM write of ${message.length} bytes: two address bytes are needed`);
    this.pointer = ((high << 8) | low) % FRAM_BYTES;
    if (message.length > 2) this.onWrite?.(this.pointer, Uint8Array.from(message.slice(2)));
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
