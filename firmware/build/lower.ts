/**
 * From TypeScript to the JavaScript that the interpreter reads. Only what its parser lacks or gets wrong is rewritten; classes, arrows,
 * templates and for-of stay native, because their ES5 forms need hoisting and property descriptors, which the interpreter does not have.
 */
import { join } from 'node:path';
import babel from '@babel/core';
import type { NodePath, PluginObj, TransformOptions, types } from '@babel/core';
import { minify } from 'terser';

/** Code with its source map, as the bundler chains them. */
export interface Lowered {
  readonly code: string;
  readonly map: string;
}

/** Rewritten: absent from the parser, except block scoping, whose closures over loop variables see the last value there. */
const LOWERED = [
  'transform-parameters',
  'transform-destructuring',
  'transform-spread',
  'transform-object-rest-spread',
  'transform-computed-properties',
  'transform-optional-chaining',
  'transform-nullish-coalescing-operator',
  'transform-exponentiation-operator',
  'transform-logical-assignment-operators',
  'transform-block-scoping',
  'transform-class-properties',
  'transform-class-static-block',
  'transform-private-methods',
  'transform-private-property-in-object',
  'transform-optional-catch-binding',
];

/** Corners of the language that the firmware does not use, so that the rewritten forms may be short. */
const ASSUMPTIONS = {
  setPublicClassFields: true,
  iterableIsArray: true,
  ignoreFunctionLength: true,
  setSpreadProperties: true,
  setComputedProperties: true,
  objectRestNoSymbols: true,
  pureGetters: true,
  noNewArrows: true,
  noDocumentAll: true,
  privateFieldsAsProperties: true,
};

/** Where the plugins are found, whatever directory the build is started from. */
const PACKAGE = join(import.meta.dirname, '..', '..');

/** The interpreter does not hoist functions: moves each declaration to the top of its block. */
const hoistFunctions: PluginObj = {
  visitor: {
    'Program|BlockStatement'(path: NodePath) {
      const block = path.node as types.Program | types.BlockStatement;
      const declared = block.body.filter((s) => s.type === 'FunctionDeclaration');
      if (declared.length > 0) block.body = [...declared, ...block.body.filter((s) => s.type !== 'FunctionDeclaration')];
    },
  },
};

async function transform(code: string, options: TransformOptions): Promise<Lowered> {
  const result = await babel.transformAsync(code, {
    cwd: PACKAGE,
    babelrc: false,
    configFile: false,
    browserslistConfigFile: false,
    sourceMaps: true,
    ...options,
  });
  if (typeof result?.code !== 'string' || !result.map) throw new Error(`Babel returned nothing for ${options.filename ?? 'the bundle'}`);
  return { code: result.code, map: JSON.stringify(result.map) };
}

/** Files as they came out: a dozen tables of every board are worked out from the same rows, and a mistake that is planted changes one file only. */
const stripped = new Map<string, Promise<Lowered>>();

/**
 * Takes the types out of one source file and applies `values`, those of the board `variant`, to it. Imports of types alone must say `import type`.
 */
export function stripTypes(code: string, filename: string, values?: PluginObj, variant = ''): Promise<Lowered> {
  const key = `${variant}\n${filename}\n${code}`;
  const known = stripped.get(key);
  if (known) return known;
  const types = ['@babel/plugin-transform-typescript', { optimizeConstEnums: true, onlyRemoveTypeImports: true }];
  const lowered = transform(code, { filename, sourceFileName: filename, plugins: [...(values ? [() => values] : []), types] });
  stripped.set(key, lowered);
  return lowered;
}

/** True for a whole number: its literal is cheaper to run than the search for a name; a fraction is dearer than a short name. */
const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/** From this length on a text that is used in one place is written there: inside a function it lies in flash, and takes no memory until it runs. */
const LONG_TEXT = 256;

/** Writes whole-number constants of the bundle where they are used: every name less makes every search for a name shorter. */
const foldConstants: PluginObj = {
  visitor: {
    Program: {
      exit(program: NodePath<types.Program>) {
        program.scope.crawl();
        program.traverse({ VariableDeclaration: foldStatement });
      },
    },
  },
};

function isLongText(value: unknown, uses: number): boolean {
  return typeof value === 'string' && value.length >= LONG_TEXT && uses === 1;
}

function foldStatement(statement: NodePath<types.VariableDeclaration>): void {
  if (statement.node.kind !== 'const') return;
  for (const one of statement.get('declarations')) {
    const id = one.node.id;
    const value = one.get('init').evaluate?.();
    const binding = id.type === 'Identifier' ? statement.scope.getBinding(id.name) : undefined;
    if (!binding?.constant || !value?.confident || !(isWhole(value.value) || isLongText(value.value, binding.references))) continue;
    for (const use of binding.referencePaths) use.replaceWith(babel.types.valueToNode(value.value));
    one.remove();
  }
}

/** Folds constants of a joined bundle, before its block scopes are lowered. */
export function foldNumbers(code: string): Promise<Lowered> {
  return transform(code, { sourceType: 'script', plugins: [foldConstants], compact: false });
}

/** Rewrites a whole bundle: the constructs that the parser lacks, then the order of functions. */
export function lowerSyntax(code: string): Promise<Lowered> {
  // The target version only keeps preset-env from adding transforms of its own.
  const preset = ['@babel/preset-env', { targets: { chrome: '140' }, modules: false, include: LOWERED, ignoreBrowserslistConfig: true }];
  return transform(code, { sourceType: 'script', presets: [preset], assumptions: ASSUMPTIONS, compact: false });
}

/** Moves functions before their first use; a pass of its own, because the lowering adds functions. */
export function orderFunctions(code: string): Promise<Lowered> {
  return transform(code, { sourceType: 'script', plugins: [hoistFunctions], compact: false });
}

/** Says the same in less text: the interpreter reads it again at every execution. Names are shortened later, in the order that they have then. */
export async function compress(code: string): Promise<Lowered> {
  const result = await minify(code, {
    ecma: 2015,
    toplevel: true,
    compress: { ecma: 2015, passes: 3, hoist_funs: true, reduce_funcs: false, inline: 3 },
    mangle: false,
    format: { ascii_only: true },
    sourceMap: true,
  });
  if (result.code === undefined || result.map === undefined) throw new Error('terser returned nothing for the bundle');
  return { code: result.code, map: typeof result.map === 'string' ? result.map : JSON.stringify(result.map) };
}

/** The text without comments and spaces, shortened as a minifier does it: short enough for the Storage of an emulated board. */
export async function withoutComments(code: string): Promise<string> {
  const { code: short } = await minify(code, { ecma: 2015, toplevel: true, format: { ascii_only: true } });
  if (short === undefined) throw new Error('terser returned nothing for the plain bundle');
  return short;
}
