/** A liquid metal is data: Ga–In in plant and bundle, compared with each other and with what is published, and run into a freeze trip. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainFirmware } from '../../firmware/build/bundle.js';
import { boardRow } from '../../firmware/model/boards.js';
import { METALS } from '../../firmware/model/metal.js';
import { ALLOYS, movedPerCoulomb } from '../../hil/plant/alloys.js';
import { Electrodes } from '../../hil/plant/electrodes.js';
import { LiquidusTable, thermodynamicLiquidus } from '../../hil/plant/liquidus.js';
import { metalDensity } from '../../hil/plant/metal.js';
import { type BundleUnderTest, builtBundle, bundleOf } from '../../hil/scenario/bundle-file.js';
import { parseScenario } from '../../hil/scenario/parse.js';
import { runScenario } from '../../hil/scenario/runner.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';

const alloy = ALLOYS['ga-in'];
const firmware = METALS['ga-in'];

/** The table of the firmware at `w` wt%, °C, by its rule: straight lines and the bias. */
function nodes(w: number): number {
  const { bias } = firmware;
  const high = firmware.nodes.findIndex(([at]) => at >= 10 * w);
  const [w1, t1] = firmware.nodes[high] ?? [NaN, NaN];
  const [w0, t0] = firmware.nodes[high - 1] ?? [NaN, NaN];
  return (bias + t0 + ((10 * w - w0) * (t1 - t0)) / (w1 - w0)) / 10;
}

describe('Ga–In of the plant', () => {
  const table = new LiquidusTable(alloy);

  it('has the published eutectic: 15.3 to 15.7 °C at 21.4 wt% In', () => {
    expect(table.eutectic.celsius).toBeGreaterThan(15.2);
    expect(table.eutectic.celsius).toBeLessThan(15.8);
    expect(Math.abs(table.eutectic.w - 21.4)).toBeLessThan(0.5);
  });

  it('melts where its elements melt, and begins to freeze by Raoult and the heat of fusion', () => {
    expect(thermodynamicLiquidus(0, alloy)).toBeCloseTo(29.7646, 3);
    expect(thermodynamicLiquidus(100, alloy)).toBeCloseTo(156.5985, 3);
    // Hand calculation for dilute indium: ΔT = x · R·T²/ΔH, ΔH 5.59 kJ/mol.
    const x = 1 / 114.818 / (1 / 114.818 + 99 / 69.723);
    const fall = (x * 8.314462618 * 302.9146 ** 2) / 5590;
    expect(29.7646 - thermodynamicLiquidus(1, alloy)).toBeCloseTo(fall, 1);
  });

  it('is liquid from 6.0 to 25.1 wt% In at 25 °C: by hand 6.0 and 25.2 from melting data and a regular solution', () => {
    expect(Math.abs(table.lowerWindow(25) - 6)).toBeLessThan(0.2);
    expect(Math.abs(table.upperWindow(25) - 25.2)).toBeLessThan(0.3);
  });

  it('weighs 6.25 g/cm³ at 24.5 wt%, within 1 %, and loses M/(3F) of gallium a coulomb', () => {
    expect(Math.abs(metalDensity(24.5, 25, alloy) / 6.25 - 1)).toBeLessThan(0.01);
    const electrodes = new Electrodes(table, 10, 20, 1, 1, 0.5);
    electrodes.transfer(3600);
    expect(electrodes.sodiumMass).toBe(2);
    expect(10 - electrodes.metalMass).toBeCloseTo((69.723 * 3600) / (3 * 96485.33212), 9);
  });
});

describe('Ga–In of the firmware against the thermodynamics of the plant', () => {
  it('reads at most 1.2 °C above the liquidus and nowhere below it, from 0 to 70 wt% In', () => {
    for (let w = 0.1; w <= 70; w += 0.1) {
      const above = nodes(w) - thermodynamicLiquidus(w, alloy);
      expect([w.toFixed(1), above > -0.05 && above < 1.2]).toEqual([w.toFixed(1), true]);
    }
  });

  it('moves the same mass a coulomb', () => {
    expect(firmware.movingMass / 1000 / movedPerCoulomb(alloy)).toBeCloseTo(1, 5);
  });

  it('takes the highest liquidus of 9.5 to 58 wt% for an unknown composition', () => {
    expect(Math.max(nodes(9.5), nodes(58)) * 10).toBeCloseTo(firmware.worstLiquidus, -0.4);
  });
});

const FREEZE = `
id: ga-in-freeze
title: A room below the liquidus of gallium–indium stops pump and current
start: ready
plant: { alloy: ga-in, sodium: 16 wt%, oxidised: 0.6, temperature: 40 °C, ambient: 22 °C }
steps:
  - command: discharge 0.25 A
  - expect: truth.current > 0.2 A
    within: 5 s
  - wait: 5 min
  - expect: abs(live.composition - truth.sodiumWt) < 0.1 wt%
  - inject: heater.stuckOff
  - set: { ambient: -20 °C }
  - until: latched P03
    within: 4 h
  - expect: out.nakPump == 0 and out.contactor == 0
    within: 2 s
  - wait: 30 s
invariants:
  - always: not known(live.margin) or live.margin <= truth.margin + 0.5 K
  - always: truth.solidFraction < 0.02 or out.nakPump == 0
detections:
  - fault: P03
    since: truth.margin < 1.5 K
    reaction: out.nakPump == 0
    within: 60 s
outcome: { tripped: [P03], mayTrip: [P01, P02, P10, P12, X03], latched: [P03, X03] }
`;

it('stops pump and current before gallium freezes, with a bundle built for it, and would not with one built for Na–K', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'firmware');
  const run = (bundle: BundleUnderTest): ReturnType<typeof runScenario> => {
    const target = new Emulator({ bundle: bundle.text, board: 'pico' });
    try {
      return runScenario(parseScenario('ga-in-freeze.yaml', FREEZE), target);
    } finally {
      target.close();
    }
  };
  const built = await plainFirmware(folder, { ...boardRow('pico'), metal: 'ga-in' });
  const right = run(bundleOf(Buffer.from(built, 'latin1'), 'pico'));
  expect(right.failures).toEqual([]);
  expect(right.latched).toContain('P03');
  // Na–K of the same w freezes at 3.6 °C: the wrong table sees no danger at 18 °C.
  const wrong = run(builtBundle('pico'));
  expect(wrong.failures.length).toBeGreaterThan(0);
}, 120_000);
