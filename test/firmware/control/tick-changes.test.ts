/** Changes show, act and are saved in the tick in which they happen; while there are none, the switches are written once a second (docs/design.md, "One tick"). */
import { describe, expect, it } from 'vitest';
import { decodeHistory } from '../../../host/device/history.js';
import { TickingBoard } from './ticking-board.js';

const P30 = 30;
const X03 = 53;

/** Moments of a second, in ticks: what happens in the same tick does so whichever slow work that tick does. */
const MOMENTS = [0, 3, 7];

describe('a command between two ticks', () => {
  it.each(MOMENTS)('shows and reaches the outputs with the next tick, %i ticks into a second', async (moment) => {
    const board = await TickingBoard.start();
    board.seconds(6);
    for (let i = 0; i < moment; i++) board.tick();
    board.command('start');
    const sequence = board.get('sequence');
    board.tick();
    expect([board.get('lastState'), board.out('heaterEnable'), board.get('sequence') > sequence]).toEqual([3, 1, true]);
  });
});

describe('a warning', () => {
  it('makes a snapshot and neither an event nor a record of the counters', async () => {
    const board = await TickingBoard.start();
    board.seconds(6);
    const counts = (): number[] => ['sequence', 'saves', 'newestEvent'].map((name) => board.get(name));
    const before = counts();
    // P13: 106 % of the largest current warns after a second.
    board.wires.stray = 530;
    board.seconds(2);
    expect(board.faults('warnings')).toContain(13);
    const [snapshots, saves, events] = counts().map((n, k) => n - (before[k] ?? NaN));
    expect([(snapshots ?? 0) > 2, saves, events]).toEqual([true, 2, 0]);
  });
});

describe('a trip', () => {
  it.each(MOMENTS)('is an event with its history, a snapshot and a saved record in its own tick, %i ticks into a second', async (moment) => {
    const board = await TickingBoard.start();
    board.seconds(12);
    for (let i = 0; i < moment; i++) board.tick();
    board.wires.leak = 5;
    const before = { event: board.get('newestEvent'), saves: board.get('saves'), sequence: board.get('sequence') };
    board.until(() => board.faults('alarmsActive').includes(P30), 4);
    expect(board.get('newestEvent') - before.event).toBe(1);
    expect(board.get('saves')).toBeGreaterThan(before.saves);
    expect(board.get('sequence')).toBeGreaterThan(before.sequence);
    expect([board.state, board.get('lastState')]).toEqual(['fault', 7]);
    const bytes = board.modules.history.readHistory(before.event + 1, 0, 2 * 122);
    const words = Uint16Array.from({ length: 122 }, (_, k) => (bytes[2 * k] ?? NaN) * 256 + (bytes[2 * k + 1] ?? NaN));
    const history = decodeHistory(words, before.event + 1);
    expect(history?.map((snapshot) => Math.round((snapshot['cellVoltage'] ?? NaN) * 10))).toEqual(Array(10).fill(33));
    // The second after it makes no further event.
    board.seconds(1);
    expect(board.get('newestEvent') - before.event).toBe(1);
  });

  it('that takes only the heat switches it off in its own tick', async () => {
    const board = await TickingBoard.start();
    board.toWarmUp();
    board.seconds(3);
    board.forced.set('heatDeficit', 6000);
    board.until(() => board.faults('alarmsActive').includes(X03), 12);
    expect([board.state, board.out('heaterEnable'), board.get('newestEvent')]).toEqual(['warmUp', 0, 1]);
  });
});

describe('a change of an alarm', () => {
  it.each(MOMENTS)('lets the sequencer go on at once when the current is at zero, %i ticks into a second', async (moment) => {
    const board = await TickingBoard.start();
    board.toWarmUp();
    board.seconds(1);
    for (let i = 0; i < moment; i++) board.tick();
    board.wires.nakB = 1000;
    // F01 trips 200 ms after the sensor has broken; the stop comes a tick before.
    board.tick();
    board.tick();
    board.command('stop');
    expect([board.faults('alarmsActive'), board.state]).toEqual([[], 'stopping']);
    board.tick();
    expect([board.faults('alarmsActive'), board.state === 'stopping']).toEqual([[39], false]);
  });

  it('does not end a current that runs down for a silent master', async () => {
    const board = await TickingBoard.start();
    board.toCurrent(400);
    board.beats = false;
    board.until(() => board.faults('alarmsActive').includes(37), 130);
    board.seconds(2);
    board.wires.nakB = 1000;
    board.seconds(1);
    expect([board.faults('alarmsActive'), board.state, board.out('dischargeCurrent') > 0.1]).toEqual([[37, 39], 'discharge', true]);
  });
});

describe('the contactor', () => {
  it('has its mark saved in the tick in which it closes and opens', async () => {
    const board = await TickingBoard.start();
    board.toFlowProof();
    board.until(() => board.out('contactor') > 0, 330);
    expect(board.get('energised')).toBe(1);
    let saves = NaN;
    const opens = (): boolean => {
      const done = board.out('contactor') === 0;
      if (!done) saves = board.get('saves');
      return done;
    };
    board.command('stop');
    board.until(opens, 12);
    expect([board.state, board.get('energised'), board.get('saves') > saves]).toEqual(['coolDown', 0, true]);
  });

  it('is written once a second while nothing changes, as are both heater switches', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    let writes = 0;
    const { outputs } = board.stub;
    for (const pin of ['contactor', 'heaterEnable'] as const) {
      const level = outputs[pin] ?? NaN;
      Object.defineProperty(outputs, pin, { get: () => level, set: (to: number) => void (writes += to === level ? 1 : NaN) });
    }
    board.seconds(20);
    expect(writes).toBe(40);
  });
});

describe('the button at the board', () => {
  /** A leak that has tripped and is gone; only the button resets it. */
  async function leaked(): Promise<TickingBoard> {
    const board = await TickingBoard.start();
    board.seconds(6);
    board.wires.leak = 5;
    board.seconds(1);
    board.wires.leak = 100;
    board.seconds(1);
    expect(board.faults('alarmsLatched')).toEqual([P30]);
    return board;
  }

  it('resets when it goes down, in the same tick', async () => {
    const board = await leaked();
    board.wires.localReset = 1;
    board.tick();
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it('resets nothing when another contact moves, whether it is up or held down', async () => {
    const board = await leaked();
    board.wires.feedback = 1;
    board.tick();
    board.wires.feedback = 0;
    board.tick();
    expect(board.faults('alarmsLatched')).toEqual([P30]);
    board.wires.localReset = 1;
    board.tick();
    board.wires.leak = 5;
    board.seconds(1);
    board.wires.leak = 100;
    board.seconds(1);
    board.wires.feedback = 1;
    board.tick();
    board.wires.feedback = 0;
    board.tick();
    expect(board.faults('alarmsLatched')).toEqual([P30]);
    board.wires.localReset = 0;
    board.tick();
    expect(board.faults('alarmsLatched')).toEqual([P30]);
    board.wires.localReset = 1;
    board.tick();
    expect(board.faults('alarmsLatched')).toEqual([]);
  });
});

describe('a current pulse', () => {
  it('is followed tick by tick, and finds the resistance before the plant is ready', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    // The sound cell: 42 Ω·cm² at 22 °C on 25 cm² with 40.0 Ω·cm² commissioned at 25 °C.
    expect(board.get('resistanceRatio') / 1000).toBeCloseTo(1, 1);
  });
});
