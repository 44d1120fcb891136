/**
 * Several isolated NaK loops: a line each, and their marks in the phase diagram.
 */
import type { LoopShape } from '../../daemon/api.js';
import { el } from '../dom.js';
import { figure, signed } from '../words.js';

/** Replaces the list; hidden where there is one loop. */
export function drawNakLoops(place: HTMLElement, loops: readonly LoopShape[]): void {
  place.hidden = loops.length < 2;
  place.replaceChildren(
    ...loops.map(({ loop, lost, worst, composition, band, liquidus, margin }) =>
      el(
        'li',
        { class: worst ? 'worst' : '' },
        el('b', {}, `Loop ${loop} `),
        lost
          ? 'composition lost: anchor it before anything runs'
          : `${figure(composition, 2)} ± ${figure(band, 2, 'wt% Na')}, liquidus ${figure(liquidus, 1, '°C')}, ${signed(margin, 1, 'K')}`,
        worst ? ' – the limits come from this one' : '',
      ),
    ),
  );
}
