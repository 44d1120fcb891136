/**
 * The device's event log, newest first.
 */
import type { EventShape } from '../../daemon/api.js';
import { el } from '../dom.js';
import { clock, figure, isFlag, spaced } from '../words.js';

/** Events that a page shows. */
export const MOST_EVENTS = 100;

/** Replaces the table. */
export function drawEvents(place: HTMLElement, events: readonly EventShape[]): void {
  if (events.length === 0) {
    place.replaceChildren(el('p', { class: 'soft' }, 'The log of the device is empty, or has not been read yet.'));
    return;
  }
  const rows = [...events].reverse().map((event) => {
    const what = event.fault === null ? spaced(event.kind) : `${event.fault.id} ${event.fault.name}: ${spaced(event.kind)}`;
    const value =
      event.value === null || event.fault === null || isFlag({ ...event, unit: event.unitOfValue })
        ? ''
        : `${figure(event.value, 2, event.unitOfValue)}${event.limit === null ? '' : ` (limit ${figure(event.limit, 2)})`}`;
    const time = event.time === null ? `start ${event.start}, ${event.seconds} s` : clock(event.time);
    return el(
      'tr',
      {},
      el('td', { class: 'nowrap' }, time),
      el('td', {}, what),
      el('td', { class: 'num' }, value),
      el('td', { class: 'nowrap' }, spaced(event.state)),
    );
  });
  const head = el('tr', {}, ...['Time', 'What', 'Value', 'State'].map((title) => el('th', { scope: 'col' }, title)));
  place.replaceChildren(
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Event log' },
      el('table', {}, el('thead', {}, head), el('tbody', {}, ...rows)),
    ),
  );
}
