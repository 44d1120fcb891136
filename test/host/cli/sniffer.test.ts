import { describe, expect, it } from 'vitest';
import { Sniffer } from '../../../host/cli/sniffer.js';
import { frame } from '../bus/slave.js';

const request = frame(1, 4, 0, 37, 0, 2);
const reply = frame(1, 4, 4, 0, 123, 0, 5);
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Everything that a sniffer hears in the pieces, each a millisecond after the one before. */
function heard(pieces: readonly Uint8Array[]): { kind: string; hex: string; answered: boolean; afterMs: number | null }[] {
  const sniffer = new Sniffer();
  const frames = pieces.flatMap((piece, k) => sniffer.push(piece, 1000 + k));
  frames.push(...sniffer.end(5000));
  return frames.map(({ kind, bytes, request: asked, afterMs }) => ({
    kind,
    hex: Buffer.from(bytes).toString('hex'),
    answered: asked !== undefined,
    afterMs,
  }));
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const asRequest = { kind: 'request', hex: hex(request), answered: false, afterMs: null };

describe('a sniffer', () => {
  it('tells request and reply apart and how long the answer took', () => {
    expect(heard([request, new Uint8Array(0), new Uint8Array(0), reply])).toEqual([
      asRequest,
      { kind: 'reply', hex: hex(reply), answered: true, afterMs: 3 },
    ]);
  });

  it('hears the same whether the bytes come one by one or all at once', () => {
    const all = join(request, reply, request, reply);
    const kinds = ['request', 'reply', 'request', 'reply'];
    expect(heard([all]).map(({ kind }) => kind)).toEqual(kinds);
    expect(heard(Array.from(all, (byte) => Uint8Array.of(byte))).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('takes the echo of a write as request and reply, though both are the same bytes', () => {
    const write = frame(1, 6, 0, 5, 0, 77);
    expect(heard([write, write]).map(({ kind, answered }) => ({ kind, answered }))).toEqual([
      { kind: 'request', answered: false },
      { kind: 'reply', answered: true },
    ]);
  });

  it('skips noise before, between and half of a frame, and says how much it was', () => {
    const noise = Uint8Array.of(0xff, 0x13, 0x00);
    expect(heard([join(noise, request), reply, reply.subarray(0, 4)])).toEqual([
      { kind: 'noise', hex: hex(noise), answered: false, afterMs: null },
      asRequest,
      { kind: 'reply', hex: hex(reply), answered: true, afterMs: 1 },
      { kind: 'noise', hex: hex(reply.subarray(0, 4)), answered: false, afterMs: null },
    ]);
  });

  it('shows a reply whose request it did not hear, and one of another unit, as answers to nothing', () => {
    expect(heard([reply])[0]).toMatchObject({ kind: 'reply', answered: false });
    expect(heard([request, frame(2, 4, 4, 0, 123, 0, 5)])[1]).toMatchObject({ kind: 'reply', answered: false });
  });

  it('knows exceptions', () => {
    expect(heard([request, frame(1, 0x84, 2)])[1]).toMatchObject({ kind: 'reply', answered: true });
  });
});
