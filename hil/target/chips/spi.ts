/** The SPI port of a board: chips by their select pins. */

/** A chip behind a select pin. */
export interface SpiChip {
  /** Clock modes that it understands. */
  readonly modes: readonly number[];
  /** One transfer under a low select: as many bytes back as were sent. `nowUs`: microseconds. */
  transfer(bytes: readonly number[], nowUs: number): number[];
}

export class SpiBus {
  private readonly chips = new Map<string, { readonly name: string; readonly chip: SpiChip }>();
  private readonly silent = new Set<string>();
  private mode = -1;

  /** Puts a chip behind a pin. `name`: by which the bench silences it. */
  attach(name: string, pin: string, chip: SpiChip): void {
    this.chips.set(pin, { name, chip });
  }

  /** Lets a chip, or all with `bus`, answer nothing but zeros any more, or answer again. */
  silence(name: string, on: boolean): void {
    if (on) this.silent.add(name);
    else this.silent.delete(name);
  }

  setup(mode: number): void {
    this.mode = mode;
  }

  /** The controller was reset. */
  reset(): void {
    this.mode = -1;
  }

  /** Throws when the port is not set up, no chip is behind the pin, or the chip does not understand the mode. */
  transfer(pin: string, bytes: readonly number[], nowUs: number): number[] {
    if (this.mode < 0) throw new Error('SPI used before setup');
    const place = this.chips.get(pin);
    if (!place) throw new Error(`SPI: no chip is behind pin ${pin}`);
    if (!place.chip.modes.includes(this.mode)) throw new Error(`SPI: ${place.name} does not understand clock mode ${this.mode}`);
    if (this.silent.has(place.name) || this.silent.has('bus')) return bytes.map(() => 0);
    return place.chip.transfer(bytes, nowUs);
  }
}
