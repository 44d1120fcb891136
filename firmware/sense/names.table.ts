/** Name of every place of the process image, in its order: the bench finds values by it. Nothing of this reaches a board. */
import { BEHIND, INPUT_ROWS, INTERNAL, REGISTERS_AT, VALUE_COUNT, valueIndex } from './layout.js';
import { registerCount } from '../model/types.js';

const names: string[] = INTERNAL.concat(new Array<string>(VALUE_COUNT - REGISTERS_AT).fill(''));
for (const row of INPUT_ROWS) {
  const count = registerCount(row.type);
  if (count === 1) names[valueIndex(row.name)] = row.name;
  else for (let word = 0; word < count; word++) names[valueIndex(row.name + '.' + String(word))] = row.name + '.' + String(word);
}

BEHIND.forEach((name) => (names[valueIndex(name)] = name));

/** Empty where the map has a gap. */
export const NAMES = names;
