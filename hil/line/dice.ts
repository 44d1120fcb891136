/** Pseudo-random numbers of the line (xorshift32), the same in every run. */
export class Dice {
  constructor(private state = 0x2545f491) {}

  /** 32 bits. */
  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  byte(): number {
    return this.next() & 0xff;
  }

  /** From 0 up to, not including, 1. */
  share(): number {
    return this.next() / 4294967296;
  }
}
