/** The bundle of a board with chips, on the emulated board: it reads what lies on the wires, and a chip that is lost gives no value. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const P13 = 13;

describe('the bundle for the ESP32', () => {
  let board: EmulatedBoard;
  beforeEach(() => {
    board = new EmulatedBoard({ board: 'esp32' });
    board.target.powerOn(0);
    board.run(6000);
  });

  it('reads voltage, current, temperatures, flow and leak loop from its converters, and trips nothing on a sound plant', () => {
    board.cell.strayCurrent = 0.02;
    board.run(3000);
    expect(board.target.events().filter((e) => e.kind !== 'boot')).toEqual([]);
    expect(board.value('cellVoltage')).toBeCloseTo(3.3, 2);
    expect(board.value('nakTempA')).toBeCloseTo(40, 0);
    expect(board.value('cellTemp')).toBeCloseTo(40, 0);
    expect(board.value('leakResistance')).toBeCloseTo(100, 0);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it('knows no current when its converter does not answer, and trips over-current by it', () => {
    board.target.chips.i2c.silence('adc0', true);
    board.run(1500);
    expect(board.live('current')).toBeNaN();
    expect(board.faults('alarmsActive')).toContain(P13);
    board.target.chips.i2c.silence('adc0', false);
    board.run(500);
    expect(board.live('current')).not.toBeNaN();
    expect(board.faults('alarmsActive')).not.toContain(P13);
  });

  it('sees a wet tray under both directions of the excitation', () => {
    board.cell.leak = 5;
    board.run(600);
    expect(board.value('leakResistance')).toBeCloseTo(5, 0);
    expect(board.faults('alarmsLatched')).toContain(30);
  });

  it('reverses the excitation and the level at the safety relay in every tick', () => {
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      board.run(100);
      const { leakExcitation, safetyToggle } = board.target.outputs;
      seen.push(`${leakExcitation}${safetyToggle}`);
    }
    expect(seen[0]).not.toBe(seen[1]);
    expect(seen[2]).toBe(seen[0]);
    expect(seen[3]).toBe(seen[1]);
  });
});
