/**
 * Modules named `*.table.ts` are worked out when the bundle is built: only the results of their exports reach the board, as literals,
 * and not the rows, names and functions that they come from.
 */
import { join, relative } from 'node:path';
import { rollup } from 'rollup';
import type { BoardRow } from '../model/boards.js';
import { stripTypes } from './lower.js';
import { sourceFile } from './source.js';

/** File names of the modules that are worked out in the build. */
export const TABLE_FILE = /\.table\.ts$/;

/** JavaScript text of a value: numbers, strings, booleans, null, and arrays, typed arrays and plain objects of them. Throws on others. */
export function literal(value: unknown, where: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((v, i) => literal(v, `${where}[${i}]`)).join(',')}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const values = [...(value as Uint8Array)];
    return `/* @__PURE__ */ new ${value.constructor.name}([${values.map((v, i) => literal(v, `${where}[${i}]`)).join(',')}])`;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const members = Object.entries(value).map(([key, v]) => `${JSON.stringify(key)}:${literal(v, `${where}.${key}`)}`);
    return `{${members.join(',')}}`;
  }
  throw new Error(
    `${where} is ${typeof value === 'number' ? String(value) : `a ${typeof value}`}; a table exports numbers, text, booleans and arrays of them`,
  );
}

/** Row of the board as a module of plain text and numbers, for the tables that depend on the board. */
function rowText(row: BoardRow): string {
  return `export const BOARD = ${JSON.stringify(row)};\n`;
}

/**
 * Module text with the exports of the table `file` as literals, worked out for the board of `row`: `firmware/board/row.ts` gives that row in
 * there.
 */
export async function tableModule(file: string, firmwareDir: string, row: BoardRow): Promise<string> {
  const name = relative(firmwareDir, file);
  const lines = Object.entries(await tableValues(file, firmwareDir, row)).map(
    ([key, value]) => `export const ${key} = ${literal(value, `${name}: ${key}`)};`,
  );
  return `${lines.join('\n')}\n`;
}

/** The exports of the table `file`, worked out for the board of `row`. */
export async function tableValues(file: string, firmwareDir: string, row: BoardRow): Promise<Record<string, unknown>> {
  const name = relative(firmwareDir, file);
  const rowFile = join(firmwareDir, 'board', 'row.ts');
  const joined = await rollup({
    input: file,
    plugins: [
      {
        name: 'table-sources',
        resolveId: (target, importer) => (importer === undefined ? target : sourceFile(target, importer, firmwareDir)),
        load: (id) => (id === rowFile ? rowText(row) : null),
        transform: (code, id) => (id === rowFile ? null : stripTypes(code, id)),
      },
    ],
    onwarn(warning) {
      throw new Error(`${name}: ${warning.message}`);
    },
  });
  const { output } = await joined.generate({ format: 'es' });
  await joined.close();
  return (await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`)) as Record<string, unknown>;
}
