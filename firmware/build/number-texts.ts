/**
 * Tables of whole numbers as text. What a typed array is made from takes four characters an entry as a list of decimals and two as text; a function of the
 * bundle reads it once, at the start, and the array holds the same numbers.
 *
 * A number is written in base 46, the highest digit first: the last digit as the character 35 + digit, those before it 46 further on, and in front of
 * them an exclamation mark when it is negative. All are printable; only the backslash needs an escape.
 */
import { parseSync, transformAsync, types as t } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';
import { bundleFunction } from './names.js';

const FIRST = 35;
const BASE = 46;
const MINUS = '!';
/** What the reading function takes in a bundle, bytes. */
const READER = 110;
/** Brackets of a list; name and brackets of a call with a text. */
const LIST = 2;
const CALL = 6;

const TYPED_ARRAY = /^(?:Uint|Int|Float)\d+Array$/;

/** The text of whole numbers. */
export function numbersAsText(values: readonly number[]): string {
  return values
    .map((value) => {
      let left = Math.abs(value);
      let text = String.fromCharCode(FIRST + (left % BASE));
      while ((left = Math.floor(left / BASE)) > 0) text = String.fromCharCode(FIRST + BASE + (left % BASE)) + text;
      return (value < 0 ? MINUS : '') + text;
    })
    .join('');
}

/** How many numbers a text holds: one for each last digit. */
export function numbersInText(text: string): number {
  return [...text].filter((c) => c.charCodeAt(0) >= FIRST && c.charCodeAt(0) < FIRST + BASE).length;
}

/** The reading function. `push` is bound once: a search for it at every number would take a seventh of the time. */
function reader(name: string): t.FunctionDeclaration {
  const text = `function ${name}(text){var list=[],push=list.push.bind(list),n=0,sign=1;for(var c of new Uint8Array(E.toArrayBuffer(text)))
    c>=${FIRST + BASE}?n=${BASE}*(n+c-${FIRST + BASE}):c<${FIRST}?sign=-1:(push(sign*(n+c-${FIRST})),n=0,sign=1);return list}`;
  return (parseSync(text, { configFile: false, babelrc: false }) as t.File).program.body[0] as t.FunctionDeclaration;
}

/** Numbers of a list that is nothing else. */
function numbersOf(list: t.Node | null | undefined): number[] | undefined {
  if (!t.isArrayExpression(list)) return undefined;
  const values = list.elements.map((e) => {
    const minus = t.isUnaryExpression(e, { operator: '-' });
    const digits = minus ? e.argument : e;
    return t.isNumericLiteral(digits) ? (minus ? -digits.value : digits.value) : NaN;
  });
  return values.every(Number.isInteger) ? values : undefined;
}

/** Characters of a number in the list of a minifier, with its comma. */
const written = (value: number): number =>
  Math.min(String(value).length, value % 100 === 0 && value !== 0 ? value.toExponential().replace('e+', 'e').length : 99) + 1;

/** Bytes that the text takes less than the list. */
function gain(values: readonly number[]): number {
  const text = JSON.stringify(numbersAsText(values)).length - 2;
  return LIST - CALL + values.reduce((sum, v) => sum + written(v), -1) - text;
}

const texts: PluginObj = {
  visitor: {
    Program(program: NodePath<t.Program>) {
      // A built-in has a name of the bundle's own.
      const short = new Map<string, string>();
      program.traverse({
        VariableDeclarator({ node: { id, init } }) {
          if (t.isIdentifier(id) && t.isIdentifier(init)) short.set(id.name, init.name);
        },
      });
      const found: { readonly list: NodePath; readonly values: readonly number[] }[] = [];
      program.traverse({
        NewExpression(path) {
          const { callee, arguments: given } = path.node;
          if (!t.isIdentifier(callee) || !TYPED_ARRAY.test(short.get(callee.name) ?? callee.name)) return;
          const values = numbersOf(given[0]);
          if (values && gain(values) > 0) found.push({ list: path.get('arguments.0') as NodePath, values });
        },
      });
      const body = bundleFunction(program)?.node.body;
      if (!t.isBlockStatement(body) || found.reduce((sum, { values }) => sum + gain(values), 0) <= READER) return;
      const name = program.scope.generateUid('numbersOf');
      for (const { list, values } of found) list.replaceWith(t.callExpression(t.identifier(name), [t.stringLiteral(numbersAsText(values))]));
      body.body.unshift(reader(name));
    },
  },
};

/** Writes the lists of whole numbers that typed arrays are made from as texts. */
export async function writeNumbersAsText(code: string): Promise<Lowered> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    sourceType: 'script',
    plugins: [texts],
    compact: false,
  });
  if (typeof result?.code !== 'string' || !result.map) throw new Error('Babel returned nothing for the bundle');
  return { code: result.code, map: JSON.stringify(result.map) };
}
