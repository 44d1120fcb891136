/** Margin and charge left to the limits (docs/physics.md, sections 1.5, 2 and 10), for 20 g of 22 wt% Na with a park ambient of 10 °C. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ANCHOR_COMPOSITION } from '../../../firmware/persist/parameter.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

let fw: Awaited<ReturnType<typeof freshFirmware<'commands' | 'margin' | 'parameters' | 'values'>>>;

beforeEach(async () => {
  fw = await freshFirmware(['commands', 'margin', 'parameters', 'values']);
  fw.parameters.adoptShadow();
  fw.commands.applyParameters();
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);

/** A 32-bit value of the image, mAh; NaN where it is not available. */
function left(name: string): number {
  const v = get(`${name}.0`) * 65536 + get(`${name}.1`);
  return v === -0x80000000 ? NaN : v;
}

/** mA·s that take 20 g of 22 wt% to `w` wt%: the closed form of section 2. */
const chargeTo = (w: number): number => 685.49 * (1 - 22 / w) * 20 * 3600;

/** Estimates at composition `w` (wt%) and a coldest point of `celsius`. */
function estimate(w: number, celsius: number): void {
  fw.margin.startCount();
  set('charge', chargeTo(w));
  set('coldestTemp', 10 * celsius);
  set('plannedAmbient', 100);
  fw.margin.estimateMargin(1);
  for (let k = 0; k < 4; k++) fw.margin.estimateChargeLeft();
}

describe('margin', () => {
  it('is the coldest temperature less the worst liquidus of the band', () => {
    estimate(49, 25);
    expect(get('liquidus') / 10).toBeCloseTo(13.72, 1);
    expect(get('margin') / 10).toBeCloseTo(25 - 13.72, 1);
  });

  it.each([
    [22.6, 'marginNaRich', 'marginKRich'],
    [22.5, 'marginKRich', 'marginNaRich'],
    [12, 'marginKRich', 'marginNaRich'],
    [50, 'marginNaRich', 'marginKRich'],
  ])('at %f wt%% counts as %s only: the eutectic at 22.5 wt%% divides the sides', (w, side, other) => {
    estimate(w, 25);
    expect(get(side)).toBe(get('margin'));
    expect(get(other)).toBeGreaterThan(1000);
  });

  it('of metal at the eutectic itself counts on the potassium side, and no park limit confines it', () => {
    fw.parameters.setParameter(ANCHOR_COMPOSITION, 2250);
    fw.commands.applyParameters();
    fw.margin.startCount();
    set('coldestTemp', 400);
    set('plannedAmbient', 100);
    fw.margin.estimateMargin(1);
    for (let k = 0; k < 4; k++) fw.margin.estimateChargeLeft();
    expect([get('composition'), get('marginKRich'), get('marginNaRich')]).toEqual([2250, get('margin'), 9999]);
    expect([get('chargeLeftToPark'), get('chargeBackToPark')]).toEqual([9999, 9999]);
  });

  it('of a lost composition counts on both sides, with the worst liquidus of 25.1 °C', () => {
    set('anchorLost', 1);
    estimate(22, 30);
    expect(get('liquidus')).toBe(251);
    expect([get('margin'), get('marginNaRich'), get('marginKRich')]).toEqual([49, 49, 49]);
    expect([get('composition'), get('compositionBand')]).toEqual([NaN, NaN]);
    expect([left('runChargeLeft'), left('parkChargeLeft')]).toEqual([NaN, NaN]);
  });
});

describe('charge left', () => {
  it('to the run limit ends at the composition cap of 50 wt% while the metal is warm', () => {
    estimate(22, 40);
    expect(Math.abs(left('runChargeLeft') - 20 * 383.9)).toBeLessThan(2);
  });

  it('to the run limit ends where the margin is the trip margin of 5 K', () => {
    // 15 °C − 5 K = 10 °C: highest liquidus of the band with its bias, so the node table reads 9.7 °C at w + 1 wt%.
    const w = 45.4 + ((9.7 - 6.9) / (39.5 - 6.9)) * 23 - 1;
    estimate(22, 15);
    expect(left('runChargeLeft')).toBeCloseTo(685.49 * (1 - 22 / w) * 20, 0);
    estimate(w, 15);
    expect(Math.abs(left('runChargeLeft'))).toBeLessThan(1);
    expect(get('margin')).toBeCloseTo(50, 0);
  });

  it('to the park limit ends where the metal is still liquid at the coldest ambient', () => {
    const w = 45.4 + ((9.7 - 6.9) / (39.5 - 6.9)) * 23 - 1;
    estimate(22, 40);
    expect(left('parkChargeLeft')).toBeCloseTo(685.49 * (1 - 22 / w) * 20, 0);
    // The park window of the physics page ends at 47.5 wt%; the band of 1 wt% and the table lie inside it.
    expect(left('parkChargeLeft')).toBeLessThan(20 * 368.1);
  });

  it('is negative beyond the limit: so much is to be charged back', () => {
    estimate(49, 40);
    expect(left('parkChargeLeft')).toBeLessThan(0);
    expect(left('runChargeLeft')).toBeGreaterThan(0);
  });
});

describe('time left', () => {
  it.each([
    // 7.678 Ah to 50 wt%, 7.3 to the park limit of 10 °C; nothing that a charge leads to nearer than that of the other side.
    [500, 1, true],
    [-500, -1, true],
    [3, 1, false],
    [-3, 1, false],
  ])('at %i mA is the charge left over the current, in its direction', (current, side, told) => {
    set('meanCurrent', current);
    estimate(22, 40);
    const names = side > 0 ? ['runChargeLeft', 'parkChargeLeft'] : ['runRechargeLeft', 'parkRechargeLeft'];
    const times = names.map((name) => (told ? (60 * left(name)) / Math.abs(current) : NaN));
    const shown = [get('runTimeLeft'), get('parkTimeLeft')];
    for (let k = 0; k < 2; k++) {
      if (told) expect(Math.abs((shown[k] ?? 0) - (times[k] ?? 0))).toBeLessThan(1);
      else expect(shown[k]).toBeNaN();
    }
  });

  it('is none beyond a limit, and at most 65000 minutes', () => {
    set('meanCurrent', 500);
    estimate(49, 40);
    expect([get('runTimeLeft') > 0, get('parkTimeLeft')]).toEqual([true, 0]);
    set('meanCurrent', 6);
    estimate(22, 40);
    expect(get('runTimeLeft')).toBe(65000);
  });
});

describe('potassium-rich side', () => {
  it('ends at the cap of 14 wt% while the metal is warm, and at the end of the liquid window in the cold', () => {
    estimate(22, 40);
    // Charging from 22 to 14 wt%: 685.49 · (22/14 − 1) mAh/g.
    expect(Math.abs(left('runRechargeLeft') - 20 * 685.49 * (22 / 14 - 1))).toBeLessThan(2);
    // 10 °C less the bias is 9.7 °C: node table 16.0 to 10.5 wt% from 3.6 to 20.5 °C, and 1 wt% of band.
    const w = 16 - ((9.7 - 3.6) / (20.5 - 3.6)) * 5.5 + 1;
    expect(left('parkRechargeLeft')).toBeCloseTo(685.49 * (22 / Math.max(w, 14) - 1) * 20, 0);
  });

  it('does not limit a charge from the sodium-rich side, and the other way round', () => {
    estimate(49, 40);
    expect([get('chargeBackToPark') > 5000, get('chargeLeftToPark') < 0]).toEqual([true, true]);
    estimate(12, 40);
    expect([get('chargeLeftToPark') > 5000, get('chargeBackToPark') < 0]).toEqual([true, true]);
  });
});

describe('the charge left to the park limit, for the limits of the current', () => {
  it('is that of the park ambient in every second, though the run limits are worked out in turn with it', () => {
    estimate(49, 40);
    const park = get('chargeLeftToPark');
    expect(park).toBeLessThan(0);
    for (let k = 0; k < 8; k++) {
      fw.margin.estimateChargeLeft();
      expect([k, get('chargeLeftToPark'), get('chargeBackToPark')]).toEqual([k, park, 9999]);
    }
  });

  it('counts on the side of the eutectic on which the metal is, and is ample on the other', () => {
    estimate(49, 15);
    expect(get('chargeBackToPark')).toBe(9999);
    estimate(15, 15);
    expect(get('chargeLeftToPark')).toBe(9999);
    expect(get('chargeBackToPark')).toBeLessThan(2000);
  });
});

describe('the time to a limit', () => {
  it.each([
    [5, false],
    [5.1, true],
    [-5, false],
    [-5.1, true],
  ])('at %f mA is told: %s, because 5 mA is no current', (current, told) => {
    set('meanCurrent', current);
    estimate(22, 40);
    expect([Number.isNaN(get('runTimeLeft')), Number.isNaN(get('parkTimeLeft'))]).toEqual([!told, !told]);
  });
});

describe('advice', () => {
  it.each([
    [299, 0],
    [300, 3],
  ])('with a composition known to %i hundredths is code %i', (band, code) => {
    estimate(22, 40);
    set('compositionBand', band);
    fw.margin.estimateChargeLeft();
    expect(get('advice')).toBe(code);
  });

  it.each([
    [22, 0],
    [49, 1],
    [12.5, 2],
  ])('at %f wt%% with a room of 10 °C is code %i', (w, code) => {
    estimate(w, 40);
    expect(get('advice')).toBe(code);
  });

  it.each([
    [0, 0, 0],
    [-1, 0, 1],
    [0, -1, 2],
    [-1, -1, 1],
  ])('with %d mAh left to one park limit and %d to the other is code %i: at a limit nothing has to be moved back', (there, back, code) => {
    estimate(22, 40);
    set('chargeLeftToPark', there);
    set('chargeBackToPark', back);
    // The next of the four is a run limit.
    fw.margin.estimateChargeLeft();
    expect(get('advice')).toBe(code);
  });

  it('is to anchor a composition that is lost or known to 3 wt% only', () => {
    estimate(22, 40);
    set('counterError', 5e6);
    fw.margin.estimateMargin(1);
    for (let k = 0; k < 4; k++) fw.margin.estimateChargeLeft();
    expect(get('compositionBand')).toBeGreaterThan(300);
    expect(get('advice')).toBe(3);
    set('anchorLost', 1);
    fw.margin.estimateMargin(1);
    for (let k = 0; k < 4; k++) fw.margin.estimateChargeLeft();
    expect(get('advice')).toBe(3);
  });
});

describe('oxidised fraction of the catholyte', () => {
  it.each([
    // 3.216 Ah of 0.6 M in 0.2 L, anchored at 95 %: the catholyte ends (5 %) after 2.894 Ah, at w 28 from 22 wt%.
    [0, 9500],
    [2.8944, 500],
    [4, 0],
    [-1, 10000],
  ])('after %f Ah is %i hundredths of a percent', (ah, s) => {
    set('charge', ah * 3_600_000);
    fw.margin.estimateMargin(1);
    expect(get('oxidisedFraction')).toBeCloseTo(s, 6);
  });
});

describe('uncertainty of the composition', () => {
  it('is 1 wt% at the anchor and grows by a hundredth of the charge that is moved, in either direction', () => {
    fw.margin.startCount();
    fw.margin.estimateMargin(1);
    expect(get('compositionBand')).toBe(100);
    const there = chargeTo(50);
    for (const charge of [there, 0, there]) {
      set('charge', charge);
      fw.margin.estimateMargin(1);
    }
    // Three times 7.68 Ah, 1 % of it: 230 mAh on 20 g at 50 wt%, 0.166 wt% per mAh/g and rising.
    expect(get('compositionBand')).toBeGreaterThan(100 + 190);
    expect(get('compositionBand')).toBeLessThan(100 + 240);
  });

  it('grows with time while current can flow, and shrinks by an anchor only', () => {
    fw.margin.startCount();
    for (let k = 0; k <= 1000; k++) {
      set('charge', k % 2);
      fw.margin.estimateMargin(1);
    }
    // 2.5 mA for 1000 s, and 1 % of what was moved.
    expect(get('counterError')).toBeCloseTo(2500 + 10, 0);
    fw.margin.startCount();
    expect(get('counterError')).toBe(0);
  });

  it('counts what was moved since the last look only', () => {
    fw.margin.startCount();
    for (const charge of [100_000, 100_000, 300_000, 200_000]) {
      set('charge', charge);
      fw.margin.estimateMargin(0);
    }
    // 200 and back 100 A·s, 1 % of them.
    expect(get('counterError')).toBeCloseTo(3000, 6);
  });

  it('is told up to 20 wt%, and never counts worse than an unknown composition', () => {
    estimate(24, 40);
    set('counterError', 1e9);
    fw.margin.estimateMargin(1);
    expect(get('liquidus')).toBe(251);
    expect(get('compositionBand')).toBe(2000);
  });
});
