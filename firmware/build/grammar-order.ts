/**
 * Order of names: the interpreter hoists neither functions nor variables. Within one function body a name must be declared before the text
 * uses it; what an inner function uses is decided when it is called, and not judged here.
 */
import { children, walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

interface Finding {
  readonly node: AnyNode;
  readonly what: string;
}

const isFunction = (n: AnyNode): boolean => /Function/.test(n.type);

/** Nodes of one scope body in the order of the text, without the inside of inner functions and class members. */
function ownNodes(scope: AnyNode): { node: AnyNode; parent: AnyNode }[] {
  const found: { node: AnyNode; parent: AnyNode }[] = [];
  const visit = (n: AnyNode): void => {
    for (const child of children(n)) {
      found.push({ node: child, parent: n });
      if (!isFunction(child)) visit(child);
      else if (child['id']) found.push({ node: child['id'] as AnyNode, parent: child });
    }
  };
  visit(scope);
  return found;
}

function declarationOf(n: AnyNode, parent: AnyNode): string | null {
  const isDeclared =
    parent['id'] === n && (parent.type === 'VariableDeclarator' || parent.type === 'FunctionDeclaration' || parent.type === 'ClassDeclaration');
  return isDeclared && n.type === 'Identifier' ? (n['name'] as string) : null;
}

function isUse(n: AnyNode, parent: AnyNode): boolean {
  if (n.type !== 'Identifier' || parent['id'] === n) return false;
  if (parent.type === 'MemberExpression') return parent['object'] === n || parent['computed'] === true;
  if (parent.type === 'CatchClause') return parent['param'] !== n;
  const isKey = parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition';
  return !isKey || parent['value'] === n;
}

function scopeErrors(scope: AnyNode): Finding[] {
  const params = new Set(((scope['params'] as AnyNode[] | undefined) ?? []).map((p) => p['name'] as string));
  const nodes = ownNodes(scope);
  const declaredAt = new Map<string, number>();
  for (const { node, parent } of nodes) {
    const name = declarationOf(node, parent);
    if (name === null || params.has(name)) continue;
    // An earlier `var` of the same name gives it a place, but the function is there only from its own declaration on.
    if (!declaredAt.has(name) || parent.type === 'FunctionDeclaration') declaredAt.set(name, node.start);
  }
  return nodes
    .filter(({ node, parent }) => isUse(node, parent) && node.start < (declaredAt.get(node['name'] as string) ?? 0))
    .map(({ node }) => ({ node, what: `${node['name'] as string} is used before its declaration, and nothing is hoisted` }));
}

/** Names that are used above their declaration, in every function of a program. */
export function orderErrors(program: AnyNode): Finding[] {
  const found = scopeErrors(program);
  walk(program, (n) => {
    if (isFunction(n)) found.push(...scopeErrors(n));
  });
  return found;
}
