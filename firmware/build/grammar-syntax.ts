/** Syntax that the interpreter has, and the corners of it that it lacks or gets wrong. */
import { walk } from './syntax-tree.js';
import type { AnyNode } from './syntax-tree.js';

/** Node types that may occur in a bundle. */
export const SYNTAX: ReadonlySet<string> = new Set(
  `Program ExpressionStatement BlockStatement EmptyStatement VariableDeclaration VariableDeclarator FunctionDeclaration FunctionExpression
   ArrowFunctionExpression ClassDeclaration ClassExpression ClassBody MethodDefinition PropertyDefinition ReturnStatement IfStatement
   ForStatement ForInStatement ForOfStatement WhileStatement DoWhileStatement BreakStatement ContinueStatement SwitchStatement SwitchCase
   ThrowStatement TryStatement CatchClause Identifier Literal TemplateLiteral TemplateElement ThisExpression Super MemberExpression
   CallExpression NewExpression ArrayExpression ObjectExpression Property UnaryExpression UpdateExpression BinaryExpression
   AssignmentExpression LogicalExpression ConditionalExpression SequenceExpression`.split(/\s+/),
);

/** Looks at one node; answers what is wrong with it, or null. */
export type Construct = (node: AnyNode, path: readonly AnyNode[], code: string) => string | null;

const OPERATORS_MISSING = new Set(['**', '**=', '??=', '||=', '&&=']);

/** Words that the interpreter's lexer never takes as the name of a class member. */
const KEYWORDS = new Set(
  `break case catch class const continue debugger default delete do else extends false finally for function if in instanceof let new null of
   return static super switch this throw true try typeof undefined var void while`.split(/\s+/),
);

/** Constructors of the interpreter that a class cannot extend. */
const BUILT_IN = /^(?:Error|TypeError|SyntaxError|ReferenceError|InternalError|Array|Object|Promise|Date|RegExp|Function|String|Number|\w+Array)$/;

const node = (value: unknown): AnyNode => value as AnyNode;
const list = (value: unknown): AnyNode[] => value as AnyNode[];
const name = (value: unknown): string | undefined => (node(value)?.type === 'Identifier' ? (node(value)['name'] as string) : undefined);

function operators(n: AnyNode): string | null {
  return OPERATORS_MISSING.has(n['operator'] as string) ? `the operator ${n['operator'] as string} does not parse` : null;
}

function optionalChain(n: AnyNode): string | null {
  return n['optional'] === true ? 'optional chaining does not parse' : null;
}

function functionKind(n: AnyNode): string | null {
  if (n['async'] === true || n['await'] === true) return 'async does not parse';
  return n['generator'] === true ? 'generators do not parse' : null;
}

function label(n: AnyNode): string | null {
  return (n.type === 'BreakStatement' || n.type === 'ContinueStatement') && n['label'] ? 'labels do not parse' : null;
}

function memberKey(n: AnyNode): string | null {
  const isClassMember = n.type === 'MethodDefinition' || n.type === 'PropertyDefinition';
  if (!isClassMember && n.type !== 'Property') return null;
  if (n['computed'] === true) return 'computed keys do not parse';
  const key = name(n['key']);
  if (isClassMember && key === undefined) return 'a class member needs a plain name';
  const isAccessor = n['kind'] === 'get' || n['kind'] === 'set';
  return (isClassMember || isAccessor) && key !== undefined && KEYWORDS.has(key) ? `a member cannot be called ${key}` : null;
}

function fieldValue(n: AnyNode): string | null {
  if (n.type !== 'PropertyDefinition' || !n['value']) return null;
  let usesThis = false;
  walk(node(n['value']), (m) => {
    usesThis ||= m.type === 'ThisExpression';
  });
  return usesThis ? '`this` in a class field is not the object' : null;
}

function classShape(n: AnyNode): string | null {
  if (n.type !== 'ClassDeclaration' && n.type !== 'ClassExpression') return null;
  if (n.type === 'ClassExpression' && n['id']) return 'the name of a class expression is unbound inside it';
  if (!n['superClass']) return null;
  const base = name(n['superClass']);
  if (base === undefined) return 'a class can only extend a plain name';
  return BUILT_IN.test(base) ? `a class cannot extend ${base}` : null;
}

function superPlace(n: AnyNode, path: readonly AnyNode[]): string | null {
  return n.type === 'Super' && !path.some((p) => p.type === 'ClassBody') ? '`super` outside a class does not run' : null;
}

function switchOrder(n: AnyNode): string | null {
  if (n.type !== 'SwitchStatement') return null;
  const at = list(n['cases']).findIndex((c) => c['test'] === null);
  return at >= 0 && at < list(n['cases']).length - 1 ? 'a case after `default:` does not parse' : null;
}

/** Loop headers only: `let` in a body makes a variable of its own there. */
function loopVariable(n: AnyNode, path: readonly AnyNode[]): string | null {
  if (n.type !== 'VariableDeclaration' || n['kind'] === 'var') return null;
  const loop = path.at(-1);
  const isHeader = loop !== undefined && /^For/.test(loop.type) && loop['body'] !== n;
  return isHeader ? `${n['kind'] as string} in a loop header is one variable for all rounds, and closures see its last value` : null;
}

function writesReserved(n: AnyNode): string | null {
  const target = n.type === 'AssignmentExpression' ? node(n['left']) : n.type === 'UpdateExpression' ? node(n['argument']) : undefined;
  if (target?.type !== 'MemberExpression') return null;
  if (target['computed'] !== true && name(target['property']) === 'length') return 'length cannot be assigned';
  return name(target['object']) === 'arguments' ? 'writing into arguments does not change the parameters' : null;
}

function literalText(n: AnyNode, _path: readonly AnyNode[], code: string): string | null {
  if (n.type !== 'Literal' && n.type !== 'TemplateElement') return null;
  if (n['bigint'] !== undefined) return 'BigInt does not parse';
  const regex = n['regex'] as { pattern: string; flags: string } | undefined;
  if (regex) return regexError(regex.pattern, regex.flags);
  const value = n.type === 'Literal' ? n['value'] : (n['value'] as { cooked: string }).cooked;
  if (typeof value !== 'string') return null;
  if (/[^\u0000-\u00ff]/.test(value)) return 'a string holds bytes; characters above U+00FF do not fit';
  const raw = code.slice(n.start, n.end);
  if (raw.includes('\\u{')) return '\\u{…} does not parse';
  return n.type === 'Literal' && /\\\r?\n/.test(raw) ? 'a continued string keeps its line break' : null;
}

function regexError(pattern: string, flags: string): string | null {
  if (/\(\?[=!<]/.test(pattern)) return 'regular expressions have no lookaround and no named groups';
  return /[^gim]/.test(flags) ? `the flags ${flags} of a regular expression do not parse` : null;
}

/** The interpreter takes the next line as the value. */
function returnBreak(n: AnyNode, path: readonly AnyNode[], code: string): string | null {
  if (n.type !== 'ReturnStatement' || n['argument'] || code[n.end - 1] === ';') return null;
  const rest = code.slice(n.end);
  return path.length > 0 && /^\s*\n\s*[^\s}]/.test(rest) ? '`return` and a line break return the next line' : null;
}

/** All rules on single constructs. */
export const CONSTRUCTS: readonly Construct[] = [
  operators,
  optionalChain,
  functionKind,
  label,
  memberKey,
  fieldValue,
  classShape,
  superPlace,
  switchOrder,
  loopVariable,
  writesReserved,
  literalText,
  returnBreak,
];
