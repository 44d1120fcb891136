/**
 * TCP of the emulated board: `require('net')` as the interpreter has it (socketserver.c), and the other ends of its connections for the bench. A pass of
 * the idle loop takes at most one new connection a server, and of every connection one piece of 536 bytes in either direction; data handlers run at
 * once, `connect`, `drain` and `close` at the end of the pass.
 */
import type { Callback } from './timers.js';

/** Bytes that a pass takes of a connection (`chunkSize`). */
const CHUNK = 536;

/** What the network needs from the processor. */
export interface NetworkHost {
  call1(callback: Callback, argument: unknown): void;
  halted(): boolean;
  /** There is work for a pass. */
  wake(): void;
}

/** The bench's end of a connection. */
export class Link {
  /** Bytes for the board, and from it. */
  private toBoard = Buffer.alloc(0);
  private fromBoard: Buffer[] = [];
  private ended = false;
  /** False: the network takes nothing from the board, as when the other end does not read. */
  reads = true;
  /** True when the board has closed the connection, or has never taken it. */
  closed = false;
  /** Called when there is something to take, and when the board has closed the connection. */
  onNews: () => void = () => undefined;

  constructor(private readonly wake: () => void) {}

  send(bytes: Uint8Array): void {
    this.toBoard = Buffer.concat([this.toBoard, bytes]);
    this.wake();
  }

  /** What the board has sent since the last call. */
  take(): Uint8Array {
    return Buffer.concat(this.fromBoard.splice(0));
  }

  /** Closes the connection. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Takes what the board sends again. */
  read(): void {
    this.reads = true;
    this.wake();
  }

  /** The board's side: a piece, undefined when the other end has closed and nothing is left. */
  piece(): string | undefined {
    if (this.toBoard.length === 0) return this.ended ? undefined : '';
    const text = this.toBoard.toString('latin1', 0, CHUNK);
    this.toBoard = this.toBoard.subarray(CHUNK);
    return text;
  }

  put(text: string): void {
    this.fromBoard.push(Buffer.from(text, 'latin1'));
    this.onNews();
  }

  close(): void {
    this.closed = true;
    this.onNews();
  }

  get waits(): boolean {
    return this.toBoard.length > 0 || this.ended;
  }
}

/** The board's end. `api` is the object that the program sees. */
class Socket {
  private readonly listeners: Record<string, readonly Callback[]> = {};
  /** What came before there was a listener. */
  private early = '';
  unsent = '';
  private closing = false;
  private dead = false;

  constructor(
    private readonly link: Link,
    private readonly later: (callback: Callback, argument: unknown) => void,
    private readonly host: NetworkHost,
  ) {}

  readonly api: Record<string, unknown> = {
    on: (event: unknown, callback: unknown): void => {
      if (typeof event !== 'string') throw new TypeError('First argument must be String');
      if (typeof callback !== 'function') throw new TypeError('Second argument must be a function or a String');
      this.listeners[event] = [...(this.listeners[event] ?? []), callback as Callback];
      if (event !== 'data' || this.early === '') return;
      this.later(callback as Callback, this.early);
      this.early = '';
    },
    write: (text: unknown): boolean => {
      if (this.closing || this.dead) throw new Error('This socket is closed');
      this.unsent += String(text);
      this.host.wake();
      return false;
    },
    end: (): void => {
      if (this.unsent === '') this.api['clsNow'] = true;
      this.closing = true;
      this.host.wake();
    },
  };

  /** True when a pass would do something. */
  get waits(): boolean {
    return this.api['clsNow'] === true || this.link.waits || (this.link.reads && (this.unsent !== '' || this.closing));
  }

  /** One pass; false when the connection is gone. */
  pass(): boolean {
    let close = this.api['clsNow'] === true;
    if (!close) {
      close = this.transmit();
      const text = this.link.piece();
      if (text === undefined) close = true;
      else if (text !== '') this.hear(text);
    }
    if (!close) return true;
    this.dead = true;
    this.link.close();
    this.raise('close', false);
    return false;
  }

  /** True when all is sent and the program has ended the connection. */
  private transmit(): boolean {
    if (this.unsent === '') return this.closing;
    if (!this.link.reads) return false;
    this.link.put(this.unsent.slice(0, CHUNK));
    this.unsent = this.unsent.slice(CHUNK);
    if (this.unsent === '' && !this.closing) this.raise('drain', this.api);
    return false;
  }

  private hear(text: string): void {
    const list = this.listeners['data'];
    if (!list) this.early += text;
    else for (const f of list) if (!this.host.halted()) this.host.call1(f, text);
  }

  private raise(event: string, argument: unknown): void {
    for (const f of this.listeners[event] ?? []) this.later(f, argument);
  }
}

export class Network {
  /** False: no network, as with Wi-Fi switched off in the interpreter; servers cannot listen. */
  online = true;
  private servers = new Map<number, Callback>();
  private sockets: Socket[] = [];
  /** Connections that wait to be taken. */
  private calls: { readonly port: number; readonly link: Link }[] = [];
  private events: { readonly callback: Callback; readonly argument: unknown }[] = [];

  constructor(private readonly host: NetworkHost) {}

  /** The module `net`. */
  readonly api = {
    createServer: (f: unknown): Record<string, unknown> => {
      if (typeof f !== 'function') throw new TypeError('Expecting Callback Function');
      return {
        listen: (port: unknown): void => {
          if (!this.online) throw new Error('Not connected to the internet');
          if (this.servers.has(Number(port))) throw new Error('Unable to create socket');
          this.servers.set(Number(port), f as Callback);
        },
      };
    },
  };

  /** What the program sees as the state of its network, and how often it has asked to join it again. */
  mode = 'STA';
  joins = 0;

  /** The module `Wifi`. */
  readonly wifi = {
    getStatus: (): unknown => ({ mode: this.mode }),
    restore: (): void => void this.joins++,
  };

  /** Connects to a port of the board; `closed` at once when nobody listens there. */
  connect(port: number): Link {
    const link = new Link(() => this.host.wake());
    link.closed = !this.servers.has(port);
    if (!link.closed) {
      this.calls.push({ port, link });
      this.host.wake();
    }
    return link;
  }

  /** Ports on which the program listens. */
  get ports(): number[] {
    return [...this.servers.keys()];
  }

  /** Connections that the program has not closed, and bytes that they hold for the network. */
  get connections(): number {
    return this.sockets.length;
  }
  get unsentBytes(): number {
    return this.sockets.reduce((sum, { unsent }) => sum + unsent.length, 0);
  }

  /** True when there is work for a pass. */
  get waits(): boolean {
    return this.calls.length > 0 || this.events.length > 0 || this.sockets.some((socket) => socket.waits);
  }

  /** What the idle loop does for the network in a pass, behind the timers. */
  pass(): void {
    const call = this.calls.shift();
    const f = call && this.servers.get(call.port);
    if (call && f) this.accept(f, call.link);
    this.sockets = this.sockets.filter((socket) => this.host.halted() || socket.pass());
    for (let event = this.events.shift(); event && !this.host.halted(); event = this.events.shift()) this.host.call1(event.callback, event.argument);
  }

  /** The board has no power: its network is gone, and the other ends notice. */
  reset(): void {
    for (const socket of this.sockets.splice(0)) socket.pass();
    this.servers.clear();
    this.calls.length = 0;
    this.events.length = 0;
  }

  private accept(f: Callback, link: Link): void {
    const socket = new Socket(link, (callback, argument) => void this.events.push({ callback, argument }), this.host);
    this.sockets.push(socket);
    this.events.push({ callback: f, argument: socket.api });
  }
}
