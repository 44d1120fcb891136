/** The analog converters of the board, worked out from its row: which ADS1115 reads what in which order. */
import { ANALOG_CHANNELS, TEMPERATURE_CHANNELS } from '../model/channels.js';
import type { BoardRow } from '../model/boards.js';
import { BOARD } from './row.js';

/** One input of a chip. */
interface Input {
  readonly chip: number;
  readonly input: number;
  readonly slot: number;
}

/** Four chips share a branch of the multiplexer, by the address that their ADDR pin gives. */
const CHIPS_PER_BRANCH = 4;
export const FIRST_ADDRESS = 0x48;

/** High byte of the configuration (ADS1115 data sheet, table 8-3): start, input against ground, ±4.096 V; the last bit: single conversion. */
export const START = 0x80;
const SINGLE_ENDED = 0x40;
const RANGE_4096 = 0x02;
const SINGLE_SHOT = 0x01;
/** All of it for a single conversion of input 0; an input adds 16. Its low byte: 128 conversions a second, comparator off. */
export const ONE_SHOT = START + SINGLE_ENDED + RANGE_4096 + SINGLE_SHOT;
export const RATE = 0x83;

function inputs(row: BoardRow): Input[] {
  const found: Input[] = [];
  for (const name of [...TEMPERATURE_CHANNELS, ...ANALOG_CHANNELS]) {
    const place = row.adc?.[name];
    if (place === undefined) continue;
    const [chip, input] = place.split('.').map(Number) as [number, number];
    found.push({ chip, input, slot: row.slot[name] });
  }
  if (row.cellChip !== undefined)
    for (let i = 0; i < row.cells; i++) found.push({ chip: row.cellChip + (i >> 2), input: i & 3, slot: row.cellSlot + i });
  return found.sort((a, b) => a.chip - b.chip || a.input - b.input);
}

const all = inputs(BOARD);
const used = all.map((i) => i.chip);
const chips = used.filter((c, k) => used.indexOf(c) === k);
const multiplexed = chips.some((c) => c >= CHIPS_PER_BRANCH);

/** Address of each chip, and the byte that opens its branch of the multiplexer; 0 without one. */
export const ADDRESSES = chips.map((c) => FIRST_ADDRESS + (c % CHIPS_PER_BRANCH));
export const BRANCHES = chips.map((c) => (multiplexed ? 1 << Math.floor(c / CHIPS_PER_BRANCH) : 0));
/** First input of each chip in the columns below; one entry more than there are chips. */
export const FIRSTS = [...chips.map((c) => all.findIndex((i) => i.chip === c)), all.length];
/**
 * High byte of the configuration by input, without `START`, one character each: shorter than numbers in the bundle. A chip with one input converts all
 * the time, one with several when it is told to.
 */
export const CONFIGS = String.fromCharCode(
  ...all.map((i) => SINGLE_ENDED + 16 * i.input + RANGE_4096 + (all.filter((o) => o.chip === i.chip).length > 1 ? SINGLE_SHOT : 0)),
);
/** Place of the reading by input, one character each likewise, counted from `FIRST_SLOT`. */
export const FIRST_SLOT = 35;
export const SLOTS = String.fromCharCode(...all.map((i) => FIRST_SLOT + i.slot));
export const CHIP_COUNT = chips.length;
/** Places of all readings that come from chips. */
export const READING_COUNT = BOARD.slots;

/** Lines of the expander that are inputs, as bits. */
export const EXPANDER_INPUTS = (['smoke', 'localReset'] as const).reduce(
  (bits, name) => (BOARD.line[name] >= 0 ? bits + (1 << BOARD.line[name]) : bits),
  0,
);
