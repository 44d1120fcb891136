import { describe, expect, it } from 'vitest';
import { crc16, crcMatches, withCrc } from '../../../host/bus/crc.js';
import { readRequest, registersOf, writeRegistersRequest } from '../../../host/bus/pdu.js';
import { buildRequest, judgeReply, replyLength } from '../../../host/bus/rtu.js';
import { crc16 as reference } from './crc-reference.js';
import { frame } from './slave.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('CRC-16', () => {
  it('turns 02 07 into 41 12, the example of the serial line specification', () => {
    expect(withCrc(bytes('02 07'))).toEqual(bytes('02 07 41 12'));
  });

  it('agrees with the bitwise procedure on every byte value and on long frames', () => {
    for (let i = 0; i < 256; i++) expect(crc16(Uint8Array.of(i))).toBe(reference(Uint8Array.of(i)));
    const long = Uint8Array.from({ length: 254 }, (_, i) => (i * 37 + 11) & 0xff);
    expect(crc16(long)).toBe(reference(long));
  });

  it('refuses a frame with one flipped bit and a frame shorter than four bytes', () => {
    const good = bytes('01 04 02 00 ff f8 b0');
    good.set([0xf9], 5);
    expect(crcMatches(good)).toBe(false);
    expect(crcMatches(bytes('41 12'))).toBe(false);
  });
});

describe('requests', () => {
  it('are the bytes of the application protocol examples', () => {
    // V1.1b3, 6.4: read input register 9 (address 8); 6.12: write registers 2 and 3 with 000A and 0102.
    expect(readRequest(4, 8, 1)).toEqual(bytes('04 0008 0001'));
    expect(writeRegistersRequest(1, [0x000a, 0x0102])).toEqual(bytes('10 0001 0002 04 000A 0102'));
  });

  it.each([
    ['quantity 0', () => readRequest(4, 0, 0)],
    ['quantity 126', () => readRequest(3, 0, 126)],
    ['a range past 65535', () => readRequest(3, 65535, 2)],
    ['124 registers to write', () => writeRegistersRequest(0, new Array<number>(124).fill(0))],
    ['a register value of 65536', () => writeRegistersRequest(0, [65536])],
    ['a PDU of 254 bytes', () => buildRequest(1, new Uint8Array(254))],
  ])('with %s are refused before they reach the line', (_, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'usage.range' }));
  });

  it('give back the registers of a reply', () => {
    expect([...registersOf(bytes('03 06 022B 0000 0064'))]).toEqual([0x22b, 0, 0x64]);
  });
});

describe('reply length', () => {
  it.each([
    ['an exception', '01 84', 5],
    ['a read of 60 registers', '01 04 78', 125],
    ['a write echo', '01 10', 8],
    ['a mask write', '01 16', 10],
    ['exception status', '01 07', 5],
    ['a queue of 2 registers', '01 18 0006', 12],
    ['device identification with an empty object', '01 2b 0e 01 01 00 00 02 00 00 01 02 41 42', 16],
  ])('of %s comes from its own bytes', (_, head, length) => {
    expect(replyLength(bytes(head))).toBe(length);
  });

  it('is unknown while the deciding byte is missing, and for functions without a rule', () => {
    expect(replyLength(bytes('01'))).toBeUndefined();
    expect(replyLength(bytes('01 03'))).toBeUndefined();
    expect(replyLength(bytes('01 2b 0e 01 01 00 00 02 00'))).toBeUndefined();
    expect(replyLength(bytes('01 41'))).toBeNull();
  });
});

describe('judging a reply', () => {
  const read = buildRequest(1, readRequest(4, 0, 2));
  const write = buildRequest(1, writeRegistersRequest(1002, [1, 2, 3]));

  it.each([
    ['the reply itself', read, frame(1, 4, 4, 0, 1, 0, 2), null],
    ['an exception', read, frame(1, 0x84, 2), null],
    ['another unit', read, frame(2, 4, 4, 0, 1, 0, 2), 'unit'],
    ['another function', read, frame(1, 3, 4, 0, 1, 0, 2), 'function'],
    ['another quantity', read, frame(1, 4, 2, 0, 1), 'quantity'],
    ['a write echo', write, frame(1, 16, 0x03, 0xea, 0, 3), null],
    ['the echo of another address', write, frame(1, 16, 0x03, 0xeb, 0, 3), 'echo'],
    ['the echo of another quantity', write, frame(1, 16, 0x03, 0xea, 0, 2), 'echo'],
    ['a broken CRC', read, Uint8Array.from([1, 4, 4, 0, 1, 0, 2, 0, 0]), 'crc'],
  ])('accepts or rejects %s', (_, request, reply, verdict) => {
    expect(judgeReply(request, reply)).toBe(verdict);
  });
});
