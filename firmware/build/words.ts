/** Last steps on the text, for an interpreter that reads a reserved word as one byte. */
import { transformAsync, types } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import { minify } from 'terser';
import { TOKENS } from '../model/tokens.js';
import type { Lowered } from './lower.js';

/** `!0`, `!1` and `void 0` of a minifier, as the words that they stand for. */
const words: PluginObj = {
  visitor: {
    UnaryExpression(path: NodePath<types.UnaryExpression>) {
      const { operator, argument } = path.node;
      if (!types.isNumericLiteral(argument)) return;
      if (operator === '!') path.replaceWith(types.booleanLiteral(argument.value === 0));
      else if (operator === 'void') path.replaceWith(types.identifier('undefined'));
    },
  },
};

/** Writes constants as words: with tokens they are shorter, and cheaper to run than an operator and a number. */
export async function nameConstants(code: string): Promise<Lowered> {
  const result = await transformAsync(code, { babelrc: false, configFile: false, sourceMaps: true, sourceType: 'script', plugins: [words] });
  if (typeof result?.code !== 'string' || !result.map) throw new Error('Babel returned nothing for the bundle');
  return { code: result.code, map: JSON.stringify(result.map) };
}

/** Shortens names, the first declared get the shortest and none a word of the interpreter, and takes out the characters that nothing needs. Properties keep their names. */
export async function shorten(code: string): Promise<Lowered> {
  const mangle = { toplevel: true, reserved: TOKENS.slice() };
  const result = await minify(code, { compress: false, mangle, format: { ascii_only: true }, sourceMap: true });
  if (result.code === undefined || result.map === undefined) throw new Error('terser returned nothing for the bundle');
  return { code: result.code, map: typeof result.map === 'string' ? result.map : JSON.stringify(result.map) };
}
