/**
 * The interpreter keeps the names of a scope in a list and searches it from the front, so a name costs by its place. The bundle's names are
 * declared once more at the start of its function, the most used first: that declaration gives them their places. The most used also get
 * the shortest names that no inner function uses for something of its own.
 */
import { transformAsync, types } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';

/** Names used less often are not worth their place in the list. */
const HOT_USES = 3;

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

/** Words of two letters that are no names. */
const NO_NAMES = ['do', 'if', 'in', 'of'];
const LETTERS = 'etnrisouaflchpdvmgybwESxTNCkLAOMDPHBjFIqRUzWXV$JKQGYZ_';

/** Names in rising length that are not in `taken`. */
function* freeNames(taken: ReadonlySet<string>): Generator<string, never> {
  for (const a of LETTERS) if (!taken.has(a)) yield a;
  for (;;) for (const a of LETTERS) for (const b of LETTERS) if (!taken.has(a + b) && !NO_NAMES.includes(a + b)) yield a + b;
}

/** Names that an inner function or the interpreter gives a meaning of its own. */
function namesElsewhere(program: NodePath<types.Program>, bundle: NodePath<types.Function>): Set<string> {
  const taken = new Set(Object.keys((program.scope as unknown as { globals: Record<string, unknown> }).globals));
  program.traverse({
    Scope(path) {
      if (path.scope !== bundle.scope) for (const name of Object.keys(path.scope.bindings)) taken.add(name);
    },
  });
  return taken;
}

const hotFirst: PluginObj = {
  visitor: {
    Program(program: NodePath<types.Program>) {
      const bundle = bundleFunction(program);
      const body = bundle?.node.body;
      if (!bundle || body?.type !== 'BlockStatement') return;
      const names = Object.entries(bundle.scope.bindings).map(([name, b]) => ({ name, uses: b.references + b.constantViolations.length }));
      names.sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1));
      const free = freeNames(namesElsewhere(program, bundle));
      names.forEach(({ name }, k) => bundle.scope.rename(name, `name${k}`));
      const short = names.map((_, k) => {
        const name = free.next().value;
        bundle.scope.rename(`name${k}`, name);
        return name;
      });
      const declared = short.filter((_, k) => (names[k]?.uses ?? 0) >= HOT_USES).map((name) => types.variableDeclarator(types.identifier(name)));
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
