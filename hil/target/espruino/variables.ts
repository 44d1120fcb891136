/**
 * From a dump of the Linux build's variables to the number of variables on a board: only characters take another number of variables,
 * because a variable of the Linux build holds more of them (jsutils.h, JSVAR_DATA_STRING_*).
 */

/** One line of `E.dumpVariables()`. */
export interface Block {
  /** Variables that it takes on the Linux build. */
  readonly size: number;
  /** What is stored: a name (key of an object, variable), text, or anything else. */
  readonly kind: 'name' | 'text' | 'other';
  /** Characters, where the dump shows them all; text above 20 characters is cut there. */
  readonly characters: number | undefined;
}

/** Characters in a name's own variable, in a text's own variable, in each further one; bytes of one in a flat string. */
interface Capacity {
  readonly name: number;
  readonly text: number;
  readonly further: number;
  readonly flat: number;
}

const LINUX: Capacity = { name: 8, text: 20, further: 21, flat: 27 };

/** Capacities of a board from its bytes per variable: 13 (up to 8191 variables) or 14 (up to 16383). */
function capacityOf(variableBytes: number): Capacity {
  return variableBytes >= 14 ? { name: 4, text: 9, further: 10, flat: 14 } : { name: 4, text: 8, further: 9, flat: 13 };
}

/** Lines of a dump in what the console showed. */
export function readDump(console: string): Block[] {
  const blocks: Block[] = [];
  for (const line of console.split(/\r?\n/)) {
    const [, size, , rest] = /^(\d+),(\d+),(.*)$/.exec(line.replace(/^\d+,/, '')) ?? [];
    if (size === undefined || rest === undefined) continue;
    blocks.push(blockOf(Number(size), rest));
  }
  return blocks;
}

function blockOf(size: number, rest: string): Block {
  const text = /^String ("(?:[^"\\]|\\.)*")/.exec(rest)?.[1];
  if (text !== undefined) {
    const characters = textLength(text);
    return { size, kind: 'text', characters: characters < 20 ? characters : undefined };
  }
  const name = /^("(?:[^"\\]|\\.)*")/.exec(rest)?.[1];
  if (name !== undefined) return { size, kind: 'name', characters: textLength(name) };
  return { size, kind: 'other', characters: undefined };
}

/** Characters of a quoted text with escapes. */
function textLength(quoted: string): number {
  return quoted.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{1,3}|.)/g, '?').length;
}

/** Variables on a board. Lengths that the dump cuts are taken as the longest that fits the size. */
export function estimateBlocks(blocks: readonly Block[], board: { readonly variableBytes: number }): number {
  const to = capacityOf(board.variableBytes);
  let total = 0;
  for (const b of blocks) total += b.kind === 'other' ? b.size : b.kind === 'name' ? nameSize(b, to) : textSize(b, to);
  return total;
}

function nameSize(block: Block, to: Capacity): number {
  const characters = block.characters ?? LINUX.name;
  return 1 + Math.ceil(Math.max(0, characters - to.name) / to.further);
}

function textSize(block: Block, to: Capacity): number {
  if (block.size === 1) {
    // One variable: short text, or text that lies in flash and takes one variable everywhere.
    if (block.characters === undefined) return 1;
    return 1 + Math.ceil(Math.max(0, block.characters - to.text) / to.further);
  }
  // Two variables hold text that grew, more of them an array or text that was made in one piece: that is where each is the smaller one.
  const flat = block.size > 2;
  const longest = flat ? LINUX.flat * (block.size - 1) : LINUX.text + LINUX.further;
  return Math.min(1 + Math.ceil((longest - to.text) / to.further), 1 + Math.ceil(longest / to.flat));
}
