/** Resistance by current pulses (docs/physics.md, section 10, ASR pulse, P18 and P19): 0.1 A for a second on the 25 cm² cell, three high or two low. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

/** ASR(40 °C) = 31.7 Ω·cm² on 25 cm². */
const OHMS = 31.7 / 25;

const contactor = { inputs: 4 };
let fw: Awaited<ReturnType<typeof freshFirmware<'parameters' | 'values' | 'voltage' | 'pulse'>>>;

beforeEach(async () => {
  contactor.inputs = 4;
  vi.doMock('../../../firmware/sense/fast.js', () => contactor);
  fw = await freshFirmware(['parameters', 'values', 'voltage', 'pulse']);
  fw.parameters.adoptShadow();
  set('cellTemp', 400);
  set('oxidisedFraction', 5000);
  fw.voltage.updateModel();
  fw.pulse.considerPulse(0, 0);
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);

/** One tick of a cell of `ratio` times the commissioned resistance under `base` mA; the pulse drives `share` of what it asks for. */
function tick(ratio: number, base: number, share = 1): void {
  const current = base + share * fw.pulse.pulseCurrent();
  set('current', current);
  set('cellVoltage', 3300 - current * OHMS * ratio);
  fw.pulse.pulseTick();
}

/** Lets `seconds` pass and plays the pulse that begins then. Returns its largest current on top, mA; 0 when none began. */
function pulse(ratio: number, base = 0, seconds = 5, share = 1): number {
  fw.pulse.considerPulse(seconds, base);
  let most = 0;
  while (fw.pulse.phase) {
    tick(ratio, base, share);
    if (Math.abs(fw.pulse.pulseCurrent()) > Math.abs(most)) most = fw.pulse.pulseCurrent();
  }
  return most;
}

describe('a pulse', () => {
  it.each([0.4, 0.75, 1, 1.6, 2.6])('finds %f times the commissioned resistance at rest, with 0.1 A of discharge', (ratio) => {
    expect(pulse(ratio)).toBe(100);
    expect(Math.abs(get('resistanceRatio') - 1000 * ratio)).toBeLessThan(3);
  });

  it('takes 0.1 A away from a current in either direction', () => {
    expect(pulse(1.2, 400, 60)).toBe(-100);
    expect(Math.abs(get('resistanceRatio') - 1200)).toBeLessThan(3);
    expect(pulse(1.3, -400, 60)).toBe(100);
    expect(Math.abs(get('resistanceRatio') - 1300)).toBeLessThan(3);
  });

  it('lasts a second, half a second after its beginning', () => {
    fw.pulse.considerPulse(5, 0);
    const seen: number[] = [];
    while (fw.pulse.phase) {
      seen.push(fw.pulse.pulseCurrent());
      tick(1, 0);
    }
    expect(seen).toEqual([...new Array<number>(5).fill(0), ...new Array<number>(10).fill(100)]);
  });

  it('comes every 60 s under current, not under one that is smaller than the pulse, and not again at rest once it has passed', () => {
    expect(pulse(1, 0, 4)).toBe(0);
    expect(pulse(1, 0, 1)).toBe(100);
    expect(pulse(1, 0, 3600)).toBe(0);
    expect(pulse(1, 99, 3600)).toBe(0);
    expect(pulse(1, 100, 1)).toBe(-100);
    expect(pulse(1, 400, 59)).toBe(0);
    expect(pulse(1, 400, 1)).toBe(-100);
  });

  it('says nothing when limits or a trip have cut it, or when a reading is missing', () => {
    pulse(1);
    pulse(5, 400, 60, 0.7);
    expect(Math.abs(get('resistanceRatio') - 1000)).toBeLessThan(3);
    fw.pulse.considerPulse(60, 400);
    while (fw.pulse.phase) {
      set('cellVoltage', NaN);
      set('current', 400 + fw.pulse.pulseCurrent());
      fw.pulse.pulseTick();
    }
    expect(Math.abs(get('resistanceRatio') - 1000)).toBeLessThan(3);
  });
});

describe('the judgement', () => {
  const signals = (): number[] => [get('resistanceHigh'), get('resistanceLow')].map((v) => Math.round(v / 10) * 10);

  it('is high when three pulses in a row are, and low when two are', () => {
    for (const [ratio, high, low] of [
      [2.6, 1000, 2600],
      [2.6, 1000, 2600],
      [2.6, 2600, 2600],
      [0.5, 500, 2600],
      [0.5, 500, 500],
      [1, 500, 1000],
    ] as const) {
      pulse(ratio);
      expect([ratio, ...signals()]).toEqual([ratio, high, low]);
    }
  });

  it.each([
    [0.55, false],
    [0.65, true],
    [1, true],
    [1.45, true],
    [1.55, false],
  ])('finds %f times the commissioned resistance plausible: %s', (ratio, plausible) => {
    expect(fw.pulse.plausible).toBe(false);
    pulse(ratio);
    expect(fw.pulse.plausible).toBe(plausible);
    // As long as the resistance is not plausible, pulses go on.
    expect(pulse(ratio)).toBe(plausible ? 0 : 100);
  });

  it('is forgotten when the contactor opens', () => {
    for (let k = 0; k < 3; k++) pulse(2.6);
    pulse(1);
    expect(fw.pulse.plausible).toBe(true);
    contactor.inputs = 0;
    fw.pulse.considerPulse(1, 0);
    expect([fw.pulse.plausible, ...signals()]).toEqual([false, 1000, 1000]);
    contactor.inputs = 4;
    expect(pulse(1)).toBe(100);
  });
});
