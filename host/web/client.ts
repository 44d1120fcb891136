/**
 * The daemon as the page sees it: requests, and a live socket that comes back by itself.
 */
import type { LiveMessage, Problem } from '../daemon/api.js';

/** Pauses between tries to reach the daemon again, ms. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/** Where the token of a session lies; it is gone with the tab. */
const TOKEN = 'liquidus.token';

/** What the daemon answered instead of a result; the message is a sentence for the person. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Asks the person for a token; `why` is the daemon's sentence. */
export type AskToken = (why: string) => Promise<string>;

export class Client {
  readonly #askToken: AskToken;
  #asking: Promise<string> | undefined;

  constructor(askToken: AskToken) {
    this.#askToken = askToken;
  }

  /** GET below /api/v1. Throws `Refusal`. */
  get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    const given = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.#ask<T>(`${path}${given.length > 0 ? `?${search.toString()}` : ''}`, {});
  }

  /** POST below /api/v1. Throws `Refusal`. */
  post<T>(path: string, body: object): Promise<T> {
    return this.#ask<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  }

  async #ask<T>(path: string, init: RequestInit): Promise<T> {
    for (;;) {
      let response: Response;
      try {
        response = await fetch(`/api/v1/${path}`, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), ...bearer() } });
      } catch {
        throw new Refusal('link.daemon', 'The daemon does not answer; is it still running?');
      }
      const answer = (await response.json().catch(() => ({ error: { code: 'link.daemon', message: `HTTP ${response.status}` } }))) as T | Problem;
      if (response.ok) return answer as T;
      const { code, message } = (answer as Problem).error;
      if (response.status !== 401) throw new Refusal(code, message);
      await this.#signIn(message);
    }
  }

  /** One dialog for all requests that wait for a token. */
  async #signIn(why: string): Promise<void> {
    this.#asking ??= this.#askToken(why);
    try {
      sessionStorage.setItem(TOKEN, await this.#asking);
    } finally {
      this.#asking = undefined;
    }
  }

  /**
   * Keeps a live socket open for good. `onUp` and `onDown` frame every time that it is there. A token goes along as a subprotocol, because a
   * browser lets a page set no header here.
   */
  listen(onMessage: (message: LiveMessage) => void, onUp: () => void, onDown: () => void): void {
    let pause = FIRST_PAUSE_MS;
    const open = (): void => {
      const token = sessionStorage.getItem(TOKEN);
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
      const socket = new WebSocket(
        `${scheme}://${location.host}/api/v1/live`,
        token === null ? ['liquidus'] : ['liquidus', `token.${base64url(token)}`],
      );
      socket.onopen = () => {
        pause = FIRST_PAUSE_MS;
        onUp();
      };
      socket.onmessage = (event) => onMessage(JSON.parse(event.data as string) as LiveMessage);
      socket.onclose = () => {
        onDown();
        setTimeout(open, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      };
    };
    open();
  }
}

function bearer(): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function base64url(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
