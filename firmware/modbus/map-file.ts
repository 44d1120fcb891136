/** File 3: the map as text. */
import { MAP_TEXT } from './map-text.table.js';

export { MAP_REGISTERS } from './map-text.table.js';

/** Bytes of the text. It stands in this function, so that on a board it is read from flash and takes memory while somebody asks only. */
export function mapBytes(from: number, count: number): Uint8Array {
  return new Uint8Array(E.toArrayBuffer(MAP_TEXT.substring(from, from + count)) as ArrayBuffer);
}
