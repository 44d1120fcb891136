import { describe, expect, it } from 'vitest';
import { grammarErrors } from '../../../firmware/build/grammar.js';

/**
 * Snippets that the interpreter (2v29.277, Linux build) refuses or answers differently from Node; observed there one by one.
 * Each row: what it is, the code, a word of the finding.
 */
const REFUSED: readonly [title: string, code: string, finding: string][] = [
  ['default parameter', 'function f(a=1){return a}', 'AssignmentPattern'],
  ['rest parameter', 'function f(...a){return a}', 'RestElement'],
  ['spread in a call', 'f(...[1,2])', 'SpreadElement'],
  ['spread in an array', 'var a=[...b]', 'SpreadElement'],
  ['spread in an object', 'var a={...b}', 'SpreadElement'],
  ['object destructuring', 'var {a}={a:1}', 'ObjectPattern'],
  ['array destructuring', 'var [a]=[1]', 'ArrayPattern'],
  ['optional member', 'var a=b?.c', 'ChainExpression'],
  ['optional call', 'f?.()', 'ChainExpression'],
  ['power operator', 'var a=2**3', '**'],
  ['power assignment', 'a**=2', '**='],
  ['nullish assignment', 'a??=2', '??='],
  ['or assignment', 'a||=2', '||='],
  ['and assignment', 'a&&=2', '&&='],
  ['label', 'a:for(;;){break a}', 'LabeledStatement'],
  ['computed key', 'var a={[k]:1}', 'computed keys'],
  ['private field', 'class A{#x=1}', 'PrivateIdentifier'],
  ['static block', 'class A{static{f()}}', 'StaticBlock'],
  ['tagged template', 'f`a`', 'TaggedTemplateExpression'],
  ['new.target', 'function F(){return new.target}', 'MetaProperty'],
  ['async function', 'async function f(){}', 'async'],
  ['await loop', 'async function f(){for await(var a of b);}', 'async'],
  ['generator', 'function*g(){}', 'generators'],
  ['BigInt', 'var a=1n', 'BigInt'],
  ['with', 'with(a)b()', 'WithStatement'],
  ['dynamic import', 'import("a")', 'ImportExpression'],
  ['case after default', 'switch(1){default:f();case 1:g()}', 'default:'],
  ['let in a loop header', 'for(let i=0;i<2;i++)f(()=>i)', 'loop header'],
  ['const in a for-of header', 'for(const x of y)f(()=>x)', 'loop header'],
  ['this in a class field', 'class A{x=3;y=this.x+1}', 'class field'],
  ['named class expression', 'var X=class Y{f(){return Y}}', 'unbound'],
  ['class that extends Error', 'class A extends Error{}', 'extend Error'],
  ['class that extends a typed array', 'class A extends Uint8Array{}', 'extend Uint8Array'],
  ['class that extends an expression', 'class A extends f(){}', 'plain name'],
  ['super in an object', 'var o={f(){return super.f()}}', 'super'],
  ['keyword as a method', 'class A{of(){return 1}}', 'called of'],
  ['keyword as a static method', 'class A{static delete(){return 1}}', 'called delete'],
  ['keyword as a field', 'class A{in=1}', 'called in'],
  ['keyword as an accessor', 'var o={get delete(){return 1}}', 'called delete'],
  ['quoted method', 'class A{"f"(){return 1}}', 'plain name'],
  ['assignment to length', 'a.length=0', 'length'],
  ['assignment to arguments', 'function f(a){arguments[0]=1}', 'arguments'],
  ['lookahead', '/a(?=b)/.test("ab")', 'lookaround'],
  ['named group', '/(?<n>a)/.test("a")', 'named groups'],
  ['flag s', '/a.b/s.test("a")', 'flags'],
  ['\\u{} in a string', 'var a="\\u{41}"', '\\u{'],
  ['wide character', 'var a="\\u2126"', 'U+00FF'],
  ['continued string', 'var a="a\\\nb"', 'line break'],
  ['return and a line break', 'function f(){return\n1}', 'next line'],
  ['Map', 'new Map()', 'Map'],
  ['Set', 'new Set()', 'Set'],
  ['WeakMap', 'new WeakMap()', 'WeakMap'],
  ['Symbol', 'Symbol("a")', 'Symbol'],
  ['Proxy', 'new Proxy({},{})', 'Proxy'],
  ['Reflect', 'Reflect.ownKeys(a)', 'Reflect'],
  ['RangeError', 'throw new RangeError("a")', 'RangeError'],
  ['setTime', 'setTime(0)', 'setTime'],
  ['Promise.race', 'Promise.race([])', 'Promise.race'],
  ['finally of a promise', 'p.finally(f)', '.finally'],
  ['Object.freeze', 'Object.freeze(a)', 'Object.freeze'],
  ['Object.is', 'Object.is(a,b)', 'Object.is'],
  ['Array.from', 'Array.from(a)', 'Array.from'],
  ['Uint8Array.from', 'Uint8Array.from(a)', 'Uint8Array.from'],
  ['Math.pow', 'Math.pow(2,31)', 'Math.pow'],
  ['Math.trunc', 'Math.trunc(a)', 'Math.trunc'],
  ['Math.imul', 'Math.imul(a,b)', 'Math.imul'],
  ['Math.hypot', 'Math.hypot(a,b)', 'Math.hypot'],
  ['Math.log2', 'Math.log2(a)', 'Math.log2'],
  ['Math.fround', 'Math.fround(a)', 'Math.fround'],
  ['Number.isInteger', 'Number.isInteger(a)', 'Number.isInteger'],
  ['flat', 'a.flat()', '.flat'],
  ['at', 'a.at(-1)', '.at'],
  ['reduceRight', 'a.reduceRight(f)', '.reduceRight'],
  ['entries of an array', 'a.entries()', '.entries'],
  ['codePointAt', 'a.codePointAt(0)', '.codePointAt'],
  ['localeCompare', 'a.localeCompare(b)', '.localeCompare'],
  ['search', 'a.search(b)', '.search'],
  ['copyWithin', 'a.copyWithin(0,1)', '.copyWithin'],
  ['BYTES_PER_ELEMENT', 'a.BYTES_PER_ELEMENT', '.BYTES_PER_ELEMENT'],
  ['toFixed', 'a.toFixed(2)', '.toFixed'],
  ['call above the function', 'f();function f(){}', 'before its declaration'],
  ['call above the function in a function', 'function g(){return h();function h(){}}', 'before its declaration'],
  ['call above the function whose name is declared before', 'var f;f();function f(){}', 'before its declaration'],
  ['variable above its declaration', 'function f(){x=6;var x}', 'before its declaration'],
  ['class above its declaration', 'new A();class A{}', 'before its declaration'],
  ['no JavaScript', 'var = 1', 'not JavaScript'],
];

/** Constructs that the interpreter runs as Node does; observed there. */
const ACCEPTED: readonly [title: string, code: string][] = [
  ['class with everything that works', 'class A{x=3;static y=4;constructor(){this.a=1}f(){return 1}static g(){}get b(){return 1}set b(v){this.a=v}}'],
  ['subclass', 'class A{f(){return 1}}class B extends A{constructor(){super()}f(){return super.f()+1}}'],
  ['class expression without a name', 'var X=class{}'],
  ['arrows', 'var f=a=>a+1,g=()=>({a:1})'],
  ['templates', 'var a=`x${1}y${`z${2}`}`'],
  ['for-of and for-in', 'for(var x of [1])f(x);for(var k in {})f(k)'],
  ['let in a body', 'for(var i=0;i<2;i++){let j=i;f(()=>j)}'],
  ['nullish operator', 'var a=b??2'],
  ['switch with default last', 'switch(a){case 1:f();break;case 2:default:g()}'],
  ['loops with break and continue', 'do{if(a)continue;break}while(b);while(c)d();for(;;){break}'],
  ['try with everything', 'try{throw 1}catch{f()}finally{g()}'],
  ['getter and method of an object', 'var o={f(){return 1},get g(){return 2},delete:1,of(){}}'],
  ['accessor called get', 'class A{get(){return 1}set(){return 2}}'],
  ['operators', 'a>>>=0;a^=1;a|=8;a%=10;void(a=1);delete o.a;var i="a" in o,j=o instanceof A,k=typeof a,l=-a,m=!a,n=~a;a++;--a'],
  ['numbers', 'var a=[1e3,.5,0x1F,0b11,,2]'],
  ['bytes in strings', 'var a="\\xb0\\u00b5"'],
  ['simple regular expression', '/^a(b+)[^c]$/i.test("abb")'],
  ['typed arrays', 'var a=new Uint16Array(4),b=new DataView(a.buffer);a.set([1],2);a.subarray(1).fill(0)'],
  ['function named in an expression', 'var f=function g(n){return n?g(n-1):0}'],
  ['inner use of a later name', 'function f(){return x+g()}var x=1;function g(){return 1}f()'],
  ['name declared before its function', 'var g,f;function g(){return f()}function f(){return 1}g()'],
  ['own method with a missing name', 'var o={at(i){return i}};o.at(1)'],
  ['Object.entries', 'Object.entries(a)'],
  ['missing name as a property', 'o.Map=1;var p={Set:2}'],
  ['return at the end of a block', 'function f(){if(a){return\n}g()}'],
];

describe('grammar gate', () => {
  it.each(REFUSED)('refuses %s', (_title, code, finding) => {
    expect(grammarErrors(code).join('\n')).toContain(finding);
  });

  it.each(ACCEPTED)('accepts %s', (_title, code) => {
    expect(grammarErrors(code)).toEqual([]);
  });

  it('names line, column and text of a finding', () => {
    expect(grammarErrors('var a=1;\nvar b=a**2;')).toEqual(['2:6 the operator ** does not parse: a**2']);
  });
});
