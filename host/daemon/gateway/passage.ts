/**
 * What happens to one request of a foreign master: refused, or asked on the unit's own line behind whatever waits there, writes before reads. The answer is
 * that of the device, an exception of the device, or one of the gateway (Modbus Application Protocol V1.1b3, section 7).
 */
import { COMMANDS } from '../../../firmware/model/commands.js';
import { FC, ModbusException } from '../../bus/pdu.js';
import { controlAddress, MAILBOX_START } from '../../device/codec.js';
import { LiquidusError } from '../../error.js';
import type { Member } from '../daemon.js';
import { isLoopback } from '../http/access.js';
import type { Audit } from '../security/audit.js';
import { RateLimit } from '../security/rate-limit.js';
import type { AllowList, MasterName } from './allow.js';
import type { GatewayRequest } from './request.js';
import { EXCEPTION, requestOf, word } from './request.js';

/** Longest wait of a request in the queue of its line, ms: a master that waits longer has given up. */
const QUEUE_MS = 3000;
/** Time that the device needs to show the sequence number of a command that was written, ms: two of its ticks and a read. */
const ACKNOWLEDGE_MS = 300;
/** The same for a command that stores, which is acknowledged with exception 5 and runs on (docs/modbus.md). */
const STORE_MS = 1500;
/** Writes of a master that may follow one another at once. */
const BURST = 20;

const HEARTBEAT = controlAddress('heartbeat');
const MAILBOX_END = controlAddress('commandSequence');
const STOP = COMMANDS.find((row) => row.name === 'stop')?.code;

/** Counts since the start. */
export interface PassageFigures {
  requests: number;
  replies: number;
  exceptions: number;
  writes: number;
  refusedWrites: number;
}

/** What the rules of a gateway are. */
export interface PassageRules {
  readonly allow: AllowList;
  /** Writes a second of one master in the long run. */
  readonly writesPerSecond: number;
  /** True when masters prove by a certificate who they are. */
  readonly certified: boolean;
}

/** A request, and where it came from. */
interface Question {
  readonly master: MasterName;
  readonly request: GatewayRequest;
  readonly pdu: Uint8Array;
  /** Fires when the master is gone. */
  readonly gone: AbortSignal;
}

function touchesMailbox({ changes }: GatewayRequest): boolean {
  return changes.some(({ kind, from, count }) => kind === 'register' && from <= MAILBOX_END && from + count > MAILBOX_START);
}

/** A heartbeat comes every second: it is no news for the audit log. */
function isHeartbeat({ changes }: GatewayRequest): boolean {
  return changes.every(({ kind, from, count }) => kind === 'register' && from === HEARTBEAT && count === 1);
}

/** A stop in the mailbox is never held up by a limit. */
function isStop(pdu: Uint8Array): boolean {
  return pdu[0] === FC.writeRegisters && word(pdu, 1) === MAILBOX_START && word(pdu, 6) === STOP;
}

/** A device that has taken a command and stores says so with an exception. */
const isAccepted = (error: unknown): boolean => error instanceof LiquidusError && error.code === 'refused.accepted';

/** The exception for a request that failed. */
function exceptionOf(error: unknown): number {
  if (error instanceof ModbusException) return error.exception;
  if (!(error instanceof LiquidusError)) return EXCEPTION.failure;
  if (error.code === 'link.queueFull' || error.code === 'link.aborted' || error.code === 'usage.rate') return EXCEPTION.busy;
  if (error.code === 'link.closed') return EXCEPTION.pathUnavailable;
  return error.family === 'link' ? EXCEPTION.targetSilent : EXCEPTION.failure;
}

/** Name of a master in the audit log. */
function nameOf({ address, certificate }: MasterName): string {
  return certificate === undefined ? address : `cn:${certificate}`;
}

/** The way of requests through a gateway. */
export class Passage {
  readonly figures: PassageFigures = { requests: 0, replies: 0, exceptions: 0, writes: 0, refusedWrites: 0 };
  readonly #members: ReadonlyMap<number, Member>;
  readonly #rules: PassageRules;
  readonly #audit: Audit;
  readonly #rate: RateLimit;

  /** @param members units by their number at the gateway */
  constructor(members: ReadonlyMap<number, Member>, rules: PassageRules, audit: Audit) {
    this.#members = members;
    this.#rules = rules;
    this.#audit = audit;
    this.#rate = new RateLimit({ burst: BURST, perSecond: rules.writesPerSecond });
  }

  /** The reply PDU to a request PDU. Never rejects. */
  async answer(master: MasterName, number: number, pdu: Uint8Array, gone: AbortSignal): Promise<Uint8Array> {
    this.figures.requests++;
    let exception: number;
    try {
      const reply = await this.#ask(master, number, pdu, gone);
      if (typeof reply !== 'number') {
        this.figures.replies++;
        return reply;
      }
      exception = reply;
    } catch (error) {
      exception = exceptionOf(error);
    }
    this.figures.exceptions++;
    return Uint8Array.of((pdu[0] ?? 0) | 0x80, exception);
  }

  async #ask(master: MasterName, number: number, pdu: Uint8Array, gone: AbortSignal): Promise<Uint8Array | number> {
    const request = requestOf(pdu);
    if (typeof request === 'number') return request;
    const member = this.#members.get(number);
    if (!member) return EXCEPTION.pathUnavailable;
    const question = { master, request, pdu, gone };
    return request.changes.length > 0 ? this.#write(member, question) : this.#pass(member, question);
  }

  async #pass({ unit, line }: Member, { request, pdu, gone }: Question): Promise<Uint8Array | number> {
    const { bus } = line;
    if (!bus) return EXCEPTION.pathUnavailable;
    // A unit that is known to be dead costs its line a deadline each time; the daemon finds out by itself when it lives again.
    if (unit.silent) return EXCEPTION.targetSilent;
    // Not AbortSignal.any: on Node 20 it keeps something of every request for as long as the master stays.
    const queued = new AbortController();
    const leave = (): void => queued.abort();
    const timer = setTimeout(leave, QUEUE_MS);
    gone.addEventListener('abort', leave);
    if (gone.aborted) leave();
    try {
      return await bus.raw(unit.options.address, pdu, request.changes.length > 0, { queued: queued.signal, background: true });
    } finally {
      clearTimeout(timer);
      gone.removeEventListener('abort', leave);
    }
  }

  /** A write, with its line in the audit log whatever comes of it. */
  async #write(member: Member, question: Question): Promise<Uint8Array | number> {
    const tell = (result: string): void => this.#note(member, question, result);
    try {
      const reply = await this.#change(member, question);
      if (typeof reply === 'number') this.figures.refusedWrites++;
      else this.figures.writes++;
      tell(typeof reply === 'number' ? `exception.${reply}` : 'done');
      return reply;
    } catch (error) {
      if (isAccepted(error)) this.figures.writes++;
      else this.figures.refusedWrites++;
      tell(error instanceof LiquidusError ? error.code : 'internal.daemon');
      throw error;
    }
  }

  async #change(member: Member, question: Question): Promise<Uint8Array | number> {
    const { master, request } = question;
    // Over a plain network anybody can use the address of another: such a master only reads.
    const proven = this.#rules.certified || isLoopback(master.address);
    const stop = isStop(question.pdu);
    if (!stop) this.#rate.count(nameOf(master));
    const refused = proven ? this.#rules.allow.judge(master, member.unit.options.id, request) : EXCEPTION.function;
    if (refused !== 0) return refused;
    if (!touchesMailbox(request)) return this.#pass(member, question);
    const { mailbox } = member.unit;
    if (mailbox.busy && !stop) return EXCEPTION.busy;
    return new Promise((resolve, reject) => {
      void mailbox.hold(async () => {
        const stores = await this.#pass(member, question).then(
          (reply) => (resolve(reply), false),
          (error: unknown) => (reject(error instanceof Error ? error : new Error(String(error))), isAccepted(error)),
        );
        await new Promise((done) => setTimeout(done, stores ? STORE_MS : ACKNOWLEDGE_MS));
      });
    });
  }

  #note({ unit }: Member, { master, request, pdu }: Question, result: string): void {
    // What comes too often is counted, and must not fill the disk.
    if ((result === 'done' && isHeartbeat(request)) || result === 'usage.rate') return;
    const value = { function: request.code, changes: request.changes, bytes: Buffer.from(pdu).toString('hex') };
    this.#audit.write({ who: nameOf(master), role: 'modbus', unit: unit.options.id, action: 'modbus', value, result });
  }
}
