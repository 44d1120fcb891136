/** What every tick makes of an emergency stop that bounces, of readings out of range and of the first pulses of a pump (docs/safety.md, P35; docs/wiring.md). */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, type StubBoard } from '../stub-board.js';
import { soundBoard } from './sound-board.js';

let board: StubBoard;
let fw: Awaited<ReturnType<typeof freshFirmware<'fast' | 'inputs' | 'values'>>>;

beforeEach(async () => {
  board = soundBoard();
  fw = await freshFirmware(['fast', 'inputs', 'values']);
  fw.inputs.startInputs(() => undefined);
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);

/** Sets both channels, 1 closed, and their edges (ms, 0 for none or closed); whether the stop counts as open in a tick at `t`. */
function stop(t: number, a: number, b: number, edgeA = 0, edgeB = 0): number {
  Object.assign(board.inputs, { eStopA: a, eStopB: b });
  fw.fast.noteEStop(0, edgeA);
  fw.fast.noteEStop(1, edgeB);
  fw.fast.senseFast(t, 100);
  return get('eStopOpen');
}

describe('an emergency stop', () => {
  it.each([
    // Either channel, or both.
    [0, 1, 1000, 0],
    [1, 0, 0, 1000],
    [0, 0, 1000, 1005],
    [0, 0, 1005, 1000],
  ])('with channels %i and %i counts as open 20 ms after the first edge, and before that as a bounce', (a, b, edgeA, edgeB) => {
    for (const [t, open] of [
      [1000 - 50, 0],
      [1010, 0],
      [1019.9, 0],
      [1020, 1],
      [1100, 1],
    ] as const)
      expect([t, t < 1000 ? stop(t, 1, 1) : stop(t, a, b, edgeA, edgeB)]).toEqual([t, open]);
  });

  it('that has closed again within 20 ms was none', () => {
    expect([stop(1010, 0, 1, 1000), stop(1020, 1, 1), stop(1100, 1, 1)]).toEqual([0, 0, 0]);
    expect([stop(2010, 1, 0, 0, 2000), stop(2100, 1, 1)]).toEqual([0, 0]);
  });

  it.each([
    ['A', 0, 1],
    ['B', 1, 0],
  ])('whose channel %s is open without an edge is open at once, in the first milliseconds too', (_channel, a, b) => {
    expect(stop(10, a, b)).toBe(1);
    expect(stop(1000, a, b)).toBe(1);
  });

  it('is not held off by a bounce of the other channel, nor by other contacts that are closed', () => {
    board.inputs.contactorFeedback = 1;
    expect(stop(1010, 0, 0, 0, 1000)).toBe(1);
    expect(stop(2010, 0, 0, 2000, 0)).toBe(1);
  });

  it('says for how long the channel that opened first has been open', () => {
    const open = (a: number, b: number): number => {
      fw.fast.noteEStop(0, a);
      fw.fast.noteEStop(1, b);
      return fw.fast.eStopOpenFor(1000);
    };
    expect([open(0, 0), open(990, 0), open(0, 980), open(990, 980), open(970, 980)]).toEqual([0, 10, 20, 20, 30]);
  });

  it('is looked at anew when the monitor asks for it, whatever the contacts were', () => {
    // Channel A closed, B open, nothing else: the code of the contacts is 1.
    stop(1000, 1, 0);
    set('eStopDiffers', 7);
    fw.fast.senseFast(1100, 100);
    expect(get('eStopDiffers')).toBe(7);
    fw.fast.forgetContacts();
    fw.fast.senseFast(1200, 100);
    expect(get('eStopDiffers')).toBe(1);
    // Everything closed, the reset button too, and the contactor commanded.
    Object.assign(board.inputs, { contactorFeedback: 1, localReset: 1 });
    fw.fast.noteCommands(1, false, false);
    stop(1300, 1, 1);
    set('contactorWelded', 7);
    fw.fast.forgetContacts();
    fw.fast.senseFast(1400, 100);
    expect(get('contactorWelded')).toBe(0);
  });
});

describe('a NaK flow meter', () => {
  it.each([-4.9, 59.9])('that has read %f mL/min is not believed for two seconds, and again when it does', (bad) => {
    const read = (q: number, count: number): number[] =>
      Array.from({ length: count }, (_none, k) => {
        board.inputs.nakFlow = (q + 5) / 65;
        fw.fast.senseFast(100 * k, 100);
        return get('nakFlow');
      });
    expect(read(10, 1)[0]).toBeCloseTo(100, 6);
    expect(read(bad, 1)).toEqual([NaN]);
    expect(read(10, 10)).toEqual(new Array<number>(10).fill(NaN));
    expect(read(bad, 1)).toEqual([NaN]);
    expect(read(10, 19)).toEqual(new Array<number>(19).fill(NaN));
    expect(read(10, 1)[0]).toBeCloseTo(100, 6);
  });
});

describe('temperature sensors', () => {
  // A PT1000 on 2700 Ω: open at 1600 Ω, short at 780 Ω (docs/wiring.md).
  const [OPEN, SHORT] = [1700 / 4400, 700 / 3400];

  it('that are open or short have no mean, and the others keep theirs', () => {
    for (const bad of [OPEN, SHORT]) {
      Object.assign(board.inputs, { nakTempA: 0.3, nakTempB: 0.31, cellTemp: bad });
      fw.fast.senseFast(100, 100);
      expect([0, 1, 2].map((k) => fw.fast.takeMean(k))).toEqual([0.3, 0.31, NaN]);
      Object.assign(board.inputs, { nakTempA: bad, nakTempB: bad, cellTemp: 0.32 });
      fw.fast.senseFast(200, 100);
      expect([0, 1, 2].map((k) => fw.fast.takeMean(k))).toEqual([NaN, NaN, 0.32]);
    }
  });

  it('that are good again are no longer bad in the next tick, whichever it was', () => {
    for (const [a, b] of [
      [OPEN, 0.3],
      [0.3, OPEN],
      [OPEN, OPEN],
    ] as const) {
      const seen = (): number[] => ['sensorABad', 'sensorBBad', 'pairBad'].map(get);
      Object.assign(board.inputs, { nakTempA: a, nakTempB: b });
      fw.fast.senseFast(100, 100);
      const [badA, badB] = [a === OPEN ? 1 : 0, b === OPEN ? 1 : 0];
      expect(seen()).toEqual([badA, badB, badA * badB]);
      Object.assign(board.inputs, { nakTempA: 0.3, nakTempB: 0.3 });
      fw.fast.senseFast(200, 100);
      expect(seen()).toEqual([0, 0, 0]);
    }
  });
});

describe('a pump', () => {
  it('that has turned in its first half second has the rest of it all the same', () => {
    fw.fast.noteCommands(0, true, true);
    for (const pin of ['nakTach', 'catholyteTach'] as const) board.pulse(pin, 1);
    fw.fast.senseFast(100, 100);
    expect([get('nakStall'), get('catholyteStall')]).toEqual([-400, -400]);
  });
});

describe('a current sensor', () => {
  it('at its rail in the first tick has not stood still before', () => {
    board.inputs.current = 1;
    fw.fast.senseFast(100, 100);
    expect(get('currentFrozen')).toBe(0);
    fw.fast.senseFast(200, 100);
    expect(get('currentFrozen')).toBe(100);
  });
});
