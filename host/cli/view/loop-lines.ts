/** NaK loops in words. */
import type { NakLoop } from '../../device/loops.js';
import { figure } from './figures.js';

/** A line a loop, where there are several. */
export function loopLines(loops: readonly NakLoop[]): string[] {
  if (loops.length < 2) return [];
  return loops.map(({ loop, lost, worst, composition, band, liquidus, margin }) => {
    const metal = lost
      ? `composition lost: liquidus send reanchor WT%NA GRAMS ${loop}`
      : `${figure(composition, 2, 'wt% Na')} ± ${figure(band, 2, '')}, liquidus ${figure(liquidus, 1, '°C')}, margin ${figure(margin, 1, 'K')}`;
    return `NaK loop ${loop}: ${metal}${worst ? ' (the worst: limits come from it)' : ''}`;
  });
}
