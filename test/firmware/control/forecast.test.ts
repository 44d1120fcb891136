/** The forecast of the ambient on a board of profile full: what it changes, how long it counts (docs/design.md, composition controller). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const FORECAST = 1009;
let board: EmulatedBoard;
beforeEach(() => {
  board = EmulatedBoard.commissioned({ board: 'esp32' });
});

/** °C that is planned for, and the charge left to the park limit in Ah, as the map shows them. */
function plan(): { ambient: number; left: number } {
  board.run(5000);
  const [high, low] = board.input(40, 2) as [number, number];
  return { ambient: ((board.input(84, 1)[0] as number) << 16) / 655360, left: ((high << 16) | low) / 1000 };
}

describe('a forecast', () => {
  it('of a warmer or a colder room moves the park limit', () => {
    const before = plan();
    expect(before.ambient).toBe(10);
    board.write(FORECAST, 160);
    const warm = plan();
    expect([warm.ambient, warm.left > before.left]).toEqual([16, true]);
    board.write(FORECAST, 65536 - 30);
    const cold = plan();
    expect([cold.ambient, cold.left < before.left]).toEqual([-3, true]);
    expect(board.holding(FORECAST, 1)).toEqual([65536 - 30]);
  });

  it('above 30 °C counts as 30 °C: a room may always cool down again', () => {
    board.write(FORECAST, 700);
    expect(plan().ambient).toBe(30);
  });

  it('counts for an hour after it was written, then the parameter counts again', () => {
    expect(board.live('modeBits') & 64).toBe(0);
    board.write(FORECAST, 200);
    expect(plan().ambient).toBe(20);
    expect(board.live('modeBits') & 64).toBe(64);
    board.run(3_590_000);
    expect(plan().ambient).toBe(20);
    board.run(10_000);
    expect(plan().ambient).toBe(10);
    expect(board.live('modeBits') & 64).toBe(0);
  });

  it('is refused by boards of profile core', () => {
    const pico = EmulatedBoard.commissioned();
    expect(pico.write(FORECAST, 100)[1]).toBe(0x86);
  });
});
