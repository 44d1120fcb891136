import { describe, expect, it } from 'vitest';
import { frame, FrameReader } from '../../../../hil/target/board/frames.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('lines between bench and board', () => {
  it('carry the low half of the CRC-32 of kind and text', () => {
    // CRC-32 of "123456789" is cbf43926: the check value of the polynomial.
    expect(text(frame('1', '23456789'))).toBe('1234567893926\n');
  });

  it('are printable, so that none of them is Ctrl-C to a console', () => {
    const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, k) => k)).toString('base64');
    expect(text(frame('i', all))).toMatch(/^[ -~]*\n$/);
  });

  it('come out of a stream that is cut anywhere', () => {
    const bytes = Buffer.concat([frame('o', 'AAAA'), frame('k', '8,0')]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader();
      const found = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
      expect(found).toEqual([
        { kind: 'o', text: 'AAAA' },
        { kind: 'k', text: '8,0' },
      ]);
      expect(reader.damaged).toBe(0);
    }
  });

  it('are dropped and counted when a bit of them has turned over, whichever', () => {
    const good = frame('o', 'AB');
    for (let bit = 0; bit < 8 * (good.length - 1); bit++) {
      const bad = Uint8Array.from(good);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const reader = new FrameReader();
      // A bit can make a new line, XON, XOFF or CR out of a character: then what is left is no line either.
      expect(reader.push(bad), `bit ${bit}`).toEqual([]);
      expect(reader.damaged, `bit ${bit}`).toBeGreaterThan(0);
    }
  });

  it('are found between the XON and XOFF of the interpreter, and behind text of a console', () => {
    const reader = new FrameReader();
    const [first, ...rest] = frame('k', '1,0');
    expect(reader.push(Buffer.concat([Buffer.from('2v29 (c) 2026\r\n\r\n'), Uint8Array.of(0x13, first ?? 0, 0x11), Uint8Array.from(rest)]))).toEqual([
      { kind: 'k', text: '1,0' },
    ]);
    expect(reader.damaged).toBe(1);
  });
});
