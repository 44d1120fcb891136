import { describe, expect, it } from 'vitest';
import { missingItems, readCommissioning } from '../../../host/device/commissioning.js';
import { commissioningLines, lockText } from '../../../host/cli/view/commissioning-lines.js';

/** Holding registers by address. */
const device =
  (registers: Readonly<Record<number, number>>) =>
  (address: number): Promise<number> =>
    Promise.resolve(registers[address] ?? 0);

describe('the commissioning of a device', () => {
  it('names what is missing, in the words of the command that does it', async () => {
    const fresh = await readCommissioning('core', device({}));
    expect(missingItems(fresh)).toEqual(['fill', 'resistance', 'currentZero', 'nakTempA', 'nakTempB', 'cellTemp', 'nakFlow', 'currentGain']);
    expect(commissioningLines(fresh).at(-1)).toContain('Next: liquidus send reanchor WT%NA GRAMS');
    const begun = await readCommissioning('core', device({ 2050: 0b1111_1011 }));
    expect(lockText(begun)).toContain('Missing: currentZero and the signature');
    expect(commissioningLines(begun).at(-1)).toContain('Next: liquidus send calibrate currentZero');
  });

  it('asks for the signature when every item is done', async () => {
    const done = await readCommissioning('core', device({ 2050: 255 }));
    expect([missingItems(done), done.signed]).toEqual([[], false]);
    expect(lockText(done)).toContain('Missing: the signature ("liquidus send sign PERSON")');
  });

  it('shows who has signed, and corrections with sign and unit', async () => {
    const signed = await readCommissioning('full', device({ 2050: 32767, 2051: 7, 2052: 12, 2054: 0x10000 - 50, 2014: 1100, 2086: 3 }));
    expect(signed).toMatchObject({ signed: true, signer: 7, signedEvent: 12 });
    expect(signed.items.map((item) => [item.name, item.value, item.unit]).slice(0, 4)).toEqual([
      ['fill', null, ''],
      ['resistance', 1.1, ''],
      ['currentZero', 0, 'mA'],
      ['nakTempA', -0.5, 'K'],
    ]);
    expect(signed.items[8]).toEqual({ item: 9, name: 'nakLevel', done: true, value: 0.3, unit: 'mL' });
    expect(signed.items.at(-1)?.name).toBe('nakCurve');
    expect(lockText(signed)).toBeUndefined();
    expect(commissioningLines(signed).at(-1)).toBe('Signed by person 7 at event 12: charge and discharge are free.');
  });
});
