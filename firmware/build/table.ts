/**
 * Modules named `*.table.ts` are worked out when the bundle is built: only the results of their exports reach the board, as literals,
 * and not the rows, names and functions that they come from.
 */
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';

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

/** Module text with the exports of a table as literals. The table may not depend on the board: it is worked out once for all. */
export async function tableModule(file: string, firmwareDir: string): Promise<string> {
  const name = relative(firmwareDir, file);
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const lines = Object.entries(exported).map(([key, value]) => `export const ${key} = ${literal(value, `${name}: ${key}`)};`);
  return `${lines.join('\n')}\n`;
}
