/** The commissioning of this board as plain numbers. */
import { BOARD } from '../board/row.js';
import { allItems, commissioningItem } from '../model/commissioning.js';
import { valueIndex } from '../sense/layout.js';

/** Bits of all items, and that of the fill. */
export const ALL_ITEMS = allItems(BOARD);
export const FILL = 1 << (commissioningItem('fill').item - 1);
/** Items by their calibration parameter, counted from the first one: resistance, zeros from 1 on, gain. */
export const GAIN = commissioningItem('currentGain').item - 2;
/** What the sensor of each shows, by the same count; the resistance has none. */
export const SHOWN = new Uint16Array([0].concat(['meanCurrent', 'nakTempA', 'nakTempB', 'cellTemp', 'nakFlow', 'meanCurrent'].map(valueIndex)));
