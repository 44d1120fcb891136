/** Identity on the map and the codes of missing values. */
import { MAP_MAJOR, MAP_MINOR, mapText } from '../model/registers.js';
import { textCrc } from '../model/text-crc.js';
import { IMAGE_COUNT as COUNT, INPUT_ROWS } from '../sense/layout.js';

const missing = INPUT_ROWS.filter((r) => r.optional && r.type !== 'i32');

/** Registers of the input image. */
export const IMAGE_COUNT = COUNT;
export const MAP_VERSION_VALUE = MAP_MAJOR * 256 + MAP_MINOR;
export const MAP_HASH_VALUE = textCrc(mapText());
/** Indices of signed values that may be missing (code 0x8000) and of unsigned ones (code 0xFFFF). */
export const OPTIONAL_SIGNED = missing.filter((r) => r.type === 'i16').map((r) => COUNT - 1 - r.address);
export const OPTIONAL_UNSIGNED = missing.filter((r) => r.type === 'u16').map((r) => COUNT - 1 - r.address);
