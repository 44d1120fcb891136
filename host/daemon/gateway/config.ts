/**
 * The gateway in the configuration file.
 */
import * as v from 'valibot';
import { parseHostPort } from '../../bus/connection.js';
import { LiquidusError } from '../../error.js';
import type { Member } from '../daemon.js';
import type { GatewayOptions } from './gateway.js';

const texts = (doc: string) => v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.description(doc)));
const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const file = (doc: string) => v.pipe(v.string(), v.description(doc));

/** The most masters at once: with the requests that each may have under way they leave room for the daemon's own in the queue of a line. */
const MOST_MASTERS = 60;
const MASTERS = 'addresses, networks such as 10.0.0.0/24, or cn: and the name in a certificate';

/** Definition of the section `gateway`. */
export const GatewayConfig = v.strictObject({
  listen: v.optional(
    v.pipe(v.string(), v.description('HOST:PORT; beyond this machine it needs tls, or masters that then only read')),
    '127.0.0.1:502',
  ),
  connections: v.optional(v.pipe(whole(1, MOST_MASTERS), v.description('Masters at once')), 32),
  masters: texts(`Who may connect: ${MASTERS}. Default: everybody that reaches it`),
  tls: v.optional(
    v.pipe(
      v.strictObject({
        cert: file('PEM file'),
        key: file('PEM file'),
        ca: file('PEM file of the authority that signs the certificates of masters'),
      }),
      v.description('Modbus/TCP Security, usually on port 802; every master needs a certificate'),
    ),
  ),
  allow: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          from: texts(`Masters that may: ${MASTERS}. Default: all`),
          units: texts('Ids of units. Default: all'),
          functions: v.optional(v.pipe(v.array(whole(1, 127)), v.minLength(1), v.description('Function codes. Default: all that write'))),
          registers: texts('Holding registers: numbers or ranges as text, for example "1002-1008"'),
          coils: texts('Coils, likewise'),
          files: texts('Files of function 21, likewise'),
        }),
      ),
      v.description('What masters may write. Without a rule the gateway only reads'),
    ),
    [],
  ),
  writesPerSecond: v.optional(
    v.pipe(v.number(), v.minValue(0.1), v.maxValue(100), v.description('Writes a second of one master in the long run')),
    5,
  ),
});
export type GatewayConfig = v.InferOutput<typeof GatewayConfig>;

/** The gateway's settings from its section. Throws `usage.address`. */
export function gatewayOf({ listen, tls, masters, ...rest }: GatewayConfig): GatewayOptions {
  return { ...parseHostPort(listen), ...rest, ...(tls ? { tls } : {}), ...(masters ? { masters } : {}) };
}

/** Units by their number at the gateway: `gatewayUnit`, or their address. Throws `usage.config` when two have the same. */
export function numbersOf(members: readonly Member[]): Map<number, Member> {
  const numbers = new Map<number, Member>();
  for (const member of members) {
    const { gatewayUnit, address, id } = member.unit.options;
    const number = gatewayUnit ?? address;
    const other = numbers.get(number);
    if (other) {
      throw new LiquidusError(
        'usage.config',
        `The units "${other.unit.options.id}" and "${id}" would both be unit ${number} at the gateway; give one of them a "gatewayUnit" of its own.`,
      );
    }
    numbers.set(number, member);
  }
  return numbers;
}
