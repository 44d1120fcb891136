/**
 * Narrow reading of a YAML file: every value is asked for by name and kind, and every refusal names file, line and column.
 */
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Scalar, type YAMLMap } from 'yaml';
import { LiquidusError } from '../../host/error.js';
import { convert, dimensionOf, formatValue, parseQuantity } from './quantity.js';
import { hint } from './suggest.js';

/** A scenario file that cannot be used. The message starts with file:line:column. */
export class ScenarioError extends LiquidusError {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    readonly reason: string,
  ) {
    super('usage.scenario', `${file}:${line}:${column}: ${reason}`);
    this.name = 'ScenarioError';
  }
}

/** A YAML node, or the place where one is missing. */
export type Place = Node | number;

/** Bounds of a quantity, in the unit that it is asked in. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One file being read. */
export class Source {
  private readonly lines = new LineCounter();
  private readonly values = new Map<string, string>();
  private readonly unused = new Map<string, Node>();
  private readonly document: Document;

  constructor(
    readonly file: string,
    private readonly text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true, stringKeys: true });
    const first = this.document.errors[0];
    if (first) {
      const said = first.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'this is not YAML';
      this.fail(first.pos[0], first.code === 'BLOCK_AS_IMPLICIT_KEY' ? `${said}; put a text that contains ": " in quotes` : said);
    }
  }

  /** Makes `$name` stand for `text` in everything that is read from now on. `place`: where it is decided. */
  define(name: string, text: string, place: Node): void {
    this.values.set(name, text);
    this.unused.set(name, place);
  }

  /** Refuses a file with a name under `vary` that nothing has used so far. */
  allUsed(): void {
    for (const [name, place] of this.unused) this.fail(place, `nothing uses "$${name}"; put it where the value belongs, or take it out of "vary"`);
  }

  private filled(node: Node, text: string): string {
    return text.replace(/\$([A-Za-z][A-Za-z0-9]*)/g, (whole, name: string) => {
      const value = this.values.get(name);
      this.unused.delete(name);
      return value ?? this.fail(node, `"${whole}" is not decided under "vary"; ${hint(name, [...this.values.keys()], 'docs/scenarios.md')}`);
    });
  }

  /** The whole file as a mapping. */
  root(): YAMLMap {
    if (!isMap(this.document.contents)) this.fail(0, 'a scenario file is a mapping that starts with "id:"; docs/scenarios.md shows one');
    return this.document.contents;
  }

  /** Line (from 1) of a node. */
  lineOf(place: Place): number {
    return this.lines.linePos(this.offsetOf(place)).line;
  }

  /** Refuses the file because of what stands at `place`, `skip` characters further. */
  fail(place: Place, reason: string, skip = 0): never {
    const position = this.lines.linePos(Math.min(this.offsetOf(place) + skip, this.text.length));
    throw new ScenarioError(this.file, position.line, position.col, reason);
  }

  private offsetOf(place: Place): number {
    return typeof place === 'number' ? place : (place.range?.[0] ?? 0);
  }

  /** A mapping whose keys are all known. */
  fields(node: Node, what: string, known: readonly string[]): Fields {
    if (!isMap(node)) this.fail(node, `${what} must be a mapping with some of: ${known.join(', ')}`);
    const values = new Map<string, Node>();
    const keys = new Map<string, Node>();
    for (const pair of node.items) {
      const key = pair.key as Scalar<string>;
      if (!known.includes(key.value)) this.fail(key, `${what} has no "${key.value}"; ${hint(key.value, known, 'docs/scenarios.md')}`);
      if (pair.value === null || (isScalar(pair.value) && pair.value.value === null)) this.fail(key, `"${key.value}" has no value`);
      values.set(key.value, pair.value as Node);
      keys.set(key.value, key);
    }
    return new Fields(this, node, what, values, keys);
  }

  /** A mapping whose keys are names of its own. */
  anyFields(node: Node, what: string): Fields {
    return this.fields(node, what, isMap(node) ? node.items.map((pair) => (pair.key as Scalar<string>).value) : ['a name']);
  }

  /** Items of a sequence. */
  items(node: Node, what: string): Node[] {
    if (!isSeq(node)) this.fail(node, `${what} must be a list`);
    return node.items as Node[];
  }

  /** A text; a number is taken as its text. */
  string(node: Node, what: string): string {
    if (isScalar(node) && typeof node.value === 'string') return this.filled(node, node.value);
    if (isScalar(node) && typeof node.value === 'number') return node.source ?? String(node.value);
    this.fail(node, `${what} must be a text`);
  }

  /** Characters between the start of a scalar's node and its text: the quote, if any. */
  quoteOf(node: Node): number {
    return isScalar(node) && (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') ? 1 : 0;
  }

  /** A value with a unit, converted to `unit` and checked against `range`. */
  quantity(node: Node, what: string, unit: string, range?: Range): number {
    const text = this.string(node, what);
    const example =
      unit === '' ? 'a plain number' : `a number with a unit of ${dimensionOf(unit)}, for example "${formatValue(range?.min ?? 1, unit)}"`;
    const quantity = parseQuantity(text);
    if (!quantity) this.fail(node, `${what} is "${text}"; write ${example}`);
    const value = convert(quantity, unit);
    if (value === undefined) {
      const written = quantity.unit === '' ? 'has no unit' : `is in ${quantity.unit} (${dimensionOf(quantity.unit)})`;
      this.fail(node, `${what} "${text}" ${written}; write ${example}`);
    }
    if (range && !(value >= range.min && value <= range.max)) {
      this.fail(node, `${what} ${text} is outside ${formatValue(range.min, unit)} … ${formatValue(range.max, unit)}`);
    }
    return value;
  }

  /** One of a few words. */
  oneOf<T extends string>(node: Node, what: string, known: readonly T[]): T {
    const text = this.string(node, what);
    const found = known.find((word) => word === text);
    return found ?? this.fail(node, `${what} "${text}" does not exist; ${hint(text, known, 'docs/scenarios.md')}`);
  }

  /** A list of words out of a known set; a single word stands for a list of one. */
  words<T extends string>(node: Node, what: string, known: readonly T[]): T[] {
    return isSeq(node) ? (node.items as Node[]).map((item) => this.oneOf(item, what, known)) : [this.oneOf(node, what, known)];
  }
}

/** The values of a mapping by key. */
export class Fields {
  constructor(
    private readonly source: Source,
    readonly node: Node,
    private readonly what: string,
    private readonly values: ReadonlyMap<string, Node>,
    private readonly keys: ReadonlyMap<string, Node>,
  ) {}

  /** Keys in the order of the file. */
  names(): string[] {
    return [...this.values.keys()];
  }

  get(key: string): Node | undefined {
    return this.values.get(key);
  }

  /** Where the key stands. */
  keyPlace(key: string): Place {
    return this.keys.get(key) ?? this.node;
  }

  need(key: string): Node {
    return this.values.get(key) ?? this.source.fail(this.node, `${this.what} needs "${key}"`);
  }

  /** Value with a unit, or `fallback` when the key is absent. */
  quantity(key: string, unit: string, fallback: number, range?: Range): number {
    const node = this.values.get(key);
    return node ? this.source.quantity(node, `"${key}"`, unit, range) : fallback;
  }
}
