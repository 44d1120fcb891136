/** Program and parameters in flash read again piece by piece (docs/design.md; X07, X08): 64 pieces, one a second, the first pass at once. */
import { describe, expect, it } from 'vitest';
import { bundleCheck } from '../../../firmware/model/bundle-record.js';
import { PARAMETER_FILE } from '../../../firmware/model/parameter-file.js';
import { BOOT_FILE } from '../../../firmware/model/release.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, Memories } from '../stub-board.js';

/** A program of `length` bytes that do not repeat. */
const program = (length: number): Uint8Array => Uint8Array.from({ length }, (_none, i) => (i * 31 + (i >> 8) * 7 + 5) & 255);

async function controller(length: number) {
  const memories = new Memories();
  const bytes = program(length);
  memories.files.set(BOOT_FILE, bytes);
  const fw = await freshFirmware(['integrity', 'parameters', 'values'], memories);
  const get = (name: string): number => fw.values.X[valueIndex(name)];
  return { ...fw, bytes, memories, bad: () => get('bundleBad'), grade: () => get('parametersBad') };
}

describe('the program', () => {
  it.each([1, 2, 63, 64, 65, 127, 128, 1000, 17_139])(
    'of %i bytes is whole when it is what was flashed, at the start and in every pass',
    async (length) => {
      const c = await controller(length);
      c.integrity.startIntegrity(bundleCheck(c.bytes));
      expect(c.bad()).toBe(0);
      for (let i = 0; i < 200; i++) {
        c.integrity.checkStored();
        expect(c.bad()).toBe(0);
      }
    },
  );

  it('is checked against a number without a sign too', async () => {
    for (const length of [300, 301, 302, 303]) {
      const c = await controller(length);
      c.integrity.startIntegrity(bundleCheck(c.bytes) >>> 0);
      expect(c.bad()).toBe(0);
    }
  });

  it('is bad at the start with a bit that has turned, wherever it lies, and without a record', async () => {
    for (const at of [0, 1, 15, 16, 500, 998, 999]) {
      const c = await controller(1000);
      const wanted = bundleCheck(c.bytes);
      c.bytes[at] ^= 4;
      c.integrity.startIntegrity(wanted);
      expect([at, c.bad()]).toEqual([at, 1]);
    }
    const c = await controller(1000);
    c.integrity.startIntegrity(1);
    expect(c.bad()).toBe(1);
  });

  it('that is gone is bad at the start, and the start comes to its end', async () => {
    const c = await controller(1000);
    c.memories.files.delete(BOOT_FILE);
    c.integrity.startIntegrity(bundleCheck(c.bytes));
    expect(c.bad()).toBe(1);
  });

  it('is found bad within two passes of a bit that turns while it runs, and sound again within two of its return', async () => {
    const c = await controller(1000);
    c.integrity.startIntegrity(bundleCheck(c.bytes));
    for (let i = 0; i < 20; i++) c.integrity.checkStored();
    c.bytes[3] ^= 128;
    for (let i = 0; i < 2 * 64; i++) c.integrity.checkStored();
    expect(c.bad()).toBe(1);
    c.bytes[3] ^= 128;
    for (let i = 0; i < 2 * 64; i++) c.integrity.checkStored();
    expect(c.bad()).toBe(0);
  });

  it('takes a pass of 63 pieces of 16 bytes and one to judge', async () => {
    const c = await controller(1000);
    c.integrity.startIntegrity(bundleCheck(c.bytes));
    c.bytes[999] ^= 1;
    for (let i = 0; i < 63; i++) c.integrity.checkStored();
    expect(c.bad()).toBe(0);
    c.integrity.checkStored();
    expect(c.bad()).toBe(1);
  });
});

describe('the copy of the parameters in force', () => {
  it('is read again in every pass, and one that has gone bad is a trip', async () => {
    const c = await controller(100);
    c.parameters.loadParameters();
    expect(c.parameters.storeParameters()).toBe(true);
    c.integrity.startIntegrity(bundleCheck(c.bytes));
    expect(c.grade()).toBe(0);
    const file = c.memories.files.get(PARAMETER_FILE);
    if (!file) throw new Error('the file of the parameters is gone');
    // The first copy lies behind sixteen bytes and the place of copy 0.
    file[16 + 260 + 20] ^= 1;
    for (let i = 0; i < 130; i++) c.integrity.checkStored();
    expect([c.grade(), c.bad()]).toEqual([2, 0]);
  });

  it('is no fault where none was ever stored', async () => {
    const c = await controller(100);
    c.parameters.loadParameters();
    c.integrity.startIntegrity(bundleCheck(c.bytes));
    for (let i = 0; i < 130; i++) c.integrity.checkStored();
    expect(c.grade()).toBe(1);
  });
});
