/** Walking through a parsed program. */
import type { Node } from 'acorn';

/** A node with the members of all node types, as the rules look at them. */
export type AnyNode = Node & Record<string, unknown>;

/** Whether a value is a syntax node. */
export function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Child nodes in the order of the text. */
export function children(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) found.push(...value.filter(isNode));
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Visits a node and everything below it; `path` holds the ancestors, nearest last. */
export function walk(node: AnyNode, visit: (node: AnyNode, path: readonly AnyNode[]) => void, path: readonly AnyNode[] = []): void {
  visit(node, path);
  const below = [...path, node];
  for (const child of children(node)) walk(child, visit, below);
}
