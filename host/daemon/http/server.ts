/**
 * The HTTP server: checks a request, finds its route, answers in JSON. A page of another origin may neither read nor write.
 */
import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { LiquidusError } from '../../error.js';
import type { Daemon } from '../daemon.js';
import { requireRole } from '../commands.js';
import { exposition, EXPOSITION_TYPE } from '../metrics/exposition.js';
import { metricsOf } from '../metrics/metrics.js';
import { METRICS_PATH, openApi } from '../openapi.js';
import { Access, isLoopback } from './access.js';
import { LiveSocket } from './live.js';
import { problemBody, problemOf, statusOf } from './problem.js';
import { readPem } from '../security/pem.js';
import type { Client } from '../security/tokens.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';
import { sendFile } from './static.js';

/** Where the built bundles are, for the commissioning page. */
const BUNDLES = '/firmware/';
/** Longest body, bytes. */
const LONGEST_BODY = 16_384;
/** What a browser may do with a page of ours: nothing from elsewhere. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Files of a TLS certificate, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** The server of a daemon. */
export class ApiServer {
  readonly #daemon: Daemon;
  readonly #server: http.Server | https.Server;
  readonly #access: Access;
  readonly #live: LiveSocket;

  /** Throws `usage.tokens`, `usage.tls`, and `usage.address` for an address beyond this machine without both. */
  constructor(daemon: Daemon) {
    const { listen, access = {}, tls } = daemon.options;
    if (!isLoopback(listen.host) && (!tls || access.tokens === undefined)) {
      throw new LiquidusError(
        'usage.address',
        `${listen.host} can be reached from other machines, so it needs TLS and tokens; give "tls" and "tokens" in the configuration, or listen on 127.0.0.1.`,
      );
    }
    this.#daemon = daemon;
    this.#access = new Access(access);
    const serve = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    this.#server = tls ? https.createServer(readPem({ cert: tls.cert, key: tls.key }), serve) : http.createServer(serve);
    this.#live = new LiveSocket(daemon, this.#server, this.#access);
  }

  /** Listens; resolves with the port. Rejects with `usage.address`. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const why =
          error.code === 'EADDRINUSE'
            ? 'another program listens there; choose another port'
            : `${error.code ?? error.message}; choose an address of this machine`;
        reject(new LiquidusError('usage.address', `Could not listen on ${host}:${port}: ${why}.`, { cause: error }));
      });
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  async close(): Promise<void> {
    this.#live.close();
    await new Promise<void>((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    try {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === METRICS_PATH) return this.#metrics(request, response);
      if (!url.pathname.startsWith('/api/')) return await this.#file(request, url, response);
      const client = this.#access.clientOf(request);
      send(response, 200, await this.#answer(request, url, client));
    } catch (error) {
      const problem = problemOf(error);
      if (!response.headersSent) send(response, statusOf(problem), problemBody(problem));
    }
  }

  /** The page for Prometheus. A scraper that has no token counts as what it is: a client of this machine, or nobody. */
  #metrics(request: IncomingMessage, response: ServerResponse): void {
    requireRole(this.#access.clientOf(request), 'viewer', METRICS_PATH);
    if (request.method !== 'GET') throw new LiquidusError('usage.method', `${METRICS_PATH} takes GET only.`);
    response.writeHead(200, { 'content-type': EXPOSITION_TYPE, 'cache-control': 'no-store' }).end(exposition(metricsOf(this.#daemon)));
  }

  async #file(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new LiquidusError('usage.method', `${url.pathname} takes GET only.`);
    const { web, firmware } = this.#daemon.options;
    const path = decodeURIComponent(url.pathname);
    const sent =
      firmware !== undefined && path.startsWith(BUNDLES)
        ? await sendFile(firmware, path.slice(BUNDLES.length - 1), response)
        : await sendFile(web, path, response);
    if (!sent) {
      throw new LiquidusError('usage.path', `There is nothing at ${url.pathname}; the API begins at /api/v1, its page is /api.html.`);
    }
  }

  async #answer(request: IncomingMessage, url: URL, client: Client): Promise<unknown> {
    if (url.pathname === '/api/v1/openapi.json') return openApi(ROUTES, this.#daemon.options.version);
    const route = routeFor(request, url);
    requireRole(client, route.role, `${request.method ?? ''} ${url.pathname}`);
    const query = checked(route.query, Object.fromEntries(url.searchParams), 'query');
    const body = route.body && checked(route.body, await bodyOf(request), 'body');
    return route.handle({ daemon: this.#daemon, client, query, body });
  }
}

function routeFor(request: IncomingMessage, url: URL): Route {
  const at = ROUTES.filter((route) => route.path === url.pathname);
  if (at.length === 0) throw new LiquidusError('usage.path', `The API has no ${url.pathname}; its paths are in /api/v1/openapi.json.`);
  const found = at.find((route) => route.method === request.method);
  if (!found) throw new LiquidusError('usage.method', `${url.pathname} takes ${at.map((route) => route.method).join(' and ')} only.`);
  return found;
}

function checked(schema: v.GenericSchema, value: unknown, what: string): unknown {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? what;
  throw new LiquidusError('usage.request', `The ${what} is wrong at "${where}": ${issue.message}; the shape is in /api/v1/openapi.json.`);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new LiquidusError('usage.mediaType', 'Send the body as JSON, with the header "Content-Type: application/json".');
  }
  let bytes = 0;
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LONGEST_BODY) throw new LiquidusError('usage.tooLong', `The body is longer than ${LONGEST_BODY} bytes; send one request at a time.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    throw new LiquidusError('usage.request', 'The body is no JSON; the shape is in /api/v1/openapi.json.');
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
