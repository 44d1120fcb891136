/**
 * Alarms with cause, value, limit and what to do; and the banner with the one that came first.
 */
import type { AlarmShape } from '../../daemon/api.js';
import { button, el } from '../dom.js';
import { clock, figure, isFlag } from '../words.js';

const RESET = { itself: 'goes by itself', remote: 'reset here or at the board', local: 'reset at the board only' } as const;

/** One alarm in a sentence: what was seen and what is allowed. */
function causeWords({ cause }: AlarmShape): string {
  if (cause === null || cause.value === null) return '';
  const limit = cause.limit === null ? '' : `, limit ${figure(cause.limit, 2, cause.unit)}`;
  const seen = isFlag(cause) ? 'seen' : `${figure(cause.value, 2, cause.unit)}${limit}`;
  return `${seen}${cause.check === null ? '' : ` (${cause.check})`}, in state ${cause.state}, ${clock(cause.time)}`;
}

/** Replaces the list. `reset` is called with the id of a fault that may be reset from here; undefined when the client may not. */
export function drawAlarms(place: HTMLElement, alarms: readonly AlarmShape[], reset: ((id: string) => void) | undefined): void {
  if (alarms.length === 0) {
    place.replaceChildren(el('p', { class: 'quiet' }, '✓ No alarms.'));
    return;
  }
  place.replaceChildren(
    ...alarms.map((alarm) => {
      const trip = alarm.active || alarm.latched;
      const cause = causeWords(alarm);
      return el(
        'article',
        { class: trip ? 'alarm trip' : 'alarm' },
        el(
          'h3',
          {},
          `${alarm.id} ${alarm.name}`,
          alarm.first && el('span', { class: 'tag first' }, 'came first'),
          alarm.active && el('span', { class: 'tag trip' }, 'trip'),
          alarm.latched && el('span', { class: 'tag trip' }, 'latched'),
          !trip && el('span', { class: 'tag' }, 'warning'),
        ),
        cause !== '' && el('p', {}, cause),
        el('p', {}, el('b', {}, 'Do: '), alarm.advice),
        trip && el('p', { class: 'soft' }, `Clears: ${alarm.clears}${alarm.reset === null ? '' : `; ${RESET[alarm.reset]}`}. `),
        alarm.latched && alarm.reset === 'remote' && reset !== undefined && button(`Reset ${alarm.id}`, () => reset(alarm.id)),
      );
    }),
  );
}

/** Shows the first trip, or the worst warning; nothing when all is quiet. */
export function drawBanner(place: HTMLElement, alarms: readonly AlarmShape[]): void {
  const trips = alarms.filter((alarm) => alarm.active || alarm.latched);
  const shown = trips.find((alarm) => alarm.first) ?? trips[0] ?? alarms[0];
  place.hidden = shown === undefined;
  if (shown === undefined) return;
  const trip = trips.length > 0;
  place.className = trip ? '' : 'warning';
  const more = alarms.length - 1;
  const cause = causeWords(shown);
  const words = `${trip ? 'TRIP' : 'WARNING'} ${shown.id} ${shown.name}`;
  const key = JSON.stringify([words, cause, more]);
  // Told again only when it says something else: a screen reader would read every repetition.
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(
    el('b', {}, words),
    cause === '' ? '' : ` ${cause}`,
    more > 0 ? ` · and ${more} more` : '',
    el('span', { class: 'todo' }, shown.advice),
  );
}
