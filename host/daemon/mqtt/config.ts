/**
 * The MQTT broker in the configuration file.
 */
import * as v from 'valibot';
import { LiquidusError } from '../../error.js';
import { readPem } from '../security/pem.js';
import { readSecret } from '../security/secret.js';
import type { MqttOptions } from './feed.js';

const file = (doc: string) => v.optional(v.pipe(v.string(), v.description(doc)));
const topic = v.pipe(v.string(), v.regex(/^[^#+\s/][^#+\s]*$/));

/** Definition of the section `mqtt`. */
export const MqttConfig = v.strictObject({
  url: v.pipe(
    v.string(),
    v.regex(/^(?:mqtts?|wss?):\/\/[^\s@]+$/),
    v.description('mqtt://HOST:1883, mqtts://HOST:8883, ws:// or wss://, without user and password'),
  ),
  username: v.optional(v.string()),
  passwordFile: file('File with the password in its first line, readable by its owner only'),
  ca: file('PEM file of the authority of the broker, with mqtts'),
  cert: file('PEM file of a certificate of this daemon'),
  key: file('PEM file of its key'),
  prefix: v.optional(v.pipe(topic, v.description('First part of every topic')), 'liquidus'),
  discovery: v.optional(
    v.pipe(v.union([topic, v.literal(false)]), v.description('Discovery prefix of Home Assistant, or false for none')),
    'homeassistant',
  ),
  interval: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(100),
      v.maxValue(3_600_000),
      v.description('Time between two states of a unit, ms; an alarm does not wait'),
    ),
    5000,
  ),
});
export type MqttConfig = v.InferOutput<typeof MqttConfig>;

/** Names of the settings that are files. */
export const MQTT_FILES = ['passwordFile', 'ca', 'cert', 'key'] as const;

/** The settings of a section, files read. Throws `usage.secret`, `usage.tls`, `usage.config`. */
export function mqttOf(config: MqttConfig): MqttOptions {
  const { url, username, passwordFile, ca, cert, key, prefix, discovery, interval } = config;
  if ((cert === undefined) !== (key === undefined))
    throw new LiquidusError('usage.config', 'mqtt: "cert" and "key" belong together; give both or none.');
  const files = Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, path]) => path !== undefined)) as Record<string, string>;
  return {
    url,
    prefix,
    intervalMs: interval,
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readSecret(passwordFile) }),
    ...readPem(files),
    ...(discovery === false ? {} : { discovery }),
  };
}
