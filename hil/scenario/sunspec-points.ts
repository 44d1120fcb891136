/** Points of SunSpec model 802 that a scenario may write, as a SunSpec master does. */
import { SUNSPEC_MODELS, pointAddress, type SunspecPoint } from '../../firmware/model/sunspec.js';

const MODEL = 802;

interface WritablePoint {
  readonly address: number;
  /** Register steps per unit of the scenario: a share for points in percent, a number otherwise. */
  readonly steps: number;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
}

function pointOf(p: SunspecPoint, [min, max]: readonly [number, number]): WritablePoint {
  // The one kind of scale among them is that of the state of charge, 0.01 %.
  const steps = p.scale === '' ? 1 : 10_000;
  return { address: pointAddress(MODEL, p.name), steps, min: min / steps, max: max / steps, doc: p.doc };
}

export const SUNSPEC_POINTS: Readonly<Record<string, WritablePoint>> = Object.fromEntries(
  SUNSPEC_MODELS.filter((m) => m.id === MODEL).flatMap((m) =>
    m.points.flatMap((p): [string, WritablePoint][] => (p.writable ? [[p.name, pointOf(p, p.writable)]] : [])),
  ),
);
