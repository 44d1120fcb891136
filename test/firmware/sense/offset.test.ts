/** An offset of the current sensor on the emulated board: it does not move the composition, and beyond 5 mA it is F05 (docs/physics.md, section 10). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const [P05, F05] = [5, 43];

describe('an offset of the current sensor with the contactor open', () => {
  it('of 4 mA does not move the charge in three hours, and is no fault', () => {
    const board = EmulatedBoard.commissioned();
    board.cell.strayCurrent = 0.004;
    board.run(10_800_000, 100);
    expect([board.live('netCharge'), board.faults('alarmsLatched')]).toEqual([0, []]);
    expect(Math.abs(board.value('composition') - 22)).toBeLessThan(0.011);
  });

  it.each([0.007, -0.007])('of %f A is F05 after five seconds, and the composition is lost with it', (amps) => {
    const board = EmulatedBoard.commissioned();
    board.cell.strayCurrent = amps;
    board.run(4500);
    expect(board.faults('alarmsLatched')).not.toContain(F05);
    board.run(4500);
    expect(board.faults('alarmsLatched')).toContain(F05);
    board.run(13_000);
    expect(board.faults('alarmsLatched')).toContain(P05);
    expect(board.live('composition')).toBeNaN();
  });

  it('is not seen in the current that dies away when the contactor opens', () => {
    for (const milliamps of [100, 500]) {
      const board = EmulatedBoard.ready();
      board.expectCommand('discharge', 0, milliamps);
      board.run(5000);
      board.expectCommand('stop');
      board.run(20_000);
      expect([milliamps, board.live('state'), board.faults('alarmsLatched')]).toEqual([milliamps, 13, []]);
    }
  });
});

describe('a current sensor that no longer changes', () => {
  it('is F05 after five seconds, also under current: contactor open, composition lost', () => {
    const board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 300);
    board.run(3000);
    board.cell.frozen = true;
    board.run(4000);
    expect(board.target.outputs.contactor).toBe(1);
    board.run(3000);
    expect(board.target.outputs.contactor).toBe(0);
    expect(board.faults('alarmsLatched')).toContain(F05);
    board.run(12_000);
    expect(board.faults('alarmsLatched')).toContain(P05);
  });
});
