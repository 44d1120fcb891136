/**
 * The interpreter's Storage on a flash chip (jsflash.c): the same headers, the same order of writes, so that a power cut leaves behind what
 * it leaves behind on the board, and an image made here can be read by the real interpreter.
 *
 * A file is a 32-byte header (size, 28-byte name) and its content, padded to 4 bytes, in the first gap that holds it. Overwriting marks the
 * old file as deleted, then writes the new header, then the content: a cut between those steps loses the file. When no gap is left, live
 * files are moved together (compaction): a cut in there loses everything.
 */
import type { Flash } from './flash.js';

const HEADER_BYTES = 32;
const NAME_BYTES = 28;
/** Size word of erased flash. */
const ERASED = 0xffffffff;

interface File {
  /** Address of the header. */
  readonly address: number;
  readonly size: number;
  /** Empty for a deleted file. */
  readonly name: string;
}

export class FlashStorage {
  /** @param compacted called when Storage moved its files together, an operation that must not happen in service. */
  constructor(
    private readonly flash: Flash,
    private readonly compacted: () => void,
  ) {}

  /** `length` bytes of a file from `offset` on (0: to its end), or undefined when there is no such file. */
  read(name: string, offset = 0, length = 0): Uint8Array | undefined {
    const file = this.find(name);
    if (!file) return undefined;
    const from = Math.min(offset, file.size);
    return this.content(file).slice(from, length > 0 ? Math.min(from + length, file.size) : file.size);
  }

  /** True when there is such a file. */
  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /**
   * Writes a whole file, or a piece of a file of `size` bytes from `offset` on: a piece at 0 makes the file, the others fill what is still
   * erased. Throws the interpreter's errors: empty content, no space, a piece that is too long or written already.
   */
  write(name: string, content: Uint8Array, offset = 0, size = content.length): void {
    if (size === 0) throw new Error("Can't create zero length file");
    let file = this.find(name);
    if (offset === 0 && !(file?.size === size && erased(this.content(file)))) {
      if (file?.size === size && content.length === size && this.content(file).every((b, i) => b === content[i])) return;
      if (file) this.markDeleted(file);
      file = { address: this.place(align(size) + HEADER_BYTES), size, name };
      this.flash.write(file.address, header(name, size));
    }
    if (!file) throw new Error('Unable to find or create file');
    if (offset + content.length > file.size) throw new Error('Too much data for file size');
    if (!erased(this.content(file).subarray(offset, offset + content.length))) throw new Error('File already written with different data');
    this.flash.write(file.address + HEADER_BYTES + offset, content);
  }

  /** Name of the file in whose content an address lies; undefined outside, as in a header. */
  fileNameAt(address: number): string | undefined {
    return this.files().find((f) => f.name !== '' && address >= f.address + HEADER_BYTES && address < f.address + HEADER_BYTES + f.size)?.name;
  }

  /** Marks a file as deleted. */
  erase(name: string): void {
    const file = this.find(name);
    if (file) this.markDeleted(file);
  }

  /** Turns bits of a file's content over, as ageing flash does. Throws when there is no such byte. */
  spoil(name: string, offset: number, mask: number): void {
    const file = this.find(name);
    if (!file || !(offset < file.size)) throw new Error(`Storage holds no byte ${offset} of a file "${name}"`);
    const at = file.address + HEADER_BYTES + offset;
    this.flash.bytes[at] = (this.flash.bytes[at] as number) ^ mask; // bounded above
  }

  /**
   * What the interpreter looks at when it starts (jsfIsBankStorageValid): whether the list of files ends in erased flash. One that ends in something
   * else, as with a header that power has torn in the last page, is corrupt to it, and it erases all of Storage.
   */
  isSound(): boolean {
    const { bytes, pageBytes } = this.flash;
    const blank = (at: number): boolean => erased(bytes.subarray(at, at + HEADER_BYTES));
    let file = this.fileAt(0);
    if (!file) return erased(bytes);
    for (;;) {
      const at = end(file);
      if (at + HEADER_BYTES > bytes.length) return true;
      const next = this.fileAt(at);
      const page = at - (at % pageBytes) + pageBytes;
      if (next) file = next;
      else if (page >= bytes.length) return blank(at);
      else {
        const there = this.fileAt(page);
        if (!there) return blank(page);
        file = there;
      }
    }
  }

  /** Erases everything, as the interpreter does at its start with a Storage that it takes for corrupt. */
  eraseAll(): void {
    for (let at = 0; at < this.flash.bytes.length; at += this.flash.pageBytes) this.flash.erasePage(at);
  }

  /** Bytes behind the last file. */
  free(): number {
    const last = this.files().at(-1);
    return this.flash.bytes.length - (last ? end(last) : 0);
  }

  private content(file: File): Uint8Array {
    return this.flash.bytes.subarray(file.address + HEADER_BYTES, file.address + HEADER_BYTES + file.size);
  }

  private find(name: string): File | undefined {
    const wanted = cutName(name);
    return this.files().find((f) => f.name === wanted);
  }

  private markDeleted(file: File): void {
    this.flash.write(file.address + 4, new Uint8Array(4));
  }

  /** Address of a gap of `needed` bytes. */
  private place(needed: number): number {
    const gap = this.gap(needed);
    if (gap !== undefined) return gap;
    let deleted = 0;
    for (const f of this.files()) if (f.name === '') deleted += f.size;
    if (needed < this.free() + deleted) {
      this.compact();
      const made = this.gap(needed);
      if (made !== undefined) return made;
    }
    throw new Error('Unable to find or create file');
  }

  private gap(needed: number): number | undefined {
    const page = this.flash.pageBytes;
    const total = this.flash.bytes.length;
    for (let start: number | undefined = 0; start !== undefined;) {
      let at: number = start;
      for (let f = this.fileAt(at); f; f = this.fileAt(at)) at = end(f);
      if (at + HEADER_BYTES > total) return undefined;
      const next: number = at - (at % page) + page;
      const room: number = (next < total && this.fileAt(next) ? next : total) - at;
      if (room >= needed) return at;
      start = next < total ? next : undefined;
    }
    return undefined;
  }

  /** Moves the files together: a cut in there loses them all. */
  compact(): void {
    this.compacted();
    const live = this.files()
      .filter((f) => f.name !== '')
      .map((f) => ({ name: f.name, content: this.content(f).slice() }));
    this.eraseAll();
    let at = 0;
    for (const f of live) {
      this.flash.write(at, header(f.name, f.content.length));
      this.flash.write(at + HEADER_BYTES, f.content);
      at += align(f.content.length) + HEADER_BYTES;
    }
  }

  private files(): File[] {
    const list: File[] = [];
    const total = this.flash.bytes.length;
    for (let at = 0; at + HEADER_BYTES <= total;) {
      const file = this.fileAt(at);
      if (file) {
        list.push(file);
        at = end(file);
        continue;
      }
      const next = at - (at % this.flash.pageBytes) + this.flash.pageBytes;
      if (next >= total || !this.fileAt(next)) break;
      at = next;
    }
    return list;
  }

  private fileAt(address: number): File | undefined {
    if (address + HEADER_BYTES > this.flash.bytes.length) return undefined;
    const view = new DataView(this.flash.bytes.buffer, address, HEADER_BYTES);
    const word = view.getUint32(0, true);
    const size = word & 0xffffff;
    if (word === ERASED || word === 0 || address + HEADER_BYTES + size > this.flash.bytes.length) return undefined;
    let name = '';
    if (view.getUint32(4, true) !== 0)
      for (let i = 0; i < NAME_BYTES; i++) {
        const c = view.getUint8(4 + i);
        if (c === 0) break;
        name += String.fromCharCode(c);
      }
    return { address, size, name };
  }
}

function erased(bytes: Uint8Array): boolean {
  return bytes.every((b) => b === 0xff);
}

function align(bytes: number): number {
  return (bytes + 3) & ~3;
}

function end(file: File): number {
  return align(file.address + HEADER_BYTES + file.size);
}

function cutName(name: string): string {
  return name.slice(0, NAME_BYTES);
}

function header(name: string, size: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  new DataView(bytes.buffer).setUint32(0, size, true);
  const short = cutName(name);
  for (let i = 0; i < short.length; i++) bytes[4 + i] = short.charCodeAt(i);
  return bytes;
}
