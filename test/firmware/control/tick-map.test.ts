/** What the tick shows once a second for the map alone (docs/registers.md, registers 4, 10, 56, 58, 70, 71), and what it saves (docs/safety.md, P36, X09). */
import { describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

/** Bits of register 10. */
const REMOTE = 1;
const ANCHORED = 2;
const HEAT = 4;
const DERATED = 8;
const VALID = 16;
const PLANNED = 32;
const COMMISSIONED = 128;

describe('the mode bits', () => {
  it('say of a board at rest whether the composition is known, every value is there and the commissioning is signed', async () => {
    const board = await TickingBoard.start();
    const bits = (): number => (board.seconds(6), board.get('modeBits'));
    expect(bits()).toBe(ANCHORED + VALID + COMMISSIONED);
    board.set('anchorLost', 1);
    // Nobody knows what charge is left then, so no current is planned.
    expect(bits()).toBe(VALID + PLANNED + COMMISSIONED);
    board.set('anchorLost', 0);
    board.parameter('signer', 0);
    expect(bits()).toBe(ANCHORED + VALID);
    board.wires.volts = 6;
    expect(bits()).toBe(ANCHORED);
  });

  it('say that heat is asked for, that a master commands and that its set-point is not reached', async () => {
    const board = await TickingBoard.start();
    const bits = (): number => (board.seconds(2), board.get('modeBits'));
    board.toReady();
    expect(bits()).toBe(ANCHORED + HEAT + VALID + COMMISSIONED);
    board.command('discharge', 0, 400);
    expect(bits()).toBe(REMOTE + ANCHORED + HEAT + VALID + COMMISSIONED);
    // One sensor of the pair fails: half of 500 mA is all.
    board.wires.nakB = 1000;
    board.seconds(1);
    expect(bits()).toBe(REMOTE + ANCHORED + HEAT + DERATED + COMMISSIONED);
    board.command('rest');
    expect(bits()).toBe(ANCHORED + HEAT + COMMISSIONED);
  });

  it('say that the composition controller holds a limit down', async () => {
    const board = await TickingBoard.start();
    // Less is left to the park limit than six minutes at the largest current take: 50 mAh.
    board.forced.set('chargeLeftToPark', 20);
    board.seconds(5);
    expect(board.get('modeBits')).toBe(ANCHORED + VALID + PLANNED + COMMISSIONED);
  });
});

describe('the map', () => {
  it('shows inputs, free variables and restarts', async () => {
    const board = await TickingBoard.start();
    Object.assign(process, { memory: () => ({ free: 1234 }) });
    board.set('starts', 7);
    board.wires.eStopB = 0;
    board.seconds(3);
    // Emergency stop A closed and B open, contactor open, button up.
    expect([board.get('inputs'), board.get('freeVariables'), board.get('restarts')]).toEqual([1, 1234, 6]);
  });

  it('is a new snapshot once a second while nothing changes, and the counters are saved as often', async () => {
    const board = await TickingBoard.start();
    board.seconds(10);
    for (let s = 0; s < 5; s++) {
      const [sequence, saves] = [board.get('sequence'), board.get('saves')];
      board.seconds(1);
      expect([board.get('sequence') - sequence, board.get('sequenceCopy') - sequence, board.get('saves') - saves]).toEqual([1, 1, 1]);
    }
  });
});

describe('a board of profile core', () => {
  it('has its seven outputs and writes no other', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    board.modules.drive.holdOff(true);
    const fitted = ['catholytePump', 'chargeCurrent', 'contactor', 'dischargeCurrent', 'heater', 'heaterEnable', 'nakPump'];
    expect(Object.keys(board.stub.outputs).sort()).toEqual(fitted);
  });
});

describe('a start', () => {
  it('that has run for a minute ends a series of short ones, whatever the clock showed when it began', async () => {
    const board = await TickingBoard.start(1e10);
    expect(board.get('shortRuns')).toBe(1);
    board.lateRounds(6);
    expect(board.get('shortRuns')).toBe(1);
    board.lateRounds(2);
    expect(board.get('shortRuns')).toBe(0);
  });
});

describe('a run under power', () => {
  it('is marked while the contactor is closed, and the mark goes when it has opened', async () => {
    const board = await TickingBoard.start();
    board.seconds(5);
    expect(board.get('energised')).toBe(0);
    board.toReady();
    expect(board.get('energised')).toBe(1);
    board.seconds(5);
    expect(board.get('energised')).toBe(1);
    board.command('stop');
    board.until(() => board.out('contactor') === 0, 12);
    expect(board.get('energised')).toBe(0);
  });

  it('that a restart has ended stays marked, over further restarts, until its fault is reset at the board', async () => {
    let board = await TickingBoard.start();
    board.toReady();
    for (let start = 0; start < 2; start++) {
      board = await TickingBoard.start(1000, board.memories);
      expect(board.get('restartUnderPower')).toBeGreaterThan(0);
      board.seconds(3);
      expect([board.faults('alarmsLatched'), board.get('restartUnderPower'), board.get('energised')]).toEqual([[36], 0, 2]);
    }
    board.wires.localReset = 1;
    board.seconds(3);
    expect([board.faults('alarmsLatched'), board.get('energised')]).toEqual([[], 0]);
    board = await TickingBoard.start(1000, board.memories);
    expect(board.get('restartUnderPower')).toBe(0);
  });
});
