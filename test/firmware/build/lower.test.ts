import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { foldNumbers, orderFunctions } from '../../../firmware/build/lower.js';
import { nameHotFirst } from '../../../firmware/build/names.js';
import { nameNatives } from '../../../firmware/build/natives.js';
import { nameConstants, shorten } from '../../../firmware/build/words.js';

/** What `show` was called with when the code ran. */
function shown(code: string): unknown[] {
  const out: unknown[] = [];
  runInNewContext(code, { show: (...values: unknown[]) => out.push(...values) });
  return JSON.parse(JSON.stringify(out)) as unknown[];
}

describe('foldNumbers', () => {
  it('writes whole numbers where they are used and leaves fractions, text and what changes', async () => {
    const source = 'const A = 3, B = -2 * A, C = 0.5, D = "d"; let E = 4; E++; show({ A }, 1 - B, [C, D, E]);';
    const { code } = await foldNumbers(source);
    expect(code).not.toMatch(/const [AB]\b/);
    expect(code).toMatch(/C = 0\.5/);
    expect(shown(code)).toEqual([{ A: 3 }, 7, [0.5, 'd', 5]]);
  });

  it('keeps apart an inner name that hides a constant', async () => {
    const { code } = await foldNumbers('const A = 3; function f(A) { return A + 1; } show(f(10), A);');
    expect(shown(code)).toEqual([11, 3]);
  });
});

describe('orderFunctions', () => {
  it('puts functions before the statements of their block, in their own order', async () => {
    const { code } = await orderFunctions('show(f()); function f() { return g() + h(); function h() { return 2; } } function g() { return 1; }');
    expect(code.indexOf('function f')).toBeLessThan(code.indexOf('show('));
    expect(code.indexOf('function h')).toBeLessThan(code.indexOf('return g()'));
    expect(shown(code)).toEqual([3]);
  });
});

describe('nameHotFirst', () => {
  it('declares the variables that are used often first, most used in front, and changes nothing else', async () => {
    const { code } = await nameHotFirst('!function(){function a(){return c+c+c+c+c+c+c+d+d+d+d+d+d+d+d}var b=1,c=2,d=0;show(a(),b)}();');
    expect(code).toMatch(/^!function\(\)\{var d,c;function a/);
    expect(shown(code)).toEqual([14, 1]);
  });

  it('counts uses in the tick and in what it calls more than others', async () => {
    const source = `!function(){var a=1,b=2,c=3;function rare(){return a+a+a+a+a+a+a+a+a}function often(){return c+c+c+c+c+inner()}function inner(){return b+b+b+b+b+b+b+b}
      show(c,c,rare());setInterval(function(){show(often())},1)}();`;
    expect((await nameHotFirst(source)).code).toMatch(/^!function\(\)\{var b,c,a;/);
    expect((await nameHotFirst(source.replace('setInterval', 'setTimeout'))).code).toMatch(/^!function\(\)\{var a,b,c;/);
  });

  it('writes a number or a text there that rarely run code uses once, and leaves others their name', async () => {
    const source = `!function(){var a=.5,b='x',c=.25,d=2,e=.75;function f(){return a+b+d}setInterval(function(){show(c)},1);d=3;show(f(),e,e)}();`;
    const { code } = await nameHotFirst(source);
    expect(code).toMatch(/return \.5\+["']x["']\+d/);
    expect(code).toMatch(/show\(c\).*show\(f\(\),e,e\)/);
    expect(code).not.toMatch(/\b[ab]=/);
  });

  it('puts functions in the order of their use, and counts as used what a request hands to a timer', async () => {
    const source = `!function(){function a(){return 1}function b(){return 2}function c(){return 3}
      show(a(),a(),b());port.on('data',function(){setTimeout(c,1)})}();`;
    expect((await nameHotFirst(source)).code).toMatch(/^!function\(\)\{function c.*function a.*function b/);
    expect((await nameHotFirst(source.replace("'data'", "'error'"))).code).toMatch(/^!function\(\)\{function a.*function b.*function c/);
  });
});

describe('nameNatives', () => {
  it('gives built-ins that are called often a name of the bundle, and leaves rare ones, members and names that hide them', async () => {
    const source = `!function(){function f(a,b){return Math.min(a,Math.min(b,Math.min(1,Math.min(a,b))))}
      function g(parseFloat){return parseFloat(1)+parseFloat(2)+parseFloat(3)+parseFloat(4)}
      show(f(3,2),g(function(v){return v*2}),Math.max(1,2),Math.PI>3,[new Uint8Array(1),new Uint8Array(2),new Uint8Array(3)].length)}();`;
    const { code } = await nameNatives(source);
    expect(code.match(/Math\.min/g)).toHaveLength(1);
    expect(code.match(/\bUint8Array/g)).toHaveLength(1);
    expect(code).toMatch(/Math\.max\(1, ?2\)/);
    expect(shown(code)).toEqual([1, 20, 2, true, 3]);
  });

  it('leaves a bundle alone that has nothing to share', async () => {
    const { code } = await nameNatives('!function(){show(Math.min(1,2))}();');
    expect(shown(code)).toEqual([1]);
    expect(code).not.toContain('var');
  });
});

describe('nameConstants', () => {
  it('writes the constants of a minifier as words, and nothing else', async () => {
    const { code } = await nameConstants('show([!0, !1, void 0, !2, -0, !a, void f(), typeof 0])');
    expect(code.replace(/;$/, '')).toBe('show([true, false, undefined, false, -0, !a, void f(), typeof 0])');
  });
});

describe('shorten', () => {
  it('gives the first names the fewest characters and keeps properties and free names', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `name${i}`);
    const { code } = await shorten(`!function(){var ${names.join()};show({ name0, name59 })}();`);
    const short =
      /var ([^;]*);/
        .exec(code)?.[1]
        ?.split(',')
        .map((name) => name.length) ?? [];
    expect(short).toEqual([...short].sort((a, b) => a - b));
    expect(short).toHaveLength(60);
    expect(code).toMatch(/show\(\{name0:\w,name59:\w\w\}\)/);
  });

  it('gives no name that is a word of the interpreter', async () => {
    const names = Array.from({ length: 3000 }, (_, i) => `name${i}`);
    const { code } = await shorten(`!function(){var ${names.join()};show(${names.join()})}();`);
    const given = /var ([^;]*);/.exec(code)?.[1]?.split(',') ?? [];
    expect(given).toHaveLength(3000);
    expect(given.filter((name) => ['of', 'do', 'if', 'in', 'new', 'var', 'let', 'for', 'try'].includes(name))).toEqual([]);
  });

  it('takes out semicolons and blanks that nothing needs', async () => {
    const { code } = await shorten('while (n--); if (n) { g(true); g(-n); }');
    expect(code).toBe('while(n--);if(n){g(true);g(-n)}');
  });
});
