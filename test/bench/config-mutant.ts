/** Wrong rows of the protection table in the text of a built bundle: its columns are texts or lists there, and its quick path is a chain of comparisons. */
import { numbersAsText } from '../../firmware/build/number-texts.js';

/** Columns of firmware/protect/checks.table.ts, as the build works them out. */
export interface Columns {
  readonly WARN: readonly number[];
  readonly TRIP: readonly number[];
  readonly WARN_BACK: readonly number[];
  readonly TRIP_BACK: readonly number[];
  readonly SAME_BACK: boolean;
  readonly WARN_MS: readonly number[];
  readonly TRIP_MS: readonly number[];
  readonly RELEASES: readonly number[];
  readonly REACTIONS: readonly number[];
  readonly BIT: readonly number[];
  readonly TRAITS: readonly number[];
  readonly QUIET: readonly number[];
  readonly FIXED: readonly number[];
  readonly FAST_COUNT: number;
}
type ColumnName = 'WARN' | 'TRIP' | 'WARN_BACK' | 'TRIP_BACK' | 'WARN_MS' | 'TRIP_MS' | 'RELEASES' | 'REACTIONS' | 'BIT' | 'TRAITS';

interface Edit {
  readonly column: ColumnName;
  readonly at: number;
  readonly value: number;
}

export interface ConfigMutant {
  /** `P14 trip + 1`. */
  readonly name: string;
  readonly check: string;
  readonly board: string;
  readonly edits: readonly Edit[];
  /** Comparison of the quick path: the number of the check, its level, and whether its side is turned round. */
  readonly quick: { readonly at: number; readonly level: number; readonly turned: boolean };
  readonly columns: Columns;
}

/** A level that no reading reaches. */
const NEVER = 1e9;
/** The bit of a low check in its traits, and who resets. */
const LOW = 8;
const RESET_BY = 3;
/** Bits of the reactions; the marks of the recovering direction above them are no reaction. */
const REACTION_BITS = 14;
/** Blocked directions and the mark of the shut-down show on no output of their own while the contactor opens. */
const OPEN_CONTACTOR = 4;
const SHOWN_BY_CONTACTOR = 1 | 2 | 256;

/** Board that a set of columns belongs to, by the number of its checks: only the bigger one has single cells. */
function boardOf(columns: Columns): string {
  return columns.BIT.includes(62) ? 'esp32' : 'pico';
}

/** All mutants of one check. `periodMs`: distance of two of its readings. */
export function mutantsOf(check: string, at: number, columns: Columns, periodMs: number): ConfigMutant[] {
  const get = (column: ColumnName): number => columns[column][at] ?? 0;
  const [warn, trip] = [get('WARN'), get('TRIP')];
  const [warnMs, tripMs, traits] = [get('WARN_MS'), get('TRIP_MS'), get('TRAITS')];
  const found: ConfigMutant[] = [];
  const add = (what: string, edits: readonly Edit[], turned = false): void => {
    const after = (column: ColumnName): number => edits.find((edit) => edit.column === column && edit.at === at)?.value ?? get(column);
    const level = Math.min(after('WARN') || NEVER, after('TRIP') || NEVER);
    found.push({ name: `${check} ${what}`, check, board: boardOf(columns), edits, quick: { at, level, turned }, columns });
  };
  const one = (what: string, column: ColumnName, value: number): void => add(what, [{ column, at, value }]);
  for (const step of [-1, 1]) {
    const sign = step > 0 ? '+ 1' : '- 1';
    if (warn !== 0) one(`warn ${sign}`, 'WARN', warn + step);
    if (trip !== 0) one(`trip ${sign}`, 'TRIP', trip + step);
    const reading = `${step > 0 ? '+' : '-'} one reading`;
    if (warn !== 0 && warnMs + step * periodMs >= 0) one(`warn debounce ${reading}`, 'WARN_MS', warnMs + step * periodMs);
    if (trip !== 0 && tripMs + step * periodMs >= 0) one(`trip debounce ${reading}`, 'TRIP_MS', tripMs + step * periodMs);
    const back = get('TRIP_BACK');
    if (trip !== 0 && back + step >= 0 && back > 0) one(`hysteresis ${sign}`, 'TRIP_BACK', back + step);
    if (!columns.SAME_BACK && warn !== 0 && get('WARN_BACK') > 0) one(`hysteresis of the warning ${sign}`, 'WARN_BACK', get('WARN_BACK') + step);
  }
  if (warn !== 0 && trip !== 0 && warn !== trip) {
    add('warn and trip swapped', [
      { column: 'WARN', at, value: trip },
      { column: 'TRIP', at, value: warn },
    ]);
  }
  const turn = [
    { column: 'WARN', at, value: -warn },
    { column: 'TRIP', at, value: -trip },
    { column: 'TRAITS', at, value: traits ^ LOW },
  ] as const;
  add('side turned round', turn, true);
  if (trip !== 0) {
    const release = traits >> 4;
    columns.RELEASES.forEach((_, other) => {
      if (other !== release) one(`release time ${columns.RELEASES[other] ?? 0} ms`, 'TRAITS', (traits & 15) + 16 * other);
    });
    for (const rule of [0, 1, 2])
      if (rule !== (traits & RESET_BY)) one(`reset by ${['itself', 'operator', 'local'][rule] ?? ''}`, 'TRAITS', (traits & ~RESET_BY) + rule);
    const reactions = get('REACTIONS');
    const shown = reactions & OPEN_CONTACTOR ? reactions & ~SHOWN_BY_CONTACTOR : reactions;
    for (let bit = 0; bit < REACTION_BITS; bit++) if ((shown >> bit) & 1) one(`without reaction ${1 << bit}`, 'REACTIONS', reactions & ~(1 << bit));
  }
  one('alarm bit of the next fault', 'BIT', get('BIT') + 1);
  return found;
}

/** Text of a number as the bundle has it or may have it. */
function numberText(value: number): string {
  return String(value);
}

const ARRAY = /\[(-?[\d.e]+(?:,-?[\d.e]+)*)\]/g;

/** Puts an edit into the text or the list that has the content of its column. Throws when there is not exactly one. */
function editColumn(text: string, columns: Columns, { column, at, value }: Edit, extra: readonly Edit[]): string {
  const wanted = columns[column].map((v, i) => extra.find((edit) => edit.column === column && edit.at === i)?.value ?? v);
  const written = JSON.stringify(numbersAsText(wanted));
  const parts = text.split(written);
  if (parts.length === 2) return parts.join(JSON.stringify(numbersAsText(wanted.map((v, i) => (i === at ? value : v)))));
  const places = [...text.matchAll(ARRAY)].filter((match) => {
    const numbers = (match[1] ?? '').split(',').map(Number);
    return numbers.length === wanted.length && numbers.every((v, i) => v === wanted[i]);
  });
  const [place] = places;
  if (places.length !== 1 || place?.index === undefined) throw new Error(`column ${column} is ${places.length} times in the bundle, wanted once`);
  const items = (place[1] ?? '').split(',');
  items[at] = numberText(value);
  return `${text.slice(0, place.index)}[${items.join(',')}]${text.slice(place.index + place[0].length)}`;
}

/** A link of the chain: other comparisons of the process image stand elsewhere. */
const COMPARISON = /(?<=return ?|&&)(-?)t\[(\d+)\]([<>])(-?[\d.e]+|\w+\[\d+\])(?=&&|\?undefined:)/g;

/**
 * Changes the comparison of the quick path, which the fast checks have. A level that is a parameter stands in a column there, which the program works
 * out itself; a low side is compared with `>` where its level is a number, and negated where not.
 */
function editQuick(text: string, { quick, columns }: ConfigMutant): string {
  const chain = [...text.matchAll(COMPARISON)];
  if (chain.length !== columns.FAST_COUNT) throw new Error(`the quick path has ${chain.length} comparisons, wanted ${columns.FAST_COUNT}`);
  const match = chain[quick.at];
  const fixed = columns.FIXED[quick.at] === 1;
  if (match?.index === undefined || !(fixed || quick.turned)) return text;
  const [whole, minus = '', index = '', than = '', level = ''] = match;
  const low = (minus === '-' || than === '>') !== quick.turned;
  const replaced = `${low ? '-' : ''}t[${index}]<${fixed ? numberText(quick.level) : level}`;
  return text.slice(0, match.index) + replaced + text.slice(match.index + whole.length);
}

/** The text of the bundle with a mutant in it. Throws when the text is not laid out as expected. */
export function mutate(text: string, mutant: ConfigMutant): string {
  let changed = editQuick(text, mutant);
  mutant.edits.forEach((edit, i) => {
    changed = editColumn(changed, mutant.columns, edit, mutant.edits.slice(0, i));
  });
  return changed;
}
