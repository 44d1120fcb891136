import { describe, expect, it } from 'vitest';
import { electrodeShift, excessPotassium, excessSodium, moleFraction, potassiumActivity, weightPercent } from '../../../hil/plant/alloy.js';
import { NAK } from '../../../hil/plant/alloys.js';
import { freezePotassiumRich, freezeSodiumRich, meltingEnergy } from '../../../hil/plant/solids.js';

/** Excess Gibbs energy written out as the series itself, J/mol. */
function excessGibbs(x: number): number {
  const d = 2 * x - 1;
  return x * (1 - x) * (2570.8 + 562.5 * d + 148.6 * d * d);
}

describe('liquid alloy', () => {
  it('converts weight percent to the mole fractions of table 1.3 and back', () => {
    const rows: [number, number][] = [
      [2, 0.0335],
      [9.2, 0.147],
      [22, 0.3242],
      [22.5, 0.3305],
      [40, 0.5313],
      [58.2, 0.7031],
      [70, 0.7987],
      [98, 0.9881],
    ];
    for (const [w, x] of rows) {
      expect(moleFraction(w)).toBeCloseTo(x, 4);
      expect(weightPercent(moleFraction(w))).toBeCloseTo(w, 10);
    }
  });

  it('has chemical potentials that are the tangent intercepts of its Gibbs energy', () => {
    for (let x = 0.02; x < 1; x += 0.07) {
      const slope = (excessGibbs(x + 1e-6) - excessGibbs(x - 1e-6)) / 2e-6;
      expect(excessSodium(x)).toBeCloseTo(excessGibbs(x) + (1 - x) * slope, 3);
      expect(excessPotassium(x)).toBeCloseTo(excessGibbs(x) - x * slope, 3);
    }
  });

  it('has the mixing enthalpy of 0.64 kJ/mol at equal moles', () => {
    expect((excessSodium(0.5) + excessPotassium(0.5)) / 2).toBeCloseTo(643, 0);
  });

  it('gives the potassium activities and electrode shifts of section 5.1', () => {
    const rows: [number, number, number][] = [
      [9.2, 0.865, 3.7],
      [15, 0.798, 5.8],
      [22, 0.729, 8.1],
      [30, 0.662, 10.6],
      [40, 0.593, 13.4],
      [50, 0.531, 16.3],
      [54, 0.507, 17.5],
      [58.2, 0.481, 18.8],
      [65, 0.436, 21.3],
      [75, 0.358, 26.4],
    ];
    for (const [w, activity, millivolts] of rows) {
      expect(Math.abs(potassiumActivity(w, 298.15) - activity)).toBeLessThan(0.0006);
      expect(Math.abs(electrodeShift(w, 298.15) * 1000 - millivolts)).toBeLessThan(0.06);
    }
  });
});

describe('pure metals and their solids', () => {
  it('melt at 63.5 and 97.8 °C with the latent heats of the handbooks', () => {
    expect(meltingEnergy(NAK.moves, 336.65)).toBe(0);
    expect(meltingEnergy(NAK.stays, 370.944)).toBe(0);
    // Gibbs–Helmholtz: enthalpy = −T² d(G/T)/dT.
    const enthalpy = (gibbs: (kelvin: number) => number, kelvin: number): number =>
      (-kelvin * kelvin * (gibbs(kelvin + 0.01) / (kelvin + 0.01) - gibbs(kelvin - 0.01) / (kelvin - 0.01))) / 0.02;
    expect(enthalpy((kelvin) => meltingEnergy(NAK.moves, kelvin), 336.65) / 39.0983).toBeCloseTo(60, -0.5);
    expect(enthalpy((kelvin) => meltingEnergy(NAK.stays, kelvin), 370.944) / 22.98977).toBeCloseTo(113, -0.5);
  });

  it('start with the solidus slopes of Bale: 0.10 at.%/K at potassium, 0.033 at.%/K at sodium', () => {
    const potassium = freezePotassiumRich(0.2);
    expect((100 * moleFraction(potassium.solidWt)) / (63.5 - potassium.celsius)).toBeCloseTo(0.1, 2);
    const sodium = freezeSodiumRich(99.8);
    expect((100 * (1 - moleFraction(sodium.solidWt))) / (97.794 - sodium.celsius)).toBeCloseTo(0.033, 2);
  });
});
