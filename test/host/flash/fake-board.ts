/**
 * A board on a TCP port: the line editor of the interpreter's console, its restarts, watchdog and Storage, as far as the flasher meets them.
 * Lines are run by V8 with the few functions of the interpreter that the flasher calls; no other exist here.
 */
import net from 'node:net';
import vm from 'node:vm';
import { crc32 } from 'node:zlib';
import { FakeStorage } from './fake-storage.js';

/** Input at which the interpreter asks the sender to stop, characters: six eighths of 1024. */
const INPUT_LIMIT = 767;
const DROP_LINE = '\u001b[2H';
const BOOT_FILES = ['.boot0', '.boot1', '.boot2', '.boot3', '.bootcde'];

/** Where the line is cut: in the middle of a line for the board, before its answer, or after it. */
export type CutKind = 'half' | 'unanswered' | 'answered';

export interface FakeBoardOptions {
  readonly name?: string;
  readonly variables?: number;
  readonly interpreter?: string;
  readonly storageBytes?: number;
}

export class FakeBoard {
  readonly storage: FakeStorage;
  port = 0;
  /** The console takes no input: a Liquidus program outside service. */
  locked = false;
  /** Program that runs now: what it wrote to the global `program`. */
  running: string | undefined;
  /** Lines that were run. */
  lines = 0;
  longest = 0;
  readonly sins: string[] = [];
  /** Cuts the line at the n-th line of the flasher, counted from 1. */
  cut: { readonly line: number; readonly kind: CutKind } | undefined;
  /** After a cut nobody can connect any more. */
  staysGone = false;
  /** Changes a line on its way, once. */
  spoil: ((line: string) => string) | undefined;
  /** Runs a boot file somewhere else, with the console closed as a controller keeps it; false when it does not. */
  program: ((code: string) => boolean) | undefined;
  /** Called after each line that was run. */
  onLine: ((line: string) => void) | undefined;
  /** The FRAM on the I2C port; undefined when none answers. */
  fram: Buffer | undefined = Buffer.alloc(32768);
  /** What the programs that run now want to hear of a closed console. */
  #listener: ((text: string) => void) | undefined;
  readonly #name: string;
  readonly #variables: number;
  readonly #interpreter: string;
  #context: vm.Context = vm.createContext({});
  #after: (() => void) | undefined;
  #input = '';
  #escape = '';
  #watchdog: 'off' | 'program' | 'interpreter' = 'off';
  #output = '';
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer({ noDelay: true }, (socket) => this.#connect(socket));

  constructor({ name = 'PICO_R1_3', variables = 5100, interpreter = '2v29', storageBytes = 49152 }: FakeBoardOptions = {}) {
    this.#name = name;
    this.#variables = variables;
    this.#interpreter = interpreter;
    this.storage = new FakeStorage(storageBytes);
    this.powerUp();
  }

  get address(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    this.port = (this.#server.address() as net.AddressInfo).port;
    return this;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  /** Power comes: the boot files run, and what was in memory is gone. */
  powerUp(): void {
    this.#watchdog = 'off';
    this.#start(true);
  }

  #start(withBootFile: boolean): void {
    this.#input = '';
    this.locked = false;
    this.running = undefined;
    this.#listener = undefined;
    this.#context = vm.createContext({
      print: (text: unknown) => (this.#output += `${String(text)}\r\n`),
      process: { env: { BOARD: this.#name }, version: this.#interpreter, memory: () => ({ total: this.#variables }) },
      require: () => this.#module(),
      atob: (text: string) => Buffer.from(text, 'base64').toString('latin1'),
      btoa: (content: string | Uint8Array) =>
        (typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content)).toString('base64'),
      USB: {
        on: (_: string, listener: (text: string) => void) => (this.#listener = listener),
        removeListener: () => (this.#listener = undefined),
      },
      I2C1: this.#i2c(),
      B8: 'B8',
      B9: 'B9',
      setTimeout: () => 1,
      reset: () => (this.#after = () => this.#restart(false)),
      load: () => (this.#after = () => this.#restart(true)),
      E: {
        CRC32: (content: string | Uint8Array) => crc32(typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content)),
        toUint8Array: (text: string) => new Uint8Array(Buffer.from(text, 'latin1')),
        enableWatchdog: (_: number, automatic: boolean) => (this.#watchdog = automatic ? 'interpreter' : 'program'),
        kickWatchdog: () => undefined,
        setConsole: (device: unknown) => (this.locked = device === null),
      },
    });
    const names = withBootFile ? BOOT_FILES : BOOT_FILES.slice(0, -1);
    for (const name of names) {
      const code = this.storage.read(name);
      if (code === undefined) continue;
      if (name === '.bootcde' && this.program?.(code) === true) {
        this.locked = true;
        continue;
      }
      try {
        vm.runInContext(code, this.#context);
      } catch (error) {
        this.#output += `Uncaught ${String(error)}\r\n`;
      }
    }
    this.running = this.#context.program as string | undefined;
  }

  /** The I2C port with the FRAM at address 0x50: two bytes of address, then content. */
  #i2c(): object {
    let at = 0;
    const chip = (): Buffer => {
      if (!this.fram) throw new Error('I2C device not responding');
      return this.fram;
    };
    return {
      setup: () => undefined,
      writeTo: (_: number, message: ArrayLike<number>) => {
        const [high = 0, low = 0, ...content] = Array.from(message);
        at = 256 * high + low;
        chip().set(content, at);
      },
      readFrom: (_: number, count: number) => Uint8Array.from(chip().subarray(at, at + count)),
    };
  }

  #restart(withBootFile: boolean): void {
    if (this.#watchdog === 'program') this.sins.push('restarted under a watchdog that nobody feeds');
    this.#start(withBootFile);
  }

  #module(): object {
    const { storage } = this;
    const guard = (name: string): void => {
      if (name === '.bootcde' && this.running !== undefined) this.sins.push('took the boot file from under a running program');
    };
    return {
      read: (name: string, offset?: number, length?: number) => storage.read(name, offset, length),
      write: (name: string, content: Uint8Array, offset?: number, size?: number) => {
        guard(name);
        return storage.write(name, content, offset, size);
      },
      erase: (name: string) => {
        guard(name);
        storage.erase(name);
      },
      list: () => storage.names(),
      getStats: () => ({ freeBytes: storage.free, trashBytes: storage.deleted }),
      compact: () => storage.compact(),
    };
  }

  #connect(socket: net.Socket): void {
    if (this.staysGone && this.cut === undefined && this.lines > 0) return void socket.destroy();
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes) => {
      for (const character of bytes.toString('latin1')) this.#take(character, socket);
    });
  }

  /** One character into the line editor. */
  #take(character: string, socket: net.Socket): void {
    if (character === '\u0003') this.sins.push('sent Ctrl-C');
    if (this.locked && this.#listener) {
      this.#listener(character);
      const after = this.#after;
      this.#after = undefined;
      after?.();
      return;
    }
    if (this.locked || socket.writableEnded) return;
    if (character === '\u001b' || this.#escape !== '') {
      this.#escape += character;
      if (this.#escape === DROP_LINE) this.#input = this.#escape = '';
      return;
    }
    if (character !== '\n') {
      this.#input += character;
      this.longest = Math.max(this.longest, this.#input.length);
      if (this.#input.length > INPUT_LIMIT) this.sins.push(`sent a line of more than ${INPUT_LIMIT} characters`);
      if (this.cut?.kind === 'half' && this.cut.line === this.lines + 1 && this.#input.length === 40) this.#cutLine(socket);
      return;
    }
    let line = this.#input.replace('\u0010', '');
    this.#output = this.#input.startsWith('\u0010') ? '' : `${line}\r\n`;
    if (this.spoil) {
      const spoilt = this.spoil(line);
      if (spoilt !== line) this.spoil = undefined;
      line = spoilt;
    }
    this.#run(line, socket);
  }

  #run(line: string, socket: net.Socket): void {
    let script: vm.Script;
    try {
      script = new vm.Script(line);
    } catch (error) {
      // The interpreter waits for the rest of a line whose brackets are open.
      if (/missing|Unexpected end|Unterminated|Invalid or unexpected/.test(String(error))) return;
      this.#input = '';
      socket.write(`Uncaught ${String(error)}\r\n>`);
      return;
    }
    this.#input = '';
    const cut = this.cut?.line === ++this.lines ? this.cut : undefined;
    try {
      script.runInContext(this.#context);
    } catch (error) {
      this.#output += `Uncaught ${String(error)}\r\n`;
    }
    if (this.storage.powerLost) {
      this.storage.powerLost = false;
      this.#cutLine(socket);
      this.powerUp();
      return;
    }
    const after = this.#after;
    this.#after = undefined;
    if (cut?.kind !== 'unanswered') for (let at = 0; at < this.#output.length; at += 64) socket.write(this.#output.slice(at, at + 64));
    after?.();
    if (cut) this.#cutLine(socket);
    this.onLine?.(line);
  }

  #cutLine(socket: net.Socket): void {
    this.cut = undefined;
    socket.end();
    socket.destroySoon();
  }
}
