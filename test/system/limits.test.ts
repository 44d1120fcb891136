/**
 * The firmware's rows against the limits that were typed in by hand from docs/physics.md, section 10.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS, FAULTS } from '../../firmware/model/faults.js';
import { REACTION_CLASS } from '../../firmware/model/on-off.js';
import { REACTION, type CheckRow } from '../../firmware/model/types.js';
import type { Limit } from '../../hil/cases/oracle.js';

const oracle = JSON.parse(readFileSync(new URL('../oracle/limits.json', import.meta.url), 'utf8')) as { limits: Limit[] };

/** What each word of the oracle does to the outputs. */
const EFFECTS: Record<string, number> = {
  X:
    REACTION.blockCharge +
    REACTION.blockDischarge +
    REACTION.openContactor +
    REACTION.heatersOff +
    REACTION.nakPumpOff +
    REACTION.catholytePumpOff +
    REACTION.shutdown +
    REACTION.isolateLoops +
    REACTION.fanOff,
  S: REACTION.blockCharge + REACTION.blockDischarge + REACTION.openContactor,
  Sd: REACTION.blockDischarge,
  Sc: REACTION.blockCharge,
  H0: REACTION.heatersOff,
  R: REACTION.rampToZero,
  D: REACTION.halfCurrent,
  W: 0,
  nakPump0: REACTION.nakPumpOff,
  catholytePump0: REACTION.catholytePumpOff,
  nakPumpSlow: REACTION.nakPumpSlow,
  purge: REACTION.purge,
  scrubber: REACTION.scrubber,
  // No output of its own: the scenario of the lost counter proves it.
  worstComposition: 0,
};

/** Every way in which a row differs from its limit, as sentences. */
function differences(limit: Limit, row: CheckRow): string[] {
  const found: string[] = [];
  const compare = (what: string, inRow: unknown, inOracle: unknown): void => {
    if (inOracle !== undefined && inRow !== inOracle)
      found.push(`${row.id} ${what}: row says ${String(inRow)}, docs/physics.md section 10 says ${String(inOracle)}`);
  };
  compare('unit', row.unit, limit.unit);
  compare('side', row.side, limit.side);
  compare('warn', row.warn, limit.warn);
  compare('trip', row.trip, limit.trip);
  if (limit.warn !== null) compare('warn debounce', row.warnMs, limit.debounceWarnMs);
  if (limit.trip !== null) compare('trip debounce', row.tripMs, limit.debounceTripMs);
  compare('hysteresis', row.hysteresis, limit.hysteresis);
  compare('release level', row.releaseAt, limit.releaseAt);
  compare('release time', row.releaseMs, limit.releaseMs ?? limit.blockedAtLeastMs);
  const wanted = limit.reaction.reduce((bits, word) => bits | (EFFECTS[word] ?? NaN), 0);
  compare('reaction', row.reaction, wanted);
  return found;
}

describe('the protection rows against the hand-written limits', () => {
  it.each(oracle.limits.map((limit) => [limit.check, limit] as const))('%s is as the physics page says', (check, limit) => {
    const row = CHECKS.find((candidate) => candidate.id === check && candidate.fault === limit.fault);
    expect(row, `no check ${check} of fault ${limit.fault} (${limit.what}) in firmware/model/faults.ts`).toBeDefined();
    if (row) expect(differences(limit, row)).toEqual([]);
  });

  it.each([...new Set(oracle.limits.map((limit) => limit.fault))])('%s is reset by whom the safety rules say', (id) => {
    const wanted = { itself: 'itself', operator: 'remote', local: 'local' }[oracle.limits.find((limit) => limit.fault === id)?.resetBy ?? 'local'];
    expect(FAULTS.find((fault) => fault.id === id)?.reset).toBe(wanted);
  });

  it('knows every reaction class that the rows use', () => {
    expect(EFFECTS['X']).toBe(REACTION_CLASS.X);
    expect(EFFECTS['S']).toBe(REACTION_CLASS.S);
  });

  it('names a limit for every fault of the protection table that the firmware has', () => {
    const known = new Set(oracle.limits.map((limit) => limit.fault));
    const beyond = FAULTS.filter((fault) => !known.has(fault.id)).map((fault) => fault.id);
    expect(beyond.sort()).toEqual(['X01', 'X02', 'X03', 'X04', 'X05', 'X06', 'X07', 'X08', 'X09', 'X10', 'X11', 'X12', 'X13']);
  });
});
