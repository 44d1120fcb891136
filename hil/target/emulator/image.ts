/**
 * The process image of a running bundle in the emulator, as a measuring system sees it: every value by its name, and values that the bench forces.
 *
 * The bundle is not changed. The bench keeps the array that the program makes at its start, and writes the forced values back whenever the program
 * uses a pin or a port. So a value is forced from the reading of the inputs on: everything that the program works out later from what it has
 * measured sees it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LiquidusError } from '../../../host/error.js';
import type { Realm } from './realm.js';

/** Names of the places of a board's process image, as the build left them. Throws `usage.bundle` when it left none. */
export function imageNames(board: string): readonly string[] {
  try {
    return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`#firmware/${board}.image.json`), 'utf8')) as string[];
  } catch (error) {
    throw new LiquidusError('usage.bundle', `The build left no names of the process image of board ${board}: run "make build" first.`, {
      cause: error,
    });
  }
}

/** Members of the API whose calls come between the reading of the inputs and the judgement. */
const CALLS = ['analogRead', 'digitalRead', 'digitalWrite', 'analogWrite'] as const;
const PORTS = ['readFrom', 'writeTo', 'send'] as const;

type Call = (...args: unknown[]) => unknown;
type Arrays = Float64Array | Uint16Array;

export class ProcessImage {
  private readonly places: ReadonlyMap<string, number>;
  private readonly forced = new Map<number, number>();
  private values: Float64Array | undefined;
  private columns: Uint16Array[] = [];

  /** `names`: of every place, in their order. */
  constructor(private readonly names: readonly string[]) {
    this.places = new Map(names.map((name, index): [string, number] => [name, index]));
  }

  /** Value of a place now; NaN before the program has made the image. Throws for a name that the image does not have. */
  read(name: string): number {
    return this.values?.[this.place(name)] ?? NaN;
  }

  /** Forces a value from now on, also through a restart of the program. */
  force(name: string, value: number): void {
    this.forced.set(this.place(name), value);
    this.write();
  }

  /**
   * Lets element `at` of the program's column with the content `column` point at the place `name`. For values that the program works out right
   * before it judges them, so that nothing can be forced in between. Throws when the program has no such column.
   */
  redirect(column: readonly number[], at: number, name: string): void {
    const found = this.columns.find((candidate) => candidate.length === column.length && column.every((value, i) => candidate[i] === value));
    if (!found) throw new Error('the program has no column with that content');
    found[at] = this.place(name);
  }

  /** Index of a place. Throws for a name that the image does not have. */
  place(name: string): number {
    const index = this.places.get(name);
    if (index === undefined) throw new Error(`the process image has no value "${name}"`);
    return index;
  }

  /** Prepares the realm of a start of the program: the arrays that it makes are kept. */
  enter(realm: Realm): void {
    this.values = undefined;
    this.columns = [];
    const keep = (array: Arrays): void => {
      if (array instanceof (realm['Float64Array'] as Float64ArrayConstructor)) {
        if (this.values === undefined && array.length === this.names.length) this.values = array;
      } else this.columns.push(array as Uint16Array);
    };
    for (const name of ['Float64Array', 'Uint16Array']) realm[name] = keeping(realm[name] as new (...args: unknown[]) => Arrays, keep);
  }

  /** The API of the interpreter, whose calls write the forced values first. */
  around(api: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const wrapped: Record<string, unknown> = { ...api };
    for (const name of CALLS) wrapped[name] = this.before(api[name] as Call);
    for (const [name, value] of Object.entries(api)) {
      if (typeof value !== 'object' || value === null) continue;
      const calls = PORTS.filter((call) => typeof (value as Record<string, unknown>)[call] === 'function');
      if (calls.length === 0) continue;
      wrapped[name] = { ...value, ...Object.fromEntries(calls.map((call) => [call, this.before((value as Record<string, Call>)[call] as Call)])) };
    }
    return wrapped;
  }

  private before(call: Call): Call {
    return (...args) => {
      this.write();
      return call(...args);
    };
  }

  private write(): void {
    const { values } = this;
    if (values) for (const [index, value] of this.forced) values[index] = value;
  }
}

/** A constructor that does what `Array` does and shows what it has made. */
function keeping(Array: new (...args: unknown[]) => Arrays, keep: (array: Arrays) => void): unknown {
  function Keeping(...args: unknown[]): Arrays {
    const array = new Array(...args);
    keep(array);
    return array;
  }
  Keeping.prototype = Array.prototype as unknown;
  return Keeping;
}
