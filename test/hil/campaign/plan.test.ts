/** Plans of a campaign: the same everywhere, within the ranges of the library, and readable as scenario files. */
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { isBad, runPlan } from '../../../hil/campaign/judge.js';
import { drawPlan, faultsOf } from '../../../hil/campaign/plan.js';
import { scenarioOf, scenarioText } from '../../../hil/campaign/scenario-of.js';
import { fault } from '../../../hil/fault/library.js';
import { TargetShop } from '../../../hil/scenario/targets.js';

const indices = Array.from({ length: 400 }, (_, i) => i);

describe('the plan of a run', () => {
  it('is the same for the same seed and number', () => {
    for (const i of indices) expect(drawPlan(7, i, 'mixed')).toEqual(drawPlan(7, i, 'mixed'));
  });

  it('differs between neighbours and between seeds', () => {
    const texts = new Set([
      ...indices.map((i) => JSON.stringify(drawPlan(7, i, 'mixed'))),
      ...indices.map((i) => JSON.stringify(drawPlan(8, i, 'mixed'))),
    ]);
    expect(texts.size).toBe(800);
  });

  it('has one to three faults in mode mixed and none in mode quiet', () => {
    const counts = new Set(indices.map((i) => drawPlan(1, i, 'mixed').faults.length));
    expect([...counts].sort()).toEqual([1, 2, 3]);
    expect(indices.every((i) => drawPlan(1, i, 'quiet').faults.length === 0)).toBe(true);
  });

  it('keeps every value within the range of the library', () => {
    for (const i of indices) {
      for (const planned of drawPlan(3, i, 'mixed').faults) {
        for (const { name, min, max } of fault(planned.id).parameters) {
          const value = planned.values[name] ?? NaN;
          expect(value, `${planned.id} ${name}`).toBeGreaterThanOrEqual(min);
          expect(value, `${planned.id} ${name}`).toBeLessThanOrEqual(max);
        }
      }
    }
  });

  it('draws every fault that a board can have', () => {
    const seen = new Set(Array.from({ length: 6000 }, (_, i) => drawPlan(1, i, 'mixed').faults.map(({ id }) => id)).flat());
    const wanted = new Set([...faultsOf(boardRow('pico')), ...faultsOf(boardRow('esp32'))].map(({ id }) => id));
    expect([...wanted].filter((id) => !seen.has(id))).toEqual([]);
  });

  it('does not break on the Pico what it does not have', () => {
    const ids = faultsOf(boardRow('pico')).map(({ id }) => id);
    expect(ids).not.toContain('oxygen.open');
    expect(ids).not.toContain('smoke.detected');
    expect(ids).toContain('nakTempA.open');
  });

  it('is a scenario file with its faults at their times', () => {
    for (const i of indices) {
      const plan = drawPlan(5, i, 'mixed');
      const scenario = scenarioOf(plan, `m5.${i}`);
      const injects = scenario.steps.filter((step) => step.kind === 'inject');
      expect(injects.length).toBe(plan.faults.length);
      const waited = scenario.steps.reduce((sum, step) => sum + (step.kind === 'wait' ? step.ms : 0), 0);
      expect(waited).toBe(Math.round(plan.horizonS * 1000));
    }
  });

  it('lets nothing happen at all to commands that nobody answers', () => {
    expect(scenarioText(drawPlan(1, 0, 'mixed'), 'm1.0')).toContain('result: ignored');
  });

  it('is green as a scenario when the campaign found nothing, whatever tripped and latched', () => {
    // A reversed NaK pump: P21 latches.
    const plan = drawPlan(7, 14, 'mixed');
    expect(plan.faults.map(({ id }) => id)).toEqual(['nakPump.reversed']);
    const { verdict, result } = runPlan(plan, 'm7.14', new TargetShop('emulator'));
    expect([isBad(verdict), verdict.tripped, result?.latched]).toEqual([false, ['P21'], ['P21']]);
    expect([result?.verdict, result?.failures]).toEqual(['green', []]);
  });
});
