/** A board that comes back on the memories that a cut of power has left: old or new and never a mixture, its program there, its outputs off. */
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { ProcessImage, imageNames } from '../../../hil/target/emulator/image.js';
import { FlashStorage } from '../../../hil/target/storage.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { EmulatedBoard } from '../emulated-board.js';
import type { Chips } from '../persist/chips.js';
import type { Journal, Operation } from './journal.js';

/** Registers of the parameters, and how many one request takes. */
const [PARAMETERS, AREA, MOST] = [2000, 126, 60];
/** Self-test and a second beyond. */
const AFTER_MS = 5000;
const LOOK_MS = 50;
/** Outputs that bring energy into the cell or move a liquid. Isolation valves stand open at rest, and the fan of the enclosure runs. */
const ENERGY = ['contactor', 'preCharge', 'heaterEnable', 'heater', 'traceHeater', 'nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'];
const [P36, SET_TEMP, DONE] = [36, 2012, 2];
/** Charge that an FRAM may be behind: a second and its ticks at a fifth above the largest current as delivered, mA·s. */
const SECOND = 1.3 * 1.2 * 500;

/** What a board says of itself after a start. */
export interface Account {
  /** All that must be old or new together. */
  readonly state: string;
  readonly charge: number;
  readonly error: number;
  readonly lost: boolean;
  readonly latched: readonly number[];
}

/** Starts a board on its memories. Throws what must never be. */
export function restart(id: string, chips: Chips, andCommit: boolean): Account {
  const image = new ProcessImage(imageNames(id));
  const board = new EmulatedBoard({ board: id, image });
  board.target.flash.bytes.set(chips.flash);
  board.target.fram.bytes.set(chips.fram);
  board.power(true);
  for (let waited = 0; waited < AFTER_MS; waited += LOOK_MS) {
    board.run(LOOK_MS);
    const on = Object.entries(board.target.outputs).filter(([name, level]) => level !== 0 && ENERGY.includes(name));
    if (on.length > 0) throw new Error(`after ${waited} ms an output is on: ${on.map(([name]) => name).join(' ')}`);
  }
  const errors = board.events('error');
  if (errors.length > 0) throw new Error(errors.join('; '));
  const program = new FlashStorage(board.target.flash, () => undefined).read('.bootcde');
  if (!program || Buffer.from(program).toString('latin1') !== builtBundle(id).text) throw new Error('the board is without its program');
  const words: number[] = [];
  for (let at = 0; at < AREA; at += MOST) words.push(...board.holding(PARAMETERS + at, Math.min(MOST, AREA - at)));
  const latched = board.faults('alarmsLatched');
  const value = (name: string): number => image.read(name);
  const state = [...words, '|', ...['charge', 'anchorLost', 'parameterCopy', 'events', 'energyIn', 'energyOut'].map(value), '|', ...latched];
  const account = { state: state.join(' '), charge: value('charge'), error: value('counterError'), lost: value('anchorLost') > 0, latched };
  if (andCommit && board.live('state') === 2) {
    board.write(SET_TEMP, 415);
    if (board.command('commit') !== DONE) throw new Error('the next commit is not taken');
  }
  return account;
}

/** Which bytes of an operation are kept in a cut inside it. */
export function keptBytes(length: number, every: number): number[] {
  const kept: number[] = [];
  for (let k = 1; k < length; k += every) kept.push(k);
  if (kept.at(-1) !== length - 1 && length > 1) kept.push(length - 1);
  return kept;
}

/** Cuts power before an operation and inside it. `every`: distance of the cuts inside, bytes. Gives the number of cuts; throws at the first that is not survived. */
export function cutOperation(id: string, journal: Journal, index: number, every: number): number {
  const operation = journal.operations[index] as Operation;
  const length = operation.content.length;
  const [before, after] = [...journal.cuts(index, [0, length])].map((chips) => restart(id, chips, true)) as [Account, Account];
  let cuts = 1;
  const judge = (account: Account, kept: number): void => {
    const where = `${operation.phase}: ${operation.what} at ${operation.address}, ${kept} of ${length} bytes`;
    if (account.state !== before.state && account.state !== after.state)
      throw new Error(`${where}: a mixture\n  ${account.state}\n  before ${before.state}\n  after  ${after.state}`);
    if (account.lost) return;
    const off = Math.abs(account.charge - operation.charge);
    const may = boardRow(id).fram ? SECOND : account.error;
    // Until a new anchor counts, its charge is that of the old one.
    if (off > may && !before.lost) throw new Error(`${where}: the charge is off by ${off} mA·s, and ${may} are known`);
    const marked = operation.contactor && (journal.operations[index - 1]?.contactor ?? false);
    if (marked && !account.latched.includes(P36)) throw new Error(`${where}: the restart under power is not known`);
  };
  judge(before, 0);
  judge(after, length);
  const kepts = keptBytes(length, every);
  let at = 0;
  for (const chips of journal.cuts(index, kepts)) {
    const kept = kepts[at++] as number;
    judge(restart(id, chips, kept === kepts[0] || at === kepts.length), kept);
    cuts++;
  }
  return cuts;
}
