/**
 * Bytes, text of one byte a character, base64 and CRC-32 without Node: the commissioning page runs the same flasher in a browser.
 */
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
  return c;
});

/** CRC-32 of IEEE 802.3, unsigned, as `E.CRC32` of the interpreter and `crc32` of zlib have it. */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (c >>> 8) ^ (TABLE[(c ^ byte) & 0xff] ?? 0);
  return ~c >>> 0;
}

/** Bytes of a text whose characters are bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The text of bytes, one character each. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(textOf(bytes));
}

/** Bytes of a base64 text; what is none gives no bytes. */
export function fromBase64(text: unknown): Uint8Array {
  try {
    return typeof text === 'string' ? bytesOf(atob(text)) : new Uint8Array(0);
  } catch {
    return new Uint8Array(0);
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, k) => byte === b[k]);
}

/** SHA-256 in hexadecimal. A browser has it on pages of this machine and on pages over TLS only. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Waits, ms. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, ms));
}
