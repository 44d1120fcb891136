/**
 * JSON Schema (2020-12) of a valibot schema: the API's OpenAPI page and the schema of the config file come from the definitions that validate.
 */

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What of a valibot schema is looked at; its own types are generic to the point of hiding it. */
interface Node {
  readonly kind: string;
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly value?: Node;
  readonly wrapped?: Node;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly default?: unknown;
  readonly pipe?: readonly Action[];
}
interface Action {
  readonly kind: string;
  readonly type: string;
  readonly requirement?: unknown;
  readonly description?: string;
}

function refine(action: Action, list: boolean): JsonSchema {
  switch (action.type) {
    case 'description':
      return { description: action.description };
    case 'iso_timestamp':
      return { format: 'date-time' };
    case 'integer':
      return { type: 'integer' };
    case 'min_value':
      return { minimum: action.requirement };
    case 'max_value':
      return { maximum: action.requirement };
    case 'min_length':
      return list ? { minItems: action.requirement } : { minLength: action.requirement };
    case 'max_length':
      return list ? { maxItems: action.requirement } : { maxLength: action.requirement };
    case 'regex':
      return { pattern: (action.requirement as RegExp).source };
    default:
      return {};
  }
}

function objectSchema(node: Node): JsonSchema {
  const entries = Object.entries(node.entries ?? {});
  const required = entries.filter(([, entry]) => entry.type !== 'optional').map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, entry]) => [name, convert(entry)])),
    ...(required.length > 0 ? { required } : {}),
    ...(node.type === 'strict_object' ? { additionalProperties: false } : {}),
  };
}

function base(node: Node): JsonSchema {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { type: node.type };
    case 'literal':
      return { const: node.literal };
    case 'picklist':
      return { enum: node.options };
    case 'nullable':
      return { anyOf: [convert(node.wrapped as Node), { type: 'null' }] };
    case 'optional':
      return { ...convert(node.wrapped as Node), ...(node.default === undefined ? {} : { default: node.default }) };
    case 'array':
      return { type: 'array', items: convert(node.item as Node) };
    case 'record':
      return { type: 'object', additionalProperties: convert(node.value as Node) };
    case 'union':
    case 'variant':
      return { anyOf: (node.options as readonly Node[]).map(convert) };
    case 'object':
    case 'strict_object':
      return objectSchema(node);
    default:
      throw new Error(`no JSON Schema for the kind "${node.type}"; add it to host/daemon/json-schema.ts`);
  }
}

function convert(node: Node): JsonSchema {
  const actions = (node.pipe ?? []).filter((step) => step.kind !== 'schema');
  return Object.assign({ ...base(node) }, ...actions.map((action) => refine(action, node.type === 'array'))) as JsonSchema;
}

/** JSON Schema of a valibot schema. Throws for a kind that is not among those that this house uses. */
export function jsonSchema(schema: object): JsonSchema {
  return convert(schema as Node);
}
