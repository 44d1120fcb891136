/**
 * Makes a V8 realm look like the interpreter's: what it lacks is taken away, and functions that answer differently are replaced. What a
 * function cannot copy (grammar, hoisting, number text) is left to the grammar gate; the conformance probes name each such difference.
 *
 * The lists are what Espruino 2v29.277 offers of the names that V8 knows; the probes `globals` and `members` hold them to the record.
 */

/** Global names that the interpreter knows. */
export const GLOBALS =
  'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Date Promise RegExp Error ReferenceError SyntaxError TypeError ' +
  'globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray ' +
  'DataView decodeURIComponent encodeURIComponent eval isFinite isNaN';

/** Members that the interpreter knows, by object. */
export const MEMBERS: Readonly<Record<string, string>> = {
  Math: 'abs acos asin atan atan2 ceil cos exp floor log max min pow random round sign sin sqrt tan E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2',
  JSON: 'parse stringify',
  Object:
    'assign getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames create defineProperties defineProperty getPrototypeOf setPrototypeOf keys entries fromEntries values',
  Array: 'isArray',
  String: 'fromCharCode',
  Number: 'MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
  'Array.prototype':
    'constructor concat fill find findIndex pop push reverse shift unshift slice sort splice includes indexOf join forEach filter map every some reduce toString',
  'String.prototype':
    'charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace replaceAll slice split substr substring startsWith toString trim toLowerCase toUpperCase valueOf constructor',
  'Number.prototype': 'toFixed toString valueOf constructor',
  'Object.getPrototypeOf(Uint8Array.prototype)':
    'constructor buffer byteLength byteOffset length every fill filter find findIndex forEach includes indexOf join map reverse reduce set slice some sort subarray toString',
  'Object.getPrototypeOf(Uint8Array)': '',
  'ArrayBuffer.prototype': 'constructor byteLength',
  'DataView.prototype':
    'constructor buffer byteLength byteOffset getInt8 setInt8 getUint8 setUint8 getInt16 setInt16 getUint16 setUint16 getInt32 setInt32 getUint32 setUint32 getFloat32 setFloat32 getFloat64 setFloat64',
};

/** Program that takes away what is not listed. Members become undefined and are not deleted: V8 is slow on objects with deleted members. */
const STRIP = `(function (globals, members) {
  var root = globalThis;
  var keep = Object.create(null);
  globals.split(' ').forEach(function (k) { keep[k] = 1; });
  Object.keys(members).forEach(function (path) {
    var owner = (0, eval)(path);
    var known = Object.create(null);
    members[path].split(' ').forEach(function (k) { known[k] = 1; });
    Object.getOwnPropertyNames(owner).forEach(function (k) {
      var d = Object.getOwnPropertyDescriptor(owner, k);
      if (known[k] || k === 'prototype' || k === 'length' || k === 'name' || !d.configurable) return;
      Object.defineProperty(owner, k, { value: undefined, writable: true, enumerable: false, configurable: true });
    });
  });
  Object.getOwnPropertyNames(root).forEach(function (k) { if (!keep[k]) delete root[k]; });
})`;

/** Program that replaces functions whose answers differ; each has its probe. */
const REPLACE = `(function (fixedText) {
  var floor = Math.floor, ceil = Math.ceil, exp = Math.exp, log = Math.log;
  Number.prototype.toFixed = function toFixed(decimals) { return fixedText(+this, +decimals); };
  Math.round = function round(x) {
    x = +x;
    if (x - x !== 0 || x === 0) return x;
    return x < 0 ? ceil(x - 0.5) : floor(x + 0.5);
  };
  Math.pow = function pow(x, y) {
    x = +x; y = +y;
    var i = y | 0, p = x;
    if (i >= 0 && i < 10 && i === y) {
      if (i === 0) return 1;
      for (; i > 1; i--) p *= x;
      return p;
    }
    if (x < 0 && y % 1 === 0) return y % 2 === 0 ? exp(log(-x) * y) : -exp(log(-x) * y);
    return x !== 0 || 0 >= y ? exp(log(x) * y) : 0;
  };
})`;

/** Texts of the two programs, in the order in which they run in a fresh realm; `strip` takes `GLOBALS` and `MEMBERS`, `replace` takes `fixedText`. */
export const REALM_PROGRAMS = { replace: REPLACE, strip: STRIP } as const;
