/**
 * How many of the interpreter's variables a bundle takes, estimated from its text: what lies in the scope of the bundle when it has booted from
 * flash. The weights are fitted to counts of the booted bundles on the interpreter for Linux (hil/target/espruino/memory.ts), which the estimate
 * meets within 5 %.
 */
import { parse } from 'acorn';
import { numbersInText } from './number-texts.js';
import type { BoardRow } from '../model/boards.js';
import { isNode, walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

/** What the interpreter itself uses before any program, and what timers, listeners and watches take. */
const BARE = 80;
/** A function in flash with its name: object, link to its text, scope. */
const FUNCTION = 7.5;
/** Name of a parameter or of a variable, which holds a small number itself. */
const NAME = 1;
/** A number in an array: its index holds it when it is small. */
const ELEMENT = 1;
/** Head of an array or an object; view and buffer of a typed array. */
const HEAD = 1;
const VIEW = 2;

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  Uint8Array: 1,
  Int8Array: 1,
  Uint16Array: 2,
  Int16Array: 2,
  Uint32Array: 4,
  Int32Array: 4,
  Float32Array: 4,
  Float64Array: 8,
};

/** Statements of the function that is the bundle. */
function bundleBody(text: string): AnyNode[] {
  let found: AnyNode[] | undefined;
  walk(parse(text, { ecmaVersion: 2020 }) as unknown as AnyNode, (node) => {
    const body = node['body'];
    if (!found && /^(?:Arrow)?Function/.test(node.type) && isNode(body)) found = body['body'] as AnyNode[];
  });
  if (!found) throw new Error('the bundle is no function');
  return found;
}

/** Short names of built-ins: the bundle declares them at its start. */
function aliases(declarators: readonly AnyNode[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const d of declarators) {
    const init = d['init'];
    if (isNode(init) && init.type === 'Identifier') found.set((d['id'] as AnyNode)['name'] as string, init['name'] as string);
  }
  return found;
}

/** Elements of a typed array by what it is made from: their number, a list, or a list that is written as text. */
function elementCount(from: AnyNode): number {
  if (from.type === 'Literal') return Number(from['value']);
  if (from.type === 'ArrayExpression') return (from['elements'] as unknown[]).length;
  const text = from.type === 'CallExpression' ? (from['arguments'] as AnyNode[])[0]?.['value'] : undefined;
  return typeof text === 'string' ? numbersInText(text) : 0;
}

/** Variables of the value that a name holds beside its own. */
function valueSize(init: unknown, known: ReadonlyMap<string, string>, bytesPerVariable: number): number {
  if (!isNode(init)) return 0;
  if (init.type === 'ArrayExpression') return HEAD + ELEMENT * (init['elements'] as unknown[]).length;
  if (init.type === 'ObjectExpression') return HEAD + 2 * (init['properties'] as unknown[]).length;
  if (init.type !== 'NewExpression') return 0;
  const called = (init['callee'] as AnyNode)['name'] as string;
  const width = ELEMENT_BYTES[known.get(called) ?? called];
  const first = (init['arguments'] as AnyNode[])[0];
  if (width === undefined || first === undefined) return VIEW;
  return VIEW + Math.ceil((elementCount(first) * width) / bytesPerVariable);
}

/** Estimate for the bundle of a board. `text`: the bundle before it is written with tokens. */
export function estimateVariables(text: string, row: Pick<BoardRow, 'variableBytes'>): number {
  const body = bundleBody(text);
  const functions = body.filter((n) => n.type === 'FunctionDeclaration');
  const declarators = body.filter((n) => n.type === 'VariableDeclaration').flatMap((n) => n['declarations'] as AnyNode[]);
  const known = aliases(declarators);
  const names = new Set(declarators.map((d) => (d['id'] as AnyNode)['name']));
  let total = BARE + NAME * names.size;
  for (const f of functions) total += FUNCTION + NAME * (f['params'] as unknown[]).length;
  for (const d of declarators) total += valueSize(d['init'], known, row.variableBytes);
  return Math.round(total);
}
