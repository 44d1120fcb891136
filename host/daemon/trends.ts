/**
 * Trends for the API: the right tier, and holes in a recording shown as holes.
 */
import { LiquidusError } from '../error.js';
import { CHANNELS } from '../record/channels.js';
import type { Recorder } from '../record/recorder.js';
import type { Gap, Tier, TrendPoint } from '../record/store.js';
import { TIER_MS } from '../record/store.js';
import type { Trend } from './api.js';
import { unitOfChannel } from './registers.js';
import type { Unit } from './unit.js';

/** Longest spans that `auto` answers with every sample and with minutes, ms. */
const RAW_SPAN_MS = 2 * 3_600_000;
const MINUTE_SPAN_MS = 4 * 86_400_000;
/** Longest span in one answer of a tier, ms: some hundred thousand points at most. */
const LONGEST_MS: Readonly<Record<Tier, number>> = { raw: 86_400_000, '1min': 90 * 86_400_000, '15min': 10 * 366 * 86_400_000 };

interface Query {
  readonly channel: string;
  readonly from: number;
  readonly to: number;
  readonly tier: Tier | 'auto';
}

function tierFor(span: number): Tier {
  if (span <= RAW_SPAN_MS) return 'raw';
  return span <= MINUTE_SPAN_MS ? '1min' : '15min';
}

/** Points with a null in the middle of every gap that no sample lies in. */
function withHoles(points: readonly TrendPoint[], gaps: readonly Gap[], from: number, to: number): TrendPoint[] {
  const holes = gaps.filter((gap) => gap.reason !== 'clock').map((gap) => (Math.max(gap.fromMs, from) + Math.min(gap.toMs, to)) / 2);
  const nothing = holes.map((timeMs): TrendPoint => ({ timeMs: Math.round(timeMs), value: null, min: null, max: null }));
  return [...points, ...nothing].sort((a, b) => a.timeMs - b.timeMs);
}

/** The answer to a query. Throws `usage.trend` for a channel that is not recorded or a span that makes no sense. */
export async function trendOf(recorder: Recorder, unit: Unit, { channel, from, to, tier: asked }: Query): Promise<Trend> {
  if (!CHANNELS.includes(channel)) {
    throw new LiquidusError('usage.trend', `There is no recorded channel "${channel}"; the names are those of "registers" with "trend": true.`);
  }
  if (!(from < to))
    throw new LiquidusError('usage.trend', `The span from ${from} to ${to} is empty; both are ms since 1970, the first is the earlier.`);
  const tier = asked === 'auto' ? tierFor(to - from) : asked;
  if (to - from > LONGEST_MS[tier]) {
    const days = LONGEST_MS[tier] / 86_400_000;
    throw new LiquidusError('usage.trend', `The tier "${tier}" answers ${days} days at once; ask for a shorter span or for a coarser tier.`);
  }
  const query = { unit: unit.options.id, channel, fromMs: from, toMs: to, tier };
  const [found, gaps] = await Promise.all([recorder.trend(query), recorder.gaps(query.unit, from, to)]);
  const points = withHoles(found, gaps, from, to);
  const raw = TIER_MS[tier] === 0;
  return {
    unit: query.unit,
    channel,
    unitOfValue: unitOfChannel(channel),
    tier,
    from,
    to,
    time: points.map((point) => point.timeMs),
    value: points.map((point) => point.value),
    min: raw ? null : points.map((point) => point.min),
    max: raw ? null : points.map((point) => point.max),
    gaps: gaps.map((gap) => ({ from: gap.fromMs, to: gap.toMs, reason: gap.reason })),
  };
}
