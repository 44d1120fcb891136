/**
 * The way to an MQTT broker that may be gone at any time. Retained topics keep their newest text and go out again whenever the broker is back; messages wait
 * in a bounded line. What was lost meanwhile is counted and told.
 */
import { EventEmitter } from 'node:events';
import type { IClientOptions, MqttClient } from 'mqtt';
import { LiquidusError } from '../../error.js';

/** Settings of the connection. */
export interface BrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://` and host. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Certificates and key, PEM. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Retained topic that says whether this daemon is there: `online`, and by last will `offline`. */
  readonly statusTopic: string;
}

/** How the connection stands. */
export interface BrokerHealth {
  readonly connected: boolean;
  readonly error: LiquidusError | undefined;
  /** Since when it is as it is. */
  readonly since: Date | undefined;
  /** Messages that wait. */
  readonly waiting: number;
  /** Since the start: messages that were given up, and texts of retained topics that a newer one replaced before the broker took them. */
  readonly lost: number;
  readonly skipped: number;
}

/** What an outage has cost. */
export interface Outage {
  readonly from: Date;
  readonly to: Date;
  readonly lost: number;
  readonly skipped: number;
}

/** Waits between attempts to connect, ms; the last one repeats. */
const BACKOFF_MS = [250, 500, 1000, 2000, 5000, 10_000];
/** Longest wait for a connection, ms, and time between two signs of life, s. */
const CONNECT_MS = 5000;
const KEEP_ALIVE_S = 15;
/** Messages that wait for the broker at most. */
const MOST_WAITING = 1000;
/** Messages under way whose receipt the broker has not confirmed yet. */
const IN_FLIGHT = 50;
/** Longest wait for the farewell when the daemon ends, ms. */
const FAREWELL_MS = 1000;

interface Message {
  readonly topic: string;
  readonly text: string;
}

/** Words for a broker that is not there. */
function brokerError(url: string, error: unknown): LiquidusError {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  const why = /not authorized|bad user ?name/i.test(message)
    ? 'it refuses user or password; correct them'
    : `${message || (code ?? 'no reason given')}; check broker, address and network`;
  return new LiquidusError('link.broker', `The MQTT broker ${url.replace(/\/\/[^@/]*@/, '//')} does not take what it is sent (${why}).`, {
    cause: error,
  });
}

/** One broker. Events: `up` after each connection, with the outage before it; `down` with the reason when it is lost; `message` of a subscription. */
export class Broker extends EventEmitter<{ up: [Outage | undefined]; down: [LiquidusError]; message: [topic: string, text: string] }> {
  readonly #options: BrokerOptions;
  readonly #retained = new Map<string, string>();
  readonly #dirty = new Set<string>();
  readonly #listens = new Set<string>();
  #queue: Message[] = [];
  #flying = new Set<Message>();
  #inFlight = 0;
  #client: MqttClient | undefined;
  #connected = false;
  #attempt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #error: LiquidusError | undefined;
  #since: Date | undefined;
  #lost = 0;
  #skipped = 0;
  #before = { lost: 0, skipped: 0 };

  constructor(options: BrokerOptions) {
    super();
    this.#options = options;
    this.#retained.set(options.statusTopic, 'online');
  }

  get health(): BrokerHealth {
    return {
      connected: this.#connected,
      error: this.#error,
      since: this.#since,
      waiting: this.#queue.length + this.#flying.size,
      lost: this.#lost,
      skipped: this.#skipped,
    };
  }

  /** Connects, and again whenever the broker is lost. Never rejects. */
  async start(): Promise<void> {
    const { connect } = await import('mqtt');
    if (!this.#stopped) this.#connect(connect);
  }

  /** Says goodbye and ends. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    if (this.#connected) {
      const said = client.publishAsync(this.#options.statusTopic, 'offline', { qos: 1, retain: true }).catch(() => undefined);
      await Promise.race([said, new Promise((done) => setTimeout(done, FAREWELL_MS).unref())]);
    }
    this.#connected = false;
    client.removeAllListeners();
    client.on('error', () => undefined);
    await client.endAsync(true).catch(() => undefined);
  }

  /** Sets a retained topic; only its newest text counts. */
  retain(topic: string, text: string): void {
    if (this.#retained.get(topic) === text && !this.#dirty.has(topic)) return;
    if (this.#dirty.has(topic)) this.#skipped++;
    this.#retained.set(topic, text);
    this.#dirty.add(topic);
    this.#pump();
  }

  /** Sends a message once; it waits while the broker is away. */
  tell(topic: string, text: string): void {
    this.#queue.push({ topic, text });
    this.#lost += this.#queue.splice(0, Math.max(0, this.#queue.length - MOST_WAITING)).length;
    this.#pump();
  }

  /** Sends retained topics again that begin with `start`. */
  repeat(start: string): void {
    for (const topic of this.#retained.keys()) if (topic.startsWith(start)) this.#dirty.add(topic);
    this.#pump();
  }

  /** Hears messages of a topic from the next connection on. */
  listen(topic: string): void {
    this.#listens.add(topic);
  }

  #connect(connect: (url: string, options: IClientOptions) => MqttClient): void {
    const { url, statusTopic, ...rest } = this.#options;
    // A client of its own for each connection: what one has not delivered is told again by the next, and nothing of the old one comes late.
    const client = connect(url, {
      ...rest,
      clientId: `liquidus-${process.pid}-${Math.random().toString(16).slice(2, 10)}`,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
      keepalive: KEEP_ALIVE_S,
      clean: true,
      queueQoSZero: false,
      will: { topic: statusTopic, payload: Buffer.from('offline'), qos: 1, retain: true },
    });
    this.#client = client;
    let reason: unknown = new Error('the connection was closed');
    let over = false;
    client.on('connect', () => this.#up(client));
    client.on('message', (topic, payload) => this.emit('message', topic, payload.toString('utf8')));
    client.on('error', (error) => {
      reason = error;
    });
    client.on('close', () => {
      if (over || this.#stopped) return;
      over = true;
      client.end(true);
      this.#down(brokerError(url, reason));
      this.#timer = setTimeout(() => this.#connect(connect), BACKOFF_MS[Math.min(this.#attempt++, BACKOFF_MS.length - 1)]);
    });
  }

  #up(client: MqttClient): void {
    const from = this.#since;
    const outage = this.#error &&
      from && { from, to: new Date(), lost: this.#lost - this.#before.lost, skipped: this.#skipped - this.#before.skipped };
    this.#connected = true;
    this.#attempt = 0;
    this.#error = undefined;
    this.#since = new Date();
    this.#inFlight = 0;
    for (const topic of this.#retained.keys()) this.#dirty.add(topic);
    if (this.#listens.size > 0) client.subscribe([...this.#listens], { qos: 1 }, () => undefined);
    this.emit('up', outage);
    this.#pump();
  }

  #down(error: LiquidusError): void {
    const news = this.#connected || !this.#error;
    if (news) {
      this.#since = new Date();
      this.#before = { lost: this.#lost, skipped: this.#skipped };
    }
    this.#connected = false;
    this.#error = error;
    // Nobody knows whether the broker has them: twice is better than never.
    this.#queue = [...this.#flying, ...this.#queue];
    this.#flying = new Set();
    this.#lost += this.#queue.splice(0, Math.max(0, this.#queue.length - MOST_WAITING)).length;
    if (news) this.emit('down', error);
  }

  #pump(): void {
    const client = this.#client;
    while (client && this.#connected && this.#inFlight < IN_FLIGHT) {
      const message = this.#queue.shift();
      const topic = message?.topic ?? [...this.#dirty][0];
      if (topic === undefined) return;
      if (message) this.#flying.add(message);
      else this.#dirty.delete(topic);
      this.#inFlight++;
      client.publish(topic, message?.text ?? this.#retained.get(topic) ?? '', { qos: 1, retain: !message }, (error) => {
        if (client !== this.#client || !this.#connected) return;
        this.#inFlight--;
        if (message && !error) this.#flying.delete(message);
        this.#pump();
      });
    }
  }
}
