/**
 * The numbers behind a scenario's plots: decimated, rounded, packed. A page unpacks a scenario when it is opened.
 */
import { deflateRawSync } from 'node:zlib';
import type { RunResult } from '../scenario/result.js';
import type { Trace } from '../scenario/trace.js';
import { PLOTS, type PlotRow } from './plots.js';

/** Rows of a scenario in the page, about. Rows close to a marker are kept beyond that. */
const ROWS = 700;
/** Around a marker every row is kept this long before and after, ms. */
const NEAR_BEFORE = 6_000;
const NEAR_AFTER = 14_000;
/** Markers whose surroundings are kept in full; more would fill the page. */
const FULL_MARKERS = 24;
/** Significant digits of a value. */
const DIGITS = 5;

/** Indices of the rows to show: an even grid, the surroundings of what happened, first and last. */
export function keptRows(trace: Trace, markerTimes: readonly number[], rows = ROWS): number[] {
  const time = trace.time();
  const stride = Math.max(1, Math.ceil(trace.rows / rows));
  const near = markerTimes.slice(0, FULL_MARKERS);
  const kept: number[] = [];
  for (let row = 0; row < trace.rows; row++) {
    const t = time[row] ?? 0;
    const onGrid = row % stride === 0 || row === trace.rows - 1;
    if (onGrid || near.some((marker) => t >= marker - NEAR_BEFORE && t <= marker + NEAR_AFTER)) kept.push(row);
  }
  return kept;
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

/** Plots that a scenario shows. */
export function plotsFor(faults: readonly string[]): PlotRow[] {
  return PLOTS.filter((plot) => plot.onlyFor.length === 0 || plot.onlyFor.some((fault) => faults.includes(fault)));
}

/** What the page's script gets for one scenario; times in seconds. */
export interface ScenarioPayload {
  readonly time: readonly number[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  readonly plots: readonly PlotRow[];
  readonly lanes: readonly { readonly name: string; readonly kind: string; readonly spans: readonly (readonly [number, number, string])[] }[];
  readonly markers: readonly (readonly [number, string, string])[];
  readonly stepsFrom: number;
  readonly end: number;
}

export function payload(result: RunResult): ScenarioPayload {
  const { trace } = result;
  const interesting = result.markers.filter((marker) => marker.kind !== 'command' && marker.kind !== 'state').map((marker) => marker.timeMs);
  const rows = keptRows(trace, interesting);
  const plots = plotsFor(result.scenario.faults);
  const names = new Set([
    'truth.sodiumWt',
    'truth.coldestTemperature',
    'live.composition',
    'live.coldestTemp',
    ...plots.flatMap((plot) => plot.lines.map((line) => line.column)),
  ]);
  const columns: Record<string, (number | null)[]> = {};
  for (const name of names) {
    const values = trace.column(name);
    columns[name] = rows.map((row) => rounded(values[row] ?? NaN));
  }
  const time = trace.time();
  return {
    time: rows.map((row) => (time[row] ?? 0) / 1000),
    columns,
    plots,
    lanes: result.lanes.map((lane) => ({
      name: lane.name,
      kind: lane.kind,
      spans: lane.spans.map((span) => [span.fromMs / 1000, span.toMs / 1000, span.text] as const),
    })),
    markers: result.markers.map((marker) => [marker.timeMs / 1000, marker.kind, marker.text] as const),
    stepsFrom: result.stepsFromMs / 1000,
    end: result.simSeconds,
  };
}

/** Payload as base64 of raw-deflated JSON: a tenth of the plain text. */
export function packed(value: unknown): string {
  return deflateRawSync(Buffer.from(JSON.stringify(value)), { level: 9 }).toString('base64');
}
