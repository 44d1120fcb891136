/** Edges of the emergency stop between two ticks: 20 ms from the edge the outputs go off, shorter is a bounce (docs/safety.md, P35). */
import { beforeEach, describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

const P35 = 35;
let board: TickingBoard;

beforeEach(async () => {
  board = await TickingBoard.start(0);
  board.toWarmUp();
  board.seconds(2);
});

const off = (): boolean => board.out('heaterEnable') === 0 && board.out('heater') === 0 && board.out('contactor') === 0;
const latched = (): boolean => board.faults('alarmsLatched').includes(P35);
const contact = (channel: 0 | 1, level: 0 | 1): void => void (board.wires[channel ? 'eStopB' : 'eStopA'] = level);

/** Time passes between two ticks, ms. */
const wait = (ms: number): void => void (board.stub.now += ms);

/** The channel opens `at` ms behind the last tick; what the firmware has left for later. */
function open(channel: 0 | 1, at = 30): () => void {
  wait(at);
  contact(channel, 0);
  board.edge(channel, 0, 5000);
  const timer = board.timers.at(-1);
  if (!timer) throw new Error('the edge has left nothing for later');
  // The debounce of the row.
  expect(timer.ms).toBe(20);
  return timer.run;
}

function close(channel: 0 | 1, since: number): void {
  contact(channel, 1);
  board.edge(channel, 1, since);
}

describe.each([0, 1] as const)('channel %i of the emergency stop', (channel) => {
  it('that has been open for 20 ms switches off then and there, and the state follows with the tick', () => {
    const confirm = open(channel);
    expect(off()).toBe(false);
    wait(20);
    confirm();
    expect([off(), latched(), board.get('eStopOpen')]).toEqual([true, true, 1]);
    board.tick(50);
    expect([off(), board.state]).toEqual([true, 'eStop']);
  });

  it('is looked at by the clock when its timer comes, which may be a hair early by it', () => {
    const confirm = open(channel);
    wait(18.5);
    confirm();
    expect([off(), latched()]).toEqual([false, false]);
    wait(1);
    confirm();
    expect([off(), latched()]).toEqual([true, true]);
  });

  it('that has closed before its timer comes has bounced', () => {
    const confirm = open(channel);
    wait(15);
    close(channel, 15);
    wait(5);
    confirm();
    board.tick(50);
    expect([off(), latched(), board.state]).toEqual([false, false, 'warmUp']);
  });

  it('that opens again is judged from its last opening', () => {
    open(channel);
    wait(8);
    close(channel, 8);
    wait(4);
    const confirm = open(channel, 0);
    wait(15);
    confirm();
    expect(off()).toBe(false);
    wait(5);
    confirm();
    expect([off(), latched()]).toEqual([true, true]);
  });

  it('trips when it was open for 20 ms by the stamps of its edges, both found late', () => {
    wait(10);
    close(channel, 19.9);
    expect([off(), latched()]).toEqual([false, false]);
    close(channel, 20.1);
    expect([off(), latched()]).toEqual([true, true]);
  });
});

describe('an opening of just the debounce', () => {
  it('trips when it is told by the closing edge', () => {
    // 20 ms without a rounding: from 0 to 0.02 s.
    board.modules.tick.eStopEdge(0, { state: true, time: 0.02, lastTime: 0 } as WatchEvent);
    expect([off(), latched()]).toEqual([true, true]);
  });
});

describe.each([3_600_000, -5000])('a channel that opens when the clock has jumped by %i ms and no tick has noticed', (by) => {
  it('trips with the next tick at the latest', () => {
    wait(by);
    const confirm = open(0, 85);
    // The call that notices the jump comes between the edge and its timer.
    board.tick(15);
    wait(5);
    confirm();
    board.tick(95);
    expect([off(), latched()]).toEqual([true, true]);
  });
});

describe('what an edge has switched off', () => {
  it('comes back neither with the tick nor when the contact is closed again, until the button is pressed and the operator starts', () => {
    wait(30);
    // Open for 25 ms between two ticks: no tick has ever seen it.
    close(0, 25);
    board.tick(70);
    expect([off(), board.state, board.get('eStopOpen')]).toEqual([true, 'eStop', 0]);
    board.seconds(2);
    expect([off(), board.command('reset', P35), board.command('start')]).toEqual([true, 'localOnly', 'wrongState']);
    board.wires.localReset = 1;
    board.seconds(1);
    expect([off(), latched(), board.state]).toEqual([true, false, 'cold']);
    board.command('start');
    board.seconds(1);
    expect(board.out('heaterEnable')).toBe(1);
  });
});
