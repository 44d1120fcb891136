/** Resistance of single cells by current pulses (docs/physics.md, section 10, ASR pulse, P18 and P19 for each cell of a stack). */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import type * as Pulse from '../../../firmware/control/pulse.js';
import { BOARD } from '../../../firmware/board/row.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { ProcessBoard } from '../sense/process-board.js';

/** ASR(40 °C) = 31.7 Ω·cm² on 25 cm². */
const OHMS = 31.7 / 25;
const CELLS = 8;

const contactor = { inputs: 4 };
let board: ProcessBoard;
let pulse: typeof Pulse;
let senseCells: () => void;
/** Resistance of each cell relative to the commissioned one. */
let ratios: number[];

beforeEach(async () => {
  contactor.inputs = 4;
  vi.doMock('../../../firmware/sense/fast.js', () => contactor);
  board = await ProcessBoard.start();
  board.parameter('singleCells', CELLS);
  const cells = await import('../../../firmware/sense/cells.js');
  cells.forgetCells();
  senseCells = cells.senseCells;
  pulse = await import('../../../firmware/control/pulse.js');
  ratios = new Array<number>(CELLS).fill(1);
  set('cellTemp', 400);
  set('oxidisedFraction', 5000);
  (await import('../../../firmware/control/voltage.js')).updateModel();
  contactor.inputs = 0;
  pulse.considerPulse(0, 0);
  contactor.inputs = 4;
});

async function values(): Promise<Float64Array> {
  return (await import('../../../firmware/sense/values.js')).X;
}
let X: Float64Array;
beforeEach(async () => void (X = await values()));
const get = (name: string): number => X[valueIndex(name)];
function set(name: string, value: number): void {
  board.fw.values.X[valueIndex(name)] = value;
}

/** A tick of a stack under `current` mA; NaN in `ratios`: the chip of that cell gives no value. */
function tick(current: number): void {
  set('current', current);
  set('cellVoltage', 3300 - current * OHMS);
  ratios.forEach((ratio, k) => (board.fw.readings.READINGS[BOARD.cellSlot + k] = (3.3 - (current / 1000) * OHMS * ratio + 1) / 7));
  senseCells();
  if (pulse.phase) pulse.pulseTick();
}

/** Lets 60 s pass and plays the pulse that begins then, under a current that drifts by `drift` mA a tick. */
function play(drift = 0): void {
  pulse.considerPulse(60, 0);
  for (let n = 0; pulse.phase; n++) tick(pulse.pulseCurrent() + drift * n);
}

const worst = (): number[] => ['cellResistanceHigh', 'cellResistanceLow'].map((name) => Math.round(get(name) / 10) * 10);

describe('a pulse through a stack', () => {
  it('finds the resistance of every cell, in whatever quarter the look at the cells is', () => {
    ratios = [1, 0.8, 1.2, 1.4, 0.9, 1.1, 1.3, 1];
    for (let shift = 0; shift < 4; shift++) {
      tick(0);
      play();
      ratios.forEach((ratio, k) => expect([shift, k, Math.abs(get(`cellResistance${k + 1}`) - 1000 * ratio) < 3]).toEqual([shift, k, true]));
      expect(get('cellResistance9')).toBeNaN();
    }
  });

  it('is not misled by a current that drifts meanwhile', () => {
    ratios[2] = 1.4;
    play(2);
    expect(Math.abs(get('cellResistance3') - 1400)).toBeLessThan(5);
    expect(Math.abs(get('cellResistance4') - 1000)).toBeLessThan(5);
  });

  it('does not need the readings between the two stretches that it sums', () => {
    ratios[4] = 1.3;
    pulse.considerPulse(60, 0);
    while (pulse.phase) {
      const between = pulse.phase > 5 && pulse.phase <= 10;
      ratios[4] = between ? NaN : 1.3;
      tick(pulse.pulseCurrent());
    }
    expect(Math.abs(get('cellResistance5') - 1300)).toBeLessThan(3);
  });

  it('shows a cell without a value as unknown and judges the others', () => {
    ratios[4] = NaN;
    ratios[5] = 1.2;
    play();
    expect(get('cellResistance5')).toBeNaN();
    expect(Math.abs(get('cellResistance6') - 1200)).toBeLessThan(3);
    expect(worst()[1]).toBe(1000);
  });
});

describe('cells without a value', () => {
  it('hide neither a high one nor a low one', () => {
    ratios[4] = NaN;
    ratios[5] = 2.6;
    ratios[6] = 0.5;
    for (let n = 0; n < 3; n++) play();
    expect(worst()).toEqual([2600, 500]);
  });

  it('leave what was found before when there is no other', () => {
    ratios.fill(2.6);
    for (let n = 0; n < 3; n++) play();
    expect(worst()).toEqual([2600, 2600]);
    ratios.fill(NaN);
    play();
    expect(worst()).toEqual([2600, 2600]);
  });
});

describe('the worst cell', () => {
  it('is high after three pulses in a row of the same cell, though the stack is sound', () => {
    ratios[6] = 2.6;
    play();
    play();
    expect(worst()).toEqual([1000, 1000]);
    ratios[6] = 1;
    ratios[1] = 2.6;
    play();
    expect(worst()[0]).toBe(1000);
    play();
    play();
    expect(worst()[0]).toBe(2600);
  });

  it('is low after two pulses in a row of the same cell', () => {
    ratios[3] = 0.5;
    play();
    expect(worst()[1]).toBe(1000);
    play();
    expect(worst()[1]).toBe(500);
  });

  it('keeps current away until it is plausible too', () => {
    ratios[0] = 0.5;
    play();
    expect(pulse.plausible).toBe(false);
    ratios[0] = 1;
    pulse.considerPulse(5, 0);
    play();
    expect(pulse.plausible).toBe(true);
  });

  it('is forgotten with the contactor open', () => {
    ratios[3] = 0.5;
    play();
    play();
    contactor.inputs = 0;
    pulse.considerPulse(1, 0);
    expect(worst()).toEqual([1000, 1000]);
  });
});
