/**
 * A JSON Schema as a person reads it: names, kinds, limits, and what each is.
 */

/** What of a schema of the API's page is looked at (host/daemon/json-schema.ts). */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly description?: string;
}

/** Step of the indentation. */
const STEP = '  ';

/** What a value must be beyond its kind, and what it is, as a comment; empty when there is nothing to say. */
export function remark({ minimum, maximum, format, description, default: preset }: Schema): string {
  const range = minimum === undefined && maximum === undefined ? undefined : `${minimum ?? ''} … ${maximum ?? ''}`.trim();
  return [range, format, description, preset === undefined ? undefined : `default ${JSON.stringify(preset)}`].filter(Boolean).join('; ');
}

/** The shape of a schema, in the words of JSON. `indent`: what the lines behind the first begin with. */
export function shape(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map((option) => shape(option, indent)).join(' | ');
  if (schema.items) return `[ ${shape(schema.items, indent)}, … ]`;
  if (schema.properties) {
    const inside = indent + STEP;
    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const said = remark(property);
      const optional = schema.required?.includes(name) === true ? '' : '?';
      return `${inside}${name}${optional}: ${shape(property, inside)}${said === '' ? '' : `  // ${said}`}`;
    });
    return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (schema.additionalProperties) return `{ name: ${shape(schema.additionalProperties, indent)}, … }`;
  return schema.type ?? 'anything';
}
