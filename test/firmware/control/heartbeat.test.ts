/** The controller heartbeat: when its expiry, 10 s as delivered, is over without a new value, remote control ends (docs/physics.md, section 10, P37). */
import { beforeEach, describe, expect, it } from 'vitest';
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
