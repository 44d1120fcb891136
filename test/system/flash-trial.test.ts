/** Whether a flashed program works, judged over Modbus on a virtual rig that runs it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { trialOver } from '../../host/cli/flash-trial.js';
import type { OpenRig } from './rig-here.js';
import { openRig } from './rig-here.js';

const { sha256 } = builtBundle('pico');
const { signal } = new AbortController();
let rig: OpenRig;

beforeAll(async () => {
  rig = await openRig({ blank: true, speed: 1 });
});
afterAll(() => rig.close());

describe('the trial of a flashed program', () => {
  it('is passed by a whole snapshot of that program, just started', async () => {
    const words = await trialOver({ tcp: rig.tcp, unit: 1 }, sha256)(signal);
    expect(words).toMatch(new RegExp(`^snapshot in state \\w+.*, bundle SHA-256 ${sha256.slice(0, 16)}…, \\d+ s after its start$`));
  });

  it('is not passed by another program on the line', async () => {
    const other = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    await expect(trialOver({ tcp: rig.tcp, unit: 1 }, other, 100)(signal)).rejects.toThrow(
      /^no good snapshot within 0\.1 s: the board at this line runs the bundle [0-9a-f]{16} and not the one that was flashed/,
    );
  });

  it('is not passed by silence', async () => {
    await expect(trialOver({ tcp: rig.tcp, unit: 9, timeout: 100 }, sha256, 100)(signal)).rejects.toMatchObject({ code: 'refused.trial' });
  });
});
