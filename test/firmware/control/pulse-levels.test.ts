/** Current pulses under reactions and at levels that a test sets: the direction of a pulse at rest, and what counts as plausible (docs/physics.md, P18, P19). */
import { describe, expect, it, vi } from 'vitest';
import { REACTION } from '../../../firmware/model/types.js';
import { PulsedCell } from './pulsed-cell.js';

/** A cell of 1 Ω as commissioned, with these reactions in force. */
function start(reactions = 0): Promise<PulsedCell> {
  vi.doMock('../../../firmware/protect/monitor.js', () => ({ reactions }));
  vi.doMock('../../../firmware/control/voltage.js', () => ({ modelOhms: 1, updateModel: () => undefined }));
  return PulsedCell.start();
}

/** The pulse that begins after `seconds` under `base` mA of a cell of `ohms`; its current on top, mA. */
function pulse(cell: PulsedCell, ohms: number, base = 0, seconds = 5): number {
  cell.fw.pulse.considerPulse(seconds, base);
  let current = 0;
  while (cell.fw.pulse.phase) {
    cell.tick(ohms, base);
    current = cell.fw.pulse.pulseCurrent() || current;
  }
  return current;
}

describe('a pulse at rest', () => {
  it.each([
    ['nothing', 0, 100],
    ['a stop of the discharge', REACTION.blockDischarge, -100],
    ['a stop of the charge', REACTION.blockCharge, 100],
  ])('with %s (%i) is one of %i mA: it goes in a direction that is free', async (_title, reactions, current) => {
    const cell = await start(reactions);
    expect([pulse(cell, 1.2), Math.round(cell.get('resistanceRatio'))]).toEqual([current, 1200]);
    // Under current it takes away from it, whatever is blocked.
    expect([pulse(cell, 1, 400, 60), pulse(cell, 1, -400, 60)]).toEqual([-100, 100]);
  });
});

describe('a resistance on the level itself', () => {
  it.each([
    // P19 trips at 0.6 and P18 warns at 1.5 of the commissioned resistance, reached: a cell is sound between them.
    [0.6, 600, false],
    [0.60001, 600, true],
    [1.49999, 1500, true],
    [1.5, 1500, false],
  ])('%f of the commissioned one is %i thousandths and plausible: %s', async (ohms, ratio, plausible) => {
    const cell = await start();
    pulse(cell, ohms);
    expect([Math.round(cell.get('resistanceRatio')), cell.fw.pulse.plausible]).toEqual([ratio, plausible]);
  });
});
