/**
 * What other systems need to read a device by themselves: where it is, and how its registers are coded.
 */
import type { Point } from '../../device/points.js';

/** Where the device is reached, and what it has. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly unit: number;
  readonly profile: 'core' | 'full';
}

/** The type of a point as most systems write it: `int16`, `uint16`, `int32`, `uint32`. */
export function typeName({ row }: Point): 'int16' | 'uint16' | 'int32' | 'uint32' {
  return ({ i16: 'int16', u16: 'uint16', bits16: 'uint16', i32: 'int32', u32: 'uint32', bits64: 'uint32' } as const)[row.type];
}

/** The raw value that means "not available", or undefined for a point that always has one. */
export function missing(point: Point): number | undefined {
  if (!point.row.optional) return undefined;
  return { int16: -0x8000, uint16: 0xffff, int32: -0x80000000, uint32: 0xffffffff }[typeName(point)];
}

/** Points by the requests that read them: at most 60 registers in one area of the map. */
export function requests(points: readonly Point[]): Point[][] {
  const groups: Point[][] = [];
  for (const point of points) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (last && first?.area === point.area && point.row.address + point.words - first.row.address <= 60) last.push(point);
    else groups.push([point]);
  }
  return groups;
}
