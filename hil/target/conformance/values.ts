/** Probes of values: numbers, Math, typed arrays, arrays, objects, text, and the names that exist. */
import type { Probe } from './probe.js';

const r = String.raw;

export const VALUE_PROBES: readonly Probe[] = [
  {
    name: 'text/of bytes',
    program: r`var b = new Uint8Array([0, 65, 127, 128, 255, 10]), s = E.toString(b.subarray(0, 5)), a = []; for (var k = 0; k < s.length; k++) a.push(s.charCodeAt(k)); out(typeof s); out(a.join()); b[1] = 66; out(s.charCodeAt(1));`,
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
