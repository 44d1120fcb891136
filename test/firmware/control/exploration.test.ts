/**
 * Every event in every situation of the sequencer that the events can bring about, with the real monitor, limits and output stage
 * (requirements SAF-5, SEQ-1, SEQ-3, CAL-1).
 */
import { describe, expect, it } from 'vitest';
import { STATES } from '../../../firmware/model/states.js';
import { REACTION } from '../../../firmware/model/types.js';
import { Cabinet } from './cabinet.js';
import { Explorer } from './explorer.js';
import type { Outside } from './outside.js';
import { PLANT_EVENTS } from './plant-events.js';
import { RESCUE_AMPS, RESCUE_MS, forbidden, recoveringDirection } from './rescue-oracle.js';
import { violations } from './violations.js';

const { openContactor } = REACTION;
/** States in which a trip that opens the contactor may stand: everything else must have been left in the same tick. */
const STOPPED: readonly string[] = ['fault', 'eStop', 'service'];
/** States of a rescue and of the way there. */
const RESCUING: readonly string[] = ['warmUp', 'circulate', 'rescue'];
/** States in which current is asked for. */
const CURRENT: readonly string[] = ['charge', 'discharge', 'rescue'];
const LOOPS = ['heaterEnable', 'nakPump', 'catholytePump'] as const;

/** Directions in which a rescue has carried current against a trip. */
const rescued = new Set<string>();

/** Judges what an event has led to. */
function referee(): (cabinet: Cabinet, outside: Outside, event: string) => string[] {
  let rescuedAt = NaN;
  let before = '';
  let ran: readonly string[] = [];
  return (cabinet, outside, event) => {
    const { acting } = outside;
    const { state } = cabinet;
    // The walk stores more often than the file takes copies.
    if (cabinet.get('copiesLeft') < 2) cabinet.renewParameterFile();
    const found = violations(cabinet, forbidden(cabinet, acting));
    for (const check of acting) if (!cabinet.modules.monitor.acts(check.index)) found.push(`${check.id} does not act`);
    const allowed = RESCUING.includes(state) && recoveringDirection(acting) !== undefined;
    if (acting.some((check) => check.reaction & openContactor) && !STOPPED.includes(state) && !allowed)
      found.push(`${state} with ${acting.map((check) => check.id).join()}`);
    if (CURRENT.includes(state) && !cabinet.signed) found.push(`${state} without a signed commissioning`);
    const runs = LOOPS.filter((pin) => cabinet.out(pin) > 0);
    // A rescue that ends in the tick in which it began has been told to heat.
    if (before === state && STOPPED.includes(state) && event !== 'rescue') {
      for (const pin of runs) if (!ran.includes(pin)) found.push(`${pin} comes back in ${state}`);
    }
    if (state === 'rescue') {
      const { now } = cabinet.board;
      if (Number.isNaN(rescuedAt)) rescuedAt = now;
      if (now - rescuedAt > RESCUE_MS) found.push(`the rescue has lasted ${(now - rescuedAt) / 1000} s`);
      const current = Math.max(cabinet.out('chargeCurrent'), cabinet.out('dischargeCurrent'));
      if (current > RESCUE_AMPS) found.push(`the rescue draws ${current} A`);
      if (current > 0 && acting.length > 0) rescued.add(cabinet.out('chargeCurrent') > 0 ? 'charge' : 'discharge');
    } else rescuedAt = NaN;
    before = state;
    ran = runs;
    return found;
  };
}

describe('the sequencer', () => {
  it('brings nothing about that a check forbids, whatever happens in whatever order', async () => {
    const cabinet = await Cabinet.start();
    cabinet.second(3);
    const explorer = new Explorer(cabinet, PLANT_EVENTS, referee());
    const complete = explorer.walk(1_000_000);
    const states = [...explorer.byState].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    console.log(`explored ${explorer.situations} situations × ${PLANT_EVENTS.length} events, ${explorer.steps} events tried: ${states.join(', ')}\n`);
    expect(explorer.findings).toEqual([]);
    expect(complete).toBe(true);
    expect([...explorer.byState.keys()].sort()).toEqual(STATES.filter((name) => !['boot', 'selfTest', 'preCharge'].includes(name)).sort());
    expect([...rescued].sort()).toEqual(['charge', 'discharge']);
    // Floors, so that a change which shuts the walk in does not pass.
    expect(explorer.situations).toBeGreaterThan(2500);
    expect(explorer.steps).toBeGreaterThan(100_000);
  }, 600_000);
});
