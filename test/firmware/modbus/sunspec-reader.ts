/**
 * A SunSpec master for the tests, written from the Device Information Model Specification 1.1 and the official model definitions in
 * test/oracle/sunspec, and from nothing of the firmware: looks for the mark, walks the models, decodes every point.
 */
import { readFileSync } from 'node:fs';

interface OfficialPoint {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sf?: string;
  readonly mandatory?: string;
  readonly access?: string;
}

export interface OfficialGroup {
  readonly name: string;
  readonly points: readonly OfficialPoint[];
  readonly groups?: readonly OfficialGroup[];
}

/** Definition of a model as SunSpec publishes it. */
export function officialModel(id: number): OfficialGroup {
  const file = new URL(`../../oracle/sunspec/model_${id}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { group: OfficialGroup }).group;
}

/** A point as it was found. */
export interface FoundPoint {
  readonly official: OfficialPoint;
  /** Register, counted from 0. */
  readonly address: number;
  readonly words: readonly number[];
  /** Scaled value or text; null: not implemented. */
  readonly value: number | string | null;
}

export type Points = Map<string, FoundPoint>;

export interface FoundModel {
  readonly id: number;
  readonly address: number;
  readonly length: number;
  readonly points: Points;
  readonly modules: readonly Points[];
}

/** Registers from an address on, or undefined when the device refuses. */
export type Read = (address: number, count: number) => number[] | undefined;

/** Words of "not implemented" by type, as the specification lists them. */
const MISSING: Readonly<Record<string, readonly number[]>> = {
  uint16: [0xffff],
  enum16: [0xffff],
  int16: [0x8000],
  sunssf: [0x8000],
  pad: [0x8000],
  uint32: [0xffff, 0xffff],
  bitfield32: [0xffff, 0xffff],
};

export function isMissing(type: string, words: readonly number[]): boolean {
  if (type === 'string') return words.every((w) => w === 0);
  const missing = MISSING[type];
  if (!missing) throw new Error(`the reader does not know the type ${type}`);
  return words.every((w, i) => w === missing[i]);
}

function rawValue(type: string, words: readonly number[]): number | string {
  if (type === 'string') {
    const bytes = words.flatMap((w) => [w >> 8, w & 255]);
    const end = bytes.indexOf(0);
    const length = end < 0 ? bytes.length : end;
    if (bytes.slice(length).some((b) => b !== 0)) throw new Error('a text is not padded with NUL');
    return String.fromCharCode(...bytes.slice(0, length));
  }
  if (words.length === 2) return (words[0] as number) * 65536 + (words[1] as number);
  const w = words[0] as number;
  return (type === 'int16' || type === 'sunssf') && w > 32767 ? w - 65536 : w;
}

/** Points of a group whose first word is at `at` of `words`. `factors`: points in which the scale factors are looked up. */
function decode(points: readonly OfficialPoint[], words: readonly number[], at: number, address: number, factors: Points): Points {
  const found: Points = new Map();
  for (const official of points) {
    const own = words.slice(at, at + official.size);
    found.set(official.name, {
      official,
      address: address + at,
      words: own,
      value: isMissing(official.type, own) ? null : rawValue(official.type, own),
    });
    at += official.size;
  }
  for (const [name, p] of found) {
    if (p.official.sf === undefined || typeof p.value !== 'number') continue;
    const exponent = (factors.size > 0 ? factors : found).get(p.official.sf)?.value;
    if (typeof exponent !== 'number') throw new Error(`${name} has a value and ${p.official.sf} is not implemented`);
    found.set(name, { ...p, value: Number((p.value * 10 ** exponent).toFixed(6)) });
  }
  return found;
}

/** Registers in pieces that one request may ask for. */
function readAll(read: Read, address: number, count: number): number[] {
  const words: number[] = [];
  while (words.length < count) {
    const piece = read(address + words.length, Math.min(count - words.length, 125));
    if (!piece) throw new Error(`the device refuses registers from ${address + words.length} on`);
    words.push(...piece);
  }
  return words;
}

function size(points: readonly OfficialPoint[]): number {
  return points.reduce((sum, p) => sum + p.size, 0);
}

function readModel(read: Read, address: number, id: number, length: number): FoundModel {
  const group = officialModel(id);
  const words = readAll(read, address, length + 2);
  const points = decode(group.points, words, 0, address, new Map());
  const fixed = size(group.points);
  const module = group.groups?.[0];
  const modules: Points[] = [];
  if (module) {
    const step = size(module.points);
    if ((length + 2 - fixed) % step !== 0) throw new Error(`model ${id} has length ${length}, which is no whole number of modules`);
    for (let at = fixed; at < length + 2; at += step) modules.push(decode(module.points, words, at, address, points));
  } else if (length + 2 !== fixed) throw new Error(`model ${id} has length ${length} and not ${fixed - 2}`);
  return { id, address, length, points, modules };
}

/** Where a master may look for the mark, in the order of the specification. */
const BASES = [40000, 50000, 0];

/** Everything that a device shows. Throws when it has no SunSpec map, or one that is not whole. */
export function scan(read: Read): { base: number; models: FoundModel[]; end: number } {
  const base = BASES.find((b) => read(b, 2)?.join() === '21365,28243');
  if (base === undefined) throw new Error('no SunSpec map at 40000, 50000 or 0');
  const models: FoundModel[] = [];
  let address = base + 2;
  for (;;) {
    const [id, length] = readAll(read, address, 2) as [number, number];
    if (id === 0xffff) {
      if (length !== 0) throw new Error('the end has a length');
      return { base, models, end: address + 2 };
    }
    models.push(readModel(read, address, id, length));
    address += 2 + length;
  }
}
