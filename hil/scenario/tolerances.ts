/**
 * How far a run in real time may be from one in virtual time and still count as the same. The controller's ticks, the bench's reads and the lines with inputs fall at
 * other moments there, so that noise is read at other moments too: docs/bench-targets.md tells what each figure comes from.
 */
import { TRACE_SIGNALS } from './columns.js';
import { formatDuration, formatValue } from './quantity.js';
import { signalUnit } from './signals.js';

/** A value of one run must be in the other within this time, ms: a read of the live block a second, a slow round of the controller's work, a few ticks. */
export const WINDOW_MS = 1500;
/** Distance of the rows of a trace, and of the reads of the live block, ms: what lasts no longer may be seen in one run and missed in the other. */
export const ROW_MS = 1000;
/** Signals with a row at every change, so that nothing of them is missed. */
export const SWITCHES: ReadonlySet<string> = new Set(['out.contactor', 'out.heaterEnable']);
/** Share of its length by which a step may be longer or shorter, besides the window: a condition on a noisy reading is met at another moment. */
const LENGTH_SHARE = 0.02;

/** How much longer or shorter a step may be that takes `ms` on the emulator, ms. */
export function allowedMs(ms: number): number {
  return WINDOW_MS + LENGTH_SHARE * ms;
}

/** Largest distance of two values, in the unit of the signal, or as a share of the first one where that is more. */
export interface Tolerance {
  readonly absolute: number;
  readonly share: number;
}

const group = (absolute: number, share: number, signals: readonly string[]): [string, Tolerance][] =>
  signals.map((signal) => [signal, { absolute, share }]);

/** By signal of the trace. Those with 0 are codes: one that is shown must be the same. */
export const TOLERANCES: ReadonlyMap<string, Tolerance> = new Map([
  ...group(0, 0, [...SWITCHES, 'live.state']),
  ...group(0.01, 0.02, ['command.current', 'truth.current', 'live.current']),
  ...group(0.05, 0.02, ['live.chargeLimit', 'live.dischargeLimit']),
  ...group(0.01, 0, ['truth.terminalVoltage', 'live.cellVoltage', 'live.irFreeVoltage']),
  ...group(0.2, 0, ['truth.coldestTemperature', 'truth.margin', 'truth.cellTemperature', 'truth.liquidus', 'truth.ambient']),
  ...group(1, 0, ['live.coldestTemp', 'live.nakTempA', 'live.nakTempB', 'live.cellTemp', 'live.margin', 'live.liquidus']),
  ...group(0.1, 0, ['truth.sodiumWt', 'live.composition', 'live.compositionBand']),
  ...group(0.05, 0, ['out.heater', 'out.nakPump', 'out.catholytePump']),
  ...group(2, 0.05, ['truth.heaterPower']),
  ...group(2, 0.05, ['truth.nakFlow', 'live.nakFlow', 'truth.catholyteFlow', 'live.catholyteFlow']),
  ...group(0.002, 0, ['truth.oxidisedFraction', 'live.netCharge']),
  ...group(1, 0, ['live.oxidisedFraction']),
  ...group(1, 0.05, ['truth.leakResistance', 'live.leakResistance']),
]);

/** Signals of the trace that are not compared in real time: times that the processor itself takes. */
export const NOT_COMPARED: readonly string[] = ['live.worstTick'];

/** Tolerance of a value; undefined for a signal that is not compared. */
export function toleranceOf(signal: string, value: number): number | undefined {
  const row = TOLERANCES.get(signal);
  return row && Math.max(row.absolute, Number.isNaN(value) ? 0 : row.share * Math.abs(value));
}

/** The tolerances for people, one line. */
export function toleranceText(): string {
  const groups = new Map<string, string[]>();
  for (const signal of TRACE_SIGNALS) {
    const row = TOLERANCES.get(signal);
    if (!row) continue;
    const limit =
      row.absolute === 0
        ? 'equal'
        : `${formatValue(row.absolute, signalUnit(signal))}${row.share === 0 ? '' : ` or ${formatValue(row.share * 100, '')} %`}`;
    groups.set(limit, [...(groups.get(limit) ?? []), signal]);
  }
  const lines = [...groups].map(([limit, signals]) => `  ${limit}: ${signals.join(', ')}`);
  return [
    `the same means: verdicts equal, each step as long as on the emulator but for ${formatDuration(WINDOW_MS)} and ${formatValue(LENGTH_SHARE * 100, '')} %, and what one run shows within ${formatDuration(WINDOW_MS)} in the other, unless it lasts ${formatDuration(ROW_MS)} at most and is no switch (${[...SWITCHES].join(', ')}), but for`,
    ...lines,
    `  not compared: ${NOT_COMPARED.join(', ')}`,
  ].join('\n');
}
