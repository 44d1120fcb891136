/**
 * The real interpreter for Linux as a board: its console on a TCP port, its flash chip in a file of a folder of its own.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Flash } from '../../../hil/target/flash.js';
import { FlashStorage } from '../../../hil/target/storage.js';

/** Flash chip of the Linux build: 256 pages of 1 KiB. */
const CHIP = { bytes: 262144, page: 1024 };
const BOOT_MS = 5000;

/** A new chip with these files. */
export function chipWith(files: Readonly<Record<string, string>>): Flash {
  const chip = new Flash(CHIP.bytes, CHIP.page);
  const storage = new FlashStorage(chip, () => undefined);
  for (const [name, text] of Object.entries(files)) storage.write(name, Buffer.from(text, 'latin1'));
  return chip;
}

export class LinuxBoard {
  port = 0;
  /** Text on the console since the power came. */
  output = '';
  /** Cuts the line as soon as the flasher has sent this text and so many characters more. */
  cut: { readonly after: string; readonly characters: number } | undefined;
  readonly #path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'liquidus-board-'));
  #process: ChildProcessWithoutNullStreams | undefined;
  #received = '';
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer({ noDelay: true }, (socket) => this.#connect(socket));

  /** @param path program of the interpreter */
  constructor(path: string, chip?: Flash) {
    this.#path = path;
    if (chip) writeFileSync(join(this.#folder, 'espruino.flash'), chip.bytes);
  }

  get address(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    this.port = (this.#server.address() as net.AddressInfo).port;
    await this.powerUp();
    return this;
  }

  /** Power off, if it was on, and on; returns when the interpreter is at its prompt. */
  async powerUp(): Promise<void> {
    await this.#powerOff();
    this.output = '';
    // Its input stays an open pipe: at its end the interpreter's input thread runs wild.
    const child = spawn(this.#path, [], { cwd: this.#folder });
    this.#process = child;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (bytes: Buffer) => {
      this.output += bytes.toString('latin1');
      for (const socket of this.#sockets) socket.write(bytes);
    });
    const end = Date.now() + BOOT_MS;
    while (!this.output.endsWith('>') && Date.now() < end) await pause(10);
  }

  /** Content of a file on the chip. */
  read(name: string): string | undefined {
    const chip = new Flash(CHIP.bytes, CHIP.page);
    chip.bytes.set(readFileSync(join(this.#folder, 'espruino.flash')));
    const bytes = new FlashStorage(chip, () => undefined).read(name);
    return bytes && Buffer.from(bytes).toString('latin1');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await this.#powerOff();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #powerOff(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  #connect(socket: net.Socket): void {
    this.#sockets.add(socket);
    this.#received = '';
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes) => {
      const before = this.#received.length;
      this.#received += bytes.toString('latin1');
      const at = this.cut ? this.#received.indexOf(this.cut.after) : -1;
      const end = this.cut && at >= 0 ? at + this.cut.after.length + this.cut.characters : Infinity;
      this.#process?.stdin.write(this.#received.slice(before, end), 'latin1');
      if (this.#received.length < end) return;
      this.cut = undefined;
      socket.destroy();
    });
  }
}
