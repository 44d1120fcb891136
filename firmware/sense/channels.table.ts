/** Values of the channels of every board, the highest bit of `badChannels` first. */
import { CHANNEL_BITS } from '../model/registers.js';
import { valueIndex } from './layout.js';

export const CHANNEL_VALUES: number[] = [];
for (const name of CHANNEL_BITS) CHANNEL_VALUES.unshift(valueIndex(name));
