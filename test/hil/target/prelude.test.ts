/** What can be known of the prelude without the interpreter: it is one scope made of parts, and the interpreter takes the last of two functions silently. */
import { parse } from 'acorn';
import type { FunctionExpression, Identifier, Program } from 'acorn';
import { describe, expect, it } from 'vitest';
import { program } from '../../../hil/target/espruino/prelude.js';
import { BOARDS } from '../../../firmware/model/boards.js';

/** Names that the body of a function or program declares, in order. */
function declared(body: Program['body']): string[] {
  const names: string[] = [];
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration') names.push(statement.id.name);
    if (statement.type === 'VariableDeclaration') names.push(...statement.declarations.map((d) => (d.id as Identifier).name));
  }
  return names;
}

const twice = (names: readonly string[]): string[] => names.filter((n, i) => names.indexOf(n) < i);

/** Body of the function that makes `$bench`. */
function scope(tree: Program): Program['body'] {
  const [first] = tree.body;
  if (first?.type !== 'VariableDeclaration' || first.declarations[0]?.init?.type !== 'CallExpression') throw new Error('no $bench in front');
  return ((first.declarations[0].init as unknown as { callee: FunctionExpression }).callee.body as unknown as Program).body;
}

describe('the prelude of the lock-step', () => {
  it.each(BOARDS.map((b) => b.id))('declares no name twice on %s', (id) => {
    const board = BOARDS.find((b) => b.id === id) as (typeof BOARDS)[number]; // from the same list
    const tree = parse(program({ board, offsetUs: 0, surplusBytes: 0, probe: true }, 'var bundle = 1;'), { ecmaVersion: 2020 });
    expect(declared(scope(tree)).length).toBeGreaterThan(60);
    expect(twice(declared(scope(tree)))).toEqual([]);
    expect(twice(declared(tree.body))).toEqual([]);
  });
});
