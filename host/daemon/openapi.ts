/**
 * The OpenAPI 3.1 page, from the routes and their schemas.
 */
import type { Route } from './http/route.js';
import { LiveMessage, Problem } from './api.js';
import type { JsonSchema } from './json-schema.js';
import { jsonSchema } from './json-schema.js';

/** Where Prometheus finds its page, which is text and no JSON. */
export const METRICS_PATH = '/metrics';
const METRICS = {
  get: {
    summary: 'Quantities of all units and figures of the daemon, for Prometheus',
    description: 'Role: viewer. Text format of Prometheus, version 0.0.4.',
    responses: { 200: { description: 'The page', content: { 'text/plain': { schema: { type: 'string' } } } } },
  },
};

const LIVE_DOC =
  'WebSocket at /api/v1/live: JSON text messages with the schema LiveMessage. On connecting come hello, then link, alarm and snapshot of every unit. ' +
  'Outside loopback a token is needed: in the header "Authorization: Bearer …", or offered as the subprotocol "token." with the token in base64url.';

function parameters(route: Route): object[] {
  const { properties = {}, required = [] } = jsonSchema(route.query) as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

function operation(route: Route): object {
  const json = (schema: object): object => ({ 'application/json': { schema } });
  return {
    summary: route.summary,
    description: `Role: ${route.role}.`,
    parameters: parameters(route),
    ...(route.body ? { requestBody: { required: true, content: json(jsonSchema(route.body)) } } : {}),
    responses: {
      200: { description: 'Done', content: json(jsonSchema(route.response)) },
      default: { description: 'An error; its sentence says what to do', content: json({ $ref: '#/components/schemas/Problem' }) },
    },
  };
}

/** The page. @param version version of the package */
export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = { [METRICS_PATH]: METRICS };
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: { title: 'Liquidus', version, description: `Supervisor of Na-K hybrid flow batteries. ${LIVE_DOC}` },
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem), LiveMessage: jsonSchema(LiveMessage) },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{}, { token: [] }],
  };
}
