/**
 * Writes operators and reserved words as the interpreter's one-byte tokens: a smaller boot file, and less to read at every execution.
 * Text and bytes must say the same; `tokenErrors` is the gate for that.
 */
import { parse, tokenizer } from 'acorn';
import type { Node, Token } from 'acorn';
import { decodeTokens, FIRST_TOKEN, TOKENS } from '../model/tokens.js';
import { isNode, walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

/** Byte of each operator and reserved word that has one. */
const BYTES: ReadonlyMap<string, number> = new Map(TOKENS.map((word, i) => [word, FIRST_TOKEN + i]));

/** What keeps its text: names of members, where a reserved word is a name like any other, and whole templates, which the interpreter reads as strings. */
function keptStarts(program: AnyNode): { names: Set<number>; templates: Node[] } {
  const names = new Set<number>();
  const templates: Node[] = [];
  walk(program, (node) => {
    if (node.type === 'TemplateLiteral') templates.push(node);
    const name = node['computed'] === true ? undefined : (node['property'] ?? node['key']);
    if (isNode(name)) names.add(name.start);
  });
  walk(program, (node) => {
    if (node.type !== 'Identifier' || names.has(node.start) || node['name'] === 'undefined' || !BYTES.has(node['name'] as string)) return;
    throw new Error(`"${node['name'] as string}" at ${node.start} is a name here and a word of the interpreter`);
  });
  return { names, templates };
}

/** What stands between two pieces: a line break stays, a blank only between two texts. */
function gap(between: string, texts: boolean): string {
  if (between.includes('\n')) return '\n';
  return texts && between !== '' ? ' ' : '';
}

/**
 * Program with tokens, one character a byte.
 * @param text ASCII JavaScript
 * @throws Error when the text is not ASCII, because a byte above 127 would be read as a token, or gives something a name that is one.
 */
export function encodeTokens(text: string): string {
  const foreign = /[^\0-\x7f]/.exec(text);
  if (foreign) throw new Error(`character U+${foreign[0].charCodeAt(0).toString(16)} at ${foreign.index}: only ASCII can be written with tokens`);
  const tokens: Token[] = [];
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'script', onToken: tokens }) as unknown as AnyNode;
  const { names, templates } = keptStarts(program);
  let code = '';
  let end = 0;
  let afterToken = true;
  for (const { start, end: stop, type } of tokens) {
    if (type.label === 'eof' || start < end) continue;
    const template = templates.find((t) => t.start === start);
    const to = template?.end ?? stop;
    const byte = template || names.has(start) ? undefined : BYTES.get(text.slice(start, to));
    code += gap(text.slice(end, start), !afterToken && byte === undefined);
    code += byte === undefined ? text.slice(start, to) : String.fromCharCode(byte);
    end = to;
    afterToken = byte !== undefined;
  }
  return code;
}

/** What the tokens of a text are, one a line. */
function stream(text: string): string[] {
  const list: string[] = [];
  for (const token of tokenizer(text, { ecmaVersion: 'latest', sourceType: 'script' }))
    list.push(`${token.type.label} ${text.slice(token.start, token.end)}`);
  return list;
}

/** The gate: the first place where `code`, read back, differs from `text`; empty when both have the same tokens. */
export function tokenErrors(text: string, code: string): string[] {
  const wanted = stream(text);
  const found = stream(decodeTokens(code));
  const at = wanted.findIndex((token, i) => token !== found[i]);
  if (at < 0 && wanted.length === found.length) return [];
  const place = at < 0 ? wanted.length : at;
  return [`token ${place} is "${found[place] ?? 'missing'}" and should be "${wanted[place] ?? 'the end'}"`];
}
