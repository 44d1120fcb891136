/** What the tick hands to its slow work, and what it makes of the answers: energy, the anchor, sensors, sequencer and heater (docs/design.md, "One tick"; docs/physics.md, section 10). */
import { describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

describe('energy', () => {
  const counted = (board: TickingBoard): number[] => [board.get('energyIn'), board.get('energyOut')];

  it('is counted with the contactor closed: twenty seconds of 0.3 A at the terminals, in either direction', async () => {
    for (const direction of [1, -1]) {
      const board = await TickingBoard.start();
      board.toCurrent(300 * direction);
      board.seconds(3);
      const before = counted(board);
      board.seconds(20);
      const [into = NaN, out = NaN] = counted(board).map((e, k) => e - (before[k] ?? NaN));
      // mWh of 20 s at the voltage that the cell shows.
      const energy = (300 * board.get('cellVoltage') * 20) / 3_600_000;
      const [moved, still] = direction > 0 ? [out, into] : [into, out];
      expect(Math.abs(moved / energy - 1)).toBeLessThan(0.01);
      expect(still).toBe(0);
      board.seconds(1);
      expect(
        Math.abs(board.long(direction > 0 ? 'dischargedEnergy' : 'chargedEnergy') - board.get(direction > 0 ? 'energyOut' : 'energyIn')),
      ).toBeLessThan(1);
    }
  });

  it('is not counted with the contactor open', async () => {
    const board = await TickingBoard.start();
    board.wires.stray = 300;
    board.seconds(20);
    expect([board.get('meanCurrent') > 290, counted(board)]).toEqual([true, [0, 0]]);
  });
});

describe('limits and what follows from parameters', () => {
  it('show once a second', async () => {
    const board = await TickingBoard.start();
    board.parameter('parkAmbient', 123);
    board.seconds(5);
    expect([board.long('chargeLimit'), board.long('dischargeLimit'), board.get('plannedAmbient')]).toEqual([500, 500, 123]);
    // 20 g at 22 wt% Na: 42.64 Ah of 100 g to 58.2 wt% (docs/physics.md, section 2), of which the cap at 50 wt% leaves (1 − 22/50)/(1 − 22/58.2).
    const toCap = (0.2 * 42_640 * (1 - 22 / 50)) / (1 - 22 / 58.2);
    expect(board.long('runChargeLeft')).toBeGreaterThan(0.8 * toCap);
    expect(board.long('runChargeLeft')).toBeLessThanOrEqual(1.01 * toCap);
  });
});

describe('the composition is lost', () => {
  it.each([
    ['of 6 mA with the contactor open', (board: TickingBoard) => void (board.wires.stray = 6)],
    ['that does not move by a step', (board: TickingBoard) => void (board.wires.reading = 0)],
  ])('when a current reading %s has lasted for five seconds', async (_, spoil) => {
    const board = await TickingBoard.start();
    board.seconds(4);
    spoil(board);
    board.seconds(4);
    expect([board.get('anchorLost'), board.faults('alarmsActive')]).toEqual([0, []]);
    board.seconds(4);
    expect([board.get('anchorLost'), board.faults('alarmsActive')]).toEqual([1, [43]]);
  });
});

describe('a temperature sensor that has jumped', () => {
  it('is not believed before its fault is reset, however long it has been steady', async () => {
    const board = await TickingBoard.start();
    board.seconds(5);
    board.wires.nakA = 46;
    board.lateRounds(12);
    expect([board.get('nakTempA'), board.faults('alarmsLatched').includes(40)]).toEqual([NaN, true]);
    board.command('reset', 40);
    board.seconds(2);
    expect(board.get('nakTempA') / 10).toBeCloseTo(46, 0);
  });
});

describe('the sequencer and the heater', () => {
  it('hear once a second that the current is at zero: stopping ends, a run-down goes on', async () => {
    const board = await TickingBoard.start();
    board.toCurrent(400);
    board.command('stop');
    expect(board.state).toBe('stopping');
    board.seconds(1);
    expect([board.state, board.out('contactor')]).toEqual(['coolDown', 0]);
  });

  it('heat as long as the state asks for it and no reaction forbids it', async () => {
    const board = await TickingBoard.start();
    Object.assign(board.wires, { nakA: 28, nakB: 28, cell: 28 });
    board.toCold();
    board.seconds(3);
    // No heat is wanted, so none is short.
    expect([board.out('heater'), board.get('heatDeficit')]).toEqual([0, -1]);
    board.command('start');
    board.seconds(10);
    expect(board.out('heater')).toBeGreaterThan(0);
    board.forced.set('heatDeficit', 6000);
    board.seconds(2);
    board.forced.delete('heatDeficit');
    board.seconds(1);
    // X03: heater cannot hold.
    expect([board.faults('alarmsLatched'), board.out('heater'), board.get('heatDeficit')]).toEqual([[53], 0, -1]);
  });
});
