/** CRC-16 of Modbus over ASCII text: names tables by one word. The slow bitwise form, for the build and the PC. */
export function textCrc(text: string): number {
  let c = 0xffff;
  for (let i = 0; i < text.length; i++) {
    c ^= text.charCodeAt(i);
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >> 1) ^ 0xa001 : c >> 1;
  }
  return c;
}
