import { describe, expect, it } from 'vitest';
import { encodeTokens, tokenErrors } from '../../../firmware/build/tokens.js';
import { decodeTokens } from '../../../firmware/model/tokens.js';

/**
 * Bytes of the interpreter (src/jslex.h of every release from 2v00 to 2v29: _LEX_TOKENS_START is 138, counted on from there): some of each
 * kind, with the first and the last, typed by hand.
 */
const NUMBERS: readonly [word: string, byte: number][] = [
  ['==', 138],
  ['===', 139],
  ['<=', 142],
  ['>>', 146],
  ['>>>', 147],
  ['>>>=', 149],
  ['++', 152],
  ['&&', 158],
  ['||', 160],
  ['^=', 161],
  ['=>', 162],
  ['if', 163],
  ['function', 170],
  ['return', 171],
  ['this', 175],
  ['true', 180],
  ['undefined', 183],
  ['void', 192],
  ['of', 198],
];

/** Bytes as characters. */
const $ = (...bytes: number[]): string => String.fromCharCode(...bytes);

/** A program with its tokens in angles. */
const marked = (code: string): string => code.replace(/[^\0-\x7f]/g, (byte) => `«${decodeTokens(byte)}»`);

/** What is written how; tokens in angles. */
const WRITTEN: readonly [title: string, text: string, code: string][] = [
  ['a reserved word without the blank behind it', 'function f(n){return n}', '«function»f(n){«return»n}'],
  ['operators without the blanks around them', 'a >>>= b === c', 'a«>>>=»b«===»c'],
  ['the words of a loop, which are names elsewhere', 'for(let x of y);', '«for»(«let»x«of»y);'],
  ['the words of a class', 'class A extends B{static f(){super.f()}}', '«class»A«extends»B{«static»f(){«super».f()}}'],
  ['names of members as text', 'a.of={default:1,if(){},in:this.new}', 'a.of={default:1,if(){},in:«this».new}'],
  ['a computed member as a token', 'a[this]', 'a[«this»]'],
  ['a part of a name as text', 'iffy=inner', 'iffy=inner'],
  ['strings as text', 'a="if (x) return"+\'=>\'', 'a="if (x) return"+\'=>\''],
  ['templates as text, expressions included', 'a=`if ${b==c?`in ${d}`:void 0} do`==e', 'a=`if ${b==c?`in ${d}`:void 0} do`«==»e'],
  ['regular expressions as text', 'a=/in == this/i.test(b)==c', 'a=/in == this/i.test(b)«==»c'],
  ['two signs with the blank between them', 'a- -b+ +c', 'a- -b+ +c'],
  ['a sign before a step without it', 'a- --b+ ++c', 'a-«--»b+«++»c'],
  ['a line break as it is', 'a\nreturned\nif(b)c', 'a\nreturned\n«if»(b)c'],
  ['no comment', 'a/* if */=b// else', 'a =b'],
];

describe('tokens of the interpreter', () => {
  it.each(NUMBERS)('%s is byte %i', (word, byte) => {
    expect(decodeTokens($(byte))).toBe(word);
  });

  it('ends where the numbers that every release knows end', () => {
    expect(() => decodeTokens($(137))).toThrow('byte 137 at 0 is no token');
    expect(() => decodeTokens(`a${$(199)}`)).toThrow('byte 199 at 1 is no token');
    expect(() => decodeTokens($(255))).toThrow('byte 255');
  });

  it.each([
    ['a number and a word apart', `1${$(185)}$a`, '1 in $a'],
    ['two words in a row apart', `${$(171, 184)}A`, 'return new A'],
    ['signs apart that would be a step', `a-${$(153)}b`, 'a- --b'],
    ['what would open a comment of HTML apart', `a<!${$(153)}b`, 'a<! --b'],
    ['text without tokens as it is', 'if (a)  return - -b', 'if (a)  return - -b'],
  ])('reads %s', (_title, code, text) => {
    expect(decodeTokens(code)).toBe(text);
  });
});

describe('encoder', () => {
  it.each(WRITTEN)('writes %s', (_title, text, code) => {
    const written = encodeTokens(text);
    expect(marked(written)).toBe(code);
    expect(tokenErrors(text, written)).toEqual([]);
  });

  it('refuses a name that is a word of the interpreter, and lets members keep such names', () => {
    expect(() => encodeTokens('var of=1;show(of)')).toThrow(/"of" at 4/);
    expect(decodeTokens(encodeTokens('for(var a of[1])show(a.of,{static:1})'))).toContain('a.of');
  });

  it('refuses text with other characters than ASCII', () => {
    expect(() => encodeTokens('a="é"')).toThrow('character U+e9 at 3: only ASCII');
  });
});

describe('token gate', () => {
  const text = 'function f(a){return a===1||f(a-1)}';

  it.each([
    ['a wrong number', (code: string) => code.replace($(139), $(138)), 'is "==/!=/===/!== ==" and should be "==/!=/===/!== ==="'],
    ['a word that is missing', (code: string) => code.replace($(171), ''), 'should be "return return"'],
    ['names that grew together', (code: string) => code.replace('f(a)', 'fa)'), 'should be'],
    ['more than there should be', (code: string) => `${code};`, 'should be "the end"'],
  ])('finds %s', (_title, spoil, finding) => {
    const code = encodeTokens(text);
    expect(tokenErrors(text, code)).toEqual([]);
    expect(tokenErrors(text, spoil(code)).join()).toContain(finding);
  });
});
