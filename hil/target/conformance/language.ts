/** Probes of the language: what a bundle may rely on, and the traps that it must stay clear of. */
import type { Probe } from './probe.js';

const r = String.raw;

/** Constructs that the interpreter cannot parse; V8 can. */
const UNPARSED: readonly (readonly [string, string])[] = [
  ['default argument', 'var f=function(a=1){return a}'],
  ['rest argument', 'var f=function(...a){return a}'],
  ['spread call', 'Math.max(...[1,2])'],
  ['spread array', 'var a=[...[1,2]]'],
  ['spread object', 'var a={...{b:1}}'],
  ['array destructuring', 'var [a,b]=[1,2]'],
  ['object destructuring', 'var {a}={a:1}'],
  ['optional chaining', 'var a={};a?.b'],
  ['exponent', 'var a=2**3'],
  ['logical assignment', 'var a=null;a??=1'],
  ['label', 'x:for(;;){break x}'],
  ['computed key', 'var a={["b"]:1}'],
  ['private field', 'class A{#a=1}'],
  ['static block', 'class A{static{var a=1}}'],
  ['generator', 'var f=function*(){yield 1}'],
  ['async', 'var f=async function(){}'],
  ['big integer', 'var a=10n'],
  ['new.target', 'var f=function(){return new.target};f()'],
  ['case after default', 'switch(1){default:break;case 1:break}'],
];

/** Constructs that both parse. */
const PARSED: readonly (readonly [string, string])[] = [
  ['arrow', 'var f=(a,b)=>a+b'],
  ['template text', 'var a=`b${1}c`'],
  ['class with extends', 'class A{a(){return 1}}class B extends A{a(){return super.a()}}'],
  ['getter and setter', 'var a={get b(){return 1},set b(v){}}'],
  ['catch without binding', 'try{throw 1}catch{}'],
  ['nullish', 'var a=null??1'],
  ['for of', 'for(var a of [1,2]);'],
  ['for in', 'for(var a in {b:1});'],
  ['do while', 'var a=3;do{a--}while(a)'],
  ['comma and ternary', 'var a=(1,2)?3:4'],
  ['shorthand property', 'var b=1,a={b}'],
  ['exponent literal', 'var a=1e3+0x1F+0b101+0o17'],
  ['tagged template', 'var f=function(){};f`a`'],
  ['regular expression', 'var a=/^a(b|c)+$/.test("abc")'],
];

function group(kind: string, rows: readonly (readonly [string, string])[], differs?: string): Probe[] {
  return rows.map(([what, text]) => ({
    name: `${kind}/${what}`,
    program: `syntax(${JSON.stringify(text)});`,
    ...(differs === undefined ? {} : { differs }),
  }));
}

export const LANGUAGE_PROBES: readonly Probe[] = [
  ...group('grammar', PARSED),
  ...group('grammar lacks', UNPARSED, 'V8 parses it. gate: the construct'),

  // Names and scopes
  {
    name: 'scope/function used before its declaration',
    program: r`try { out(f()); } catch (e) { out('ReferenceError'); } function f() { return 1; }`,
    differs: 'V8 hoists functions. gate: use before declaration (the build moves declarations up)',
  },
  {
    name: 'scope/var declared after use is global',
    program: r`var x = 1; function f() { x = 6; var x; } f(); out(x);`,
    differs: 'V8 hoists var. gate: use before declaration',
  },
  {
    name: 'scope/closure over a for header sees the last value',
    program: r`var a = []; for (let i = 0; i < 3; i++) a.push(function () { return i; }); out(a.map(function (f) { return f(); }).join());`,
    differs: 'V8 makes one variable a turn. gate: closure over a loop header variable',
  },
  {
    name: 'scope/closure over a let in the loop body',
    program: r`var a = []; for (var i = 0; i < 3; i++) { let j = i; a.push(function () { return j; }); } out(a.map(function (f) { return f(); }).join());`,
  },
  { name: 'scope/const assignment throws', program: r`const c = 1; try { c = 2; out('assigned'); } catch (e) { out('throws'); } out(c);` },
  { name: 'scope/let stays in its block', program: r`let a = 1; { let a = 2; out(a); } out(a); for (var i = 0; i < 1; i++) { let a = 3; } out(a);` },
  {
    name: 'scope/counter in a closure',
    program: r`function make() { var n = 0; return function () { return ++n; }; } var f = make(), g = make(); f(); f(); out(f() + ' ' + g());`,
  },
  {
    name: 'scope/missing arguments are undefined',
    program: r`function f(a, b) { return a + ' ' + (b === undefined); } out(f(1)); out(f(1, 2, 3)); out(f(1, null));`,
  },
  {
    name: 'scope/arguments counts declared parameters',
    program: r`function f(a, b) { return arguments.length; } out(f(1));`,
    differs: 'The interpreter counts missing ones too. gate: arguments',
  },
  { name: 'scope/undeclared name', program: r`try { out(nothingHere); } catch (e) { out(e instanceof ReferenceError); } out(typeof nothingHere);` },
  {
    name: 'scope/this of a method and of call',
    program: r`var o = { v: 7, f: function () { return this.v; } }; out(o.f()); out(o.f.call({ v: 8 })); out(o.f.bind({ v: 9 })()); out(Math.max.apply(null, [1, 5, 2]));`,
  },
  {
    name: 'scope/arguments does not alias',
    program: r`function f(a) { arguments[0] = 9; return a; } out(f(1));`,
    differs: 'V8 aliases arguments in sloppy functions. gate: arguments',
  },

  // Classes
  {
    name: 'class/fields, methods, statics, accessors',
    program: r`class A { constructor(v) { this.v = v; } get d() { return this.v * 2; } static s() { return 's'; } m() { return this.v; } } var a = new A(4); out(a.m() + ' ' + a.d + ' ' + A.s() + ' ' + (a instanceof A));`,
  },
  {
    name: 'class/super',
    program: r`class A { constructor(v) { this.v = v; } m() { return 'A' + this.v; } } class B extends A { constructor() { super(3); } m() { return 'B' + super.m(); } } out(new B().m());`,
  },
  { name: 'class/call without new', program: r`class A {} try { A(); out('runs'); } catch (e) { out('throws'); }`, differs: 'V8 throws. gate: none' },
  {
    name: 'class/extends Error',
    program: r`try { class E2 extends Error { constructor() { super('x'); this.k = 1; } } out(new E2().k); } catch (e) { out('throws'); }`,
    differs: 'The interpreter cannot call super of a built-in. gate: extends of a built-in',
  },
  {
    name: 'class/field that uses this',
    program: r`class A { a = 2; b = this.a + 1; } out(new A().b);`,
    differs: 'The interpreter has no this in a field. gate: class field (the build moves fields into the constructor)',
  },
  {
    name: 'class/inner name of a class expression',
    program: r`var A = class B { f() { try { return typeof B.prototype; } catch (e) { return 'unbound'; } } }; out(new A().f());`,
    differs: 'The interpreter does not bind the inner name. gate: named class expression',
  },

  // Control flow and exceptions
  {
    name: 'flow/break and continue',
    program: r`var s = ''; for (var i = 0; i < 6; i++) { if (i === 2) continue; if (i === 5) break; s += i; } var n = 3; while (n--) { if (n === 1) continue; s += n; } out(s);`,
  },
  {
    name: 'flow/switch with default last',
    program: r`function f(x) { switch (x) { case 1: return 'a'; case 2: case 3: return 'b'; default: return 'c'; } } out(f(1) + f(2) + f(3) + f(4));`,
  },
  {
    name: 'flow/switch on NaN and on text',
    program: r`switch (NaN) { case NaN: out('hit'); break; default: out('miss'); } switch ('1') { case 1: out('loose'); break; default: out('strict'); }`,
  },
  {
    name: 'flow/finally',
    program: r`function f() { try { return 'r'; } finally { out('f'); } } out(f()); try { try { throw 5; } finally { out('g'); } } catch (e) { out(e); }`,
  },
  {
    name: 'flow/throw of anything',
    program: r`try { throw 3; } catch (e) { out(e + 1); } try { throw { k: 4 }; } catch (e) { out(e.k); } try { null.x; } catch (e) { out(e instanceof Error); }`,
  },
  { name: 'flow/recursion of 50 levels', program: r`function f(n) { return n ? 1 + f(n - 1) : 0; } out(f(50));` },
  {
    name: 'flow/return and line break',
    program: 'function f() { return\n5; } out(f());',
    differs: 'V8 ends the statement at the line break. gate: line break after return (the bundle is minified)',
  },
  {
    name: 'flow/increment after a line break',
    program: 'var a = 1, b = 1; a\n++b; out(a + " " + b);',
    differs: 'V8 starts a new statement. gate: ++ at the start of a line (the bundle is minified)',
  },

  // Numbers
  {
    name: 'number/bit operations',
    program: r`out([1e10 | 0, -1 >>> 0, 1 << 31, 1 << 32, 5 >> 33, -5 >> 1, -5 >>> 28, ~5, 6 & 3, 6 | 3, 6 ^ 3, 3000000000 | 0, -3000000000 | 0, 6442450944.7 >>> 0].join());`,
  },
  {
    name: 'number/bits of NaN and infinity',
    program: r`out([NaN | 0, ~~NaN, Infinity | 0, -Infinity >>> 0, undefined | 0, null | 0, '12' | 0].join());`,
  },
  { name: 'number/bits beyond 64', program: r`out(1e20 | 0);`, differs: 'The interpreter converts through 64 bits. gate: none' },
  {
    name: 'number/int overflow',
    program: r`out(2147483647 + 1); out(2147483647 * 2); out(-2147483648 - 1); out(65536 * 65536); out(2147483647 + 1 === 2147483648); var i = 2147483647; i++; out(i);`,
  },
  {
    name: 'number/remainder and division',
    program: r`out([-7 % 3, 7 % -3, 5.5 % 2, 1 / 0, -1 / 0, 0 / 0, 7 % 0, 7 / 2, -7 / 2 | 0, 1e15 + 1].join());`,
  },
  {
    name: 'number/doubles are exact',
    program: r`out(1 / 10 + 2 / 10 === 3 / 10); out(1 / 3 * 3 === 1); out(9007199254740991 + 1 === 9007199254740992); out(435 / 100 * 100 === 435); out(1e-300 * 1e-300 === 0); out(1 / 49 * 49 === 1);`,
  },
  {
    name: 'number/decimal literals of few digits',
    program: r`out([0.5 === 1 / 2, 0.25 === 1 / 4, 0.1 === 1 / 10, 3.25 === 13 / 4, 1e3 === 1000, 1e22 === 1e21 * 10, 0x1F === 31].join());`,
  },
  {
    name: 'number/decimal literals of many digits',
    program: r`out(0.0039083 === 39083 / 1e7); out(4.35 === 435 / 100); out(5.775e-7 === 5775 / 1e10); out(parseFloat('0.0039083') === 39083 / 1e7);`,
    differs: 'The interpreter adds digit by digit and errs in the last bits. gate: a decimal literal that reads differently (interpreterReads)',
  },
  {
    name: 'number/text of a double',
    program: r`out(0.1 + 0.2); out(1 / 3); out(1e21); out(1e-7);`,
    differs: 'The interpreter prints 11 decimals. gate: none (text of a number is used in messages only)',
  },
  {
    name: 'number/negative zero',
    program: r`out(1 / (0 * -1)); out(1 / -0);`,
    differs: 'Integer arithmetic of the interpreter has no negative zero. gate: none',
  },
  {
    name: 'number/NaN comparisons',
    program: r`out([NaN === NaN, NaN < 1, NaN > 1, NaN <= NaN, !(NaN >= 1), NaN != NaN, isNaN(NaN), isNaN('x'), isNaN(undefined), isNaN('5'), isNaN(null)].join()); out(NaN ? 1 : 2); var v = NaN; out(v !== v);`,
  },
  {
    name: 'number/NaN through arithmetic',
    program: r`out([NaN + 1, NaN * 0, undefined + 1, Math.floor(NaN), Math.abs(NaN), Math.min(NaN, 1), Math.max(1, NaN), Math.sqrt(-1)].join());`,
  },
  {
    name: 'number/comparison of mixed types',
    program: r`out(['10' < 9, '10' < '9', null >= 0, null == 0, undefined == null, '' == 0, true + 1, [] == '', '5' * '2'].join());`,
  },
  {
    name: 'number/parse',
    program: r`out([parseInt('12px'), parseInt('0x1F'), parseInt('101', 2), parseInt(''), parseFloat('3.25abc') === 3.25, Number('42'), Number(''), Number('abc'), +'7', +true].join());`,
  },
  { name: 'number/Number of a blank', program: r`out(Number(' '));`, differs: 'The interpreter says NaN. gate: none' },
  {
    name: 'number/text in a radix',
    program: r`out((255).toString(16) + ' ' + (5).toString(2) + ' ' + (-255).toString(16) + ' ' + (35).toString(36));`,
  },
  {
    name: 'number/toFixed',
    program: r`out([(2.9999).toFixed(2), (-1.5).toFixed(0), (1.005).toFixed(2), (0.5).toFixed(0), (2.5).toFixed(0), (123.456).toFixed(1), (-0.04).toFixed(1), (0).toFixed(2), (5).toFixed(), NaN.toFixed(2), (1e7 / 3).toFixed(3), (0.999999).toFixed(3)].join());`,
  },

  // Math
  {
    name: 'math/round of halves near zero',
    program: r`out([Math.round(2.5), Math.round(-2.5), Math.round(-2.4), Math.round(0.49999999999999994), Math.round(-0.5) === 0, Math.round(NaN), Math.round(Infinity), Math.round(3e9 + 0.5), Math.round(1e12 + 0.5), Math.round(-1)].join());`,
  },
  {
    name: 'math/floor and ceil',
    program: r`out([Math.floor(-2.5), Math.ceil(-2.5), Math.floor(2.999), Math.floor(-1), Math.floor(3e9 + 0.5), Math.ceil(1e-9), Math.floor(1e20) === 1e20].join());`,
  },
  {
    name: 'math/min and max',
    program: r`out([Math.max(), Math.min(), Math.max(1, '3'), Math.max(2, undefined), Math.min(2, null), Math.max(-1, -2, -3)].join());`,
  },
  {
    name: 'math/abs, sign, sqrt',
    program: r`out([Math.abs(-5), Math.abs(-2147483648), Math.sign(-3), Math.sign(0), Math.sqrt(2) * Math.sqrt(2) === 2, Math.sqrt(9), Math.sqrt(1 / 4) === 1 / 2, Math.sqrt(0), Math.abs('-4')].join());`,
  },
  {
    name: 'math/pow of small whole powers',
    program: r`out([Math.pow(2, 3), Math.pow(1.5, 2) === 2.25, Math.pow(10, 9), Math.pow(0, 0), Math.pow(7, 1), Math.pow(2, -1), Math.pow(-2, 3), Math.pow(0, 5)].join());`,
  },
  {
    name: 'math/pow through exp and log',
    program: r`out(Math.pow(2, 31) === 2147483648); out(Math.abs(Math.pow(2, 31) - 2147483648) < 1e-5); out(Math.pow(-8, 1 / 3)); out(Math.abs(Math.pow(10, -3) - 0.001) < 1e-15);`,
  },
  {
    name: 'math/exp and log',
    program: r`out(Math.exp(0)); out(Math.exp(1) === Math.E); out(Math.log(1)); out(Math.log(0)); out(Math.log(-1)); out(Math.abs(Math.log(10) - 2.302585092994046) < 1e-15);`,
  },

  // Typed arrays
  {
    name: 'typed/Uint16Array.set from Float64Array',
    program: r`var u = new Uint16Array(8); u.set(new Float64Array([NaN, -1, 65536, 70000.9, -0.5, -70000, 2147483647, -2147483648])); out(u.join());`,
  },
  {
    name: 'typed/Uint16Array.set of doubles beyond 32 bits',
    program: r`var u = new Uint16Array(5); u.set(new Float64Array([Infinity, 4294967295, 2147483648, 1e12, -1e12])); out(u.join());`,
    differs: 'The interpreter converts in C, undefined beyond 32 bits: 0 on Linux, saturation on ARM. gate: none (limit values before a block copy)',
  },
  {
    name: 'typed/Int16Array from doubles',
    program: r`var u = new Int16Array(6), d = [40000, -40000, NaN, 1.9, -1.9, Infinity]; for (var i = 0; i < 6; i++) u[i] = d[i]; out(u.join());`,
  },
  {
    name: 'typed/Int32Array and Uint32Array wrap',
    program: r`out(new Int32Array([2147483648, -2147483649, 4294967295, 1e12, NaN, -1.9]).join()); out(new Uint32Array([-1, 4294967296, 4294967295, 1e12, -1.5]).join());`,
  },
  { name: 'typed/Uint8Array of odd values', program: r`out(new Uint8Array([256, -1, 1.9, '7', NaN, true, null, undefined]).join());` },
  {
    name: 'typed/Uint8ClampedArray',
    program: r`out(new Uint8ClampedArray([256, -1, 1.5, 2.5, NaN]).join());`,
    differs: 'V8 rounds to even, the interpreter cuts. gate: Uint8ClampedArray',
  },
  {
    name: 'typed/Float32Array rounds',
    program: r`var f = new Float32Array([0.1, 16777217, 1e40]); out(f[0] === 0.1); out(f[0] === 0.10000000149011612); out(f[1]); out(f[2]);`,
  },
  {
    name: 'typed/Float64Array keeps',
    program: r`var f = new Float64Array([0.1, NaN, 1e300]); out(f[0] === 0.1); out(f[1] !== f[1]); out(f[2] === 1e300); out(f.length);`,
  },
  { name: 'typed/outside the range', program: r`var b = new Uint8Array(4); b[9] = 5; out(b[9]); out(b[4]); out(b.length); out(b.join());` },
  {
    name: 'typed/index below 0 or broken',
    program: r`var b = new Uint8Array(4), i = -1; try { out(b[i]); } catch (e) { out('throws'); } try { out(b[1.5]); } catch (e) { out('throws'); } try { b[NaN] = 1; out('silent'); } catch (e) { out('throws'); }`,
    differs: 'The interpreter throws, even on reading. gate: none (tests on the real interpreter find it)',
  },
  {
    name: 'typed/reverse in place',
    program: r`var a = new Uint16Array([3, 1, 2]), b = a.reverse(); out(a.join() + ' ' + b.join() + ' ' + (a === b)); out([1, 2, 3].reverse().join());`,
  },
  {
    name: 'typed/sort',
    program: r`var a = new Uint16Array([30, 100, 2]); a.sort(); out(a.join()); var b = [30, 100, 2]; b.sort(function (x, y) { return x - y; }); out(b.join());`,
  },
  {
    name: 'typed/subarray shares, slice copies',
    program: r`var a = new Uint8Array([1, 2, 3, 4]), s = a.subarray(1, 3), c = a.slice(1, 3); a[1] = 9; out(s.join() + ' ' + c.join()); s[1] = 8; out(a.join()); out(s.length + ' ' + s.byteOffset);`,
  },
  {
    name: 'typed/set with an offset',
    program: r`var a = new Uint8Array(6); a.set([1, 2], 3); a.set(new Uint8Array([9, 8])); out(a.join()); var s = a.subarray(2); s.set(a.subarray(0, 2), 1); out(a.join());`,
  },
  {
    name: 'typed/views on one buffer',
    program: r`var b = new ArrayBuffer(8), u = new Uint8Array(b), w = new Uint16Array(b), p = new Uint16Array(b, 2, 2); u[0] = 1; u[1] = 2; u[2] = 3; out(w[0] + ' ' + p[0] + ' ' + p.length + ' ' + w.length); w[3] = 0xABCD; out(u[6] + ' ' + u[7]); out(new Uint8Array(b, 6).join());`,
  },
  {
    name: 'typed/DataView',
    program: r`var d = new DataView(new ArrayBuffer(8)); d.setUint16(0, 0x1234); d.setInt32(2, -2); out(d.getUint8(0) + ' ' + d.getUint16(0, true) + ' ' + d.getInt32(2) + ' ' + d.getUint32(2)); d.setFloat32(4, 1.5); out(d.getFloat32(4) + ' ' + d.getUint16(4));`,
  },
  {
    name: 'typed/for of',
    program: r`var s = 0; for (var x of new Uint16Array([1, 65535, 3])) s += x; out(s); s = ''; for (x of new Int8Array([-1, 127])) s += x; out(s);`,
  },
  {
    name: 'typed/fill, map, indexOf, reduce',
    program: r`var a = new Uint8Array(4); a.fill(7); a[2] = 1; out(a.map(function (x) { return x * 2; }).join() + ' ' + a.indexOf(1) + ' ' + a.reduce(function (p, c) { return p + c; }, 0)); a.fill(3, 1, 3); out(a.join());`,
  },
  {
    name: 'typed/compound assignment',
    program: r`var a = new Uint8Array([250]); a[0] += 10; out(a[0]); a[0]--; out(a[0]); a[0] <<= 6; out(a[0]); out(a[0]++ + ' ' + a[0]); var b = new Int16Array(1); b[0] = 70000; out(b[0]);`,
  },
  {
    name: 'typed/value of an assignment',
    program: r`var b = new Int16Array(1), x; x = b[0] = 70000; out(x);`,
    differs: 'In the interpreter an assignment to an element has the converted value. gate: assignment to an element used as a value',
  },
  {
    name: 'typed/crc by table',
    program: r`var T = new Uint16Array(256), c, i, j; for (i = 0; i < 256; i++) { c = i; for (j = 0; j < 8; j++) c = c & 1 ? (c >> 1) ^ 40961 : c >> 1; T[i] = c; } c = 65535; for (var b of new Uint8Array([1, 4, 0, 0, 0, 60])) c = (c >> 8) ^ T[(c ^ b) & 255]; out(c);`,
  },

  // Arrays, objects, text
  {
    name: 'array/push, pop, shift, splice',
    program: r`var a = [1, 2, 3]; out(a.push(4) + ' ' + a.pop() + ' ' + a.shift() + ' ' + a.join()); out(a.splice(0, 1).join() + ' ' + a.join()); a.unshift(9); out(a.join() + ' ' + a.length);`,
  },
  { name: 'array/holes and growth', program: r`var a = []; a[3] = 1; out(a.length); out(a[0]); out(a.join()); out([1, 2][5]); out([1, 2][-1]);` },
  {
    name: 'array/length is not writable',
    program: r`var a = [1, 2, 3]; try { a.length = 1; } catch (e) {} out(a.length);`,
    differs: 'The interpreter throws. gate: assignment to length',
  },
  {
    name: 'array/methods',
    program: r`out([3, 1, 2].map(function (x) { return x + 1; }).filter(function (x) { return x > 2; }).join() + ' ' + [1, 2, 3].slice(-2).join() + ' ' + [1, 2].concat([3]).join() + ' ' + [1, [2, 3]].join() + ' ' + [1, 2, 3].indexOf(3) + ' ' + [5, 6].includes(6) + ' ' + [1, 2, 3].some(function (x) { return x > 2; }));`,
  },
  { name: 'array/indexOf of NaN', program: r`out([NaN].indexOf(NaN));` },
  {
    name: 'array/sort keeps equals in order',
    program: r`var a = [[2, 'a'], [1, 'b'], [2, 'c'], [1, 'd'], [2, 'e'], [1, 'f']]; a.sort(function (x, y) { return x[0] - y[0]; }); out(a.map(function (x) { return x[1]; }).join(''));`,
    differs: 'The sort of the interpreter is not stable. gate: none (sort with a total order)',
  },
  {
    name: 'object/keys, delete, in',
    program: r`var o = { b: 1, a: 2 }; o.c = 3; delete o.b; out(Object.keys(o).join() + ' ' + ('a' in o) + ' ' + ('b' in o) + ' ' + o.hasOwnProperty('c') + ' ' + o.b);`,
  },
  {
    name: 'object/integer-like keys',
    program: r`var s = ''; for (var k in { 2: 1, 1: 1, a: 1 }) s += k; out(s);`,
    differs: 'The interpreter keeps the order of insertion. gate: none',
  },
  {
    name: 'object/JSON',
    program: r`out(JSON.stringify({ a: [1, null, true, 'x'], b: { c: -2 } })); out(JSON.parse('{"a":[1,2,{"b":"c"}]}').a[2].b); try { JSON.parse('{'); out('parsed'); } catch (e) { out('throws'); }`,
  },
  {
    name: 'object/JSON.parse of text with a tail',
    program: r`try { JSON.parse('{} x'); out('parsed'); } catch (e) { out('throws'); }`,
    differs: 'The interpreter ignores the tail. gate: none',
  },
  {
    name: 'text/bytes',
    program: r`var s = ''; for (var i = 0; i < 256; i += 51) s += String.fromCharCode(i); out(s.length); for (i = 0, a = []; i < s.length; i++) a.push(s.charCodeAt(i)); out(a.join()); var a; out('\x41\u0042\101'.length > 2); out(isNaN('abc'.charCodeAt(9)));`,
  },
  {
    name: 'text/parts',
    program: r`out(['hello'.substr(1, 3), 'hello'.substring(1, 3), 'hello'.slice(-3), 'hello'[1], 'hello'.indexOf('l'), 'hello'.lastIndexOf('l'), 'a,b,c'.split(',').length, ' x '.trim(), 'ab'.repeat(2), '7'.padStart(3, '0'), 'aXb'.toLowerCase(), 'a-b-c'.replace('-', '+')].join());`,
  },
  { name: 'text/charCodeAt outside', program: r`out('abc'.charCodeAt(3)); out('abc'.charAt(3) === ''); out('abc'[3]);` },
  {
    name: 'text/concatenation in a loop',
    program: r`var s = ''; for (var i = 0; i < 300; i++) s += String.fromCharCode(i & 255); out(s.length); out(s.charCodeAt(255) + ' ' + s.charCodeAt(256) + ' ' + s.charCodeAt(299)); out(s.substr(250, 10).charCodeAt(6));`,
  },
  { name: 'text/comparison', program: r`out(['a' < 'b', 'B' < 'a', 'abc' === 'ab' + 'c', 'a' + 1, 1 + '2', '3' - 1, 'x' * 1].join());` },

  // Names that exist
  {
    name: 'names/globals',
    program: r`var l = 'Map Set WeakMap Symbol Proxy Reflect BigInt Intl WeakRef AggregateError EvalError RangeError URIError escape unescape structuredClone queueMicrotask WebAssembly Atomics SharedArrayBuffer Float64Array Promise DataView isFinite parseInt globalThis encodeURIComponent'.split(' '), s = []; l.forEach(function (n) { try { eval(n); s.push(n); } catch (e) {} }); out(s.join(' '));`,
  },
  {
    name: 'names/members',
    program: r`var l = ['Math.trunc', 'Math.imul', 'Math.hypot', 'Math.log2', 'Math.fround', 'Math.floor', 'Math.sign', 'Math.cbrt', 'Array.from', 'Array.of', 'Array.isArray', 'Object.freeze', 'Object.is', 'Object.keys', 'Object.entries', 'Number.isInteger', 'Number.isFinite', 'Number.MAX_VALUE', 'JSON.stringify', 'String.fromCharCode', 'String.raw', '[].flat', '[].at', '[].map', '[].reduce', '[].reduceRight', '[].lastIndexOf', '[].findIndex', '[].entries', '"".at', '"".padStart', '"".codePointAt', '"".trimStart', '"".replaceAll', '(5).toFixed', '(5).toPrecision', 'new Uint8Array(1).set', 'new Uint8Array(1).at', 'new Uint8Array(1).copyWithin', 'new Uint8Array(1).subarray', 'new Uint8Array(1).lastIndexOf'], s = []; l.forEach(function (n) { if (typeof eval(n) !== 'undefined') s.push(n); }); out(s.join(' '));`,
  },
];
