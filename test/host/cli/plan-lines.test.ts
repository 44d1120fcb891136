/** What the composition allows, in words. */
import { describe, expect, it } from 'vitest';
import { MODE_BITS } from '../../../firmware/model/registers.js';
import { planLines } from '../../../host/cli/view/plan-lines.js';
import { decodeEstimation, ESTIMATION_COUNT, ESTIMATION_START } from '../../../host/device/estimation.js';
import { decodeLive } from '../../../host/device/live.js';
import { LIVE_WORDS } from '../device/words.js';

const bit = (name: (typeof MODE_BITS)[number]): number => 1 << MODE_BITS.indexOf(name);
const live = {
  ...decodeLive(LIVE_WORDS),
  modeBits: bit('compositionAnchored'),
  composition: 30,
  compositionBand: 1.1,
  liquidus: 11.9,
  current: 0,
  runChargeLeft: 5,
  parkChargeLeft: 4,
};
const words = new Uint16Array(ESTIMATION_COUNT);
words.set([0, 2500, 0, 1500, 0xffff, 0xffff]);
words[84 - ESTIMATION_START] = 120;
const estimation = decodeEstimation(words);

describe('the registers of estimation', () => {
  it('are decoded in their units', () => {
    expect(ESTIMATION_START).toBe(72);
    expect(estimation).toEqual({ runRechargeLeft: 2.5, parkRechargeLeft: 1.5, runTimeLeft: null, parkTimeLeft: null, plannedAmbient: 12 });
  });
});

describe('the plan', () => {
  it('says nothing while there is nothing to say', () => {
    expect(planLines(live, estimation)).toEqual([]);
  });

  it('advises to move back what the park limit is passed by, in either direction, and until which temperature', () => {
    expect(planLines({ ...live, parkChargeLeft: -3.2 }, estimation)).toEqual([
      'Recharge 3.20 Ah before the metal falls below 11.9 °C, where it freezes.',
    ]);
    expect(planLines(live, { ...estimation, parkRechargeLeft: -0.5 })).toEqual([
      'Discharge 0.50 Ah before the metal falls below 11.9 °C, where it freezes.',
    ]);
  });

  it('advises to refill when loops have passed the park limit on both sides: no current helps both', () => {
    expect(planLines({ ...live, parkChargeLeft: -3.2 }, { ...estimation, parkRechargeLeft: -0.5 })[0]).toMatch(/^Refill a NaK loop and anchor it/);
  });

  it('advises to anchor a composition that is lost or not known well', () => {
    expect(planLines({ ...live, composition: null })[0]).toMatch(/^Anchor the composition: it is lost/);
    expect(planLines({ ...live, compositionBand: 3.4 })[0]).toMatch(/known to ± 3.4 wt% only/);
  });

  it('names the room that holds the current down', () => {
    const held = { ...live, modeBits: bit('planLimits') };
    expect(planLines(held, estimation)).toEqual(['The current is held down so that the metal stays liquid in a room of 12.0 °C.']);
    expect(planLines({ ...held, modeBits: bit('planLimits') + bit('forecastInForce') }, estimation)[0]).toMatch(/12.0 °C, as forecast\.$/);
    expect(planLines(held)[0]).toMatch(/in the coldest room that is expected\.$/);
  });

  it('tells the time to both limits, from the device or from the live block', () => {
    expect(planLines({ ...live, current: -0.5 }, { ...estimation, runTimeLeft: 300, parkTimeLeft: 59 })).toEqual([
      'At this current: 59 min to the park limit, 5 h 0 min to the run limit.',
    ]);
    expect(planLines({ ...live, current: 0.5 })).toEqual(['At this current: 8 h 0 min to the park limit, 10 h 0 min to the run limit.']);
    expect(planLines({ ...live, current: -0.5 })).toEqual([]);
  });
});
