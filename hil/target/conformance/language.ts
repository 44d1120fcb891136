/** Probes of grammar, scopes, classes and control flow: what a bundle may rely on, and the traps that it must stay clear of. */
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
];
