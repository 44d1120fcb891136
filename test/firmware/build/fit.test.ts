/** A board whose memory or speed does not suffice is refused with the figure. */
import { describe, expect, it } from 'vitest';
import { fitOf } from '../../../firmware/build/fit.js';
import { numbersAsText } from '../../../firmware/build/number-texts.js';
import { estimateVariables } from '../../../firmware/build/variables.js';
import { boardRow } from '../../../firmware/model/boards.js';

const SMALL = '(function(){var a=1,b=new Uint8Array(26);function f(x,y){return x+y}setInterval(f,100)})()';

describe('the estimate of variables', () => {
  it('counts functions, names, parameters and the bytes of typed arrays', () => {
    const without = estimateVariables('(function(){var a=1;setInterval(g,100)})()', { variableBytes: 13 });
    // A function with two parameters 9.5, a name 1, the array 2 and two variables of 13 bytes.
    expect(estimateVariables(SMALL, { variableBytes: 13 }) - without).toBe(Math.round(9.5 + 1 + 2 + 2));
  });

  it('counts the numbers of a typed array that is made from a text like those of a list', () => {
    const values = Array.from({ length: 40 }, (_, i) => i * 100);
    const made = (from: string): number =>
      estimateVariables(`(function(){var a=new Int32Array(${from});function f(t){return t}})()`, { variableBytes: 13 });
    expect(made(`f(${JSON.stringify(numbersAsText(values))})`)).toBe(made(JSON.stringify(values)));
    expect(made('[0]')).toBeLessThan(made(JSON.stringify(values)));
  });
});

describe('the fit of a bundle', () => {
  const pico = boardRow('pico');

  it('is good for a small one', () => {
    expect(fitOf({ text: SMALL, bytes: SMALL.length }, pico).excess).toEqual([]);
  });

  it('says by how much the boot file is too long', () => {
    expect(fitOf({ text: SMALL, bytes: 28673 }, pico).excess).toEqual(['28673 bytes, and 28672 are the limit']);
  });

  it('says how many variables are missing', () => {
    const many = `(function(){var ${Array.from({ length: 4000 }, (_, i) => `v${i}=${i}`).join()}})()`;
    expect(fitOf({ text: many, bytes: 10 }, pico).excess).toEqual([expect.stringMatching(/^about 4\d\d\d variables, and 3400 are the limit$/)]);
  });

  it('says how long a tick and a read take on a slow board', () => {
    expect(fitOf({ text: SMALL, bytes: 10 }, { ...pico, speed: 20 }).excess).toEqual(['about 120 ms for a tick and a read, and 75 ms are the limit']);
  });
});
