import { describe, expect, it } from 'vitest';
import { Flash, PowerCut } from '../../../hil/target/flash.js';
import { FlashStorage } from '../../../hil/target/storage.js';
import { findInterpreter, runScript } from '../../../hil/target/espruino/interpreter.js';
import { itOnInterpreter } from './interpreter-tests.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (content: Uint8Array | undefined): string | undefined => content && Buffer.from(content).toString('latin1');

function storageOf(size = 4096, page = 1024): { flash: Flash; storage: FlashStorage; compactions: () => number } {
  let count = 0;
  const flash = new Flash(size, page);
  return { flash, storage: new FlashStorage(flash, () => count++), compactions: () => count };
}

/** Runs `work` with power cut after `count` flash operations; true when it was cut. */
function cut(flash: Flash, count: number, work: () => void, torn = 0): boolean {
  flash.cutAfter(count, torn);
  try {
    work();
    flash.cutAfter(Infinity);
    return false;
  } catch (error) {
    if (error instanceof PowerCut) return true;
    throw error;
  }
}

describe('flash', () => {
  it('can only clear bits until a page is erased', () => {
    const flash = new Flash(2048, 1024);
    flash.write(0, Uint8Array.of(0x0f));
    flash.write(0, Uint8Array.of(0xf3));
    expect(flash.bytes[0]).toBe(0x03);
    flash.erasePage(5);
    expect(flash.bytes[0]).toBe(0xff);
  });

  it('refuses a size that is no whole number of pages, and access outside', () => {
    expect(() => new Flash(1500, 1024)).toThrow('not a whole number of 1024-byte pages');
    expect(() => new Flash(1024, 1024).write(1023, Uint8Array.of(1, 2))).toThrow('outside');
  });
});

describe('Storage', () => {
  it('keeps files and replaces them', () => {
    const { storage } = storageOf();
    storage.write('a', bytes('one'));
    storage.write('b', bytes('two'));
    storage.write('a', bytes('three'));
    expect([text(storage.read('a')), text(storage.read('b')), storage.read('c')]).toEqual(['three', 'two', undefined]);
  });

  it('takes 32 bytes and padding for a file, and nothing for the same content again', () => {
    const { storage } = storageOf();
    storage.write('a', bytes('hello'));
    expect(storage.free()).toBe(4096 - 32 - 8);
    storage.write('a', bytes('hello'));
    expect(storage.free()).toBe(4096 - 32 - 8);
  });

  it('loses a file that is overwritten when power goes after the first or the second of three writes', () => {
    for (const [after, left] of [
      [0, 'old'],
      [1, undefined],
      [2, '\xff\xff\xff\xff'],
    ] as const) {
      const { flash, storage } = storageOf();
      storage.write('p', bytes('old'));
      expect(cut(flash, after, () => storage.write('p', bytes('new!')))).toBe(true);
      expect(text(storage.read('p')), `cut after ${after}`).toBe(left);
    }
  });

  it('always keeps one of two files that are written in turn', () => {
    for (let after = 0; after < 6; after++)
      for (const torn of [0, 1, 3]) {
        const { flash, storage } = storageOf();
        storage.write('p0', bytes('1'));
        storage.write('p1', bytes('2'));
        cut(flash, after, () => storage.write('p0', bytes('3')), torn);
        expect(text(storage.read('p1'))).toBe('2');
      }
  });

  it('compacts when it is full, and a power cut in there loses every file', () => {
    const { storage, flash, compactions } = storageOf(2048, 1024);
    storage.write('keep', bytes('k'.repeat(800)));
    storage.write('a', bytes('a'.repeat(500)));
    storage.write('a', bytes('b'.repeat(500)));
    expect(compactions()).toBe(0);
    const before = flash.bytes.slice();
    storage.write('a', bytes('c'.repeat(500)));
    expect(compactions()).toBe(1);
    expect([text(storage.read('keep')), text(storage.read('a'))]).toEqual(['k'.repeat(800), 'c'.repeat(500)]);
    flash.bytes.set(before);
    expect(cut(flash, 3, () => storage.write('a', bytes('c'.repeat(500))))).toBe(true);
    expect(storage.read('keep')).toBeUndefined();
  });

  it('refuses empty content and a file that does not fit', () => {
    const { storage } = storageOf();
    expect(() => storage.write('a', bytes(''))).toThrow('zero length');
    expect(() => storage.write('a', new Uint8Array(5000))).toThrow('Unable to find or create file');
  });

  itOnInterpreter('makes an image that the interpreter reads and goes on with', async () => {
    const flash = new Flash(262144, 1024);
    const storage = new FlashStorage(flash, () => undefined);
    storage.write('a', bytes('first'));
    storage.write(
      'big',
      Uint8Array.from({ length: 3000 }, (_, i) => i & 255),
    );
    storage.write('a', bytes('second'));
    const free = storage.free();
    const program = `var s = require('Storage'), b = s.read('big'), n = 0; for (var i = 0; i < b.length; i++) n += b.charCodeAt(i) === (i & 255);
      print('@@' + s.read('a') + ' ' + b.length + ' ' + n + ' ' + s.getFree()); s.write('a', 'third'); print('@@' + s.read('a') + ' ' + s.getFree());`;
    const { console } = await runScript(findInterpreter(), program, { deadlineMs: 5000, flash: flash.bytes });
    storage.write('a', bytes('third'));
    expect([...console.matchAll(/@@(.*)/g)].map((m) => m[1]?.trim())).toEqual([`second 3000 3000 ${free}`, `third ${storage.free()}`]);
  });

  /** Where the header of the next file comes to lie: in the middle of a page, at the start of one, in the last page, at the start of that. */
  const LAYOUTS = [500, 3 * 1024 - 32, 262_144 - 700, 262_144 - 1024 - 32];
  const TORN = [0, 1, 2, 3, 4, 5, 9, 31];

  /** A chip on which power went while the header of a file was written behind one of `bytes` bytes. */
  function tornHeader(bytes: number, torn: number): Flash {
    const flash = new Flash(262_144, 1024);
    const storage = new FlashStorage(flash, () => undefined);
    storage.write('first', new Uint8Array(bytes).fill(7));
    expect(cut(flash, 0, () => storage.write('next', new Uint8Array(300).fill(9)), torn)).toBe(true);
    return flash;
  }

  it('is corrupt to the interpreter when power has torn the size in a header in its last page, and then loses every file', () => {
    const corrupt = LAYOUTS.map((bytes) => TORN.filter((torn) => !new FlashStorage(tornHeader(bytes, torn), () => undefined).isSound()));
    // Three bytes are a size; the fourth holds flags, of which the interpreter minds none.
    expect(corrupt).toEqual([[], [], [1, 2], [1, 2]]);
  });

  it('is never corrupt when what is torn is the content of a file that was there', () => {
    const { flash, storage } = storageOf(2048, 1024);
    storage.write('log', bytes('head'), 0, 1800);
    for (let torn = 0; torn < 24; torn++) {
      cut(flash, 0, () => storage.write('log', new Uint8Array(24).fill(torn), 4 + 24 * torn), torn);
      expect([torn, storage.isSound(), storage.read('log')?.length]).toEqual([torn, true, 1800]);
    }
  });

  itOnInterpreter(
    'is erased by the interpreter exactly when it is corrupt here, and holds the same files otherwise',
    async () => {
      const program = `print('@@' + require('Storage').list().join());`;
      const answers = LAYOUTS.flatMap((bytes) =>
        TORN.map(async (torn) => {
          const flash = tornHeader(bytes, torn);
          const { console } = await runScript(findInterpreter(), program, { deadlineMs: 60_000, flash: flash.bytes, until: /@@.*\n/ });
          const sound = new FlashStorage(flash, () => undefined).isSound();
          return [bytes, torn, console.includes('Storage is corrupt'), /@@(.*)/.exec(console)?.[1]?.includes('first'), !sound];
        }),
      );
      for (const [bytes, torn, corrupt, there, here] of await Promise.all(answers)) {
        expect([bytes, torn, corrupt, there]).toEqual([bytes, torn, here, here === false]);
      }
    },
    120_000,
  );
});
