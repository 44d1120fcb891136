/** Tables of whole numbers that a bundle holds as text. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { numbersAsText, numbersInText, writeNumbersAsText } from '../../../firmware/build/number-texts.js';

/** What `show` was called with when the code ran, with the interpreter's view of a text as bytes. */
function shown(code: string): unknown[] {
  const out: unknown[] = [];
  const E = { toArrayBuffer: (text: string) => Uint8Array.from([...text], (c) => c.charCodeAt(0)).buffer };
  runInNewContext(code, { E, show: (...values: unknown[]) => out.push(...values) });
  return JSON.parse(JSON.stringify(out)) as unknown[];
}

/** Every number of digits, both signs, the backslash (57) and the furthest values of the tables: 10⁸, 2³¹ − 1. */
const VALUES = [0, 1, 45, 46, 57, 91, 2115, 2116, 97_335, 97_336, 100_000_000, 2_147_483_647, -1, -45, -46, -3420, -100_000_000, 0, 0, 7];

describe('numbers as text', () => {
  it('have base 46, the last digit from # on, those before it 46 further on, a minus in front', () => {
    expect([[0], [45], [46], [47], [2115], [2116], [-1], [-46], [57]].map(numbersAsText)).toEqual([
      '#',
      'P',
      'R#',
      'R$',
      '~P',
      'RQ#',
      '!$',
      '!R#',
      'R.',
    ]);
  });

  it('are as many as they have last digits', () => {
    expect(numbersInText(numbersAsText(VALUES))).toBe(VALUES.length);
    expect(numbersInText('')).toBe(0);
  });
});

describe('writeNumbersAsText', () => {
  const list = VALUES.join();
  const many = Array.from({ length: 60 }, (_, i) => i * 5).join();
  const source = `!function(){var K=Int32Array,a=new K([${list}]),b=new Uint16Array([${many}]),c=new Uint8Array([1,2,3]),d=new Float64Array([.5,1,2,3,4,5,6,7,8,9,10]);
    show([...a],[...b],[...c],[...d],[${many}])}();`;

  it('leaves every array as it was', async () => {
    const { code } = await writeNumbersAsText(source);
    expect(shown(code)).toEqual(shown(source));
  });

  it('writes lists of typed arrays only: not short ones, fractions, or plain lists', async () => {
    const { code } = await writeNumbersAsText(source);
    expect(code).toContain(JSON.stringify(numbersAsText(VALUES)));
    expect(code).toMatch(/new Uint8Array\(\[1, ?2, ?3\]\)/);
    expect(code).toContain('.5');
    expect(code.replaceAll(' ', '')).toContain(`[${many}]`);
  });

  it('leaves a program alone that has too few of them to pay for the function that reads them', async () => {
    const small = '!function(){show([...new Uint8Array([100,200,100,200,100,200,100])])}();';
    const { code } = await writeNumbersAsText(small);
    expect(code).not.toContain('toArrayBuffer');
  });
});
