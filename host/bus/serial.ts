/**
 * A serial device as a byte stream, through the `serialport` package.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { LiquidusError } from '../error.js';
import { ByteStream } from './stream.js';

/** Parity of a character: 8E1 and 8O1 have one stop bit, 8N1 is common practice beside the specified 8N2. */
export type Parity = 'even' | 'none' | 'odd';

/** Line settings. */
export interface SerialSettings {
  readonly path: string;
  /** Bits per second. */
  readonly baud: number;
  readonly parity: Parity;
  /** Stop bits. Default: one with parity, two without, so that a character has eleven bits (Modbus over Serial Line 1.02, 2.5.1). */
  readonly stopBits?: 1 | 2;
  /** A write leaves what has come in and was not delivered yet: for lines on which both sides talk when they like. */
  readonly keepsInput?: true;
}

type Character = Pick<SerialSettings, 'parity' | 'stopBits'>;

function stopBitsOf({ parity, stopBits }: Character): 1 | 2 {
  return stopBits ?? (parity === 'none' ? 2 : 1);
}

/** Form of a character, for example "8E1". */
export function characterText(character: Character): string {
  return `8${character.parity.charAt(0).toUpperCase()}${stopBitsOf(character)}`;
}

/** What is wrong with a character, in a sentence, or nothing. */
export function characterTrouble({ parity, stopBits }: Character): string | undefined {
  if (parity === 'none' || stopBits !== 2) return undefined;
  return `A character with ${parity} parity has one stop bit, 8${parity.charAt(0).toUpperCase()}1: leave the stop bits out, or take parity none with two of them.`;
}

/** Name of the group that may use a device file, or a text that says where to find it; nothing when only root and the owner may. */
function groupOf(path: string): string | undefined {
  try {
    const { gid, mode } = statSync(path);
    const readsAndWrites = 0o060;
    if (gid === 0 || (mode & readsAndWrites) !== readsAndWrites) return undefined;
    const line = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? `number ${gid}`;
  } catch {
    return 'that "ls -l" shows for it';
  }
}

/** Words for a serial port that does not open. `message` is the operating system's. */
export function serialOpenError(path: string, message: string, group: string | undefined = groupOf(path)): LiquidusError {
  if (/no such file|not found|ENOENT|cannot find/i.test(message)) {
    return new LiquidusError('link.portMissing', `There is no port ${path}; plug the adapter in, or look for its name under /dev/serial/by-id.`);
  }
  if (/permission denied|EACCES|access denied/i.test(message)) {
    const way =
      group === undefined
        ? 'only its owner may use it: give it to the group dialout by a udev rule, or ask who looks after this machine'
        : `add yourself to the group ${group} ("sudo usermod -aG ${group} $USER") and log in again`;
    return new LiquidusError('link.portPermission', `No permission to open ${path}; ${way}.`);
  }
  if (/cannot lock|busy|temporarily unavailable|EBUSY/i.test(message)) {
    return new LiquidusError('link.portBusy', `Another program has ${path} open; end it, or talk to the device through that program.`);
  }
  if (/inappropriate ioctl|ENOTTY|not a tty|invalid argument/i.test(message)) {
    return new LiquidusError(
      'link.portKind',
      `${path} is not a serial port, or it cannot run with these settings; check --port, --baud, --parity and --stop-bits.`,
    );
  }
  return new LiquidusError('link.portOpen', `Could not open ${path} (${message.replace(/^Error:?\s*/, '')}); check the adapter and the settings.`);
}

/** Pseudo terminals keep an exclusive lock after a close, so they are opened without one. */
function isPseudoTerminal(path: string): boolean {
  try {
    return realpathSync(path).startsWith('/dev/pts/');
  } catch {
    return false;
  }
}

/** A serial device. */
export class SerialStream extends ByteStream {
  readonly title: string;
  readonly #settings: SerialSettings;
  #port: SerialPort | undefined;
  #open = false;

  constructor(settings: SerialSettings) {
    super();
    this.#settings = settings;
    this.title = `${settings.path} at ${settings.baud} ${characterText(settings)}`;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): Promise<void> {
    const { path, baud, parity } = this.#settings;
    const stopBits = stopBitsOf(this.#settings);
    return new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: baud, parity, dataBits: 8, stopBits, autoOpen: false, lock: !isPseudoTerminal(path) });
      this.#port = port;
      port.on('data', (bytes: Buffer) => this.emit('bytes', bytes));
      port.on('error', (error) => this.#end(error.message));
      port.on('close', (error: Error | null) => this.#end(error?.message ?? 'closed'));
      port.open((error) => {
        if (error) {
          reject(serialOpenError(path, error.message));
          return;
        }
        this.#open = true;
        resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#end('closed');
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve();
    return new Promise((resolve) => port.close(() => resolve()));
  }

  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (!port?.isOpen) return;
    const send = (): void => {
      port.write(Buffer.from(bytes), (error) => {
        if (error) this.#end(error.message);
      });
    };
    if (this.#settings.keepsInput === true) send();
    else port.flush(send);
  }

  #end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.emit('end', reason);
  }
}
