/**
 * Functions and constructors of the interpreter that the bundle uses often get a name of the bundle's own: the interpreter finds built-ins
 * last, and `Math.min` is a long word to read at every execution.
 */
import { transformAsync, types as t } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';
import { bundleFunction } from './names.js';

/** Length of a name in the bundle, and of what declaring it takes. */
const NAME = 2;
const DECLARATION = 5;

/** A built-in as it stands in the text where it is called or constructed, or undefined: a function of Math, a global function, a constructor. */
function nativeAt(path: NodePath): string | undefined {
  const { node, parentPath } = path;
  if (path.key !== 'callee' || !(parentPath?.isCallExpression() || parentPath?.isNewExpression())) return undefined;
  if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.object, { name: 'Math' }) && t.isIdentifier(node.property))
    return `Math.${node.property.name}`;
  return t.isIdentifier(node) && !path.scope.hasBinding(node.name, true) ? node.name : undefined;
}

const named: PluginObj = {
  visitor: {
    Program(program) {
      const found = new Map<string, NodePath[]>();
      program.traverse({
        enter(path) {
          const name = nativeAt(path);
          if (name !== undefined) found.set(name, [...(found.get(name) ?? []), path]);
        },
      });
      const declared: t.VariableDeclarator[] = [];
      for (const [name, uses] of found) {
        if (uses.length * (name.length - NAME) <= name.length + DECLARATION) continue;
        const id = program.scope.generateUid(name.replace('.', ''));
        const value = uses[0]?.node as t.Expression; // there is at least one use
        declared.push(t.variableDeclarator(t.identifier(id), t.cloneNode(value)));
        for (const use of uses) use.replaceWith(t.identifier(id));
      }
      const body = bundleFunction(program)?.node.body;
      if (declared.length > 0 && t.isBlockStatement(body)) body.body.unshift(t.variableDeclaration('var', declared));
    },
  },
};

/** Puts the names in front of the bundle, inside its function. */
export async function nameNatives(code: string): Promise<Lowered> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    sourceType: 'script',
    plugins: [named],
    compact: false,
  });
  if (typeof result?.code !== 'string' || !result.map) throw new Error('Babel returned nothing for the bundle');
  return { code: result.code, map: JSON.stringify(result.map) };
}
