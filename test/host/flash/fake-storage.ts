/**
 * Files in flash with the rules of the interpreter's Storage (src/jsflash.c): a file is never changed in place, an overwritten one is marked
 * as deleted first, deleted ones take room until the files are moved together, and power may go between any two writes to flash.
 */

const HEADER_BYTES = 32;

interface File {
  name: string;
  readonly bytes: Buffer;
}

export class FakeStorage {
  /** Writes to flash until the power goes. */
  writesLeft = Infinity;
  /** Writes to flash so far. */
  writes = 0;
  /** The power went. Nothing that runs on a board notices. */
  powerLost = false;
  /** Times that the files were moved together because room ran out: must never happen. */
  forced = 0;
  /** Times that the files were moved together, for whatever reason. */
  compactions = 0;
  #files: File[] = [];

  constructor(readonly total: number) {}

  get free(): number {
    return this.total - this.#files.reduce((sum, file) => sum + taken(file.bytes.length), 0);
  }

  get deleted(): number {
    return this.#files.reduce((sum, file) => sum + (file.name === '' ? taken(file.bytes.length) : 0), 0);
  }

  names(): string[] {
    return this.#files.map((file) => file.name).filter((name) => name !== '');
  }

  read(name: string, offset = 0, length = 0): string | undefined {
    const bytes = this.#find(name)?.bytes;
    return bytes?.toString('latin1', offset, length > 0 ? offset + length : bytes.length);
  }

  erase(name: string): void {
    const file = this.#find(name);
    if (file) this.#flash(() => (file.name = ''));
  }

  write(name: string, content: Uint8Array | string, offset = 0, size = 0): boolean {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);
    const length = size || bytes.length;
    let file = this.#find(name);
    if (file && offset === 0 && file.bytes.equals(bytes)) return true;
    if (file && offset === 0 && (file.bytes.length !== length || !erased(file.bytes))) {
      this.erase(name);
      file = undefined;
    }
    if (!file && offset === 0) file = this.#create(name, length);
    if (!file) throw new Error('Unable to find or create file');
    if (offset + bytes.length > file.bytes.length) throw new Error('Too much data for file size');
    if (!erased(file.bytes.subarray(offset, offset + bytes.length))) throw new Error('File already written with different data');
    const target = file.bytes;
    this.#flash((part) => bytes.copy(target, offset, 0, Math.floor(bytes.length * part)));
    return true;
  }

  compact(): void {
    this.compactions++;
    const live = this.#files.filter((file) => file.name !== '');
    this.#flash(() => (this.#files = []));
    for (const file of live) this.#flash(() => this.#files.push(file));
  }

  #find(name: string): File | undefined {
    return this.#files.find((file) => file.name === name);
  }

  #create(name: string, length: number): File {
    if (this.free < taken(length) && this.deleted > 0) {
      this.forced++;
      this.compact();
    }
    if (this.free < taken(length)) throw new Error('Unable to find or create file');
    const file = { name, bytes: Buffer.alloc(length, 0xff) };
    this.#flash(() => this.#files.push(file));
    return file;
  }

  /** One write to flash; the one in which the power goes is half done when it can be, and none comes after it. */
  #flash(write: (part: number) => void): void {
    if (this.powerLost) throw new Error('no power');
    if (this.writesLeft === 0) {
      write(0.5);
      this.writesLeft = Infinity;
      this.powerLost = true;
      throw new Error('power lost');
    }
    this.writesLeft--;
    this.writes++;
    write(1);
  }
}

function taken(length: number): number {
  return HEADER_BYTES + Math.ceil(length / 4) * 4;
}

function erased(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}
