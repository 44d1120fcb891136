/**
 * The ways on which messages leave: webhook, mail, MQTT.
 */
import { LiquidusError } from '../../error.js';
import type { Broker } from '../mqtt/broker.js';
import type { Message } from './message.js';
import { subjectOf, textOf } from './message.js';
import type { Deliver } from './outbox.js';

/** Longest time for one attempt, ms. */
const ATTEMPT_MS = 10_000;
/** Answers that the same message will always get. */
const FOR_GOOD: ReadonlySet<number> = new Set([400, 405, 410, 413, 415, 422]);

/** A web address that takes a POST. */
export interface WebhookTarget {
  readonly kind: 'webhook';
  readonly url: string;
  /** `json`: the message as an object; `text`: the message for people, as ntfy and others take it. */
  readonly format: 'json' | 'text';
  readonly token?: string;
}

/** A mail server and who gets the mail. */
export interface MailTarget {
  readonly kind: 'mail';
  /** `smtp://` or `smtps://`, host and port. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** A topic at the broker of the section `mqtt`. */
export interface MqttTarget {
  readonly kind: 'mqtt';
  readonly topic: string;
}
export type Target = WebhookTarget | MailTarget | MqttTarget;

/** Words for what `fetch` throws: its cause says more. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : error.message;
}

function webhook({ url, format, token }: WebhookTarget): Deliver {
  const place = new URL(url).host;
  return async (message) => {
    let status: number;
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(ATTEMPT_MS),
        headers: {
          'content-type': format === 'json' ? 'application/json' : 'text/plain; charset=utf-8',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: format === 'json' ? JSON.stringify(message) : textOf(message),
      });
      status = response.status;
      await response.body?.cancel();
    } catch (error) {
      throw new LiquidusError('link.webhook', `The webhook at ${place} cannot be reached (${reasonOf(error)}); check its address and the network.`, {
        cause: error,
      });
    }
    if (status >= 200 && status < 300) return;
    const said = `The webhook at ${place} answers with status ${status}`;
    if (FOR_GOOD.has(status))
      throw new LiquidusError('refused.webhook', `${said}; it does not take messages of this form: check "url" and "format".`);
    throw new LiquidusError('link.webhook', `${said}; check the receiver, and "tokenFile" where it asks who you are.`);
  };
}

function mail({ url, username, password, from, to }: MailTarget): Deliver {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'smtps:';
  return async (message) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 465 : 25),
      secure,
      // A password does not go over an open line.
      requireTLS: username !== undefined && !secure,
      ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
      connectionTimeout: ATTEMPT_MS,
      greetingTimeout: ATTEMPT_MS,
      socketTimeout: ATTEMPT_MS,
    });
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: subjectOf(message),
        text: textOf(message),
        messageId: `<${message.id}@liquidus.${message.unit}>`,
        headers: { 'X-Priority': message.severity === 'critical' && message.kind !== 'clear' ? '1' : '3' },
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new LiquidusError(
        'link.mail',
        `The mail server ${hostname} did not take a mail (${said}); check address, user and password, sender and receivers.`,
        {
          cause: error,
        },
      );
    } finally {
      transport.close();
    }
  };
}

/** The way of a target. @param broker broker of the daemon, where there is one. Throws `usage.config` without the broker that a target needs. */
export function delivery(target: Target, broker: Broker | undefined): Deliver {
  if (target.kind === 'webhook') return webhook(target);
  if (target.kind === 'mail') return mail(target);
  if (!broker) throw new LiquidusError('usage.config', 'messages: a target with "mqtt" needs the section "mqtt", which names the broker.');
  return (message: Message) => {
    // The broker has a bounded line of its own for times when it is away.
    broker.tell(target.topic, JSON.stringify(message));
    return Promise.resolve();
  };
}
