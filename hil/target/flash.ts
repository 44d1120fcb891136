/**
 * A flash chip: a write can only clear bits, an erase sets a whole page. Power may be cut between any two operations and inside one.
 */

/** Thrown inside a flash or FRAM operation in which power is lost. The board that owns the chip turns it into a dead board. */
export class PowerCut extends Error {
  constructor(where: string) {
    super(`power cut during ${where}`);
    this.name = 'PowerCut';
  }
}

export class Flash {
  readonly bytes: Uint8Array;
  /** Writes and erasures so far. */
  operations = 0;
  /** Told of every operation before it is done; an erasure has no content. */
  onOperation: ((address: number, content: Uint8Array | undefined) => void) | undefined;
  private cutAt = Infinity;
  private tornBytes = 0;

  /** @param pageBytes size of the erase unit; `size` must be a multiple of it. */
  constructor(
    size: number,
    readonly pageBytes: number,
  ) {
    if (!(size > 0) || size % pageBytes !== 0) throw new Error(`flash of ${size} bytes is not a whole number of ${pageBytes}-byte pages`);
    this.bytes = new Uint8Array(size).fill(0xff);
  }

  /**
   * Cuts power at an operation to come: `count` more are done whole, the one after is cut short.
   * @param tornBytes bytes of that one which are still programmed (a write) or erased (an erasure).
   */
  cutAfter(count: number, tornBytes = 0): void {
    this.cutAt = this.operations + count;
    this.tornBytes = tornBytes;
  }

  write(address: number, content: Uint8Array): void {
    this.bound(address, content.length);
    this.onOperation?.(address, content);
    const count = this.operations === this.cutAt ? Math.min(this.tornBytes, content.length) : content.length;
    for (let i = 0; i < count; i++) this.bytes[address + i] = (this.bytes[address + i] as number) & (content[i] as number); // both bounded above
    this.done('a flash write');
  }

  erasePage(address: number): void {
    this.bound(address, 1);
    this.onOperation?.(address, undefined);
    const start = address - (address % this.pageBytes);
    const count = this.operations === this.cutAt ? Math.min(this.tornBytes, this.pageBytes) : this.pageBytes;
    this.bytes.fill(0xff, start, start + count);
    this.done('a flash erasure');
  }

  private bound(address: number, length: number): void {
    if (address < 0 || address + length > this.bytes.length)
      throw new Error(`flash access ${address}+${length} lies outside the ${this.bytes.length} bytes`);
  }

  private done(what: string): void {
    if (this.operations === this.cutAt) {
      this.cutAt = Infinity;
      throw new PowerCut(what);
    }
    this.operations++;
  }
}
