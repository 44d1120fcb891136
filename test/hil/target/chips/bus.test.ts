/** The I2C bus with its multiplexer, the port expander, and the SPI port with its selects. */
import { describe, expect, it } from 'vitest';
import { I2cBus, MULTIPLEXER_ADDRESS, NoAnswer } from '../../../../hil/target/chips/i2c.js';
import { Mcp23017 } from '../../../../hil/target/chips/mcp23017.js';
import { SpiBus } from '../../../../hil/target/chips/spi.js';

const constant = (value: number): { write: () => void; read: (count: number) => number[] } => ({
  write: () => undefined,
  read: (count) => new Array<number>(count).fill(value),
});

describe('the I2C bus', () => {
  it('does not answer for an address without a chip', () => {
    expect(() => new I2cBus().write(0x48, [0], 0)).toThrow(NoAnswer);
    expect(() => new I2cBus().write(MULTIPLEXER_ADDRESS, [1], 0)).toThrow(NoAnswer);
  });

  it('reaches the chips of the branch that is open, and no other', () => {
    const bus = new I2cBus();
    bus.attach('first', 0x48, constant(1), 0);
    bus.attach('second', 0x48, constant(2), 3);
    expect(() => bus.read(0x48, 1, 0)).toThrow(NoAnswer);
    bus.write(MULTIPLEXER_ADDRESS, [1], 0);
    expect(bus.read(0x48, 1, 0)).toEqual([1]);
    bus.write(MULTIPLEXER_ADDRESS, [8], 0);
    expect(bus.read(0x48, 1, 0)).toEqual([2]);
    expect(bus.read(MULTIPLEXER_ADDRESS, 1, 0)).toEqual([8]);
    bus.reset();
    expect(() => bus.read(0x48, 1, 0)).toThrow(NoAnswer);
  });

  it('says when two chips would answer', () => {
    const bus = new I2cBus();
    bus.attach('first', 0x48, constant(1), 0);
    bus.attach('second', 0x48, constant(2), 1);
    bus.write(MULTIPLEXER_ADDRESS, [3], 0);
    expect(() => bus.read(0x48, 1, 0)).toThrow('two chips answer');
  });

  it('is silent for a chip, for the multiplexer and for all', () => {
    const bus = new I2cBus();
    bus.attach('adc', 0x48, constant(1), 0);
    bus.attach('expander', 0x20, constant(2));
    bus.write(MULTIPLEXER_ADDRESS, [1], 0);
    bus.silence('adc', true);
    expect(() => bus.read(0x48, 1, 0)).toThrow(NoAnswer);
    bus.silence('adc', false);
    bus.silence('multiplexer', true);
    expect(() => bus.read(0x48, 1, 0)).toThrow(NoAnswer);
    expect(bus.read(0x20, 1, 0)).toEqual([2]);
    bus.silence('bus', true);
    expect(() => bus.read(0x20, 1, 0)).toThrow(NoAnswer);
  });
});

describe('MCP23017 (DS20001952)', () => {
  const outputs = new Array<number>(16).fill(9);
  const chip = new Mcp23017(
    (line) => (line === 8 ? 1 : 0),
    (line, level) => (outputs[line] = level),
  );

  it('wakes with all lines as inputs: nothing is driven', () => {
    chip.write([0x14, 255, 255]);
    expect(outputs).toEqual(new Array<number>(16).fill(0));
  });

  it('drives its latches once the directions say so, and reads contacts and its own outputs back', () => {
    chip.write([0x14, 0x05, 0x00]);
    chip.write([0x00, 0x00, 0x01]);
    expect(outputs.slice(0, 4)).toEqual([1, 0, 1, 0]);
    chip.write([0x12]);
    expect(chip.read(2)).toEqual([0x05, 0x01]);
  });

  it('takes a write to the port for one to the latch', () => {
    chip.write([0x12, 0x02]);
    expect(outputs.slice(0, 3)).toEqual([0, 1, 0]);
  });

  it('is all inputs again after a loss of power', () => {
    chip.reset();
    expect(outputs).toEqual(new Array<number>(16).fill(0));
  });
});

describe('the SPI port', () => {
  const chip = { modes: [1], transfer: (bytes: readonly number[]): number[] => bytes.map((b) => b + 1) };

  it('needs a setup, a chip behind the pin, and a mode that the chip understands', () => {
    const bus = new SpiBus();
    bus.attach('probe', 'D14', chip);
    expect(() => bus.transfer('D14', [1], 0)).toThrow('before setup');
    bus.setup(0);
    expect(() => bus.transfer('D14', [1], 0)).toThrow('mode 0');
    bus.setup(1);
    expect(() => bus.transfer('D15', [1], 0)).toThrow('no chip');
    expect(bus.transfer('D14', [1, 2], 0)).toEqual([2, 3]);
  });

  it('reads zeros from a chip that is silent', () => {
    const bus = new SpiBus();
    bus.attach('probe', 'D14', chip);
    bus.setup(1);
    bus.silence('probe', true);
    expect(bus.transfer('D14', [1, 2], 0)).toEqual([0, 0]);
  });
});
