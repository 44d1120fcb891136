/**
 * One board's row in a bundle: a module that stands in for firmware/board/row.ts, so that no other board's pins are in it, and the values
 * themselves in place of `BOARD.pins.heater` and the like, because the interpreter looks a member up at every use.
 */
import { resolve, dirname } from 'node:path';
import { types as t } from '@babel/core';
import type { NodePath, PluginObj } from '@babel/core';
import type { BoardRow } from '../model/boards.js';

/** Names that the interpreter knows as free globals: pins (`B13`, `D4`) and ports (`Serial2`, `I2C1`). */
const GLOBAL_NAME = /^(?:[A-J]\d{1,2}|Serial\d|I2C\d|SPI\d)$/;

/** Members of a row whose text names pins and ports. */
const WIRING: readonly (keyof BoardRow)[] = ['serial', 'i2c', 'spi', 'pins', 'rtd', 'thermocouple'];

function wiring(value: unknown, where: string): string {
  if (typeof value === 'string') {
    if (!GLOBAL_NAME.test(value))
      throw new Error(`${where} is "${value}"; it must be a pin such as B13 or a port such as Serial2 (firmware/model/boards.ts)`);
    return value;
  }
  // A channel without a pin has no object.
  const fitted = Object.entries(value as object).filter(([, inner]) => inner !== '');
  const members = fitted.map(([key, inner]) => `${key}: ${wiring(inner, `${where}.${key}`)}`);
  return `{ ${members.join(', ')} }`;
}

/** Module that exports the row as `BOARD`; pins and ports become the interpreter's objects instead of text. */
export function rowModule(row: BoardRow): string {
  const members = Object.entries(row).map(([key, value]) => {
    const isWiring = WIRING.includes(key as keyof BoardRow);
    return `  ${key}: ${isWiring ? wiring(value, `${row.id}.${key}`) : JSON.stringify(value)},`;
  });
  return `export const BOARD = {\n${members.join('\n')}\n};\n`;
}

/** Member names from the outside in, `['pins', 'heater']`, when the expression is a plain chain on `root`. */
function chain(node: t.Node, root: string): string[] | undefined {
  if (t.isIdentifier(node)) return node.name === root ? [] : undefined;
  if (!t.isMemberExpression(node) || node.computed || !t.isIdentifier(node.property)) return undefined;
  const outer = chain(node.object, root);
  return outer && [...outer, node.property.name];
}

/** Expression for the value of a row's member, or undefined when it is no single value. */
function memberValue(row: BoardRow, names: readonly string[]): t.Expression | undefined {
  let value: unknown = row;
  for (const name of names) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return t.valueToNode(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return WIRING.includes(names[0] as keyof BoardRow) ? t.identifier(wiring(value, names.join('.'))) : t.stringLiteral(value);
}

/** Plugin for one source file: members of the imported `BOARD` become their values. */
export function rowValues(row: BoardRow, rowFile: string, filename: string): PluginObj {
  const local = (path: NodePath<t.MemberExpression>): string | undefined => {
    const root = path.node.object.type === 'Identifier' ? path.node.object.name : undefined;
    const binding = root === undefined ? undefined : path.scope.getBinding(root)?.path;
    const from = binding?.parent;
    if (!binding?.isImportSpecifier() || from?.type !== 'ImportDeclaration') return undefined;
    return resolve(dirname(filename), from.source.value).replace(/\.js$/, '.ts') === rowFile ? root : undefined;
  };
  return {
    visitor: {
      MemberExpression(path) {
        const root = local(path);
        if (root === undefined) return;
        let whole: NodePath = path;
        while (whole.parentPath?.isMemberExpression() && whole.key === 'object' && chain(whole.parent, root)) whole = whole.parentPath;
        for (let at = whole; ; at = at.get('object') as NodePath) {
          const names = chain(at.node, root);
          const value = names && names.length > 0 ? memberValue(row, names) : undefined;
          if (value) return void at.replaceWith(value);
          if (at === path) return;
        }
      },
    },
  };
}
