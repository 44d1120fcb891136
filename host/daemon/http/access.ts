/**
 * Who may talk to the daemon. On loopback everybody on this machine is the local client; but a page of another origin in their browser is not.
 */
import type { IncomingMessage } from 'node:http';
import { LiquidusError } from '../../error.js';
import type { Client } from './route.js';

const LOCAL: Client = { name: 'local', role: 'service' };

/** Host part of a Host header, without port. */
function hostName(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase();
}

/**
 * Throws `refused.origin` for a request that a page of another origin has made, and for one that came by a foreign name for this machine: a page
 * may let its own name point to 127.0.0.1.
 */
export function sameOrigin(request: IncomingMessage): void {
  const host = request.headers.host;
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostName(host))) {
    throw new LiquidusError(
      'refused.origin',
      `This daemon does not go by the name "${hostName(host)}"; open it as http://localhost or by its IP address.`,
    );
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) {
    throw new LiquidusError('refused.origin', `A page of ${origin} may not talk to this daemon; use the dashboard that the daemon serves.`);
  }
}

/** The client of a request. */
export function clientOf(_request: IncomingMessage): Client {
  return LOCAL;
}
