/** The controller heartbeat: when its expiry, 10 s as delivered, is over without a new value, remote control ends (docs/physics.md, section 10, P37). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame } from '../frames.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
  cabinet.reach('ready');
});

/** Age as the check sees it, in seconds of the expiry as delivered, and time left as the map shows it. */
function shown(): { age: number; left: number } {
  const { heartbeat, sequencer } = cabinet.modules;
  heartbeat.showHeartbeat(sequencer.remote, cabinet.board.now);
  return { age: cabinet.get('heartbeatAge') / 10, left: cabinet.get('heartbeatLeft') };
}

describe('the heartbeat', () => {
  it('is not needed while nobody has remote control', () => {
    cabinet.board.now += 100_000;
    expect(shown()).toEqual({ age: 0, left: 65535 });
  });

  it('is needed from the command that takes remote control on, and counts from it', () => {
    cabinet.board.now += 100_000;
    cabinet.command('discharge', 0, 200);
    expect(shown()).toEqual({ age: 0, left: 10 });
    cabinet.board.now += 4000;
    expect(shown()).toEqual({ age: 4, left: 6 });
    cabinet.board.now += 96_000;
    expect(shown()).toEqual({ age: 100, left: 0 });
  });

  it('re-arms with a new value and not with the same one again', () => {
    cabinet.command('charge', 0, 200);
    cabinet.board.now += 5000;
    cabinet.modules.heartbeat.beat(7, cabinet.board.now);
    expect(cabinet.get('heartbeatEcho')).toBe(7);
    cabinet.board.now += 3000;
    cabinet.modules.heartbeat.beat(7, cabinet.board.now);
    expect(shown().age).toBe(3);
    cabinet.modules.heartbeat.beat(8, cabinet.board.now);
    expect(shown().age).toBe(0);
  });

  it('is not replaced by more set-points: a master that only commands still has to beat', () => {
    cabinet.command('discharge', 0, 200);
    cabinet.board.now += 6000;
    cabinet.command('discharge', 0, 250);
    expect(shown().age).toBe(6);
  });

  it('is not needed any more after rest and stop', () => {
    cabinet.command('discharge', 0, 200);
    cabinet.command('rest');
    expect(shown().left).toBe(65535);
    cabinet.command('discharge', 0, 200);
    cabinet.command('stop');
    cabinet.tick();
    cabinet.tick();
    expect(shown().left).toBe(65535);
  });
});

/** Holding register of `heartbeatExpiry`. */
const EXPIRY = 2023;
const WRONG_STATE = 5;

/** A board in state ready whose expiry is that many seconds. */
function readyWith(seconds: number): EmulatedBoard {
  const board = EmulatedBoard.commissioned();
  board.write(EXPIRY, seconds);
  board.expectCommand('commit');
  board.expectCommand('start');
  board.run(650_000, 100);
  return board;
}

describe('the expiry', () => {
  it.each([0, 61, 65535])('is never %i s: neither off nor beyond a minute', (seconds) => {
    const board = EmulatedBoard.commissioned();
    expect(board.write(EXPIRY, seconds)).toEqual(exceptionFrame(1, 6, 3));
    expect(board.holding(EXPIRY, 1)).toEqual([10]);
  });

  /** The age is judged once a second: what it raises is never early and 1.3 s late at most. */
  it.each([
    [1, 0.3],
    [2, 0.6],
    [10, 3],
    [60, 18],
  ])('of %i s warns after %f s and ends remote control when it is over', (seconds, warning) => {
    const board = readyWith(seconds);
    board.expectCommand('discharge', 0, 300);
    const begin = board.now;
    const after = (name: 'warnings' | 'alarmsActive'): number => {
      while (!board.faults(name).includes(37) && board.now < begin + 70_000) board.run(50);
      return (board.now - begin) / 1000;
    };
    const warned = after('warnings');
    const tripped = after('alarmsActive');
    expect(warned).toBeGreaterThan(warning - 0.3);
    expect(warned).toBeLessThan(warning + 1.3);
    expect(tripped).toBeGreaterThan(seconds - 0.3);
    expect(tripped).toBeLessThan(seconds + 1.3);
    board.run(12_000);
    expect([board.live('state'), board.live('reason')]).toEqual([4, 37]);
  });

  it('of a second neither warns nor trips while a master beats five times in it', () => {
    const board = readyWith(1);
    board.expectCommand('discharge', 0, 300);
    for (let beat = 1; beat <= 100; beat++) {
      board.write(1008, beat);
      expect([board.faults('warnings'), board.faults('alarmsActive')]).toEqual([[], []]);
      board.run(Math.max(0, 200 - (board.now % 200)));
    }
  });

  it('cannot be changed while a master has remote control: parameters are taken over in cold and fault only', () => {
    const board = readyWith(10);
    board.expectCommand('discharge', 0, 300);
    board.write(EXPIRY, 60);
    expect(board.command('commit')).toBe(WRONG_STATE);
    board.run(1000);
    expect(board.live('heartbeatLeft')).toBeLessThanOrEqual(10);
  });
});
