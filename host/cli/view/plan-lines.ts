/**
 * What the composition allows, in words: time to the limits, what the controller plans for, and what the operator should do.
 */
import type { Estimation } from '../../device/estimation.js';
import type { Live } from '../../device/live.js';
import { figure, modesOf } from './figures.js';

/** Uncertainty from which on an anchor is advised, wt% Na, as in the controller. */
const DOUBTFUL = 3;

/** Minutes as `3 h 20 min`, with nothing in front that is zero. */
function minutes(count: number): string {
  const hours = Math.floor(count / 60);
  const rest = `${Math.floor(count % 60)} min`;
  return hours > 0 ? `${hours} h ${rest}` : rest;
}

/** What to do now, or nothing. The amounts are those by which the park limit is passed. */
function advice(live: Live, estimation: Estimation | undefined): string[] {
  const freezes = `before the metal falls below ${figure(live.liquidus, 1, '°C')}, where it freezes`;
  const recharge = live.parkChargeLeft;
  const discharge = estimation?.parkRechargeLeft ?? null;
  if (live.composition === null) return ['Anchor the composition: it is lost, and the worst one counts.'];
  if (recharge !== null && recharge < 0 && discharge !== null && discharge < 0)
    return ['Refill a NaK loop and anchor it: one has passed the park limit on each side, and no current helps both.'];
  if (recharge !== null && recharge < 0) return [`Recharge ${figure(-recharge, 2, 'Ah')} ${freezes}.`];
  if (discharge !== null && discharge < 0) return [`Discharge ${figure(-discharge, 2, 'Ah')} ${freezes}.`];
  if ((live.compositionBand ?? 0) >= DOUBTFUL)
    return [`Anchor the composition: it is known to ± ${figure(live.compositionBand, 1, 'wt%')} only, and every limit counts with that.`];
  return [];
}

/** Time to the limits at the present current: as the device says, or of a discharge from the live block alone. */
function times(live: Live, estimation: Estimation | undefined): string[] {
  const current = live.current ?? 0;
  const own = (left: number | null): number | null => (current > 0.005 && left !== null ? Math.max(0, (60 * left) / current) : null);
  const run = estimation ? estimation.runTimeLeft : own(live.runChargeLeft);
  const park = estimation ? estimation.parkTimeLeft : own(live.parkChargeLeft);
  return run === null || park === null ? [] : [`At this current: ${minutes(park)} to the park limit, ${minutes(run)} to the run limit.`];
}

/** All lines. `estimation`: undefined when only the live block was read. */
export function planLines(live: Live, estimation?: Estimation): string[] {
  const modes = modesOf(live);
  const room = estimation ? `a room of ${figure(estimation.plannedAmbient, 1, '°C')}` : 'the coldest room that is expected';
  const source = modes.includes('forecastInForce') ? ', as forecast' : '';
  return [
    ...advice(live, estimation),
    ...(modes.includes('planLimits') ? [`The current is held down so that the metal stays liquid in ${room}${source}.`] : []),
    ...times(live, estimation),
  ];
}
