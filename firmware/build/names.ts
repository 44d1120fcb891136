/**
 * The interpreter keeps the names of a scope in a list and searches it from the front, so a name costs by its place. The bundle's functions
 * stand in front, the most used first, and its variables are declared once more between them: that gives them their places. A use in the fast tick
 * counts as ten, because the slow work is spread over ten ticks; so does one in the handler of received bytes, which a busy line calls for every
 * character, and one in what it calls, or gives to a timer, as eight.
 */
import { transformAsync, types } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { Lowered } from './lower.js';

/** A variable that weighs less is not worth the three bytes that a place in front takes. */
const WORTH = 7;
/** Runs of the fast tick for one of a slice. */
const TICK_WEIGHT = 10;
/** Requests for one run of a slice, on a line that is polled. */
const REQUEST_WEIGHT = 8;

/** Names whose order among themselves does not matter: a change between variables and functions costs three bytes. */
const BLOCK = 48;

/** A name of the bundle, how often it stands in the text, and how often that runs. */
interface Name {
  readonly name: string;
  readonly uses: number;
  readonly weight: number;
}

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

/** The function that a call is given as its argument `at`: by itself, or by a name that is assigned once. */
function callback(call: NodePath<types.CallExpression>, at: number): NodePath<types.Node> {
  const given = call.get(`arguments.${at}`) as NodePath<types.Node>;
  const binding = given.isIdentifier() ? call.scope.getBinding(given.node.name) : undefined;
  const assigned = binding?.constantViolations[0];
  return assigned?.isAssignmentExpression() ? assigned.get('right') : (binding?.path ?? given);
}

/** A function and those that it names, to call them or to have them called, directly or through others. What stands in a table is left out. */
function reached(from: NodePath<types.Node>): Set<types.Node> {
  const found = new Set<types.Node>();
  const enter = (path: NodePath<types.Node>): void => {
    if (found.has(path.node)) return;
    found.add(path.node);
    path.traverse({
      Identifier(name) {
        const target = name.scope.getBinding(name.node.name)?.path;
        if (name.isReferenced() && target?.isFunctionDeclaration()) enter(target);
      },
    });
  };
  enter(from);
  return found;
}

/** Functions and the weight of a use in each: the fast tick is the callback of setInterval, the slave that of `on('data')`. */
function weights(bundle: NodePath<types.Function>): Map<types.Node, number> {
  const found = new Map<types.Node, number>();
  const weigh = (node: types.Node, weight: number): void => void found.set(node, Math.max(weight, found.get(node) ?? 0));
  bundle.traverse({
    CallExpression(call) {
      if (types.isIdentifier(call.node.callee, { name: 'setInterval' })) for (const node of reached(callback(call, 0))) weigh(node, TICK_WEIGHT);
      if (!types.isStringLiteral(call.node.arguments[0], { value: 'data' })) return;
      const handler = callback(call, 1);
      for (const node of reached(handler)) weigh(node, REQUEST_WEIGHT);
      weigh(handler.node, TICK_WEIGHT);
    },
  });
  return found;
}

/** Weight of a use of a name. */
function weightOf(use: NodePath<types.Node>, of: ReadonlyMap<types.Node, number>): number {
  const inside = use.findParent((p) => of.has(p.node));
  return inside ? (of.get(inside.node) ?? 1) : 1;
}

/** Statements that give names their places: names of a block side by side, variables as one declaration, then the functions themselves. */
function declarations(names: readonly Name[], functions: ReadonlyMap<string, types.Statement>): types.Statement[] {
  const found: types.Statement[] = [];
  for (let from = 0; from < names.length; from += BLOCK) {
    const block = names.slice(from, from + BLOCK);
    const variables = block.filter((n) => !functions.has(n.name) && n.weight >= WORTH);
    const list = variables.map((n) => types.variableDeclarator(types.identifier(n.name)));
    if (list.length > 0) found.push(types.variableDeclaration('var', list));
    found.push(...block.flatMap((n) => functions.get(n.name) ?? []));
  }
  return found;
}

/** Writes numbers and texts that rarely run code uses in one place there: a name for them takes six bytes and a place in the list. */
function writeRare(bundle: NodePath<types.Function>, of: ReadonlyMap<types.Node, number>): void {
  for (const { path, constant, referencePaths } of Object.values(bundle.scope.bindings)) {
    const [use, second] = referencePaths;
    const value = path.isVariableDeclarator() ? path.node.init : undefined;
    if (!constant || !use || second || !(types.isNumericLiteral(value) || types.isStringLiteral(value)) || weightOf(use, of) > 1) continue;
    use.replaceWith(value);
    path.remove();
  }
  bundle.scope.crawl();
}

const hotFirst: PluginObj = {
  visitor: {
    Program(program: NodePath<types.Program>) {
      const bundle = bundleFunction(program);
      const body = bundle?.node.body;
      if (!bundle || body?.type !== 'BlockStatement') return;
      const of = weights(bundle);
      writeRare(bundle, of);
      const names = Object.entries(bundle.scope.bindings).map(([name, b]) => {
        const all = [...b.referencePaths, ...b.constantViolations];
        return { name, uses: all.length, weight: all.reduce((sum, use) => sum + weightOf(use, of), 0) };
      });
      names.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
      const functions = new Map(body.body.flatMap((s) => (s.type === 'FunctionDeclaration' && s.id ? [[s.id.name, s] as const] : [])));
      const rest = body.body.filter((s) => s.type !== 'FunctionDeclaration');
      body.body = [...declarations(names, functions), ...rest];
    },
  },
};

/** Puts names in their places; what the text does stays as it is. */
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
