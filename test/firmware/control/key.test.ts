/** The key of the commands of a service person, word by word (docs/modbus.md, "The key"). */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cabinet } from './cabinet.js';

/** First word, and what the number that it makes is combined with. */
const ASK = 0x4c71;
const KEY = 0x5a3c;
/** Codes: `service` needs the key, `stop` does not. */
const SERVICE = 9;
const STOP = 2;
const DONE = 2;
const LOCKED = 3;

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.home();
  // A moment whose low word is no word of the key.
  cabinet.board.now = 0x31234;
});

const number = (): number => cabinet.modules.commands.control[0];
/** Writes a word `after` ms; true: it is taken, false: exception 3. */
function word(value: number, after = 0): boolean {
  cabinet.board.now += after;
  return cabinet.modules.commands.unlock(value, cabinet.board.now);
}
const run = (code: number, after = 0): number => cabinet.modules.commands.runCommand(code, 0, (cabinet.board.now += after));

describe('the key', () => {
  it('is two words: the first one shows a number, the second one takes it back', () => {
    expect([word(ASK), number()]).toEqual([true, 0x1234]);
    expect([word(0x1234 ^ KEY, 10), number()]).toEqual([true, 0]);
    expect(run(SERVICE)).toBe(DONE);
  });

  it('is not asked for by any other word, nor by the second one alone', () => {
    for (const other of [0, 1, KEY, ASK ^ 1]) expect([word(other), number()]).toEqual([false, 0]);
    expect(word(number() ^ KEY)).toBe(false);
    expect(run(SERVICE)).toBe(LOCKED);
  });

  it('is asked for without opening anything', () => {
    word(ASK);
    expect(run(SERVICE)).toBe(LOCKED);
  });

  it('is not given by a second word that is wrong', () => {
    word(ASK);
    expect([word(number() ^ KEY ^ 1), number()]).toEqual([false, 0]);
    expect(run(SERVICE)).toBe(LOCKED);
  });

  it.each([
    [4999, true],
    [5000, false],
  ])('takes its second word within five seconds: after %i ms %s', (after, taken) => {
    word(ASK);
    expect(word(number() ^ KEY, after)).toBe(taken);
    expect(run(SERVICE)).toBe(taken ? DONE : LOCKED);
  });

  it.each([
    [59_999, DONE],
    [60_000, LOCKED],
  ])('opens for a minute: after %i ms the result is %i', (after, result) => {
    word(ASK);
    word(number() ^ KEY);
    expect(run(SERVICE, after)).toBe(result);
  });

  it('is locked by any other word before its minute is over', () => {
    word(ASK);
    word(number() ^ KEY);
    expect(word(0)).toBe(false);
    expect(run(SERVICE)).toBe(LOCKED);
  });

  it('is not needed to stop', () => {
    expect(run(STOP)).toBe(DONE);
  });
});
