/**
 * One route of the API: what it takes, what it gives, who may use it, and what it does. Requests are checked by these rows, and the OpenAPI page is
 * generated from them.
 */
import type { GenericSchema, InferOutput } from 'valibot';
import type { Role } from '../api.js';
import type { Daemon } from '../daemon.js';
import type { Client } from '../security/tokens.js';

/** What a handler gets. Query and body have passed their schemas. */
export interface Call<Q, B> {
  readonly daemon: Daemon;
  readonly client: Client;
  readonly query: Q;
  readonly body: B;
}

/** A route. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly role: Role;
  readonly query: GenericSchema;
  readonly body: GenericSchema | undefined;
  readonly response: GenericSchema;
  readonly handle: (call: Call<unknown, unknown>) => unknown;
}

interface Definition<Q extends GenericSchema, B extends GenericSchema, R extends GenericSchema> {
  readonly path: string;
  readonly summary: string;
  readonly role: Role;
  readonly query: Q;
  readonly body?: B;
  readonly response: R;
  readonly handle: (call: Call<InferOutput<Q>, InferOutput<B>>) => InferOutput<R> | Promise<InferOutput<R>>;
}

/** Builds a route whose handler is typed by its schemas. With a body it is a POST. */
export function route<Q extends GenericSchema, B extends GenericSchema, R extends GenericSchema>(definition: Definition<Q, B, R>): Route {
  const { body, handle, ...rest } = definition;
  return { ...rest, method: body ? 'POST' : 'GET', body, handle: handle as Route['handle'] };
}
