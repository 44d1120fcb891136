/**
 * What a scenario leaves open (`vary`, `oneOf`), decided for one sample. Sample 0 takes the middle of every range and the first of every list, so
 * that a plain run says the same every day; the others are drawn, the same for the same file and number on every machine.
 */
import { isMap, isSeq, type Node } from 'yaml';
import { formatValue, parseQuantity } from './quantity.js';
import { drawsOf, rounded } from './random.js';
import type { Fields, Source } from './source.js';

export class Sample {
  /** What was decided, as a person would say it: "room 12.5 °C", "line 14: branch 2 of 3". */
  readonly decided: string[] = [];
  private readonly next: () => number;

  constructor(
    readonly number: number,
    seed: number,
  ) {
    this.next = drawsOf(seed, number - 1);
  }

  /** One of so many, from 0. */
  choose(count: number): number {
    const drawn = Math.floor(this.next() * count);
    return this.number === 0 ? 0 : drawn;
  }

  /** A number of a range. */
  between(from: number, to: number): number {
    const drawn = this.next();
    return rounded(from + (this.number === 0 ? 0.5 : drawn) * (to - from));
  }
}

/** Decides every name under `vary` and makes `$name` mean that in all texts of the file. */
export function decideVariables(source: Source, fields: Fields, sample: Sample): void {
  const node = fields.get('vary');
  if (!node) return;
  const given = source.anyFields(node, '"vary"');
  for (const name of given.names()) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) source.fail(given.keyPlace(name), `"${name}" is no name for what varies; use letters and digits`);
    const text = decide(source, given.need(name), name, sample);
    source.define(name, text, given.need(name));
    sample.decided.push(`${name} ${text}`);
  }
}

function decide(source: Source, node: Node, name: string, sample: Sample): string {
  if (isSeq(node)) {
    const items = source.items(node, `"${name}"`).map((item) => source.string(item, `"${name}"`));
    if (items.length < 2) source.fail(node, `"${name}" has one value only; write it where it is used`);
    return items[sample.choose(items.length)] ?? '';
  }
  if (!isMap(node)) return source.fail(node, `"${name}" must be a list of values, or a range as { from: 0.1 A, to: 0.5 A }`);
  const range = source.fields(node, `"${name}"`, ['from', 'to']);
  const [from, to] = (['from', 'to'] as const).map((key) => {
    const bound = range.need(key);
    return parseQuantity(source.string(bound, `"${key}"`)) ?? source.fail(bound, `"${key}" must be a number with its unit`);
  });
  if (!from || !to || from.unit !== to.unit || !(from.value < to.value))
    return source.fail(node, `"${name}" must go from a number to a larger one in the same unit`);
  return formatValue(sample.between(from.value, to.value), from.unit);
}
