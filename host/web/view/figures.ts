/**
 * Values of the cell in words, and how much charge is left to the limits.
 */
import type { Snapshot } from '../../daemon/api.js';
import { el } from '../dom.js';
import { figure, minutes, signed } from '../words.js';

const ADVICE = [
  '',
  'Charge what the park limit is passed by before the room gets cold.',
  'Discharge what the park limit is passed by before the room gets cold.',
  'Anchor the composition: it is not known well enough.',
  'Refill a NaK loop and anchor it: one has passed the park limit on each side, and no current helps both.',
];

/** Replaces the list. */
export function drawFigures(list: HTMLElement, { values, heartbeatLeft }: Snapshot): void {
  const rows: [string, string][] = [
    ['Current', signed(values.current, 3, 'A')],
    ['Voltage', figure(values.cellVoltage, 3, 'V')],
    ['Without ohmic drop', figure(values.irFreeVoltage, 3, 'V')],
    ['Sodium', `${figure(values.composition, 2)} ± ${figure(values.compositionBand, 2, '%')}`],
    ['Coldest point', figure(values.coldestTemp, 1, '°C')],
    ['Liquidus', figure(values.liquidus, 1, '°C')],
    ['Catholyte oxidised', figure(values.oxidisedFraction, 2, '%')],
    ['Resistance', figure(values.resistanceRatio, 2, '× new')],
    ['Charge allowed', figure(values.chargeLimit, 3, 'A')],
    ['Discharge allowed', figure(values.dischargeLimit, 3, 'A')],
  ];
  if (heartbeatLeft !== null) rows.push(['Master expected within', figure(heartbeatLeft, 0, 's')]);
  list.replaceChildren(...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

interface Limit {
  readonly words: string;
  readonly left: number | null | undefined;
}

/** Charge left on both sides to both limits, as bars of one scale. */
export function drawLimits(place: HTMLElement, { values }: Snapshot): void {
  const limits: Limit[] = [
    { words: 'discharge to the run limit', left: values.runChargeLeft },
    { words: 'discharge to the park limit', left: values.parkChargeLeft },
    { words: 'charge to the run limit', left: values.runRechargeLeft },
    { words: 'charge to the park limit', left: values.parkRechargeLeft },
  ];
  const largest = Math.max(0.1, ...limits.map(({ left }) => Math.abs(left ?? 0)));
  const parts: HTMLElement[] = limits.map(({ words, left }) => {
    const past = left !== null && left !== undefined && left < 0;
    const share = left === null || left === undefined ? 0 : (100 * Math.abs(left)) / largest;
    return el(
      'div',
      { class: past ? 'bar past' : 'bar' },
      el(
        'div',
        { class: 'words' },
        el('span', {}, past ? `${words}: passed by` : words),
        el('b', {}, figure(left === null || left === undefined ? left : Math.abs(left), 3, 'Ah')),
      ),
      el('div', { class: 'track' }, el('div', { class: 'fill', style: `width:${share.toFixed(1)}%` })),
    );
  });
  const flowing = values.runTimeLeft !== null && values.runTimeLeft !== undefined;
  parts.push(
    el(
      'p',
      {},
      flowing
        ? `At this current: ${minutes(values.parkTimeLeft)} to the park limit, ${minutes(values.runTimeLeft)} to the run limit.`
        : 'No current: nothing moves the composition.',
      values.plannedAmbient === undefined ? '' : ` The park limit counts with a room of ${figure(values.plannedAmbient, 0, '°C')}.`,
    ),
  );
  const advice = ADVICE[values.advice ?? 0] ?? '';
  if (advice !== '') parts.push(el('p', {}, el('b', {}, advice)));
  place.replaceChildren(...parts);
}
