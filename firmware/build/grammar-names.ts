/** Names of the JavaScript library that the interpreter does not have, or that answer differently there. */
import { walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

const words = (text: string): Set<string> => new Set(text.split(/\s+/));

/** Free names that are not there, or that the firmware must not use. */
const GLOBALS = words(
  `Map Set WeakMap WeakSet WeakRef FinalizationRegistry Symbol Proxy Reflect BigInt Intl structuredClone queueMicrotask setImmediate TextEncoder
   TextDecoder RangeError EvalError URIError AggregateError BigInt64Array BigUint64Array SharedArrayBuffer Atomics escape unescape encodeURI
   decodeURI Buffer Iterator URL AbortController performance setTime eval Function global window`,
);

/** Members of library objects that are not there or are wrong. */
const STATICS: Readonly<Record<string, Set<string>>> = {
  Array: words('from of fromAsync'),
  Object: words('freeze isFrozen seal isSealed preventExtensions isExtensible is hasOwn groupBy'),
  // pow is inexact: pow(2, 31) is not an integer.
  Math: words('pow trunc imul hypot log2 log10 log1p expm1 fround cbrt clz32 sinh cosh tanh asinh acosh atanh'),
  Number: words('isInteger isFinite isNaN isSafeInteger parseInt parseFloat EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER'),
  String: words('raw fromCodePoint'),
  Promise: words('race any allSettled withResolvers'),
};

/** Methods that no object of the interpreter has; `toFixed` truncates instead of rounding. */
const METHODS = words(
  `flat flatMap at reduceRight entries keys values findLast findLastIndex copyWithin toSorted toReversed toSpliced with finally codePointAt
   localeCompare search matchAll trimStart trimEnd normalize toPrecision toExponential toLocaleString toFixed BYTES_PER_ELEMENT`,
);

/** Objects whose members of those names are there. */
const EXCEPT = words('Object');

const TYPED_ARRAY = /^(?:Uint8|Uint8Clamped|Int8|Uint16|Int16|Uint32|Int32|Float32|Float64)Array$/;

/** Names that the bundle itself gives to members: a method of that name is then its own. */
export function definedMembers(program: AnyNode): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (key: AnyNode): void => {
    if (key.type === 'Identifier') found.add(key['name'] as string);
  };
  walk(program, (n) => {
    if (n.type === 'MethodDefinition' || n.type === 'PropertyDefinition' || n.type === 'Property') add(n['key'] as AnyNode);
    const target = n.type === 'AssignmentExpression' ? (n['left'] as AnyNode) : undefined;
    if (target?.type === 'MemberExpression' && target['computed'] !== true) add(target['property'] as AnyNode);
  });
  return found;
}

function isReference(n: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent === undefined) return true;
  if (parent.type === 'MemberExpression') return parent['object'] === n || parent['computed'] === true;
  const isKey = parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition';
  return !isKey || parent['value'] === n;
}

function memberError(n: AnyNode, defined: ReadonlySet<string>): string | null {
  const property = n['property'] as AnyNode;
  if (n['computed'] === true || property.type !== 'Identifier') return null;
  const member = property['name'] as string;
  const object = n['object'] as AnyNode;
  const owner = object.type === 'Identifier' ? (object['name'] as string) : '';
  if (STATICS[owner]?.has(member) || (TYPED_ARRAY.test(owner) && /^(?:from|of)$/.test(member))) return `${owner}.${member} is missing or wrong`;
  return METHODS.has(member) && !EXCEPT.has(owner) && !defined.has(member) ? `.${member} is missing or wrong` : null;
}

/** What is wrong with the name that a node uses, or null. `defined` comes from `definedMembers`. */
export function nameError(n: AnyNode, path: readonly AnyNode[], defined: ReadonlySet<string>): string | null {
  if (n.type === 'MemberExpression') return memberError(n, defined);
  if (n.type !== 'Identifier' || !isReference(n, path.at(-1))) return null;
  const used = n['name'] as string;
  return GLOBALS.has(used) ? `${used} does not exist` : null;
}
