/** The commissioning of this board as plain numbers. */
import { BOARD } from '../board/row.js';
import { CURVES, allItems, commissioningItem } from '../model/commissioning.js';
import { valueIndex } from '../sense/layout.js';

/** Bits of all items, and that of the fill. */
export const ALL_ITEMS = allItems(BOARD);
export const FILL = 1 << (commissioningItem('fill').item - 1);
/** Items by their calibration parameter, counted from the first one: resistance, zeros from 1 on, gain. */
export const GAIN = commissioningItem('currentGain').item - 2;
export const LEVEL = commissioningItem('nakLevel').item - 2;
export const NAK_LINE = commissioningItem('nakLine').item - 2;
export const NAK_MOTOR = commissioningItem('nakMotor').item - 2;
export const CATHOLYTE_MOTOR = commissioningItem('catholyteMotor').item - 2;
export const CATHOLYTE = commissioningItem('catholyteTemp').item - 2;
export const CURVE = commissioningItem('nakCurve').item - 2;
/** Items that are measured with the pumps on, bit = the same count. */
export const RUNNING_ITEMS = CURVES.reduce((bits, name) => bits + (1 << (commissioningItem(name).item - 2)), 0);
/** What the sensor of each shows, by the same count; the resistance has none. */
export const SHOWN = new Uint16Array([0].concat(['meanCurrent', 'nakTempA', 'nakTempB', 'cellTemp', 'nakFlow', 'meanCurrent'].map(valueIndex)));
