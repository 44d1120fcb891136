/**
 * Conditions of a scenario: text to a checked tree.
 *
 *     state is charge and abs(truth.current) < 5 mA
 *     tripped P30 or warned P01
 *     live.margin <= truth.margin + 1.5 K
 *
 * Every comparison is checked for units here, so that a condition that parses can be evaluated without looking at units again.
 */
import { canonicalUnit, convert, dimensionOf } from './quantity.js';
import { hint } from './suggest.js';

export type CompareOp = '<' | '<=' | '>' | '>=' | '==' | '!=';
export const FAULT_WORDS = ['tripped', 'latched', 'warned'] as const;
export type FaultWord = (typeof FAULT_WORDS)[number];

/** A number-valued tree. `unit` is the canonical unit of the value. */
export type NumberTree =
  | { readonly kind: 'literal'; readonly value: number; readonly unit: string }
  | { readonly kind: 'signal'; readonly name: string; readonly unit: string }
  | { readonly kind: 'abs'; readonly of: NumberTree; readonly unit: string }
  | { readonly kind: 'scaled'; readonly of: NumberTree; readonly factor: number; readonly unit: string }
  | { readonly kind: 'sum'; readonly left: NumberTree; readonly right: NumberTree; readonly sign: 1 | -1; readonly unit: string };

/** A true-or-false tree. */
export type ConditionTree =
  | { readonly kind: 'and' | 'or'; readonly left: ConditionTree; readonly right: ConditionTree }
  | { readonly kind: 'not'; readonly of: ConditionTree }
  | { readonly kind: 'compare'; readonly op: CompareOp; readonly left: NumberTree; readonly right: NumberTree }
  | { readonly kind: 'known'; readonly of: NumberTree }
  | { readonly kind: 'fault'; readonly word: FaultWord; readonly id: string }
  | { readonly kind: 'state'; readonly name: string };

/** A condition with the text that it was written as. */
export interface Condition {
  readonly text: string;
  readonly tree: ConditionTree;
}

/** What names mean in a condition. */
export interface Vocabulary {
  /** Unit of a signal, or undefined when there is no such signal. */
  unitOf(signal: string): string | undefined;
  readonly signals: readonly string[];
  readonly states: readonly string[];
  readonly faults: readonly string[];
}

/** A condition that does not parse. `offset` counts characters from the start of the condition's text. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
    this.name = 'ExpressionError';
  }
}

interface Token {
  readonly kind: 'number' | 'word' | 'op' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_.-]*)|(<=|>=|==|!=|<|>|\+|-|\(|\)))/y;
/** Text of a unit directly behind a number: everything up to the next operator, bracket or word operator. */
const UNIT = /[ \t]*((?!(?:and|or|not|is)\b)[%°ΩA-Za-z][%°ΩA-Za-z0-9·*²/]*)/y;

function tokens(text: string): Token[] {
  const list: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const rest = text.slice(at).trimStart();
      if (rest === '') break;
      throw new ExpressionError(`"${rest[0] ?? ''}" has no meaning in a condition`, text.length - rest.length);
    }
    const [whole, number, word, op] = match;
    const start = at + whole.length - (number ?? word ?? op ?? '').length;
    at += whole.length;
    if (number !== undefined) {
      UNIT.lastIndex = at;
      const unit = UNIT.exec(text);
      if (unit) at += unit[0].length;
      list.push({ kind: 'number', text: `${number} ${unit?.[1] ?? ''}`, at: start });
    } else if (word !== undefined) list.push({ kind: 'word', text: word, at: start });
    else list.push({ kind: 'op', text: op ?? '', at: start });
  }
  list.push({ kind: 'end', text: '', at: text.length });
  return list;
}

class Parser {
  private readonly list: Token[];
  private index = 0;

  constructor(
    private readonly text: string,
    private readonly vocabulary: Vocabulary,
  ) {
    this.list = tokens(text);
  }

  private get token(): Token {
    return this.list[this.index] ?? { kind: 'end', text: '', at: this.text.length };
  }

  private take(text: string): boolean {
    if (this.token.kind === 'number' || this.token.text !== text) return false;
    this.index++;
    return true;
  }

  private fail(message: string, token = this.token): never {
    throw new ExpressionError(message, token.at);
  }

  whole(): ConditionTree {
    const tree = this.or();
    if (this.token.kind !== 'end') this.fail(`"${this.token.text.trim()}" is not expected here; join two conditions with "and" or "or"`);
    return tree;
  }

  wholeNumber(): NumberTree {
    const tree = this.sum();
    if (this.token.kind !== 'end') this.fail(`"${this.token.text.trim()}" is not expected here; one number or signal is`);
    return tree;
  }

  private or(): ConditionTree {
    let left = this.and();
    while (this.take('or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): ConditionTree {
    let left = this.unary();
    while (this.take('and')) left = { kind: 'and', left, right: this.unary() };
    return left;
  }

  private unary(): ConditionTree {
    if (this.take('not')) return { kind: 'not', of: this.unary() };
    if (this.token.text === '(') return this.bracketedCondition();
    const word = this.token;
    if (word.kind === 'word') {
      const faultWord = FAULT_WORDS.find((known) => known === word.text);
      if (faultWord) return this.faultStatus(faultWord);
      if (word.text === 'state') return this.stateName();
      if (word.text === 'known') {
        this.index++;
        return { kind: 'known', of: this.bracketed() };
      }
    }
    return this.comparison();
  }

  /** A bracket opens a condition or a sum; which one shows only further on. The complaint that got furthest is the one to make. */
  private bracketedCondition(): ConditionTree {
    const start = this.index;
    let complaint: ExpressionError | undefined;
    try {
      this.index++;
      const tree = this.or();
      if (this.take(')') && !this.comparing()) return tree;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      complaint = error;
    }
    this.index = start;
    try {
      return this.comparison();
    } catch (error) {
      throw error instanceof ExpressionError && complaint !== undefined && complaint.offset > error.offset ? complaint : error;
    }
  }

  private comparing(): boolean {
    return this.token.kind === 'op' && this.token.text !== ')';
  }

  private faultStatus(word: FaultWord): ConditionTree {
    this.index++;
    const id = this.token;
    if (!this.vocabulary.faults.includes(id.text)) {
      this.fail(`"${id.text.trim()}" is not a fault of the protection table; ${hint(id.text, this.vocabulary.faults, 'firmware/model/faults.ts')}`);
    }
    this.index++;
    return { kind: 'fault', word, id: id.text };
  }

  private stateName(): ConditionTree {
    this.index++;
    if (!this.take('is')) this.fail('after "state" comes "is" and the name of a state');
    const negated = this.take('not');
    const name = this.token;
    if (!this.vocabulary.states.includes(name.text)) {
      this.fail(`"${name.text.trim()}" is not a state of the controller; ${hint(name.text, this.vocabulary.states, 'firmware/model/states.ts')}`);
    }
    this.index++;
    const tree: ConditionTree = { kind: 'state', name: name.text };
    return negated ? { kind: 'not', of: tree } : tree;
  }

  private comparison(): ConditionTree {
    const left = this.sum();
    const op = this.token;
    const known: readonly string[] = ['<', '<=', '>', '>=', '==', '!='];
    if (op.kind !== 'op' || !known.includes(op.text)) this.fail('a comparison (<, <=, >, >=, ==, !=) is missing here', op);
    this.index++;
    const start = this.token;
    const right = this.sum();
    this.sameUnit(left, right, start);
    return { kind: 'compare', op: op.text as CompareOp, ...aligned(left, right) };
  }

  private sameUnit(left: NumberTree, right: NumberTree, at: Token): void {
    if (convert({ value: 1, unit: right.unit }, left.unit) !== undefined) return;
    const shown = (tree: NumberTree): string => (tree.unit === '' ? 'a plain number' : `${dimensionOf(tree.unit)} (${tree.unit})`);
    this.fail(`${shown(left)} cannot be compared with ${shown(right)}; write the value in a unit of ${dimensionOf(left.unit)}`, at);
  }

  private sum(): NumberTree {
    let left = this.term();
    for (;;) {
      const at = this.token;
      const sign = this.take('+') ? 1 : this.take('-') ? -1 : 0;
      if (sign === 0) return left;
      const right = this.term();
      left = addition(left, right, sign) ?? this.fail(`${dimensionOf(right.unit)} cannot be added to ${dimensionOf(left.unit)}`, at);
    }
  }

  private bracketed(): NumberTree {
    if (!this.take('(')) this.fail('"(" is missing here');
    const tree = this.sum();
    if (!this.take(')')) this.fail('")" is missing here');
    return tree;
  }

  private term(): NumberTree {
    const token = this.token;
    if (token.kind === 'op' && token.text === '-') {
      this.index++;
      const of = this.term();
      return of.kind === 'literal'
        ? { ...of, value: -of.value }
        : { kind: 'sum', left: { kind: 'literal', value: 0, unit: of.unit }, right: of, sign: -1, unit: of.unit };
    }
    if (token.kind === 'op' && token.text === '(') return this.bracketed();
    this.index++;
    if (token.kind === 'number') {
      const [number = '', unitText = ''] = token.text.split(' ');
      const unit = canonicalUnit(unitText);
      if (unit === undefined) this.fail(`"${unitText}" is not a unit of the bench; units are listed in docs/scenarios.md`, token);
      return { kind: 'literal', value: Number(number), unit };
    }
    if (token.kind !== 'word') this.fail(token.kind === 'end' ? 'the condition ends too early' : 'a number or a signal is missing here', token);
    if (token.text === 'abs') {
      const of = this.bracketed();
      return { kind: 'abs', of, unit: of.unit };
    }
    const unit = this.vocabulary.unitOf(token.text);
    if (unit === undefined) this.fail(`there is no signal "${token.text}"; ${hint(token.text, this.vocabulary.signals, 'docs/scenarios.md')}`, token);
    return { kind: 'signal', name: token.text, unit };
  }
}

/** Both sides in one unit: a literal takes the unit of the signal that it is compared with. */
function aligned(left: NumberTree, right: NumberTree): { left: NumberTree; right: NumberTree } {
  return left.kind === 'literal' ? { left: inUnit(left, right.unit), right } : { left, right: inUnit(right, left.unit) };
}

/** The same tree with its values in another unit of the same dimension. */
function inUnit(tree: NumberTree, unit: string): NumberTree {
  if (tree.unit === unit) return tree;
  if (tree.kind === 'literal') return { kind: 'literal', value: convert(tree, unit) ?? NaN, unit };
  if (tree.kind === 'sum') return { ...tree, left: inUnit(tree.left, unit), right: inUnit(tree.right, unit), unit };
  if (tree.kind === 'abs') return { ...tree, of: inUnit(tree.of, unit), unit };
  return { kind: 'scaled', of: tree, factor: convert({ value: 1, unit: tree.unit }, unit) ?? NaN, unit };
}

/** left ± right: like units, or a temperature and a difference, or the difference of two temperatures. */
function addition(left: NumberTree, right: NumberTree, sign: 1 | -1): NumberTree | undefined {
  const difference = dimensionOf(right.unit) === 'temperature difference';
  if (dimensionOf(left.unit) === 'temperature') {
    if (difference) return { kind: 'sum', left, right, sign, unit: left.unit };
    if (dimensionOf(right.unit) === 'temperature' && sign === -1) return { kind: 'sum', left, right, sign, unit: 'K' };
    return undefined;
  }
  if (convert({ value: 1, unit: right.unit }, left.unit) === undefined) return undefined;
  return { kind: 'sum', left, right: inUnit(right, left.unit), sign, unit: left.unit };
}

/** Parses a condition. Throws `ExpressionError` with the offset of the first thing that is wrong. */
export function parseCondition(text: string, vocabulary: Vocabulary): Condition {
  return { text: text.trim(), tree: new Parser(text, vocabulary).whole() };
}

/** Parses a number-valued expression, for example a signal that a step remembers. */
export function parseNumber(text: string, vocabulary: Vocabulary): NumberTree {
  return new Parser(text, vocabulary).wholeNumber();
}
