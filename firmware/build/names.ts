/**
 * The interpreter keeps the names of a scope in a list and searches it from the front, so a name costs by its place. The bundle's names are
 * declared once more at the start of its function, the most used first: that declaration gives them their places. A use in the fast tick
 * counts as ten, because the slow work is spread over ten ticks.
 */
import { transformAsync, types } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';

/** Names used less often are not worth their place in the list. */
const HOT_USES = 3;
/** Runs of the fast tick for one of a slice. */
const TICK_WEIGHT = 10;

/** Body of the function that is the bundle, or undefined. */
export function bundleFunction(program: NodePath<types.Program>): NodePath<types.Function> | undefined {
  let found: NodePath<types.Function> | undefined;
  program.traverse({
    Function(path) {
      found ??= path;
      path.skip();
    },
  });
  return found;
}

/** The fast tick: the callback of setInterval, and the functions that it calls by name, directly or through others. Slices stand in a table. */
function tickFunctions(bundle: NodePath<types.Function>): Set<types.Node> {
  const found = new Set<types.Node>();
  const enter = (path: NodePath<types.Node>): void => {
    if (found.has(path.node)) return;
    found.add(path.node);
    path.traverse({
      CallExpression(call) {
        const callee = call.node.callee;
        const target = callee.type === 'Identifier' ? call.scope.getBinding(callee.name)?.path : undefined;
        if (target?.isFunctionDeclaration()) enter(target);
      },
    });
  };
  bundle.traverse({
    CallExpression(call) {
      if (types.isIdentifier(call.node.callee, { name: 'setInterval' })) enter(call.get('arguments.0') as NodePath<types.Node>);
    },
  });
  return found;
}

/** Weight of a use of a name. */
function weightOf(use: NodePath<types.Node>, tick: ReadonlySet<types.Node>): number {
  return use.findParent((p) => tick.has(p.node)) ? TICK_WEIGHT : 1;
}

const hotFirst: PluginObj = {
  visitor: {
    Program(program: NodePath<types.Program>) {
      const bundle = bundleFunction(program);
      const body = bundle?.node.body;
      if (!bundle || body?.type !== 'BlockStatement') return;
      const tick = tickFunctions(bundle);
      const names = Object.entries(bundle.scope.bindings).map(([name, b]) => {
        const all = [...b.referencePaths, ...b.constantViolations];
        return { name, uses: all.length, weight: all.reduce((sum, use) => sum + weightOf(use, tick), 0) };
      });
      names.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
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
