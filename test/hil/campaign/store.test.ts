/** The folder of a campaign survives an interruption and refuses another campaign. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRunId, runId } from '../../../hil/campaign/run-id.js';
import { CampaignFolder, type CampaignFacts, type DoneRun } from '../../../hil/campaign/store.js';

const FACTS: CampaignFacts = { mode: 'mixed', seed: 4, plans: 1, bundles: { pico: 'aa' } };
const run = (index: number): DoneRun => ({
  index,
  verdict: {
    board: 'pico',
    faults: ['eStop.press'],
    tripped: ['P35'],
    hazards: [],
    unavoidable: [],
    missed: [],
    falseTrips: [],
    errors: [],
    quietS: 1.5,
    simS: 700,
    finalState: 'eStop',
    trace: 'ff',
  },
});
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'liquidus-campaign-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the folder of a campaign', () => {
  it('holds what an earlier start has done, in order', () => {
    const first = new CampaignFolder(folder, FACTS);
    for (const i of [2, 0, 1]) first.add(run(i));
    expect(new CampaignFolder(folder, FACTS).sorted().map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new CampaignFolder(folder, FACTS).done.get(1)).toEqual(run(1).verdict);
  });

  it('loses only the run whose line was torn', () => {
    new CampaignFolder(folder, FACTS).add(run(0));
    appendFileSync(join(folder, 'runs.jsonl'), JSON.stringify(run(1)).slice(0, 40));
    const again = new CampaignFolder(folder, FACTS);
    expect([...again.done.keys()]).toEqual([0]);
    again.add(run(1));
    expect([...new CampaignFolder(folder, FACTS).done.keys()]).toEqual([0, 1]);
  });

  it('refuses a campaign with another seed or bundle', () => {
    new CampaignFolder(folder, FACTS);
    expect(() => new CampaignFolder(folder, { ...FACTS, seed: 5 })).toThrow(/holds a campaign with another seed/);
    expect(() => new CampaignFolder(folder, { ...FACTS, bundles: { pico: 'bb' } })).toThrow(/--out/);
  });

  it('says which folder cannot be written', () => {
    expect(() => new CampaignFolder('/dev/null/campaign', FACTS)).toThrow('The folder /dev/null/campaign cannot be written');
  });
});

describe('the name of a run', () => {
  it('is read back as it was written', () => {
    for (const name of [{ mode: 'mixed', seed: 1, index: 42 } as const, { mode: 'quiet', seed: 0, index: 0 } as const])
      expect(parseRunId(runId(name))).toEqual(name);
    expect(() => parseRunId('x1.2')).toThrow('m1.42');
  });
});
