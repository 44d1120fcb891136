/** When the tick says that flow is needed, and how much (docs/physics.md, section 10, P21 and P22; docs/safety.md). */
import { describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

/** A reading beyond the range of the converter, mA: the current is unknown and its mean stays what it was. */
const UNKNOWN = 2200;

describe('flow is needed', () => {
  const ratios = (board: TickingBoard): number[] => [board.get('nakFlowRatio'), board.get('catholyteFlowRatio')].map(Math.round);
  const wet = (board: TickingBoard, share = 1): void => void (board.wires.nakYield = board.wires.catholyteYield = share);
  const dry = (board: TickingBoard): void => wet(board, 0);

  it('from the proof of both flows on, and not while the NaK pump starts alone', async () => {
    const board = await TickingBoard.start();
    board.toCirculate();
    dry(board);
    board.seconds(3);
    expect(ratios(board)).toEqual([1000, 1000]);
    wet(board);
    board.until(() => board.out('catholytePump') > 0, 80);
    dry(board);
    board.seconds(2);
    expect([board.state, ratios(board)]).toEqual(['circulate', [0, 0]]);
    wet(board, 0.5);
    board.seconds(4);
    expect([Math.abs(board.get('nakFlowRatio') - 500) < 1, Math.abs(board.get('catholyteFlowRatio') - 500) < 25]).toEqual([true, true]);
  });

  it('while the contactor is asked for, and not while the pumps cool the cell behind it', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    dry(board);
    board.seconds(2);
    expect(ratios(board)).toEqual([0, 0]);
    wet(board);
    board.seconds(2);
    board.command('stop');
    dry(board);
    board.seconds(2);
    expect([board.state, board.out('catholytePump') > 0, ratios(board)]).toEqual(['coolDown', true, [1000, 1000]]);
  });

  it('by a current above 5 mA through a closed contactor, also one that nobody asked for', async () => {
    const board = await TickingBoard.start();
    board.wires.reading = UNKNOWN;
    // Contactor feedback, mean current in mA, and whether the flow of the pumps at rest is missed.
    for (const [feedback, current, needed] of [
      [1, 5.01, true],
      [1, 5, false],
      [1, -5.01, true],
      [1, -5, false],
      [1, 0, false],
      [0, 400, false],
    ] as const) {
      board.wires.feedback = feedback;
      board.forced.set('meanCurrent', current);
      board.seconds(1);
      expect([feedback, current, ratios(board)]).toEqual([feedback, current, needed ? [0, 0] : [1000, 1000]]);
    }
  });

  it('as much as is commanded: a fifth of the NaK pump that starts, more catholyte than is set for a large current', async () => {
    let board = await TickingBoard.start();
    board.toCirculate();
    board.seconds(1);
    Object.assign(board.wires, { feedback: 1, stray: 6 });
    board.forced.set('meanCurrent', 6);
    board.seconds(1);
    // 4 of 20 mL/min, all of it there; 10 mL/min are set.
    expect([board.out('nakPump'), Math.round(board.get('nakFlowRatio'))]).toEqual([0.2, 1000]);

    board = await TickingBoard.start();
    // A fifth of the vanadium: 480 mA with half of it oxidised use 480 · 60 / (96485 · 0.06) mL/min = 4.97, times 5.5.
    board.parameter('catholyteConcentration', 120);
    board.parameter('catholyteFlowSet', 150);
    board.toCurrent(480);
    board.seconds(4);
    expect(board.out('catholytePump')).toBeCloseTo(0.2736, 3);
    expect(Math.abs(board.get('catholyteFlowRatio') - 1000)).toBeLessThan(60);
  });
});

describe('the catholyte flow', () => {
  it('follows the current that runs down for a silent master', async () => {
    const board = await TickingBoard.start();
    board.parameter('catholyteConcentration', 120);
    board.parameter('catholyteFlowSet', 150);
    board.toCurrent(480);
    board.beats = false;
    board.until(() => board.out('dischargeCurrent') < 0.33);
    expect(board.get('state')).toBe(6);
    // Between what 480 and 300 mA need.
    expect(board.out('catholytePump')).toBeGreaterThan(0.17);
    expect(board.out('catholytePump')).toBeLessThan(0.25);
    board.until(() => board.state === 'ready', 100);
    expect([board.out('dischargeCurrent'), board.get('reason')]).toEqual([0, 37]);
    board.seconds(2);
    expect(board.out('catholytePump')).toBe(0.15);
  });
});
