/**
 * Checked condition trees to closures without allocation: they run at every step of the plant.
 *
 * A value that is not available is NaN, and a comparison with NaN is false, `!=` included: an unknown value proves nothing.
 */
import { formatValue } from './quantity.js';
import type { Condition, ConditionTree, FaultWord, NumberTree } from './expression.js';

export type NumberReader = () => number;
export type ConditionReader = () => boolean;

/** Where compiled conditions get their values. */
export interface Readings {
  /** Reader of a signal in the unit of the vocabulary. */
  signal(name: string): NumberReader;
  fault(word: FaultWord, id: string): ConditionReader;
  state(name: string): ConditionReader;
}

/** Compiles a number-valued tree. */
export function compileNumber(tree: NumberTree, readings: Readings): NumberReader {
  switch (tree.kind) {
    case 'literal': {
      const { value } = tree;
      return () => value;
    }
    case 'signal':
      return readings.signal(tree.name);
    case 'abs': {
      const of = compileNumber(tree.of, readings);
      return () => Math.abs(of());
    }
    case 'scaled': {
      const of = compileNumber(tree.of, readings);
      const { factor } = tree;
      return () => of() * factor;
    }
    case 'sum': {
      const left = compileNumber(tree.left, readings);
      const right = compileNumber(tree.right, readings);
      return tree.sign === 1 ? () => left() + right() : () => left() - right();
    }
  }
}

/** Compiles a condition tree. */
export function compileCondition(tree: ConditionTree, readings: Readings): ConditionReader {
  switch (tree.kind) {
    case 'and': {
      const left = compileCondition(tree.left, readings);
      const right = compileCondition(tree.right, readings);
      return () => left() && right();
    }
    case 'or': {
      const left = compileCondition(tree.left, readings);
      const right = compileCondition(tree.right, readings);
      return () => left() || right();
    }
    case 'not': {
      const of = compileCondition(tree.of, readings);
      return () => !of();
    }
    case 'known': {
      const of = compileNumber(tree.of, readings);
      return () => !Number.isNaN(of());
    }
    case 'fault':
      return readings.fault(tree.word, tree.id);
    case 'state':
      return readings.state(tree.name);
    case 'compare': {
      const left = compileNumber(tree.left, readings);
      const right = compileNumber(tree.right, readings);
      switch (tree.op) {
        case '<':
          return () => left() < right();
        case '<=':
          return () => left() <= right();
        case '>':
          return () => left() > right();
        case '>=':
          return () => left() >= right();
        case '==':
          return () => left() === right();
        case '!=':
          return () => {
            const a = left();
            const b = right();
            return a !== b && a === a && b === b;
          };
      }
    }
  }
}

/** What was seen and what was wanted, for the message of a failed condition. */
export interface Finding {
  readonly value: string;
  readonly limit: string;
}

/** Explains why a condition has not the wanted truth now: the first comparison that decides it, with both its values. */
export function explain(condition: Condition, readings: Readings, wanted: boolean, describeState: () => string): Finding {
  const found = decide(condition.tree, readings, wanted, describeState);
  return found ?? { value: wanted ? 'not so' : 'so', limit: condition.text };
}

function decide(tree: ConditionTree, readings: Readings, wanted: boolean, describeState: () => string): Finding | undefined {
  switch (tree.kind) {
    case 'and':
    case 'or':
      for (const side of [tree.left, tree.right]) {
        if (compileCondition(side, readings)() !== wanted) return decide(side, readings, wanted, describeState);
      }
      return undefined;
    case 'not':
      return decide(tree.of, readings, !wanted, describeState);
    case 'known':
      return { value: `${nameOf(tree.of)} ${wanted ? 'not available' : 'available'}`, limit: wanted ? 'a value' : 'no value' };
    case 'fault':
      return { value: `${tree.id} ${wanted ? 'not ' : ''}${tree.word}`, limit: `${tree.id} ${wanted ? '' : 'not '}${tree.word}` };
    case 'state':
      return { value: `state ${describeState()}`, limit: `state ${wanted ? '' : 'not '}${tree.name}` };
    case 'compare': {
      const left = compileNumber(tree.left, readings)();
      const right = compileNumber(tree.right, readings)();
      return {
        value: `${nameOf(tree.left)} ${formatValue(left, tree.left.unit)}`,
        limit: `${wanted ? '' : 'not '}${tree.op} ${tree.right.kind === 'literal' ? '' : `${nameOf(tree.right)} = `}${formatValue(right, tree.right.unit)}`,
      };
    }
  }
}

function nameOf(tree: NumberTree): string {
  switch (tree.kind) {
    case 'literal':
      return formatValue(tree.value, tree.unit);
    case 'signal':
      return tree.name;
    case 'abs':
      return `abs(${nameOf(tree.of)})`;
    case 'scaled':
      return nameOf(tree.of);
    case 'sum':
      return `${nameOf(tree.left)} ${tree.sign === 1 ? '+' : '−'} ${nameOf(tree.right)}`;
  }
}
