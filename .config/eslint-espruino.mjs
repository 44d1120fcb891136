/**
 * Syntax that must not stand in firmware sources: the build does not rewrite it, and the interpreter lacks it or runs it differently.
 * Missing library functions are compile errors (firmware/ecmascript.d.ts); what is left in the bundle is judged by firmware/build/grammar.ts.
 */

const KEYWORDS =
  'break|case|catch|class|const|continue|debugger|default|delete|do|else|extends|false|finally|for|function|if|in|instanceof|let|new|null|of|' +
  'return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while';
const BUILT_IN = 'Error|Array|Object|Promise|Function|String|Number|RegExp|[A-Z][a-zA-Z0-9]*Array';

/** One row a construct: what is refused, and what to do instead. */
export const espruinoSubset = [
  { selector: ':function[async=true]', message: 'async does not parse; use callbacks of the interpreter.' },
  { selector: ':function[generator=true]', message: 'Generators do not parse; write a loop.' },
  { selector: 'LabeledStatement', message: 'Labels do not parse; put the loop into a function and return.' },
  { selector: 'TaggedTemplateExpression', message: 'Tagged templates do not parse; call the function.' },
  { selector: 'Literal[bigint]', message: 'BigInt does not parse; use numbers up to 2^53.' },
  { selector: ':matches(BinaryExpression[operator="**"], AssignmentExpression[operator="**="])', message: 'Powers are inexact; multiply.' },
  { selector: 'ClassExpression[id]', message: 'The name of a class expression is unbound inside it; declare the class.' },
  {
    selector: `:matches(ClassDeclaration, ClassExpression) > Identifier.superClass[name=/^(?:${BUILT_IN})$/]`,
    message: 'Built-in classes cannot be extended.',
  },
  { selector: ':matches(ClassDeclaration, ClassExpression) > .superClass:not(Identifier)', message: 'A class can only extend a plain name.' },
  {
    selector: `:matches(MethodDefinition, PropertyDefinition) > Identifier.key[name=/^(?:${KEYWORDS})$/]`,
    message: 'A keyword does not parse as the name of a class member; choose another name.',
  },
  { selector: ':matches(MethodDefinition, PropertyDefinition) > Literal.key', message: 'A quoted name of a class member does not parse.' },
  {
    selector: `Property:matches([kind="get"], [kind="set"]) > Identifier.key[name=/^(?:${KEYWORDS})$/]`,
    message: 'A keyword does not parse as the name of an accessor; choose another name.',
  },
  { selector: 'ObjectExpression Super', message: '`super` outside a class does not run.' },
  { selector: 'MetaProperty[meta.name="new"]', message: 'new.target does not parse.' },
  { selector: 'SwitchCase[test=null]:not(:last-child)', message: 'A case after `default:` does not parse; put `default:` last.' },
  { selector: 'Literal[regex.pattern=/\\(\\?[=!<]/]', message: 'Regular expressions have no lookaround and no named groups.' },
  { selector: 'Literal[regex.flags=/[^gim]/]', message: 'Only the flags g, i and m parse.' },
  { selector: 'AssignmentExpression > MemberExpression.left[property.name="length"]', message: 'length cannot be assigned; allocate anew.' },
  {
    selector: 'AssignmentExpression > MemberExpression.left[object.name="arguments"]',
    message: 'Writing into arguments does not change the parameters.',
  },
  { selector: 'Identifier[name="Symbol"]', message: 'There are no symbols in the interpreter.' },
  { selector: 'WithStatement', message: 'with does not parse.' },
  { selector: 'ImportExpression', message: 'A bundle is one file; import at the top.' },
];
