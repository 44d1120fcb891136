/**
 * A stand-in for Web Serial in a page: `navigator.serial` with one port, whose bytes go to a console on a TCP port of the test.
 */
import net from 'node:net';
import type { Page } from 'playwright-core';

/** What runs in the page. It is handed over as text, so it uses nothing of this file. */
function standIn(): void {
  type Window = typeof globalThis & {
    serialOpen(): Promise<void>;
    serialWrite(bytes: number[]): Promise<void>;
    serialReceive(bytes: number[]): void;
    serialLost(): void;
    readonly navigator: object;
  };
  const page = globalThis as unknown as Window & { serialCancels?: boolean };
  const serial = new EventTarget();
  let reader: ReadableStreamDefaultController<Uint8Array> | undefined;
  page.serialReceive = (bytes) => reader?.enqueue(Uint8Array.from(bytes));
  page.serialLost = () => {
    reader?.error(new Error('The device has been lost.'));
    reader = undefined;
    serial.dispatchEvent(new Event('disconnect'));
  };
  const port = {
    readable: undefined as ReadableStream<Uint8Array> | undefined,
    writable: undefined as WritableStream<ArrayBuffer> | undefined,
    async open() {
      port.readable = new ReadableStream<Uint8Array>({ start: (controller) => void (reader = controller) });
      port.writable = new WritableStream<ArrayBuffer>({ write: (bytes) => page.serialWrite([...new Uint8Array(bytes)]) });
      await page.serialOpen();
    },
    close: () => Promise.resolve(),
  };
  Object.assign(serial, {
    requestPort: () =>
      page.serialCancels === true ? Promise.reject(new DOMException('No port selected by the user.', 'NotFoundError')) : Promise.resolve(port),
  });
  Object.defineProperty(page.navigator, 'serial', { value: serial, configurable: true });
}

/** Puts the stand-in into a page that was not loaded yet. `where`: TCP port of the console that is plugged in at the moment. */
export async function plugIn(page: Page, where: () => number): Promise<void> {
  let socket: net.Socket | undefined;
  await page.exposeFunction('serialOpen', async () => {
    socket?.destroy();
    const opened = (socket = net.connect({ port: where(), host: '127.0.0.1', noDelay: true }));
    await new Promise((ready) => opened.once('connect', ready));
    let sent: Promise<unknown> = Promise.resolve();
    const tell = (call: string): void => void (sent = sent.then(() => page.evaluate(call)).catch(() => undefined));
    opened.on('data', (bytes) => tell(`serialReceive([${bytes.join()}])`));
    opened.on('error', () => undefined);
    opened.on('close', () => tell('serialLost()'));
  });
  await page.exposeFunction('serialWrite', (bytes: number[]) => void socket?.write(Uint8Array.from(bytes)));
  await page.addInitScript(standIn);
}
