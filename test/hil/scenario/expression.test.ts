import { describe, expect, it } from 'vitest';
import { compileCondition, compileNumber, explain, type Readings } from '../../../hil/scenario/compile.js';
import { ExpressionError, parseCondition, parseNumber, type Vocabulary } from '../../../hil/scenario/expression.js';

const units: Record<string, string> = {
  'truth.current': 'A',
  'truth.margin': 'K',
  'live.margin': 'K',
  'truth.temperature': '°C',
  'live.oxidised': '%',
  'truth.oxidised': '',
  'out.contactor': '',
};
const vocabulary: Vocabulary = { unitOf: (name) => units[name], signals: Object.keys(units), states: ['cold', 'ready'], faults: ['P01', 'P30'] };

let values: Record<string, number> = {};
const readings: Readings = {
  signal: (name) => () => values[name] ?? NaN,
  fault: (word, id) => () => values[`${word} ${id}`] === 1,
  state: (name) => () => values['state'] === (name === 'ready' ? 1 : 0),
};

const holds = (text: string, now: Record<string, number>): boolean => {
  values = now;
  return compileCondition(parseCondition(text, vocabulary).tree, readings)();
};

const refusal = (text: string): ExpressionError => {
  try {
    parseCondition(text, vocabulary);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`"${text}" was not refused`);
};

describe('conditions', () => {
  it.each([
    ['truth.current < 5 mA', { 'truth.current': 0.0049 }, true],
    ['truth.current < 5 mA', { 'truth.current': 0.005 }, false],
    ['5 mA > truth.current', { 'truth.current': 0.0049 }, true],
    ['abs(truth.current) < 5 mA', { 'truth.current': -0.2 }, false],
    ['live.margin <= truth.margin + 0.5 K', { 'live.margin': 8.5, 'truth.margin': 8 }, true],
    ['live.margin <= truth.margin + 0.5 K', { 'live.margin': 8.6, 'truth.margin': 8 }, false],
    ['truth.margin - 1 K - 1 K == 3 K', { 'truth.margin': 5 }, true],
    ['truth.temperature - 25 °C > 2 K', { 'truth.temperature': 27.5 }, true],
    ['live.oxidised < truth.oxidised + 1 %', { 'live.oxidised': 50.5, 'truth.oxidised': 0.5 }, true],
    ['live.oxidised < truth.oxidised + 1 %', { 'live.oxidised': 51.5, 'truth.oxidised': 0.5 }, false],
    ['state is ready', { state: 1 }, true],
    ['state is not ready', { state: 1 }, false],
    ['tripped P30 and not latched P01', { 'tripped P30': 1 }, true],
    ['warned P01 or out.contactor == 1', { 'out.contactor': 1 }, true],
    ['out.contactor == 0 and (tripped P30 or tripped P01)', { 'out.contactor': 0, 'tripped P01': 1 }, true],
    ['(truth.margin + 1 K) > 2 K', { 'truth.margin': 1.5 }, true],
    ['truth.current > -5 mA', { 'truth.current': -0.004 }, true],
  ] as const)('%s', (text, now, truth) => {
    expect(holds(text, now)).toBe(truth);
  });

  it('binds "and" stronger than "or", and "not" strongest', () => {
    expect(holds('tripped P01 or tripped P30 and state is ready', { 'tripped P01': 1, state: 0 })).toBe(true);
    expect(holds('not tripped P01 and state is ready', { state: 1 })).toBe(true);
  });

  it('holds nothing true about a value that is not available', () => {
    for (const op of ['<', '<=', '>', '>=', '==', '!=']) expect(holds(`live.margin ${op} 5 K`, {})).toBe(false);
    expect(holds('known(live.margin)', {})).toBe(false);
    expect(holds('known(live.margin)', { 'live.margin': 0 })).toBe(true);
  });

  it.each([
    ['truth.curent < 5 mA', 0, 'did you mean truth.current?'],
    ['truth.current < 5 V', 16, 'current (A) cannot be compared with voltage (V)'],
    ['truth.current < 5', 16, 'a plain number'],
    ['truth.temperature < 5 K', 20, 'temperature (°C) cannot be compared'],
    ['truth.current < 5 furlongs', 16, '"furlongs" is not a unit'],
    ['truth.current', 13, 'a comparison'],
    ['truth.current < ', 16, 'ends too early'],
    ['tripped P31', 8, 'did you mean P30?'],
    ['state is redy', 9, 'did you mean ready?'],
    ['state ready', 6, '"is"'],
    ['truth.current < 5 mA truth.margin > 1 K', 21, 'join two conditions'],
    ['truth.margin + truth.current > 1 K', 13, 'cannot be added'],
    ['truth.current < 5 mA; 1', 20, 'has no meaning'],
    ['abs truth.current > 1 A', 4, '"(" is missing'],
  ])('refuses "%s" at character %d', (text, offset, message) => {
    const error = refusal(text);
    expect(error.message).toContain(message);
    expect(error.offset).toBe(offset);
  });

  it('explains a failure by the comparison that decides it', () => {
    values = { 'out.contactor': 0, 'truth.current': 0.4, state: 0 };
    const condition = parseCondition('out.contactor == 0 and truth.current < 5 mA', vocabulary);
    expect(explain(condition, readings, true, () => 'cold')).toEqual({ value: 'truth.current 0.4 A', limit: '< 0.005 A' });
    const state = parseCondition('state is ready', vocabulary);
    expect(explain(state, readings, true, () => 'cold')).toEqual({ value: 'state cold', limit: 'state ready' });
    const never = parseCondition('truth.current > 1 mA', vocabulary);
    expect(explain(never, readings, false, () => '')).toEqual({ value: 'truth.current 0.4 A', limit: 'not > 0.001 A' });
  });

  it('reads a number expression for values that are saved', () => {
    values = { 'live.margin': 7 };
    const tree = parseNumber('live.margin - 2 K', vocabulary);
    expect(tree.unit).toBe('K');
    expect(compileNumber(tree, readings)()).toBe(5);
  });
});
