/**
 * The grammar gate: what stands in a bundle must be what the interpreter (Espruino 2v29) parses and runs as Node does.
 *
 * Necessary, not sufficient: it sees constructs and names, not values. Every rule answers to an observation on the real interpreter; the
 * snippets are in test/firmware/build/grammar.test.ts.
 */
import { parse } from 'acorn';
import type { Node } from 'acorn';
import { definedMembers, nameError } from './grammar-names.js';
import { orderErrors } from './grammar-order.js';
import { CONSTRUCTS, SYNTAX } from './grammar-syntax.js';
import { walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

/** The text around a place, so that a finding in a minified bundle can be recognised. */
function excerpt(code: string, node: Node): string {
  return code.slice(node.start, Math.min(node.end, node.start + 60)).replace(/\s+/g, ' ');
}

/**
 * Everything in `code` that the interpreter does not parse or runs differently, one sentence each with line, column and text; empty for a
 * bundle that passes. Never throws: code that is no JavaScript is one finding.
 */
export function grammarErrors(code: string): string[] {
  let program: AnyNode;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', locations: true }) as unknown as AnyNode;
  } catch (error) {
    return [`not JavaScript: ${(error as Error).message}`];
  }
  const errors: string[] = [];
  const report = (node: Node, what: string): void => {
    errors.push(`${node.loc?.start.line ?? 0}:${node.loc?.start.column ?? 0} ${what}: ${excerpt(code, node)}`);
  };
  const defined = definedMembers(program);
  walk(program, (node, path) => {
    if (!SYNTAX.has(node.type)) return report(node, `${node.type} is not in the interpreter's grammar`);
    for (const rule of CONSTRUCTS) {
      const what = rule(node, path, code);
      if (what !== null) report(node, what);
    }
    const banned = nameError(node, path, defined);
    if (banned !== null) report(node, banned);
  });
  for (const { node, what } of orderErrors(program)) report(node, what);
  return errors;
}
