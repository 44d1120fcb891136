/** Functions 17 and 43: who this is. */
import { readText } from '../board/storage.js';
import { state } from '../control/sequencer.js';
import { HASH_DIGITS } from '../model/bundle-record.js';
import { HASH_FILE } from '../model/release.js';
import { RUN_STATES } from './bit.table.js';
import { ILLEGAL_ADDRESS, ILLEGAL_FUNCTION, ILLEGAL_VALUE } from './exceptions.js';
import { OBJECT_IDS, OBJECT_TEXTS, SERVER_ID, SERVER_TEXT } from './identity.table.js';
import { reply, request } from './request.js';

/** The one type of function 43 here, its access codes, and "extended, stream and individual". */
const IDENTIFICATION = 14;
const INDIVIDUAL = 4;
const CONFORMITY = 0x83;

/** Puts a text into the reply; its end there. */
function putText(text: string, at: number): number {
  reply.set(new Uint8Array(E.toArrayBuffer(text) as ArrayBuffer), at);
  return at + text.length;
}

/** FC 17. */
export function reportServer(): number {
  const t = reply;
  t[2] = 2 + SERVER_TEXT.length;
  t[3] = SERVER_ID;
  t[4] = (RUN_STATES >> state) & 1 ? 255 : 0;
  return putText(SERVER_TEXT, 5);
}

/** Last object of a category: 1 basic, 2 regular, 3 extended. */
function lastOf(category: number): number {
  return category > 2 ? 255 : category > 1 ? 127 : 2;
}

/** FC 43. All objects of every category fit one reply. */
export function identify(): number {
  const t = reply;
  const code = request[3];
  let from = request[4];
  if (request[2] !== IDENTIFICATION) return -ILLEGAL_FUNCTION;
  if (code < 1 || code > INDIVIDUAL) return -ILLEGAL_VALUE;
  let last = lastOf(code);
  const known = OBJECT_IDS.indexOf(from) >= 0;
  if (code === INDIVIDUAL) {
    if (!known) return -ILLEGAL_ADDRESS;
    last = from;
  } else if (!known || from > last) from = 0;
  let at = 8;
  let count = 0;
  for (let i = 0; i < OBJECT_IDS.length; i++) {
    const id = OBJECT_IDS[i];
    if (id < from || id > last) continue;
    const text = OBJECT_TEXTS[i] || readText(HASH_FILE, 0, HASH_DIGITS) || '';
    t[at] = id;
    t[at + 1] = text.length;
    at = putText(text, at + 2);
    count++;
  }
  t.set([IDENTIFICATION, code, CONFORMITY, 0, 0, count], 2);
  return at;
}
