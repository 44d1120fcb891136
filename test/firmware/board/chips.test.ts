/** Bundles of boards with chips, on the emulated board: they read what lies on the wires, and a chip that is lost gives no value. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BOARDS } from '../../../firmware/model/boards.js';
import { EmulatedBoard } from '../emulated-board.js';

const P13 = 13;
const P30 = 30;
const F01 = 39;

/** A board that has run long enough for a missing value to trip. */
function running(board: string): EmulatedBoard {
  const b = new EmulatedBoard({ board });
  b.power(true);
  b.run(6000);
  return b;
}

describe.each(BOARDS.filter((b) => b.uses.scanned).map((b) => b.id))('the bundle for %s', (id) => {
  it('reads voltage, temperatures, flow and leak loop, and trips nothing on a sound plant', () => {
    const board = running(id);
    expect(board.target.events().filter((e) => e.kind !== 'boot')).toEqual([]);
    expect(board.value('cellVoltage')).toBeCloseTo(3.3, 2);
    expect(board.value('nakTempA')).toBeCloseTo(40, 0);
    expect(board.value('nakTempB')).toBeCloseTo(40, 0);
    expect(board.value('cellTemp')).toBeCloseTo(40, 0);
    expect(board.value('leakResistance')).toBeCloseTo(100, 0);
    expect(board.value('nakFlow')).toBeCloseTo(0, 1);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it('knows no current while its converter does not answer, and trips over-current by it', () => {
    const board = running(id);
    board.target.chips.i2c.silence('adc0', true);
    board.run(1500);
    expect(board.live('current')).toBeNaN();
    expect(board.faults('alarmsActive')).toContain(P13);
    board.target.chips.i2c.silence('adc0', false);
    board.run(1500);
    expect(board.live('current')).not.toBeNaN();
  });

  it('sees a wet tray under both directions of the excitation', () => {
    const board = running(id);
    board.cell.leak = 5;
    board.run(600);
    expect(board.value('leakResistance')).toBeCloseTo(5, 0);
    expect(board.faults('alarmsLatched')).toContain(P30);
  });

  it('reverses the excitation and the level at the safety relay in every tick', () => {
    const board = running(id);
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

  it('sets its chips up again after a dip of their supply, without a reset of its own', () => {
    const board = running(id);
    board.target.chips.powerOff();
    board.run(3500);
    expect(board.value('cellVoltage')).toBeCloseTo(3.3, 2);
    expect(board.value('nakTempA')).toBeCloseTo(40, 0);
    expect(board.events('boot')).toHaveLength(1);
  });
});

describe('resistance thermometers on MAX31865', () => {
  let board: EmulatedBoard;
  beforeEach(() => {
    board = running('rp2350');
  });

  it.each([
    ['is open', 1],
    ['is shorted', 0],
  ])('are bad when the sensor %s', (_how, fraction) => {
    board.cell.nakAFraction = fraction;
    board.run(2500);
    expect(board.faults('alarmsActive')).toContain(F01);
    expect(board.live('nakTempA')).toBeNaN();
    expect(board.value('nakTempB')).toBeCloseTo(40, 0);
  });

  it('are bad when the chip does not answer', () => {
    board.target.chips.spi.silence('nakTempA', true);
    board.run(2500);
    expect(board.live('nakTempA')).toBeNaN();
  });
});
