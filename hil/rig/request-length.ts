/**
 * Length of a Modbus RTU request from its own bytes: where one frame of a byte stream ends.
 */

/** Length in bytes, CRC included; `undefined` while more bytes are needed to tell, or for a function without a rule. */
export function requestLength(bytes: Uint8Array): number | undefined {
  const at = (index: number): number | undefined => bytes[index];
  const plus = (base: number, count: number | undefined): number | undefined => (count === undefined ? undefined : base + count);
  switch (at(1)) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 8:
      return 8;
    case 7:
    case 11:
    case 12:
    case 17:
      return 4;
    case 15:
    case 16:
      return plus(9, at(6));
    case 20:
    case 21:
      return plus(5, at(2));
    case 22:
      return 10;
    case 23:
      return plus(13, at(10));
    case 24:
      return 6;
    case 43:
      return 7;
    default:
      return undefined;
  }
}
