/**
 * Device identification by function 43, type 14 (Modbus Application Protocol V1.1b3, 6.21).
 */

/** Request PDU of the basic objects: vendor, product code, revision. */
export const REQUEST_IDENTIFICATION = Uint8Array.of(0x2b, 0x0e, 1, 0);
/** Bytes of a reply before its objects. */
const HEADER = 7;

/** Texts of the objects in a reply PDU, in their order; empty ones are left out. */
export function parseIdentification(reply: Uint8Array): string[] {
  const texts: string[] = [];
  let at = HEADER;
  for (let left = reply[HEADER - 1] ?? 0; left > 0 && at + 2 <= reply.length; left--) {
    const length = reply[at + 1] ?? 0;
    const text = Buffer.from(reply.subarray(at + 2, at + 2 + length))
      .toString('latin1')
      .replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
    if (text.trim() !== '') texts.push(text.trim());
    at += 2 + length;
  }
  return texts;
}
