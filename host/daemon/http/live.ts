/**
 * The live socket: pushes snapshots, alarms, events and the health of links to everybody who listens.
 */
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { LiquidusError } from '../../error.js';
import type { LiveMessage } from '../api.js';
import type { Daemon } from '../daemon.js';
import { alarmShapes, linkOf, recorderShape, snapshotOf } from '../views.js';
import type { Client } from '../security/tokens.js';
import type { Access } from './access.js';
import { PROTOCOL } from './access.js';
import { problemOf, statusOf } from './problem.js';

const PATH = '/api/v1/live';
/** Bytes that may wait for a slow listener; beyond it snapshots are left out, and far beyond it the listener goes. */
const SLOW_BYTES = 256 * 1024;
const DEAD_BYTES = 8 * 1024 * 1024;
/** Time between two pings, ms: a listener that does not answer one is gone. */
const PING_MS = 15_000;

/** All listeners of a daemon. */
export class LiveSocket {
  readonly #daemon: Daemon;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  readonly #pinger: NodeJS.Timeout;
  readonly #alive = new WeakSet<WebSocket>();

  constructor(daemon: Daemon, server: Server, access: Access) {
    this.#daemon = daemon;
    server.on('upgrade', (request, socket, head) => this.#greet(request, socket, head, access));
    daemon.on('live', (message) => this.#tell(message));
    this.#pinger = setInterval(() => this.#ping(), PING_MS);
    this.#pinger.unref();
  }

  close(): void {
    clearInterval(this.#pinger);
    for (const listener of this.#sockets.clients) listener.close(1001, 'the daemon ends');
    this.#sockets.close();
  }

  #greet(request: IncomingMessage, socket: Duplex, head: Buffer, access: Access): void {
    socket.on('error', () => undefined);
    try {
      if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) throw new LiquidusError('usage.path', `The live socket is at ${PATH}.`);
      const client = access.clientOf(request);
      this.#sockets.handleUpgrade(request, socket, head, (listener) => this.#welcome(listener, client));
    } catch (error) {
      const status = statusOf(problemOf(error));
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`);
    }
  }

  #welcome(listener: WebSocket, client: Client): void {
    listener.on('error', () => undefined);
    this.#alive.add(listener);
    listener.on('pong', () => this.#alive.add(listener));
    const say = (message: LiveMessage): void => listener.send(JSON.stringify(message));
    say({ type: 'hello', session: this.#daemon.session(client) });
    say({ type: 'recorder', recorder: recorderShape(this.#daemon.recorder) });
    for (const { unit, line } of this.#daemon.members) {
      say({ type: 'link', link: linkOf(unit, line) });
      say({ type: 'alarm', unit: unit.options.id, alarms: alarmShapes(unit) });
      const snapshot = snapshotOf(unit);
      if (snapshot) say({ type: 'snapshot', snapshot });
    }
  }

  #tell(message: LiveMessage): void {
    if (this.#sockets.clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const listener of this.#sockets.clients) {
      if (listener.bufferedAmount > DEAD_BYTES) listener.terminate();
      else if (message.type !== 'snapshot' || listener.bufferedAmount < SLOW_BYTES) listener.send(text);
    }
  }

  #ping(): void {
    for (const listener of this.#sockets.clients) {
      if (!this.#alive.delete(listener)) listener.terminate();
      else listener.ping();
    }
  }
}
