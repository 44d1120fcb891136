/**
 * The page of the API: every path with its role, what it takes and gives, and a button that tries it. It shows `openapi.json` and knows nothing else.
 */
import { Client, Refusal } from './client.js';
import { askToken, confirmed, followTheme, sentence } from './dialogs.js';
import { byId, button, el } from './dom.js';
import type { Schema } from './view/schema.js';
import { remark, shape } from './view/schema.js';

const PREFIX = '/api/v1/';

type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Operation {
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly required: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Page {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const client = new Client(askToken);

const schemaOf = (content: Content | undefined): Schema | undefined => Object.values(content ?? {})[0]?.schema;

/** A field for a value: a choice where the schema names all of them. */
function field(name: string, schema: Schema, required: boolean): HTMLInputElement | HTMLSelectElement {
  if (schema.enum) {
    const options = schema.enum.map((value) => el('option', { value: String(value), selected: value === schema.default }, String(value)));
    return el('select', { name }, ...options);
  }
  return el('input', { name, required, placeholder: schema.default === undefined ? '' : String(schema.default) });
}

/** What came back, or the sentence of the refusal. */
async function tried(method: string, path: string, query: Readonly<Record<string, string>>, body: string | undefined): Promise<string> {
  try {
    if (!path.startsWith(PREFIX)) return await (await fetch(path)).text();
    const below = path.slice(PREFIX.length);
    if (method === 'get') return JSON.stringify(await client.get(below, query), null, 2);
    if (!(await confirmed(`Send this to ${path}?`, body ?? ''))) return 'Not sent.';
    return JSON.stringify(await client.post(below, JSON.parse(body ?? '{}') as object), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return `The body is no JSON: ${error.message}.`;
    return error instanceof Refusal ? `${error.code}: ${error.message}` : sentence(error);
  }
}

function operation(method: string, path: string, given: Operation): HTMLElement {
  const fields = (given.parameters ?? []).map(({ name, schema, required }) => ({ name, schema, required, input: field(name, schema, required) }));
  const wanted = schemaOf(given.requestBody?.content);
  const body = wanted ? el('textarea', { rows: 3, 'aria-label': `Body of ${method} ${path}` }) : undefined;
  if (body) body.value = path.endsWith('commands') ? '{ "command": "rest" }' : '{ "clear": "all" }';
  const answer = el('pre', { class: 'shape', 'aria-live': 'polite', hidden: true });
  const attempt = async (): Promise<void> => {
    const query = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]).filter(([, value]) => value !== ''));
    answer.hidden = false;
    answer.textContent = '…';
    answer.textContent = await tried(method, path, query, body?.value);
  };
  const result = schemaOf(given.responses['200']?.content);
  return el(
    'details',
    { class: 'operation' },
    el('summary', {}, el('b', { class: method }, method.toUpperCase()), ' ', el('code', {}, path), ' ', el('span', { class: 'soft' }, given.summary)),
    el('p', { class: 'soft' }, given.description),
    ...fields.map(({ name, schema, required, input }) =>
      el('label', { class: 'query' }, `${name}${required ? ' (needed)' : ''} `, input, el('span', { class: 'soft' }, ` ${remark(schema)}`)),
    ),
    wanted && el('p', {}, 'Body:'),
    wanted && el('pre', { class: 'shape' }, shape(wanted)),
    body,
    el(
      'div',
      { class: 'row' },
      button('Try it', () => void attempt(), { 'aria-label': `Try ${method} ${path}` }),
    ),
    answer,
    result && el('p', {}, 'Answer:'),
    result && el('pre', { class: 'shape' }, shape(result)),
  );
}

async function start(): Promise<void> {
  followTheme();
  const { info, paths, components } = await client.get<Page>('openapi.json');
  byId('title').textContent = `${info.title} ${info.version}`;
  byId('about').textContent = info.description;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => operation(method, path, given)),
  );
  byId('paths').replaceChildren(...operations);
  byId('messages').textContent = shape(components.schemas.LiveMessage ?? {});
}

start().catch((error: unknown) => (byId('about').textContent = sentence(error)));
