/**
 * Stand-ins for Web Serial and Web Bluetooth in a page: one serial port and one Bluetooth device, whose bytes go to a console on a TCP port of the test.
 */
import net from 'node:net';
import type { Page } from 'playwright-core';

/** What runs in the page. It is handed over as text, so it uses nothing of this file. */
function standIn(): void {
  type Window = typeof globalThis & {
    consoleOpen(): Promise<void>;
    consoleWrite(bytes: number[]): Promise<void>;
    consoleReceive(bytes: number[]): void;
    consoleLost(): void;
    readonly navigator: object;
  };
  const page = globalThis as unknown as Window & { deviceCancels?: boolean; devices: { filters: unknown[]; service: string; largest: number } };
  const notChosen = (what: string): Promise<never> => Promise.reject(new DOMException(what, 'NotFoundError'));
  let receive: (bytes: number[]) => void;
  let lost: () => void;
  page.consoleReceive = (bytes) => receive(bytes);
  page.consoleLost = () => lost();
  page.devices = { filters: [], service: '', largest: 0 };

  const serial = new EventTarget();
  const port = {
    readable: undefined as ReadableStream<Uint8Array> | undefined,
    writable: undefined as WritableStream<ArrayBuffer> | undefined,
    async open() {
      let reader: ReadableStreamDefaultController<Uint8Array> | undefined;
      port.readable = new ReadableStream<Uint8Array>({ start: (controller) => void (reader = controller) });
      port.writable = new WritableStream<ArrayBuffer>({ write: (bytes) => page.consoleWrite([...new Uint8Array(bytes)]) });
      receive = (bytes) => reader?.enqueue(Uint8Array.from(bytes));
      lost = () => {
        reader?.error(new Error('The device has been lost.'));
        reader = undefined;
        serial.dispatchEvent(new Event('disconnect'));
      };
      await page.consoleOpen();
    },
    close: () => Promise.resolve(),
  };
  Object.assign(serial, {
    requestPort: () => (page.deviceCancels === true ? notChosen('No port selected by the user.') : Promise.resolve(port)),
  });
  Object.defineProperty(page.navigator, 'serial', { value: serial, configurable: true });

  /** Longest value of a characteristic: an attribute of 23 bytes less its header of 3 (Bluetooth Core, Vol 3, Part F, 3.4.7.1 and 3.4.5.1). */
  const LONGEST = 20;
  const device = Object.assign(new EventTarget(), { name: 'Espruino', id: 'stand-in' });
  const network = (what: string): DOMException => new DOMException(what, 'NetworkError');
  let connected = false;
  let busy = false;
  const written: number[] = [];
  const received = Object.assign(new EventTarget(), {
    value: undefined as DataView | undefined,
    startNotifications() {
      receive = (bytes) => {
        for (let at = 0; at < bytes.length; at += LONGEST) {
          received.value = new DataView(Uint8Array.from(bytes.slice(at, at + LONGEST)).buffer);
          received.dispatchEvent(new Event('characteristicvaluechanged'));
        }
      };
      return Promise.resolve(received);
    },
  });
  const sent = {
    async writeValue(value: ArrayBuffer) {
      if (!connected) throw network('GATT Server is disconnected. Cannot perform GATT operations.');
      if (busy) throw network('GATT operation already in progress.');
      if (value.byteLength > LONGEST) throw network(`A value of ${value.byteLength} bytes.`);
      page.devices.largest = Math.max(page.devices.largest, value.byteLength);
      busy = true;
      // Gathered for one way out of the browser, which takes longer than a turn of the radio.
      if (written.length === 0) setTimeout(() => void page.consoleWrite(written.splice(0)), 0);
      written.push(...new Uint8Array(value));
      await Promise.resolve();
      busy = false;
    },
  };
  const gatt = {
    async connect() {
      lost = () => {
        connected = busy = false;
        device.dispatchEvent(new Event('gattserverdisconnected'));
      };
      await page.consoleOpen();
      connected = true;
      return gatt;
    },
    disconnect: () => void (connected = false),
    getPrimaryService(service: string) {
      page.devices.service = service;
      // Of the Nordic UART service the board receives on …0002 and sends on …0003.
      const getCharacteristic = (id: string): Promise<object> => Promise.resolve(id.startsWith('6e400003') ? received : sent);
      return Promise.resolve({ getCharacteristic });
    },
  };
  const requestDevice = ({ filters }: { filters: unknown[] }): Promise<object> => {
    page.devices.filters = filters;
    return page.deviceCancels === true ? notChosen('User cancelled the requestDevice() chooser.') : Promise.resolve(Object.assign(device, { gatt }));
  };
  Object.defineProperty(page.navigator, 'bluetooth', { value: { requestDevice }, configurable: true });
}

/** Puts the stand-ins into a page that was not loaded yet. `where`: TCP port of the console that is there at the moment. */
export async function plugIn(page: Page, where: () => number): Promise<void> {
  let socket: net.Socket | undefined;
  await page.exposeFunction('consoleOpen', async () => {
    socket?.destroy();
    const opened = (socket = net.connect({ port: where(), host: '127.0.0.1', noDelay: true }));
    await new Promise((ready) => opened.once('connect', ready));
    let told: Promise<unknown> = Promise.resolve();
    const tell = (call: string): void => void (told = told.then(() => page.evaluate(call)).catch(() => undefined));
    opened.on('data', (bytes) => tell(`consoleReceive([${bytes.join()}])`));
    opened.on('error', () => undefined);
    opened.on('close', () => tell('consoleLost()'));
  });
  await page.exposeFunction('consoleWrite', (bytes: number[]) => void socket?.write(Uint8Array.from(bytes)));
  await page.addInitScript(standIn);
}
