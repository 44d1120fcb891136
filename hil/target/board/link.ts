/**
 * Serial ports of a bench whose thread blocks: the ports belong to another thread, which passes bytes on with the moment at which they came.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ByteStream } from '../../../host/bus/stream.js';
import { clockMs } from './real-time.js';

/** Ports of a link: console of the board, or of the second one, and the RS-485 line of the controller where that has a port of its own. */
export const CONSOLE_PORT = 'console';
export const LINE_PORT = 'line';

/** Bytes of a port, or its end. */
export type Arrival = { readonly port: string; readonly atMs: number } & (
  { readonly bytes: Uint8Array; readonly ended?: undefined } | { readonly ended: string }
);

/** What the blocking thread needs to reach the ports; goes over in `workerData`. */
export interface LinkEnd {
  readonly messages: MessagePort;
  readonly arrivals: Int32Array;
  /** Title of each port, as a person would call it. */
  readonly titles: Readonly<Record<string, string>>;
}

interface Sending {
  readonly port: string;
  readonly bytes: Uint8Array;
}

/** Serves open ports to the other thread; `close` ends the service and leaves the ports open. */
export function serveLink(ports: Readonly<Record<string, ByteStream>>): { readonly end: LinkEnd; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const arrivals = new Int32Array(new SharedArrayBuffer(4));
  const pass = (arrival: Arrival): void => {
    port1.postMessage(arrival);
    Atomics.add(arrivals, 0, 1);
    Atomics.notify(arrivals, 0);
  };
  const undo = Object.entries(ports).map(([port, stream]) => {
    const bytes = (taken: Uint8Array): void => pass({ port, atMs: clockMs(), bytes: taken });
    const ended = (reason: string): void => pass({ port, atMs: clockMs(), ended: reason });
    stream.on('bytes', bytes);
    stream.on('end', ended);
    if (!stream.isOpen) ended('closed');
    return () => void stream.off('bytes', bytes).off('end', ended);
  });
  port1.on('message', ({ port, bytes }: Sending) => ports[port]?.write(bytes));
  return {
    end: { messages: port2, arrivals, titles: Object.fromEntries(Object.entries(ports).map(([port, stream]) => [port, stream.title])) },
    close: () => {
      undo.forEach((off) => off());
      port1.close();
    },
  };
}

/** Ports as the blocking thread sees them. */
export interface Ports {
  readonly titles: Readonly<Record<string, string>>;
  send(port: string, bytes: Uint8Array): void;
  /** What has come in; waits for it at most `ms`, and comes back with nothing then. */
  take(ms: number): Arrival[];
}

/** The ports behind the end of a link. */
export class Link implements Ports {
  private seen = 0;

  constructor(private readonly end: LinkEnd) {}

  get titles(): Readonly<Record<string, string>> {
    return this.end.titles;
  }

  send(port: string, bytes: Uint8Array): void {
    this.end.messages.postMessage({ port, bytes } satisfies Sending);
  }

  take(ms: number): Arrival[] {
    if (ms > 0) Atomics.wait(this.end.arrivals, 0, this.seen, ms);
    this.seen = Atomics.load(this.end.arrivals, 0);
    const taken: Arrival[] = [];
    for (;;) {
      const next = receiveMessageOnPort(this.end.messages) as { readonly message: Arrival } | undefined;
      if (!next) return taken;
      taken.push(next.message);
    }
  }
}
