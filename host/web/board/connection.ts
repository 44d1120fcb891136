/**
 * The console of a board in a browser, over Web Serial or Web Bluetooth, as the UART of `DeviceController` opens it.
 *
 * Of that package only the way to the device and, in host/console, `eval` and `Pin` are used; what it does besides would harm a controller:
 * `connect()` and `disconnect()` pulse LED1 and LED2, which are outputs of some boards, and read the whole program by `E.dumpStr()`; `loadCode()` sends
 * `reset(true)` and pastes the code unescaped into a template literal, where a backtick, `${` or a backslash changes or ends it. So the program
 * never goes through it: it travels in base64, piece by piece, each acknowledged by its CRC-32 (host/flash).
 */
import { DeviceController } from '@espruino-tools/core';
import { bytesOf, pause } from '../../bytes.js';
import type { ConsoleStream } from '../../console/uart.js';
import { LiquidusError } from '../../error.js';

/** Ways to a board, by the names that the package gives them in its menu. */
export type Way = 'Web Serial' | 'Web Bluetooth';

/** Time between two looks whether the package has opened the device, ms. */
const LOOK_MS = 50;

/** What the package's UART hands out as its connection. */
interface Connection {
  readonly isOpen: boolean;
  readonly isOpening: boolean;
  on(event: 'data', listener: (text: string) => void): void;
  on(event: 'close', listener: () => void): void;
  write(text: string): void;
  close(): void;
}

/** What keeps a browser from a way; undefined when nothing does. */
export function obstacle(way: Way): string | undefined {
  if (!isSecureContext)
    return 'Browsers open devices on pages of this machine and over TLS only; open this page as http://localhost:PORT or https://…';
  const there = way === 'Web Serial' ? 'serial' in navigator : 'bluetooth' in navigator;
  return there ? undefined : `This browser has no ${way}. Chrome, Edge and Chromium have it; or use "liquidus flash".`;
}

/** Presses the package's own menu for the person: its entries are no buttons, so a keyboard cannot reach them. */
function choose(way: Way): void {
  const entries = [...document.querySelectorAll<HTMLElement>('.esp-tools-name')];
  const entry = entries.find((name) => name.textContent === way)?.parentElement;
  if (!entry) throw new LiquidusError('internal.console', `The package has no way named ${way}; please report this.`);
  entry.click();
}

/** A console over the package's connection. */
class BrowserConsole implements ConsoleStream {
  readonly title: string;
  readonly #connection: Connection;
  #bytes: ((bytes: Uint8Array) => void)[] = [];
  #end: ((reason: string) => void)[] = [];
  #ended = false;

  constructor(way: Way, connection: Connection) {
    this.title = way === 'Web Serial' ? 'the USB console' : 'the Bluetooth console';
    this.#connection = connection;
    connection.on('data', (text) => {
      for (const listener of this.#bytes) listener(bytesOf(text));
    });
    connection.on('close', () => this.#over('the browser closed it'));
    // The package does not look at what its read loop ends with when a cable is pulled, so nobody would learn of it.
    if (way === 'Web Serial') navigatorSerial()?.addEventListener('disconnect', () => this.#over('the device was unplugged'), { once: true });
  }

  get isOpen(): boolean {
    return !this.#ended && this.#connection.isOpen;
  }

  on(event: 'bytes', listener: (bytes: Uint8Array) => void): void;
  on(event: 'end', listener: (reason: string) => void): void;
  on(event: 'bytes' | 'end', listener: ((bytes: Uint8Array) => void) & ((reason: string) => void)): void {
    if (event === 'bytes') this.#bytes = [...this.#bytes, listener];
    else this.#end = [...this.#end, listener];
  }

  write(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    this.#connection.write(text);
  }

  close(): Promise<void> {
    if (this.isOpen) this.#connection.close();
    this.#over('closed');
    return Promise.resolve();
  }

  #over(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of this.#end) listener(reason);
  }
}

function navigatorSerial(): EventTarget | undefined {
  return (navigator as Navigator & { readonly serial?: EventTarget }).serial;
}

/** Lets the person choose a device and opens its console. Must be called from a click. Rejects with `link.console`. */
export async function openBoard(way: Way): Promise<ConsoleStream> {
  const stopped = obstacle(way);
  if (stopped !== undefined) throw new LiquidusError('link.console', stopped);
  const connection = new DeviceController().UART.connect(() => undefined) as Connection;
  choose(way);
  // Its callback never comes when the person cancels, or when the device is busy.
  while (connection.isOpening) await pause(LOOK_MS);
  if (!connection.isOpen) {
    throw new LiquidusError(
      'link.console',
      'No device was opened: none was chosen, or another program holds it. Close the Espruino IDE and terminals on that port, and try again.',
    );
  }
  return new BrowserConsole(way, connection);
}
