import { describe, expect, it } from 'vitest';
import { runScript, findInterpreter } from '../../../hil/target/espruino/interpreter.js';
import { interpreterReads, readsAlike } from '../../../hil/target/conformance/literals.js';
import { itOnInterpreter } from './interpreter-tests.js';

const LITERALS = [
  '0.5',
  '.1',
  '3.25',
  '1e3',
  '273.15',
  '1.0034',
  '8.314462618',
  '0.160808',
  '3e-4',
  '5.775e-7',
  '123456.789',
  '1e21',
  '0.0039083',
  '17e-5',
  '2.5e+2',
];

describe('decimal literals', () => {
  it('reads short ones like any engine', () => {
    for (const text of ['0', '7', '0.5', '0.25', '.1', '3.25', '1e3', '1e21', '0.0039083']) expect(readsAlike(text), text).toBe(true);
  });

  it('finds those that the interpreter reads in another way', () => {
    // 3e-4 is 3 / 10 / 10 / 10 / 10 there, in four rounded steps.
    expect(interpreterReads('3e-4')).toBe(3 / 10 / 10 / 10 / 10);
    expect(readsAlike('3e-4')).toBe(false);
  });

  it('refuses what is no decimal literal', () => {
    expect(() => interpreterReads('0x10')).toThrow('"0x10" is no decimal literal');
  });

  itOnInterpreter('agrees with the interpreter bit by bit', async () => {
    const program = LITERALS.map(
      (t) => `var d = new DataView(new ArrayBuffer(8)); d.setFloat64(0, ${t}); print('@@' + d.getUint32(0) + ' ' + d.getUint32(4));`,
    ).join('\n');
    const { console } = await runScript(findInterpreter(), program, { deadlineMs: 5000 });
    const bits = LITERALS.map((t) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, interpreterReads(t));
      return `${view.getUint32(0)} ${view.getUint32(4)}`;
    });
    expect([...console.matchAll(/@@(\d+ \d+)/g)].map((m) => m[1])).toEqual(bits);
  });
});
