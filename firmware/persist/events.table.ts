/** Codes and places of event records as plain numbers. */
import { BOARD } from '../board/row.js';
import { eventCapacity, eventCode } from '../model/events.js';

export const START = eventCode('start');
export const TRIP = eventCode('trip');
export const CAPACITY = eventCapacity(BOARD);
