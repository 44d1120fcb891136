/**
 * One bus: the only way to a line. Requests wait in one queue for the whole line, each has a deadline, and after a failure the line is
 * quarantined, so that a caller gets the answer to its own question or an error, never the answer to another question.
 */
import { EventEmitter } from 'node:events';
import modbusSerial from 'modbus-serial';
import { LiquidusError } from '../error.js';
import type { BusCounters } from './counters.js';
import { Tally } from './counters.js';
import { deadlineMs, frameGapMs } from './deadline.js';
import { abortedRequest, babbling, brokenLink, noAnswer, unwrapException } from './failure.js';
import { buildRequest, MAX_FRAME } from './rtu.js';
import { checkUnit, exceptionError, FC, MAX_READ, readRequest, registersAsked, writeRegisterRequest, writeRegistersRequest } from './pdu.js';
import { StrictPort } from './port.js';
import { Quarantine } from './quarantine.js';
import { RequestQueue } from './queue.js';
import type { BusOptions, Job, Question, RequestOptions } from './request.js';
import type { ByteStream } from './stream.js';

/** Gap between frames where the baud rate is not known, ms. */
const GAP_WITHOUT_BAUD_MS = 2;
/** Canary reads in a row that may be followed by bytes nobody asked for. */
const CANARY_ROUNDS = 5;

/** Event `close` (reason) when the line is gone. */
export class Bus extends EventEmitter<{ close: [string] }> {
  readonly title: string;
  readonly #port: StrictPort;
  readonly #client: InstanceType<typeof modbusSerial.default>;
  readonly #options: BusOptions;
  readonly #queue: RequestQueue<Job>;
  readonly #tally = new Tally();
  /** By unit. */
  readonly #quarantines = new Map<number, Quarantine>();
  /** When bytes came that nobody asked for, while the line is not trusted for that, ms. */
  #strayAt: number | undefined;
  readonly #openedAt = performance.now();
  #busy = false;
  #wake: (() => void) | undefined;
  #closed: string | undefined;
  #interrupt: ((error: LiquidusError) => void) | undefined;

  /** A bus over a stream that `open` opens. */
  static async open(stream: ByteStream, options: BusOptions): Promise<Bus> {
    const bus = new Bus(stream, options);
    await new Promise<void>((resolve, reject) => {
      bus.#client.open((error?: Error | null) => (error ? reject(error) : resolve()));
    });
    return bus;
  }

  private constructor(stream: ByteStream, options: BusOptions) {
    super();
    this.title = stream.title;
    this.#options = options;
    this.#queue = new RequestQueue<Job>(options.depth ?? 32);
    this.#port = new StrictPort(stream, options.framing);
    this.#client = new modbusSerial.default(this.#port);
    this.#port.on('close', (reason: string) => this.#end(reason));
  }

  get counters(): BusCounters {
    return this.#tally.with(this.#port.counters);
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  /** Reads `quantity` input registers (FC04) from `address`. */
  readInput(unit: number, address: number, quantity: number, options?: RequestOptions): Promise<Uint16Array> {
    return this.#read(FC.readInput, unit, address, quantity, options);
  }

  /** Reads `quantity` holding registers (FC03) from `address`. */
  readHolding(unit: number, address: number, quantity: number, options?: RequestOptions): Promise<Uint16Array> {
    return this.#read(FC.readHolding, unit, address, quantity, options);
  }

  /** Writes one register (FC06). Resolves when the device echoed address and value. */
  async writeRegister(unit: number, address: number, value: number, options?: RequestOptions): Promise<void> {
    const pdu = writeRegisterRequest(address, value);
    const send = (): Promise<unknown> => this.#client.writeRegister(address, value);
    await this.#ask(
      { write: true, unit, asked: `write register ${address}`, requestBytes: pdu.length + 3, replyBytes: 8, quantity: 0, send },
      options,
    );
  }

  /** Writes `values` from `address` in one transaction (FC16). Resolves when the device echoed address and quantity. */
  async writeRegisters(unit: number, address: number, values: readonly number[], options?: RequestOptions): Promise<void> {
    const pdu = writeRegistersRequest(address, values);
    const send = (): Promise<unknown> => this.#client.writeRegisters(address, [...values]);
    const asked = `write ${values.length} registers from ${address}`;
    await this.#ask({ write: true, unit, asked, requestBytes: pdu.length + 3, replyBytes: 8, quantity: 0, send }, options);
  }

  /**
   * Sends any request PDU with a function code of `rtu.ts` and resolves with the reply PDU. It counts as a write in the queue unless
   * `write` is false; it is never repeated.
   */
  async raw(unit: number, pdu: Uint8Array, write: boolean, options?: RequestOptions): Promise<Uint8Array> {
    const frame = buildRequest(unit, pdu);
    const asked = `answer function ${pdu[0] ?? 0}`;
    const send = (): Promise<unknown> => this.#rawReply(frame);
    const quantity = registersAsked(pdu);
    const replyBytes = quantity > 0 && quantity <= MAX_READ ? 5 + 2 * quantity : MAX_FRAME;
    const reply = await this.#ask({ write, unit, asked, requestBytes: frame.length, replyBytes, quantity, send }, options);
    return reply as Uint8Array;
  }

  /** Closes the line; requests that wait or run are rejected with `link.closed`. */
  async close(): Promise<void> {
    this.#end('closed');
    await new Promise<void>((resolve) => this.#port.close(() => resolve()));
  }

  async #read(code: 3 | 4, unit: number, address: number, quantity: number, options?: RequestOptions): Promise<Uint16Array> {
    readRequest(code, address, quantity);
    const send = async (): Promise<unknown> => {
      const client = this.#client;
      const result = await (code === FC.readInput ? client.readInputRegisters(address, quantity) : client.readHoldingRegisters(address, quantity));
      return Uint16Array.from(result.data);
    };
    const asked = `read ${quantity} ${code === FC.readInput ? 'input' : 'holding'} registers from ${address}`;
    const question = { write: false, unit, asked, requestBytes: 8, replyBytes: 5 + 2 * quantity, quantity, send };
    for (let attempt = 0; ; attempt++) {
      try {
        return (await this.#ask(question, options)) as Uint16Array;
      } catch (error) {
        const again = error instanceof LiquidusError && (error.code === 'link.timeout' || error.code === 'link.corrupt');
        if (!again || attempt >= (this.#options.readRetries ?? 0)) throw error;
      }
    }
  }

  #ask(question: Question, options: RequestOptions | undefined): Promise<unknown> {
    checkUnit(question.unit);
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(brokenLink(this.title, this.#closed));
      const signal = options?.signal;
      const queued = options?.queued;
      const abort = (): void => {
        this.#queue.remove(job);
        reject(abortedRequest(question.asked));
      };
      const unqueue = (): void => {
        if (this.#queue.remove(job)) job.reject(abortedRequest(question.asked));
      };
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V): void => {
          signal?.removeEventListener('abort', abort);
          queued?.removeEventListener('abort', unqueue);
          settle(value);
        };
      const job: Job = { ...question, background: options?.background === true, resolve: settled(resolve), reject: settled(reject), signal };
      if (signal?.aborted || queued?.aborted) return abort();
      if (!this.#queue.add(job)) {
        return reject(
          new LiquidusError('link.queueFull', `${this.#queue.length} requests wait for ${this.title}, which is the limit; ask less often.`),
        );
      }
      signal?.addEventListener('abort', abort);
      queued?.addEventListener('abort', unqueue);
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#wake?.();
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length > 0) {
      const job = this.#queue.next(({ unit }) => this.#readyAt(unit) <= performance.now());
      if (!job) await this.#rest();
      else await this.#finish(job);
    }
    this.#busy = false;
  }

  async #finish(job: Job): Promise<void> {
    try {
      await this.#settleLine(job);
      if (!job.signal?.aborted) job.resolve(await this.#serve(job));
    } catch (error) {
      job.reject(error instanceof LiquidusError ? error : new LiquidusError('internal.bus', `The bus failed: ${String(error)}.`, { cause: error }));
    }
  }

  /** Waits until the first of the units in quarantine may be asked again, or another request comes. */
  #rest(): Promise<void> {
    const earliest = Math.min(...this.#queue.waiting.map(({ unit }) => this.#readyAt(unit)));
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, Math.max(1, earliest - performance.now()));
      this.#wake = end;
    });
  }

  #quarantineOf(unit: number): Quarantine {
    let quarantine = this.#quarantines.get(unit);
    if (!quarantine) {
      quarantine = new Quarantine();
      if (this.#options.reopened === true && this.#options.framing === 'rtu') quarantine.suspect(this.#openedAt, 0);
      this.#quarantines.set(unit, quarantine);
    }
    return quarantine;
  }

  /** When a unit may be asked: after a failure it gets time to fall silent, while the others are served. */
  #readyAt(unit: number): number {
    if (this.#closed !== undefined || this.#options.framing === 'mbap') return -Infinity;
    return this.#quarantineOf(unit).since + (this.#options.silenceMs ?? 300);
  }

  /** Sends one request and waits for its reply, the deadline, an abort or the end of the line. */
  async #serve(job: Job): Promise<unknown> {
    if (this.#closed !== undefined) throw brokenLink(this.title, this.#closed);
    const timeoutMs = this.#timeoutFor(job);
    const started = performance.now();
    this.#tally.requests++;
    this.#client.setID(job.unit);
    let timer: NodeJS.Timeout | undefined;
    let abort: (() => void) | undefined;
    const cut = new Promise<never>((_, reject) => {
      this.#interrupt = reject;
      timer = setTimeout(() => reject(this.#giveUp(job, timeoutMs)), timeoutMs);
      abort = () => {
        this.#abandon(job);
        reject(abortedRequest(job.asked));
      };
      job.signal?.addEventListener('abort', abort);
    });
    try {
      const reply = await Promise.race([job.send(), cut]);
      this.#tally.replied(performance.now() - started);
      return reply;
    } catch (error) {
      const code = unwrapException(error);
      if (code === undefined) throw error;
      this.#tally.replied(performance.now() - started);
      this.#tally.exceptions++;
      throw exceptionError(code, job.unit, job.asked);
    } finally {
      clearTimeout(timer);
      if (abort) job.signal?.removeEventListener('abort', abort);
      this.#interrupt = undefined;
    }
  }

  #timeoutFor(job: Job): number {
    const { baud, timeoutMs } = this.#options;
    if (timeoutMs !== undefined) return timeoutMs;
    return baud === undefined ? 1000 : deadlineMs(baud, job.requestBytes, job.replyBytes);
  }

  /** The deadline passed: closes the transaction and says why. */
  #giveUp(job: Job, timeoutMs: number): LiquidusError {
    const evidence = this.#abandon(job);
    if (evidence.bytes === 0) this.#tally.timeouts++;
    else this.#tally.corrupt++;
    return noAnswer(this.title, job.unit, timeoutMs, evidence);
  }

  #abandon(job: Job): ReturnType<StrictPort['abandon']> {
    const evidence = this.#port.abandon();
    if (this.#options.framing === 'rtu') this.#quarantineOf(job.unit).suspect(performance.now(), job.quantity);
    return evidence;
  }

  /** Before a request goes out: the gap between frames, and the end of a quarantine where one is due. */
  async #settleLine(job: Job): Promise<void> {
    if (this.#options.framing === 'mbap') return;
    const { baud, silenceMs = 300 } = this.#options;
    const gapMs = baud === undefined ? GAP_WITHOUT_BAUD_MS : frameGapMs(baud);
    const quarantine = this.#quarantineOf(job.unit);
    await this.#silence(gapMs);
    for (let round = 0; this.#isStray() || quarantine.active; round++) {
      if (round === CANARY_ROUNDS) throw babbling(this.title, silenceMs);
      this.#tally.quarantines++;
      if (this.#strayAt !== undefined) await this.#silence(silenceMs);
      this.#port.takeDirty();
      await this.#canary(job, quarantine);
      this.#strayAt = undefined;
      quarantine.clear();
      await this.#silence(gapMs);
    }
  }

  /** True since bytes came that nobody asked for. */
  #isStray(): boolean {
    if (this.#port.takeDirty()) this.#strayAt = performance.now();
    return this.#strayAt !== undefined;
  }

  /** Waits until nothing was received, and no stray bytes were noticed, for `ms`. */
  async #silence(ms: number): Promise<void> {
    const started = performance.now();
    const { babbleMs = 3000 } = this.#options;
    for (;;) {
      const now = performance.now();
      const left = ms - (now - Math.max(this.#port.lastByteAt, this.#strayAt ?? -Infinity));
      if (left <= 0 || this.#closed !== undefined) return;
      if (now - started > babbleMs) throw babbling(this.title, ms);
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, left)));
    }
  }

  /**
   * Reads a few registers in a quantity that no late reply can have. A unit that answers with an exception lives as well, once it did so more often than
   * it can owe late ones; the canaries before are then expected like any late reply.
   */
  async #canary({ unit, quantity: behind }: Job, quarantine: Quarantine): Promise<void> {
    const { canaryAddress = 6, silenceMs = 300 } = this.#options;
    const idle = { background: false, resolve: () => undefined, reject: () => undefined, signal: undefined };
    for (let doubt = quarantine.doubts; doubt > 0; doubt--) {
      const quantity = quarantine.canaryQuantity(performance.now(), behind);
      const asked = `read ${quantity} input registers from ${canaryAddress}`;
      const frame = buildRequest(unit, readRequest(FC.readInput, canaryAddress, quantity));
      const send = (): Promise<unknown> => this.#rawReply(frame);
      try {
        await this.#serve({ write: false, unit, asked, requestBytes: 8, replyBytes: 5 + 2 * quantity, quantity, send, ...idle });
        return;
      } catch (error) {
        if (!(error instanceof LiquidusError) || error.family !== 'refused') throw error;
        quarantine.expect(performance.now(), quantity);
        await this.#silence(silenceMs);
      }
    }
  }

  /** Reply PDU of a raw frame; an exception rejects the way the client rejects one. */
  #rawReply(frame: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#port.raw(frame, (reply) => {
        if ((reply[1] ?? 0) & 0x80) reject(Object.assign(new Error('exception'), { modbusCode: reply[2] ?? 0 }));
        else resolve(reply.slice(1, -2));
      });
    });
  }

  #end(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    const error = brokenLink(this.title, reason);
    this.#interrupt?.(error);
    this.#wake?.();
    for (let job = this.#queue.next(); job; job = this.#queue.next()) job.reject(error);
    this.emit('close', reason);
  }
}
