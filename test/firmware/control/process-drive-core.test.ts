/** The outputs of larger boards on a board that has none of them: nothing is written, neither to a pin nor to an expander. */
import { expect, it, vi } from 'vitest';
import { OUTPUT, STATES } from '../../../firmware/model/states.js';
import { REACTION } from '../../../firmware/model/types.js';
import { freshFirmware } from '../stub-board.js';

it('are not written on a Pico, whatever is asked for', async () => {
  const written: unknown[] = [];
  for (const name of ['digitalWrite', 'analogWrite']) vi.stubGlobal(name, (...what: unknown[]) => void written.push([name, ...what]));
  vi.doMock('../../../firmware/board/expander.js', () => ({ writeLine: (...what: unknown[]) => void written.push(what) }));
  vi.doMock('../../../firmware/protect/monitor.js', () => ({ reactions: REACTION.purge + REACTION.scrubber }));
  vi.doMock('../../../firmware/control/sequencer.js', () => ({ state: STATES.indexOf('preCharge') }));
  await freshFirmware([]);
  const { driveProcess } = await import('../../../firmware/control/process-drive.js');
  for (const wanted of [0, Object.values(OUTPUT).reduce((all, bit) => all | bit, 0)]) driveProcess(wanted, 0);
  expect(written).toEqual([]);
});
