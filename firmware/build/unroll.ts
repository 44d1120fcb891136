/**
 * Unrolls loops that ask for it with the comment `unroll`: the source stays a loop over columns of a table, the board runs straight code with
 * the numbers of the table in place. Counting, indexing and the search for names cost the interpreter more than the work itself.
 */
import { transformAsync, types as t } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';

/** Value of an expression that is known when the bundle is built. */
function known(path: NodePath<t.Node>): number {
  const { confident, value } = path.evaluate() as { confident: boolean; value: unknown };
  if (!confident || typeof value !== 'number') throw path.buildCodeFrameError('a loop that is unrolled needs bounds that the build knows');
  return value;
}

/** Writes the counter and the columns that it indexes as numbers. */
function putIn(body: NodePath<t.Statement>, counter: string, value: number): void {
  body.traverse({
    MemberExpression(path) {
      const { object, property } = path.node;
      if (!t.isIdentifier(object) || !t.isIdentifier(property, { name: counter })) return;
      const init = path.scope.getBinding(object.name)?.path.get('init') as NodePath<t.Node> | undefined;
      if (!init?.isArrayExpression()) return;
      path.replaceWith(t.valueToNode(known(init.get(`elements.${value}`) as NodePath<t.Node>)));
    },
  });
  body.traverse({
    Identifier(path) {
      if (path.node.name === counter && path.isReferencedIdentifier()) path.replaceWith(t.valueToNode(value));
    },
  });
  // A side of 1 or −1 needs no multiplication at run time.
  body.traverse({
    BinaryExpression: {
      exit(path) {
        const { operator, left, right } = path.node;
        if (operator !== '*' || t.isPrivateName(left)) return;
        if (t.isNumericLiteral(right, { value: 1 })) path.replaceWith(left);
        else if (t.isUnaryExpression(right, { operator: '-' }) && t.isNumericLiteral(right.argument, { value: 1 }))
          path.replaceWith(t.unaryExpression('-', left));
      },
    },
  });
  body.traverse({ BinaryExpression: withoutNegation });
}

/** `−a < −5` compares as `a > 5`, with a missing `a` too: neither is true then. */
function withoutNegation(comparison: NodePath<t.BinaryExpression>): void {
  const { operator, left } = comparison.node;
  if (operator !== '<' || !t.isUnaryExpression(left, { operator: '-' })) return;
  const { confident, value } = comparison.get('right').evaluate() as { confident: boolean; value: unknown };
  if (confident && typeof value === 'number') comparison.replaceWith(t.binaryExpression('>', left.argument, t.valueToNode(-value)));
}

const unrolled: PluginObj = {
  visitor: {
    ForStatement(loop) {
      if (!loop.node.leadingComments?.some((c) => c.value.trim() === 'unroll')) return;
      const init = loop.get('init') as NodePath<t.VariableDeclaration>;
      const first = init.get('declarations.0') as NodePath<t.VariableDeclarator>;
      const test = loop.get('test') as NodePath<t.BinaryExpression>;
      const from = known(first.get('init') as NodePath<t.Node>);
      const to = known(test.get('right'));
      const counter = (first.node.id as t.Identifier).name;
      const copies: t.Statement[] = [];
      for (let i = from; i < to; i++) copies.push(t.cloneNode(loop.node.body, true));
      const placed = loop.replaceWithMultiple(copies) as NodePath<t.Statement>[];
      placed.forEach((body, k) => putIn(body, counter, from + k));
    },
  },
};

/** Unrolls the marked loops of a joined bundle. */
export async function unrollLoops(code: string): Promise<Lowered> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    sourceType: 'script',
    plugins: [unrolled],
    compact: false,
  });
  if (typeof result?.code !== 'string' || !result.map) throw new Error('Babel returned nothing for the bundle');
  return { code: result.code, map: JSON.stringify(result.map) };
}
