/**
 * MCP23017, 16-bit port expander (Microchip DS20001952), registers in the order of the reset (IOCON.BANK = 0): directions, polarity,
 * pull-ups, levels and latches. Interrupts are not there.
 */
import type { I2cChip } from './i2c.js';

const DIRECTION = 0x00;
const POLARITY = 0x02;
const LEVEL = 0x12;
const LATCH = 0x14;
const REGISTERS = 0x16;

export class Mcp23017 implements I2cChip {
  private readonly registers = new Uint8Array(REGISTERS);
  private pointer = 0;

  /**
   * @param input level of an input line now, 0 or 1.
   * @param changed called with the level of every output line after a write: 0 for a line that is an input.
   */
  constructor(
    private readonly input: (line: number) => number,
    private readonly changed: (line: number, level: 0 | 1) => void,
  ) {
    this.reset();
  }

  write(bytes: readonly number[]): void {
    const [first] = bytes;
    if (first === undefined) return;
    this.pointer = first % REGISTERS;
    for (let i = 1; i < bytes.length; i++) {
      // A write to the port goes to its latch.
      const at = this.pointer === LEVEL || this.pointer === LEVEL + 1 ? this.pointer + (LATCH - LEVEL) : this.pointer;
      this.registers[at] = bytes[i] as number; // i < length
      this.pointer = (this.pointer + 1) % REGISTERS;
    }
    this.drive();
  }

  read(count: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      found.push(this.pointer === LEVEL || this.pointer === LEVEL + 1 ? this.levels(this.pointer - LEVEL) : (this.registers[this.pointer] as number)); // modulo
      this.pointer = (this.pointer + 1) % REGISTERS;
    }
    return found;
  }

  /** Power was lost: all lines are inputs. */
  reset(): void {
    this.registers.fill(0);
    this.registers[DIRECTION] = this.registers[DIRECTION + 1] = 255;
    this.pointer = 0;
    this.drive();
  }

  private output(line: number): 0 | 1 {
    const port = line >> 3;
    const bit = 1 << (line & 7);
    const isInput = ((this.registers[DIRECTION + port] as number) & bit) !== 0; // port 0 or 1
    return !isInput && ((this.registers[LATCH + port] as number) & bit) !== 0 ? 1 : 0;
  }

  private levels(port: number): number {
    let bits = 0;
    for (let i = 0; i < 8; i++) {
      const isInput = ((this.registers[DIRECTION + port] as number) & (1 << i)) !== 0; // port 0 or 1
      if (isInput ? this.input(8 * port + i) : this.output(8 * port + i)) bits |= 1 << i;
    }
    return bits ^ (this.registers[POLARITY + port] as number);
  }

  private drive(): void {
    for (let line = 0; line < 16; line++) this.changed(line, this.output(line));
  }
}
