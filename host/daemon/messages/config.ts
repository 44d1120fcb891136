/**
 * Messages about alarms in the configuration file.
 */
import * as v from 'valibot';
import { LiquidusError } from '../../error.js';
import { readSecret } from '../security/secret.js';
import { SEVERITIES } from './message.js';
import type { MessageOptions } from './messages.js';
import type { Target } from './targets.js';

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,40}$/));
const texts = (doc: string) => v.pipe(v.array(v.string()), v.minLength(1), v.description(doc));
const password = v.optional(v.pipe(v.string(), v.description('File with the password in its first line, readable by its owner only')));

const TargetConfig = v.strictObject({
  webhook: v.optional(
    v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@]+$/), v.description('Web address that takes a POST. Give one of webhook, smtp and mqtt')),
  ),
  format: v.optional(v.pipe(v.picklist(['json', 'text']), v.description('With webhook: the message as an object, or as text for people')), 'json'),
  tokenFile: v.optional(v.pipe(v.string(), v.description('With webhook: file with a token in its first line, sent as "Authorization: Bearer"'))),
  smtp: v.optional(v.pipe(v.string(), v.regex(/^smtps?:\/\/[^\s@/]+$/), v.description('Mail server, smtp://HOST:25 or smtps://HOST:465'))),
  username: v.optional(v.pipe(v.string(), v.description('With smtp; the line is encrypted then'))),
  passwordFile: password,
  from: v.optional(v.pipe(v.string(), v.description('With smtp: sender'))),
  to: v.optional(texts('With smtp: receivers')),
  mqtt: v.optional(v.pipe(v.string(), v.regex(/^[^#+\s]+$/), v.description('Topic at the broker of the section mqtt'))),
});

/** Definition of the section `messages`. */
export const MessageConfig = v.strictObject({
  targets: v.pipe(v.record(name, TargetConfig), v.description('Where messages go, by names of letters, digits and hyphens')),
  rules: v.pipe(
    v.array(
      v.strictObject({
        severity: v.optional(
          v.pipe(
            v.picklist(SEVERITIES),
            v.description(
              'Least severity. warning: warn level; alarm: trip that goes by itself; critical: trip that holds until a reset, link or recording lost',
            ),
          ),
          'alarm',
        ),
        faults: v.optional(texts('Ids of faults such as P30, or link, or recorder. Default: all')),
        units: v.optional(texts('Ids of units. Default: all')),
        delay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400), v.description('Time that it must have stood, s')), 0),
        repeat: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10_080), v.description('Time between two repetitions, min. Default: none'))),
        clear: v.optional(v.pipe(v.boolean(), v.description('Whether its end is told')), true),
        to: texts('Names of targets'),
      }),
    ),
    v.minLength(1),
    v.description('What is told to whom'),
  ),
  queue: v.optional(v.pipe(v.string(), v.description('Folder that keeps what waits over a restart. Default: the state folder'))),
});
export type MessageConfig = v.InferOutput<typeof MessageConfig>;

/** Names of the settings of a target that are files. */
export const TARGET_FILES = ['tokenFile', 'passwordFile'] as const;

function targetOf(title: string, config: v.InferOutput<typeof TargetConfig>): Target {
  const { webhook, format, tokenFile, smtp, username, passwordFile, from, to, mqtt } = config;
  const wrong = (what: string): LiquidusError => new LiquidusError('usage.config', `messages: the target "${title}" ${what}.`);
  const ways = [webhook, smtp, mqtt].filter((way) => way !== undefined);
  if (ways.length !== 1) throw wrong(`names ${ways.length} ways; give exactly one of webhook, smtp and mqtt`);
  if (webhook !== undefined) return { kind: 'webhook', url: webhook, format, ...(tokenFile === undefined ? {} : { token: readSecret(tokenFile) }) };
  if (mqtt !== undefined) return { kind: 'mqtt', topic: mqtt };
  if (from === undefined || to === undefined) throw wrong('needs "from" and "to" beside smtp');
  if ((username === undefined) !== (passwordFile === undefined)) throw wrong('needs "username" and "passwordFile" together, or none of them');
  const account = username === undefined || passwordFile === undefined ? {} : { username, password: readSecret(passwordFile) };
  return { kind: 'mail', url: smtp ?? '', from, to, ...account };
}

/** The settings of a section, secrets read. @param folder where messages wait when the section does not say. Throws `usage.config`, `usage.secret`. */
export function messagesOf({ targets, rules, queue }: MessageConfig, folder: string): MessageOptions {
  return {
    targets: Object.fromEntries(Object.entries(targets).map(([title, target]) => [title, targetOf(title, target)])),
    rules,
    queue: queue ?? folder,
  };
}
