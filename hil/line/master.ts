/**
 * The bench's Modbus master: one request at a time, in virtual time, with the same frames and the same judgement as the host's bus.
 *
 * `service` is called once per step of the plant. It takes what has come over the line, ends or times out the request under way, and starts
 * the next one. So a round trip is measured in whole steps.
 */
import { COMMANDS, RESULTS, type ResultName } from '../../firmware/model/commands.js';
import { LIVE_COUNT, liveRow } from '../../firmware/model/registers.js';
import { UNLOCK_ASK, UNLOCK_KEY } from '../../firmware/model/unlock.js';
import { FC, exceptionName, readRequest, registersOf, writeRegisterRequest, writeRegistersRequest } from '../../host/bus/pdu.js';
import { buildRequest, judgeReply, replyLength } from '../../host/bus/rtu.js';
import { controlAddress, encodeCommand, MAILBOX_START, type Command } from '../../host/device/codec.js';
import { LiveBlock } from './live-block.js';

/** The place of the master on the line. */
export interface MasterPort {
  /** Puts a frame on the line; gives the time at which its last character is off. */
  send(nowMs: number, bytes: Uint8Array): number;
  /** Takes what came in since the last call. */
  take(): Uint8Array;
  /** True when the line is free for a request. */
  mayTalk(): boolean;
}

export interface MasterOptions {
  /** Modbus address of the controller. */
  readonly unit: number;
  /** Distance of live-block reads, ms. */
  readonly pollMs: number;
  /** Distance of heartbeats, ms. */
  readonly heartbeatMs: number;
  /** Time without an answer after which a request has failed, ms. */
  readonly timeoutMs: number;
}

export const MASTER_DEFAULTS: MasterOptions = { unit: 1, pollMs: 1000, heartbeatMs: 1000, timeoutMs: 500 };

/** What went over the line so far. */
export interface LineCounters {
  requests: number;
  replies: number;
  timeouts: number;
  /** Exception replies. */
  exceptions: number;
  /** Replies that the judgement of the host's bus refused: CRC, unit, function, quantity, echo. */
  damaged: number;
  /** Live blocks with different sequence numbers at their ends. */
  torn: number;
  /** Bytes that answered nothing. */
  unsolicited: number;
  /** Longest time from request to whole reply, ms. */
  worstRoundTripMs: number;
}

/** How a command ended. */
export interface CommandOutcome {
  readonly result: ResultName | 'noAnswer' | 'exception';
  readonly detail: string;
}

interface Request {
  readonly frame: Uint8Array;
  readonly done: (reply: Uint8Array | undefined, exception: number) => void;
}

const HEARTBEAT = controlAddress('heartbeat');
const UNLOCK = controlAddress('unlock');
const ACK_SEQUENCE = liveRow('ackSequence').address;
const ACK_RESULT = liveRow('ackResult').address;
/** Distance of live-block reads while a command runs, ms. */
const RUNNING_POLL_MS = 100;
/** A change that the pins show is in the live block two ticks later at the latest, ms. */
const ECHO_POLL_MS = 200;
/** Exception that says that a command has begun and goes on. */
const ACKNOWLEDGE = 5;
/** Exception that says that one still goes on. */
const BUSY = 6;
const EMPTY = new Uint8Array(0);

export class LineMaster {
  readonly live = new LiveBlock();
  readonly counters: LineCounters = { requests: 0, replies: 0, timeouts: 0, exceptions: 0, damaged: 0, torn: 0, unsolicited: 0, worstRoundTripMs: 0 };
  /** Sends nothing while true: the master has died, or its cable is out. */
  silent = false;
  /** Sends no heartbeat while false, but goes on polling. */
  heartbeats = true;

  private readonly pollFrame: Uint8Array;
  private readonly queue: Request[] = [];
  private underway: Request | undefined;
  private sentMs = 0;
  private received: Uint8Array = EMPTY;
  private nextPollMs = 0;
  private nextHeartbeatMs = 0;
  private echoPollMs = Infinity;
  private heartbeat = 0;
  private sequence = 0;
  private command: { readonly sequence: number; outcome: CommandOutcome | undefined } | undefined;

  constructor(
    private readonly port: MasterPort,
    private readonly options: MasterOptions = MASTER_DEFAULTS,
  ) {
    this.pollFrame = buildRequest(options.unit, readRequest(FC.readInput, 0, LIVE_COUNT));
  }

  /** True when nothing is queued or under way. */
  get idle(): boolean {
    return this.underway === undefined && this.queue.length === 0;
  }

  /** One turn of the line at virtual time `nowMs`. */
  service(nowMs: number): void {
    if (this.underway !== undefined) this.collect(nowMs);
    if (this.underway !== undefined || this.silent || !this.hasNews(nowMs) || !this.port.mayTalk()) return;
    const next = this.queue.shift() ?? this.due(nowMs);
    if (next === undefined) return;
    this.counters.unsolicited += this.port.take().length;
    this.underway = next;
    this.sentMs = nowMs;
    this.received = EMPTY;
    this.counters.requests++;
    this.port.send(nowMs, next.frame);
  }

  /** Reads the live block as soon as the line is free. */
  pollSoon(): void {
    this.nextPollMs = 0;
  }

  /** Reads the live block now, and once more when the controller has had a tick to render what has just happened. */
  pollTwice(nowMs: number): void {
    this.pollSoon();
    this.echoPollMs = nowMs + ECHO_POLL_MS;
  }

  /** Forgets requests under way and what has come in of their answers: the controller lost power, or the line was cut. */
  drop(): void {
    this.port.take();
    this.queue.length = 0;
    this.underway = undefined;
    this.received = EMPTY;
  }

  /** Writes holding registers, FC16, one request. `done` gets the exception code, 0 for success, -1 for no answer. */
  write(start: number, words: readonly number[], done: (exception: number) => void = () => undefined): void {
    this.queue.push(this.writing(start, words, done));
  }

  private writing(start: number, words: readonly number[], done: (exception: number) => void = () => undefined): Request {
    return {
      frame: buildRequest(this.options.unit, writeRegistersRequest(start, words)),
      done: (reply, exception) => done(reply ? exception : -1),
    };
  }

  /** Reads registers, input registers by default, one request. `done` gets them, or nothing when the controller refused or did not answer. */
  read(
    start: number,
    count: number,
    done: (words: Uint16Array | undefined) => void,
    code: typeof FC.readInput | typeof FC.readHolding = FC.readInput,
  ): void {
    this.queue.push({
      frame: buildRequest(this.options.unit, readRequest(code, start, count)),
      done: (reply, exception) => done(reply && exception === 0 ? registersOf(reply.subarray(1)) : undefined),
    });
  }

  /** Opens the commands that need the key. */
  private unlock(): void {
    this.write(UNLOCK, [UNLOCK_ASK]);
    this.read(
      UNLOCK,
      1,
      (words) => {
        // Ahead of everything that waits: the command is the next one.
        if (words) this.queue.unshift(this.writing(UNLOCK, [(words[0] ?? 0) ^ UNLOCK_KEY]));
      },
      FC.readHolding,
    );
  }

  /** Puts a command in the mailbox, behind the key where it needs one. Returns a function that gives its outcome, or undefined while it runs. Throws for a command that the map does not know. */
  send(command: Command): () => CommandOutcome | undefined {
    this.sequence = (Math.max(this.sequence, this.live.words[ACK_SEQUENCE] ?? 0) % 0xffff) + 1;
    const entry: { readonly sequence: number; outcome: CommandOutcome | undefined } = { sequence: this.sequence, outcome: undefined };
    this.command = entry;
    if (COMMANDS.some(({ name, keyed }) => keyed && name === command.name)) this.unlock();
    this.write(MAILBOX_START, encodeCommand(command, this.sequence), (exception) => {
      if (exception === 0 || exception === ACKNOWLEDGE) this.pollSoon();
      else if (exception < 0) entry.outcome = { result: 'noAnswer', detail: `no answer within ${this.options.timeoutMs} ms` };
      else entry.outcome = { result: 'exception', detail: `exception ${exception} (${exceptionName(exception)})` };
    });
    return () => entry.outcome;
  }

  private collect(nowMs: number): void {
    const request = this.underway;
    if (request === undefined) return;
    const bytes = this.port.take();
    if (bytes.length > 0) this.received = this.received.length === 0 ? bytes : joined(this.received, bytes);
    const length = replyLength(this.received);
    if (length !== null && length !== undefined && this.received.length >= length) {
      this.underway = undefined;
      this.finish(request, nowMs, length);
    } else if (nowMs - this.sentMs >= this.options.timeoutMs) {
      this.underway = undefined;
      this.counters.timeouts++;
      if (this.received.length > 0) this.counters.damaged++;
      request.done(undefined, -1);
    }
  }

  private finish(request: Request, nowMs: number, length: number): void {
    this.counters.unsolicited += this.received.length - length;
    const reply = this.received.subarray(0, length);
    if (judgeReply(request.frame, reply) !== null) {
      this.counters.damaged++;
      request.done(undefined, -1);
      return;
    }
    this.counters.replies++;
    this.counters.worstRoundTripMs = Math.max(this.counters.worstRoundTripMs, nowMs - this.sentMs);
    const exception = ((reply[1] ?? 0) & 0x80) !== 0 ? (reply[2] ?? 0) : 0;
    // A command that has begun, and a write that must wait for one: neither is refused.
    if (exception !== 0 && exception !== ACKNOWLEDGE && exception !== BUSY) this.counters.exceptions++;
    request.done(reply, exception);
    if (request.frame === this.pollFrame && exception === 0) {
      if (!this.live.take(registersOf(reply.subarray(1)), nowMs)) this.counters.torn++;
      this.settle(nowMs);
    }
  }

  /** Ends the command under way when the live block carries its sequence number and a final result. */
  private settle(nowMs: number): void {
    const command = this.command;
    if (command === undefined || command.outcome !== undefined || this.live.words[ACK_SEQUENCE] !== command.sequence) return;
    const result = RESULTS[this.live.words[ACK_RESULT] ?? 0] ?? 'none';
    if (result === 'running') this.nextPollMs = Math.min(this.nextPollMs, nowMs + RUNNING_POLL_MS);
    else command.outcome = { result, detail: result };
  }

  private hasNews(nowMs: number): boolean {
    return this.queue.length > 0 || (this.heartbeats && nowMs >= this.nextHeartbeatMs) || nowMs >= this.nextPollMs || nowMs >= this.echoPollMs;
  }

  private due(nowMs: number): Request | undefined {
    if (this.heartbeats && nowMs >= this.nextHeartbeatMs) {
      this.nextHeartbeatMs = nowMs + this.options.heartbeatMs;
      this.heartbeat = (this.heartbeat % 0xffff) + 1;
      return { frame: buildRequest(this.options.unit, writeRegisterRequest(HEARTBEAT, this.heartbeat)), done: () => undefined };
    }
    if (nowMs >= this.nextPollMs || nowMs >= this.echoPollMs) {
      if (nowMs >= this.echoPollMs) this.echoPollMs = Infinity;
      this.nextPollMs = nowMs + this.options.pollMs;
      return { frame: this.pollFrame, done: () => undefined };
    }
    return undefined;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
