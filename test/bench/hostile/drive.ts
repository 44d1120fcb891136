/**
 * Drives the real bus over a hostile line and judges every answer by the slave's own record: a value is right only when the slave gave it for this very
 * question, after the question was asked.
 */
import { Bus } from '../../../host/bus/bus.js';
import { LiquidusError } from '../../../host/error.js';
import type { Door } from './doors.js';
import type { HostileLine, LineTimes } from './line.js';
import { GOOD_UNITS, UNITS } from './line.js';
import type { Random } from './random.js';
import type { HostileSlave } from './slave.js';
import { wordAt } from './slave.js';

/** What came of the exchanges of one or more lines. */
export class Account {
  /** Requests that callers made and that were settled. */
  exchanges = 0;
  right = 0;
  /** Answers that the slave did not give to the question, or gave to an earlier one; writes told as done that were not, or done twice. */
  wrong = 0;
  /** Requests that never settled. */
  hangs = 0;
  reconnects = 0;
  /** Longest time until a request was settled, ms, from the moment it was made, with its wait in the queue. */
  longestMs = 0;
  /** Settled with an error, by code. */
  readonly errors = new Map<string, number>();
  /** The first few wrong answers, in words. */
  readonly evidence: string[] = [];

  error(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}

/** Callers that ask at once on one line. */
const CALLERS = 4;
/** A request that is not settled after this time hangs, ms. Everything that a request may wait for is bounded far below. */
const HANG_MS = 60_000;
/** Share of requests that their caller aborts. */
const ABORTED = 0.01;

interface Exchange {
  readonly unit: number;
  readonly code: 3 | 4 | 16;
  readonly address: number;
  readonly quantity: number;
  readonly words: readonly number[];
}

/** Few addresses and quantities, so that a late reply often fits another question. */
function draw(random: Random): Exchange {
  const code = random.next() < 0.15 ? 16 : random.next() < 0.2 ? 3 : 4;
  const quantity = [1, 2, 3, 60][random.whole(0, 3)] ?? 1;
  // Now and then the unit that is slow, and the one that is dead; the others in turn.
  const unit = UNITS[random.next() < 0.1 ? random.whole(GOOD_UNITS.length, UNITS.length - 1) : random.whole(0, GOOD_UNITS.length - 1)] ?? 1;
  const words = code === 16 ? Array.from({ length: quantity }, () => random.whole(0, 0xffff)) : [];
  return { unit, code, address: 100 * random.whole(0, 2), quantity, words };
}

/** Numbers of the slave's questions after `before` that are this exchange. */
function asked(slave: HostileSlave, before: number, { code, address, quantity, words }: Exchange): number[] {
  const found: number[] = [];
  for (let serial = before + 1; serial <= slave.serial; serial++) {
    const question = slave.question(serial);
    if (!question || question.code !== code || question.address !== address || question.quantity !== quantity) continue;
    if (words.every((word, k) => question.words[k] === word)) found.push(serial);
  }
  return found;
}

/** Drives one line until `enough` says so, and adds to the account. */
export async function drive(line: HostileLine, door: Door, times: LineTimes, random: Random, account: Account, enough: () => boolean): Promise<void> {
  let bus: Bus | undefined;
  let opening: Promise<void> | undefined;
  const open = async (): Promise<void> => {
    const options = { framing: 'rtu', ...times, babbleMs: 10 * times.silenceMs, reopened: bus !== undefined } as const;
    bus = await Bus.open(await door.connect(), options);
  };
  const ready = async (): Promise<Bus> => {
    if (bus?.isOpen) return bus;
    if (bus) account.reconnects++;
    opening ??= open().finally(() => (opening = undefined));
    await opening;
    return ready();
  };
  const one = async (): Promise<void> => {
    const exchange = draw(random);
    const { unit, code, address, quantity, words } = exchange;
    const on = await ready();
    const slave = line.slaves.get(unit);
    const before = slave?.serial ?? 0;
    const aborter = random.next() < ABORTED ? new AbortController() : undefined;
    if (aborter) setTimeout(() => aborter.abort(), random.next() * times.timeoutMs);
    const options = aborter ? { signal: aborter.signal } : {};
    const started = performance.now();
    let values: Uint16Array | undefined;
    try {
      if (code === 16) await bounded(on.writeRegisters(unit, address, words, options));
      else values = await bounded(code === 3 ? on.readHolding(unit, address, quantity, options) : on.readInput(unit, address, quantity, options));
      const serials = slave ? asked(slave, before, exchange) : [];
      const fits = (serial: number): boolean => values?.every((value, k) => value === wordAt(unit, code, address + k, serial)) ?? true;
      if (serials.some(fits) && (code !== 16 || serials.length === 1)) account.right++;
      else tellWrong(account, exchange, before, slave);
    } catch (error) {
      if (!(error instanceof LiquidusError)) throw error;
      if (error.code === 'internal.hang') account.hangs++;
      if (code === 16 && slave && asked(slave, before, exchange).length > 1) tellWrong(account, exchange, before, slave);
      account.error(error.code);
    }
    account.exchanges++;
    account.longestMs = Math.max(account.longestMs, performance.now() - started);
  };
  const caller = async (): Promise<void> => {
    while (!enough()) await one();
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  line.close();
  await bus?.close();
  await door.close();
}

function tellWrong(account: Account, exchange: Exchange, before: number, slave: HostileSlave | undefined): void {
  account.wrong++;
  if (account.evidence.length < 5)
    account.evidence.push(
      `${JSON.stringify({ ...exchange, words: exchange.words.length })} after question ${before}, slave at ${slave?.serial ?? 'none'}`,
    );
}

function bounded<T>(request: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LiquidusError('internal.hang', 'The request was never settled.')), HANG_MS);
  });
  return Promise.race([request, hang]).finally(() => clearTimeout(timer));
}
