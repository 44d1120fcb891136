/**
 * Who may talk to the daemon. On loopback everybody on this machine is the local client, unless tokens are asked for; but a page of another origin in
 * their browser is not. From anywhere else a token is needed.
 */
import type { IncomingMessage } from 'node:http';
import { LiquidusError } from '../../error.js';
import type { Role } from '../api.js';
import type { Client } from '../security/tokens.js';
import { Tokens } from '../security/tokens.js';

/** How clients are told apart. */
export interface AccessOptions {
  /** File of tokens. */
  readonly tokens?: string;
  /** Role of a client of this machine without a token; absent: `operator` without a token file, nobody with one. */
  readonly localRole?: Role;
}

/** Subprotocol of the live socket, and the start of the one that carries a token in base64url: a browser can send no header there. */
export const PROTOCOL = 'liquidus';
const TOKEN_PROTOCOL = 'token.';

/** True for an address of this machine. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

function tokenOf(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/).find((protocol) => protocol.startsWith(TOKEN_PROTOCOL));
  return offered && Buffer.from(offered.slice(TOKEN_PROTOCOL.length), 'base64url').toString('utf8');
}

/**
 * Throws `refused.origin` for a request that a page of another origin has made, and for one that came by a foreign name for this machine: a page
 * may let its own name point to 127.0.0.1. A request with a token is none of these: no foreign page knows one.
 */
function sameOrigin(request: IncomingMessage): void {
  const host = request.headers.host ?? '';
  if (
    !isLoopback(
      host
        .replace(/:\d+$/, '')
        .replace(/^\[|\]$/g, '')
        .toLowerCase(),
    )
  ) {
    throw new LiquidusError('refused.origin', `This daemon does not go by the name "${host}"; open it as http://localhost or by its IP address.`);
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) {
    throw new LiquidusError('refused.origin', `A page of ${origin} may not talk to this daemon; use the dashboard that the daemon serves.`);
  }
}

/** The door-keeper of a daemon. */
export class Access {
  readonly #tokens: Tokens | undefined;
  readonly #localRole: Role | undefined;

  /** Throws `usage.tokens` when the token file is wrong. */
  constructor({ tokens, localRole }: AccessOptions) {
    this.#tokens = tokens === undefined ? undefined : new Tokens(tokens);
    this.#localRole = localRole ?? (this.#tokens ? undefined : 'operator');
  }

  /** The client of a request. Throws `refused.token` or `refused.origin`. */
  clientOf(request: IncomingMessage): Client {
    const token = tokenOf(request);
    if (token !== undefined) {
      const client = this.#tokens?.find(token);
      if (client) return client;
      throw new LiquidusError('refused.token', 'This token is not known to the daemon; ask for one that is in its token file.');
    }
    if (this.#localRole !== undefined && isLoopback(request.socket.remoteAddress ?? '')) {
      sameOrigin(request);
      return { name: 'local', role: this.#localRole };
    }
    throw new LiquidusError('refused.token', 'A token is needed here; send it as "Authorization: Bearer TOKEN".');
  }
}
