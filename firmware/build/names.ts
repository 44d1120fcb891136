/**
 * The interpreter keeps the names of a scope in a list and searches it from the front, so a name costs by its place. The bundle's names are
 * declared once more at the start of its function, the most used first: that declaration gives them their places.
 */
import { transformAsync, types } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';

/** Names used less often are not worth their place in the list. */
const HOT_USES = 3;

/** Body of the function that is the bundle, or undefined. */
function bundleFunction(program: NodePath<types.Program>): NodePath<types.Function> | undefined {
  let found: NodePath<types.Function> | undefined;
  program.traverse({
    Function(path) {
      found ??= path;
      path.skip();
    },
  });
  return found;
}

const hotFirst: PluginObj = {
  visitor: {
    Program(program: NodePath<types.Program>) {
      const bundle = bundleFunction(program);
      const body = bundle?.node.body;
      if (!bundle || body?.type !== 'BlockStatement') return;
      const names = Object.entries(bundle.scope.bindings).map(([name, b]) => ({ name, uses: b.references + b.constantViolations.length }));
      names.sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1));
      const declared = names.filter((n) => n.uses >= HOT_USES).map((n) => types.variableDeclarator(types.identifier(n.name)));
      if (declared.length > 0) body.body.unshift(types.variableDeclaration('var', declared));
    },
  },
};

/** Puts the declaration in front; the rest of the text stays as it is. */
export async function nameHotFirst(code: string): Promise<Lowered> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    sourceType: 'script',
    plugins: [hotFirst],
    minified: true,
  });
  if (typeof result?.code !== 'string' || !result.map) throw new Error('Babel returned nothing for the bundle');
  return { code: result.code, map: JSON.stringify(result.map) };
}
