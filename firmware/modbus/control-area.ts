/** The control area: key, command mailbox, heartbeat, forecast, event cursor. */
import { BOARD } from '../board/row.js';
import { control, storing, takeCommand, unlock } from '../control/commands.js';
import { setForecast } from '../control/forecast.js';
import { beat } from '../control/heartbeat.js';
import { CONTROL_COUNT, CONTROL_START } from '../model/registers.js';
import type { Area } from './areas.js';
import { CURSOR_OFFSET, FIRST_OFFSET, FORECAST_OFFSET, HEARTBEAT_OFFSET, LAST_OFFSET, SPLIT_OFFSET } from './control.table.js';
import { ACKNOWLEDGE, ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { request } from './request.js';
import { putWords } from './words.js';

/** The key alone, the mailbox and what lies behind it in one piece, or the cursor alone; a 32-bit value whole. */
function judge(k: number, words: Uint16Array): number {
  const end = k + words.length;
  if ((k < FIRST_OFFSET && end > 1) || end - 1 > (k === CURSOR_OFFSET ? CURSOR_OFFSET : LAST_OFFSET)) return ILLEGAL_ADDRESS;
  return k === SPLIT_OFFSET || end === SPLIT_OFFSET ? ILLEGAL_VALUE : 0;
}

function write(k: number, words: Uint16Array, now: number): number {
  const end = k + words.length;
  if (!k) return request[0] && unlock(words[0], now) ? 0 : ILLEGAL_VALUE;
  control.set(words, k);
  if (k <= HEARTBEAT_OFFSET && HEARTBEAT_OFFSET < end) beat(control[HEARTBEAT_OFFSET], now);
  if (BOARD.profile === 'full' && k <= FORECAST_OFFSET && FORECAST_OFFSET < end) setForecast(control[FORECAST_OFFSET], now);
  const before = storing;
  takeCommand(now);
  return storing === before ? 0 : ACKNOWLEDGE;
}

export const controlArea: Area = {
  first: CONTROL_START,
  end: CONTROL_START + CONTROL_COUNT,
  read: (k, count, into) => putWords(control, k, count, into),
  judge,
  write,
};
