import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../../firmware/model/boards.js';
import { InputWords, takeOutputs } from '../../../../hil/target/board/words.js';
import { pinOf, pinoutOf } from '../../../../hil/target/pinout.js';
import { type BoardInputs, outputsOff } from '../../../../hil/target/wires.js';
import { quietInputs } from '../samples.js';

const pinout = pinoutOf(boardRow('pico'));

const inputs = (change: Partial<BoardInputs> = {}): BoardInputs => ({ ...quietInputs(), ...change });

function bytesOf(words: InputWords): Buffer {
  return Buffer.from(words.next().text, 'base64');
}

describe('a line with inputs', () => {
  it('has a number, the digital levels, the pulses and the analog levels in the order of the pins', () => {
    const words = new InputWords(pinout);
    words.take(inputs({ pulses: { nakTach: 2, catholyteTach: 0, catholyteFlow: 7 } }));
    const bytes = bytesOf(words);
    expect([...bytes.subarray(0, 6)]).toEqual([1, 0b0011, 2, 0, 7, 0]);
    expect(bytes.readUInt16LE(6 + 2 * pinOf(pinout, 'cellVoltage'))).toBe(32768);
    expect(bytes.readUInt16LE(6 + 2 * pinOf(pinout, 'leakLoop'))).toBe(52428);
    expect(bytes.readUInt16LE(6 + 2 * pinOf(pinout, 'nakFlow'))).toBe(6554);
    expect(bytes.length).toBe(6 + 2 * 7);
  });

  it('loses no pulse: those that come between two lines add up, and more than 255 wait for the next one', () => {
    const words = new InputWords(pinout);
    for (let k = 0; k < 3; k++) words.take(inputs({ pulses: { nakTach: 100, catholyteTach: 1, catholyteFlow: 0 } }));
    expect([...bytesOf(words).subarray(2, 5)]).toEqual([255, 3, 0]);
    expect([...bytesOf(words).subarray(2, 5)]).toEqual([45, 0, 0]);
    expect([...bytesOf(words).subarray(2, 5)]).toEqual([0, 0, 0]);
  });

  it('is urgent when a digital level is another one than in the last line, and only then', () => {
    const words = new InputWords(pinout);
    expect(words.take(inputs())).toBe(true);
    words.next();
    expect(words.take(inputs({ analog: { ...inputs().analog, current: 0.9 } }))).toBe(false);
    const pressed = inputs({ digital: { ...inputs().digital, eStopA: 0 } });
    expect(words.take(pressed)).toBe(true);
    words.next();
    expect(words.take(pressed)).toBe(false);
  });

  it('holds levels beyond the converter at its ends', () => {
    const words = new InputWords(pinout);
    words.take(inputs({ analog: { ...inputs().analog, cellVoltage: 1.2, current: -0.1 } }));
    const bytes = bytesOf(words);
    expect(bytes.readUInt16LE(6 + 2 * pinOf(pinout, 'cellVoltage'))).toBe(65535);
    expect(bytes.readUInt16LE(6 + 2 * pinOf(pinout, 'current'))).toBe(0);
  });
});

describe('outputs of a board', () => {
  const count = pinout.first.bus - pinout.first.switch;
  const line = (change: Readonly<Record<string, number>>): string => {
    const bytes = Buffer.alloc(2 * count);
    for (const [role, value] of Object.entries(change)) bytes.writeUInt16LE(value, 2 * (pinOf(pinout, role as 'heater') - pinout.first.switch));
    return bytes.toString('base64');
  };

  it('are switches and duties by their roles', () => {
    const outputs = outputsOff();
    expect(takeOutputs(pinout, line({ contactor: 65535, heater: 13107, nakPump: 65535 }), outputs)).toBe(true);
    expect(outputs).toEqual({ ...outputsOff(), contactor: 1, heater: 0.2, nakPump: 1 });
  });

  it('are refused when they are those of another board', () => {
    expect(takeOutputs(pinout, Buffer.alloc(2 * count + 2).toString('base64'), outputsOff())).toBe(false);
  });
});
