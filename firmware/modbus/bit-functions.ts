/** Functions 1, 2, 5 and 15: coils and discrete inputs (firmware/model/bits.ts). */
import { nowMs } from '../board/system.js';
import { DONE, RUNNING } from '../control/command.table.js';
import { runCommand, storing } from '../control/commands.js';
import { state } from '../control/sequencer.js';
import { reset } from '../protect/monitor.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { COMMAND_COILS, DISCRETE_WORDS, RUN_STATES, START, STOP } from './bit.table.js';
import { DEVICE_BUSY, DEVICE_FAILURE, ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { words } from './image.js';
import { echo, reply, request } from './request.js';

const MOST_READ = 2000;
const MOST_WRITTEN = 1968;

/** Groups of sixteen bits, the last one spare: a byte view of it is in the order of the line. */
const groups = new Uint16Array(DISCRETE_WORDS.length + 1);
const bits = new Uint8Array(groups.buffer);

/** Puts the bits of coils or discrete inputs into `groups`; returns how many there are. */
function collect(discrete: boolean): number {
  const g = groups;
  if (!discrete) {
    g[0] = (RUN_STATES >> state) & 1;
    g[1] = X[I.OUTPUTS];
    return 32;
  }
  let k = 0;
  for (const place of DISCRETE_WORDS) g[k++] = words[place];
  g[k - 1] = 1 << g[k - 1];
  return 16 * k;
}

/** FC 1 and 2. */
export function readBits(address: number, quantity: number): number {
  if (quantity < 1 || quantity > MOST_READ) return -ILLEGAL_VALUE;
  if (address + quantity > collect(request[1] > 1)) return -ILLEGAL_ADDRESS;
  const t = reply;
  const b = bits;
  let at = 3;
  let k = address >> 3;
  address &= 7;
  t[2] = (quantity + 7) >> 3;
  for (; quantity > 0; quantity -= 8) {
    const v = (b[k] + 256 * b[++k]) >> address;
    t[at++] = quantity < 8 ? v & (255 >> (8 - quantity)) : v;
  }
  return at;
}

/** Makes the plant run or stop. A coil that is so already is left alone: a request that is repeated counts once. True when it was refused. */
function refusesRun(on: boolean): boolean {
  if (on === ((RUN_STATES >> state) & 1) > 0) return false;
  const result = runCommand(on ? START : STOP, 0, nowMs());
  return result !== DONE && result !== RUNNING;
}

/** Writes `quantity` coils, the first one the lowest bit of `values`; the reset comes before the start. 0, or minus an exception code. */
function writeCommands(address: number, quantity: number, values: number): number {
  if (address + quantity > COMMAND_COILS) return -ILLEGAL_ADDRESS;
  // Off is a stop: nothing holds it up.
  if (storing && values) return -DEVICE_BUSY;
  values <<= address;
  if (values & 2 && reset(0, false)) return -DEVICE_FAILURE;
  return !address && refusesRun((values & 1) > 0) ? -DEVICE_FAILURE : 0;
}

/** FC 5. */
export function writeCoil(address: number, value: number): number {
  if (value && value !== 0xff00) return -ILLEGAL_VALUE;
  return writeCommands(address, 1, value && 1) || echo(6);
}

/** FC 15. */
export function writeCoils(address: number, quantity: number): number {
  if (quantity < 1 || quantity > MOST_WRITTEN || request[6] !== (quantity + 7) >> 3) return -ILLEGAL_VALUE;
  // Of the last byte only the bits that are asked for: quantity 1 or 2, others are refused by their address.
  return writeCommands(address, quantity, request[7] & (2 * quantity - 1)) || echo(6);
}
