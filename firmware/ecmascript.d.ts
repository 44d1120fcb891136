/**
 * The JavaScript library of the interpreter (Espruino 2v29), and nothing more: what is missing here does not exist on the board or answers
 * differently there. Left out on purpose although present: `Math.pow` (inexact), `Number.toFixed` (truncates), `Date` (its clock can be
 * set), `eval`, `Promise` and property descriptors (cost), `String.match/replace/split` on regular expressions.
 */

// Types that the compiler itself asks for.
interface Object {
  hasOwnProperty(key: string | number): boolean;
}
interface Function {
  readonly length: number;
  call(self: unknown, ...args: unknown[]): unknown;
  apply(self: unknown, args?: unknown): unknown;
}
interface CallableFunction extends Function {
  bind<F>(this: F, self: unknown): F;
  /** With the first two arguments. */
  bind<A, B, C>(this: (a: A, b: B, c: C) => void, self: unknown, a: A, b: B): (c: C) => void;
}
interface NewableFunction extends Function {}
interface IArguments {
  readonly length: number;
  readonly [index: number]: unknown;
}
interface Boolean {}
interface RegExp {
  test(text: string): boolean;
}
/** Only so that the compiler understands `for … of`; the interpreter has no symbols, and the lint rules refuse the name. */
interface SymbolConstructor {
  readonly iterator: unique symbol;
}
declare const Symbol: SymbolConstructor;
interface IteratorResult<T> {
  readonly done?: boolean;
  readonly value: T;
}
interface Iterator<T, TReturn = unknown, TNext = unknown> {
  next(value?: TNext): IteratorResult<T>;
}
interface Iterable<T, TReturn = unknown, TNext = unknown> {
  [Symbol.iterator](): Iterator<T, TReturn, TNext>;
}
interface IterableIterator<T, TReturn = unknown, TNext = unknown> extends Iterator<T, TReturn, TNext> {
  [Symbol.iterator](): IterableIterator<T, TReturn, TNext>;
}

// Utility types, erased by the compiler.
type Partial<T> = { [K in keyof T]?: T[K] };
type Readonly<T> = { readonly [K in keyof T]: T[K] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;

declare const NaN: number;
declare const Infinity: number;
declare function isNaN(value: number): boolean;
declare function isFinite(value: number): boolean;
declare function parseInt(text: string, radix?: number): number;
declare function parseFloat(text: string): number;

interface Number {
  toString(radix?: number): string;
}
declare const Number: {
  (value: unknown): number;
  readonly MAX_VALUE: number;
  readonly NaN: number;
};
declare const Boolean: (value: unknown) => boolean;
declare const Object: {
  keys(o: object): string[];
  values<T>(o: { readonly [key: string]: T }): T[];
  assign<T, U>(target: T, source: U): T & U;
  assign<T, U, V>(target: T, first: U, second: V): T & U & V;
};

interface String {
  readonly length: number;
  readonly [index: number]: string;
  charAt(index: number): string;
  charCodeAt(index: number): number;
  concat(...others: string[]): string;
  endsWith(end: string): boolean;
  includes(part: string): boolean;
  indexOf(part: string, from?: number): number;
  lastIndexOf(part: string, from?: number): number;
  padEnd(length: number, fill?: string): string;
  padStart(length: number, fill?: string): string;
  repeat(times: number): string;
  slice(start: number, end?: number): string;
  split(separator: string): string[];
  startsWith(start: string): boolean;
  substring(start: number, end?: number): string;
  toLowerCase(): string;
  toUpperCase(): string;
  trim(): string;
  toString(): string;
  [Symbol.iterator](): IterableIterator<string>;
}
declare const String: {
  (value: unknown): string;
  fromCharCode(...codes: number[]): string;
};

interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  concat(...items: (T | readonly T[])[]): T[];
  every(test: (value: T, index: number) => unknown): boolean;
  filter(test: (value: T, index: number) => unknown): T[];
  find(test: (value: T, index: number) => unknown): T | undefined;
  findIndex(test: (value: T, index: number) => unknown): number;
  forEach(f: (value: T, index: number) => void): void;
  includes(value: T): boolean;
  indexOf(value: T): number;
  join(separator?: string): string;
  map<U>(f: (value: T, index: number) => U): U[];
  reduce<U>(f: (sum: U, value: T, index: number) => U, start: U): U;
  slice(start?: number, end?: number): T[];
  some(test: (value: T, index: number) => unknown): boolean;
  [Symbol.iterator](): IterableIterator<T>;
}
/** `length` cannot be set in the interpreter, and `sort` is not stable. */
interface Array<T> {
  readonly length: number;
  [index: number]: T;
  concat(...items: (T | readonly T[])[]): T[];
  every(test: (value: T, index: number) => unknown): boolean;
  fill(value: T, start?: number, end?: number): this;
  filter(test: (value: T, index: number) => unknown): T[];
  find(test: (value: T, index: number) => unknown): T | undefined;
  findIndex(test: (value: T, index: number) => unknown): number;
  forEach(f: (value: T, index: number) => void): void;
  includes(value: T): boolean;
  indexOf(value: T): number;
  join(separator?: string): string;
  map<U>(f: (value: T, index: number) => U): U[];
  pop(): T | undefined;
  push(...items: T[]): number;
  reduce<U>(f: (sum: U, value: T, index: number) => U, start: U): U;
  reverse(): T[];
  shift(): T | undefined;
  slice(start?: number, end?: number): T[];
  some(test: (value: T, index: number) => unknown): boolean;
  sort(order?: (a: T, b: T) => number): this;
  splice(start: number, count?: number, ...items: T[]): T[];
  unshift(...items: T[]): number;
  [Symbol.iterator](): IterableIterator<T>;
}
declare const Array: {
  new <T>(length: number): T[];
  isArray(value: unknown): value is unknown[];
};

interface Error {
  message: string;
}
declare const Error: { new (message?: string): Error };

/** `round(-2.5)` is -3 in the interpreter and -2 elsewhere. */
declare const Math: {
  readonly E: number;
  readonly LN2: number;
  readonly LN10: number;
  readonly PI: number;
  abs(x: number): number;
  atan(x: number): number;
  ceil(x: number): number;
  cos(x: number): number;
  exp(x: number): number;
  floor(x: number): number;
  log(x: number): number;
  max(...x: number[]): number;
  min(...x: number[]): number;
  random(): number;
  round(x: number): number;
  sign(x: number): number;
  sin(x: number): number;
  sqrt(x: number): number;
  tan(x: number): number;
};
declare const JSON: {
  parse(text: string): unknown;
  stringify(value: unknown): string;
};

interface ArrayBuffer {
  readonly byteLength: number;
}
declare const ArrayBuffer: { new (bytes: number): ArrayBuffer };

/** Common to all typed arrays. There is no `from`, `of`, `copyWithin`, `BYTES_PER_ELEMENT`. */
interface TypedArray {
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  [index: number]: number;
  every(test: (value: number, index: number) => unknown): boolean;
  fill(value: number, start?: number, end?: number): this;
  forEach(f: (value: number, index: number) => void): void;
  includes(value: number): boolean;
  indexOf(value: number, from?: number): number;
  join(separator?: string): string;
  map(f: (value: number, index: number) => number): this;
  reduce<U>(f: (sum: U, value: number, index: number) => U, start: U): U;
  set(source: ArrayLike<number>, offset?: number): void;
  slice(start?: number, end?: number): this;
  some(test: (value: number, index: number) => unknown): boolean;
  /** In place. */
  reverse(): this;
  subarray(start: number, end?: number): this;
  [Symbol.iterator](): IterableIterator<number>;
}
interface ArrayLike<T> {
  readonly length: number;
  readonly [index: number]: T;
}
interface TypedArrayConstructor<A> {
  new (length: number): A;
  new (source: ArrayLike<number>): A;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): A;
}
interface Int8Array extends TypedArray {}
interface Uint8Array extends TypedArray {}
interface Int16Array extends TypedArray {}
interface Uint16Array extends TypedArray {}
interface Int32Array extends TypedArray {}
interface Uint32Array extends TypedArray {}
interface Float32Array extends TypedArray {}
interface Float64Array extends TypedArray {}
declare const Int8Array: TypedArrayConstructor<Int8Array>;
declare const Uint8Array: TypedArrayConstructor<Uint8Array>;
declare const Int16Array: TypedArrayConstructor<Int16Array>;
declare const Uint16Array: TypedArrayConstructor<Uint16Array>;
declare const Int32Array: TypedArrayConstructor<Int32Array>;
declare const Uint32Array: TypedArrayConstructor<Uint32Array>;
declare const Float32Array: TypedArrayConstructor<Float32Array>;
declare const Float64Array: TypedArrayConstructor<Float64Array>;

/** Reading or writing past the end does not throw in the interpreter: check the length yourself. */
interface DataView {
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  getInt8(offset: number): number;
  getUint8(offset: number): number;
  getInt16(offset: number, littleEndian?: boolean): number;
  getUint16(offset: number, littleEndian?: boolean): number;
  getInt32(offset: number, littleEndian?: boolean): number;
  getUint32(offset: number, littleEndian?: boolean): number;
  getFloat32(offset: number, littleEndian?: boolean): number;
  getFloat64(offset: number, littleEndian?: boolean): number;
  setInt8(offset: number, value: number): void;
  setUint8(offset: number, value: number): void;
  setInt16(offset: number, value: number, littleEndian?: boolean): void;
  setUint16(offset: number, value: number, littleEndian?: boolean): void;
  setInt32(offset: number, value: number, littleEndian?: boolean): void;
  setUint32(offset: number, value: number, littleEndian?: boolean): void;
  setFloat32(offset: number, value: number, littleEndian?: boolean): void;
  setFloat64(offset: number, value: number, littleEndian?: boolean): void;
}
declare const DataView: { new (buffer: ArrayBuffer, byteOffset?: number, byteLength?: number): DataView };
