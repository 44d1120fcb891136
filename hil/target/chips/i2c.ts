/** The I2C port of a board: chips at their addresses, and a TCA9548A that switches branches of the bus. */

/** A chip on the bus. */
export interface I2cChip {
  /** Bytes after the address. `nowUs`: microseconds. */
  write(bytes: readonly number[], nowUs: number): void;
  read(count: number, nowUs: number): number[];
}

/** Address of the TCA9548A with its address pins at ground. */
export const MULTIPLEXER_ADDRESS = 0x70;

/** Thrown when nothing answers: the interpreter raises an exception of its own then. */
export class NoAnswer extends Error {}

interface Place {
  /** Branch of the multiplexer, 0–7; −1: on the bus itself. */
  readonly branch: number;
  readonly chip: I2cChip;
  readonly name: string;
}

export class I2cBus {
  /** Chips by address. */
  private readonly places = new Map<number, Place[]>();
  private readonly silent = new Set<string>();
  /** Open branches, a bit each (TCA9548A, SCPS207: control register, 0 after a reset). */
  private open = 0;
  private multiplexed = false;

  /** Puts a chip on the bus. `name`: by which the bench silences it. */
  attach(name: string, address: number, chip: I2cChip, branch = -1): void {
    if (branch >= 0) this.multiplexed = true;
    this.places.set(address, [...(this.places.get(address) ?? []), { name, branch, chip }]);
  }

  /** Lets a chip, or all with `bus`, answer nothing any more, or answer again. */
  silence(name: string, on: boolean): void {
    if (on) this.silent.add(name);
    else this.silent.delete(name);
  }

  /** Power is lost: the multiplexer closes its branches. */
  reset(): void {
    this.open = 0;
  }

  /** Throws `NoAnswer` when no chip of that address is to be reached. */
  write(address: number, bytes: readonly number[], nowUs: number): void {
    if (address === MULTIPLEXER_ADDRESS && this.multiplexed && this.answers('multiplexer')) {
      if (bytes.length > 0) this.open = bytes.at(-1) as number; // not empty
      return;
    }
    this.chipAt(address).write(bytes, nowUs);
  }

  read(address: number, count: number, nowUs: number): number[] {
    if (address === MULTIPLEXER_ADDRESS && this.multiplexed && this.answers('multiplexer')) return new Array<number>(count).fill(this.open);
    return this.chipAt(address).read(count, nowUs);
  }

  private answers(name: string): boolean {
    return this.silent.size === 0 || !(this.silent.has(name) || this.silent.has('bus'));
  }

  private chipAt(address: number): I2cChip {
    let found: Place | undefined;
    for (const place of this.places.get(address) ?? []) {
      if (!this.reaches(place)) continue;
      if (found)
        throw new Error(`two chips answer at I2C address ${address}: ${found.name} and ${place.name}; open one branch of the multiplexer only`);
      found = place;
    }
    if (!found) throw new NoAnswer(`Timeout on I2C Write Transmit Mode 2: nothing answers at ${address}`);
    return found.chip;
  }

  private reaches({ branch, name }: Place): boolean {
    if (branch >= 0 && ((this.open >> branch) & 1) === 0) return false;
    return this.silent.size === 0 || (this.answers(name) && (branch < 0 || this.answers('multiplexer')));
  }
}
