/** The CRC of the firmware against the bitwise procedure of Modbus over Serial Line 1.02, appendix B. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crc16, startCrc } from '../../../firmware/modbus/crc.js';
import { crc16 as reference } from '../../host/bus/crc-reference.js';

beforeAll(startCrc);

describe('the CRC', () => {
  it('of 02 07 is 12 41', () => {
    expect(crc16(Uint8Array.of(2, 7), 2)).toBe(0x1241);
  });

  it('of any bytes, of even and odd number, is that of the procedure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        expect(crc16(bytes, bytes.length)).toBe(reference(bytes));
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('takes the first bytes of a longer buffer', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => 7 * i);
    for (let n = 0; n <= 64; n++) expect(crc16(bytes, n)).toBe(reference(bytes.subarray(0, n)));
  });

  it('over a frame and its own CRC is zero', () => {
    const body = [17, 3, 0, 107, 0, 3];
    const crc = crc16(Uint8Array.from(body), 6);
    expect(crc16(Uint8Array.of(...body, crc & 255, crc >> 8), 8)).toBe(0);
  });
});
