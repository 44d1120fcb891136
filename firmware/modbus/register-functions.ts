/** Functions 3, 4, 6, 16, 22 and 23: registers. */
import { HOLDING, INPUT, areaOf } from './areas.js';
import { ILLEGAL_ADDRESS, ILLEGAL_VALUE } from './exceptions.js';
import { echo, reply, request } from './request.js';
import { store } from './store.js';
import { wordsAt } from './words.js';

/** Most registers in one read, in one write, and in the write of function 23. */
const MOST_READ = 125;
const MOST_WRITTEN = 123;
const MOST_EXCHANGED = 121;

/** FC 3 and 4. */
export function readRegisters(address: number, quantity: number): number {
  if (quantity < 1 || quantity > MOST_READ) return -ILLEGAL_VALUE;
  const area = areaOf(request[1] === 4 ? INPUT : HOLDING, address, quantity);
  if (!area) return -ILLEGAL_ADDRESS;
  area.read(address - area.first, quantity, reply);
  quantity *= 2;
  reply[2] = quantity;
  return 3 + quantity;
}

/** FC 6. */
export function writeRegister(address: number): number {
  return store(address, wordsAt(request, 4, 1)) || echo(6);
}

/** FC 16. */
export function writeRegisters(address: number, quantity: number): number {
  if (quantity < 1 || quantity > MOST_WRITTEN || request[6] !== 2 * quantity) return -ILLEGAL_VALUE;
  return store(address, wordsAt(request, 7, quantity)) || echo(6);
}

/** FC 22: the register becomes (itself and mask) or (other and not mask). */
export function maskRegister(address: number, mask: number): number {
  const area = areaOf(HOLDING, address, 1);
  if (!area) return -ILLEGAL_ADDRESS;
  area.read(address - area.first, 1, reply);
  const words = wordsAt(request, 6, 1);
  words[0] = ((reply[3] * 256 + reply[4]) & mask) | (words[0] & ~mask);
  return store(address, words) || echo(8);
}

/** FC 23: writes, then reads; both or neither. */
export function exchangeRegisters(address: number, quantity: number): number {
  const r = request;
  const count = r[8] * 256 + r[9];
  if (quantity < 1 || quantity > MOST_READ || count < 1 || count > MOST_EXCHANGED || r[10] !== 2 * count) return -ILLEGAL_VALUE;
  if (!areaOf(HOLDING, address, quantity)) return -ILLEGAL_ADDRESS;
  return store(r[6] * 256 + r[7], wordsAt(r, 11, count)) || readRegisters(address, quantity);
}
