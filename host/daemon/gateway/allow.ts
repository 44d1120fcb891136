/**
 * Which master may write what. Nothing may be written unless a rule of the configuration says so.
 */
import net from 'node:net';
import { LiquidusError } from '../../error.js';
import type { Change, GatewayRequest } from './request.js';
import { EXCEPTION, WRITING } from './request.js';

/** First and last number of a range. */
type Range = readonly [number, number];

/** One rule of the configuration. */
export interface AllowRule {
  /** Addresses, networks (`10.0.0.0/24`) or certificate names (`cn:evcc`) of masters; absent: all that get in. */
  readonly from?: readonly string[] | undefined;
  /** Ids of units; absent: all. */
  readonly units?: readonly string[] | undefined;
  /** Function codes; absent: all that write. */
  readonly functions?: readonly number[] | undefined;
  /** Holding registers, coils and files, each a number or a range `1002-1008`. */
  readonly registers?: readonly string[] | undefined;
  readonly coils?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
}

/** A master as the gateway knows it. */
export interface MasterName {
  /** Its address. */
  readonly address: string;
  /** Common name in its certificate, with TLS. */
  readonly certificate: string | undefined;
}

/** Prefix of a certificate name in a list of masters. */
const NAME = 'cn:';

function wrong(what: string): LiquidusError {
  return new LiquidusError('usage.config', `gateway: ${what}`);
}

/** An IPv4 address that came over an IPv6 socket, as people write it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** A list of masters. Throws `usage.config` for an entry that is none. */
export class MasterList {
  readonly #networks = new net.BlockList();
  readonly #names = new Set<string>();

  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  has({ address, certificate }: MasterName): boolean {
    if (certificate !== undefined && this.#names.has(certificate)) return true;
    return net.isIP(address) !== 0 && this.#networks.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  #add(entry: string): void {
    if (entry.startsWith(NAME)) {
      this.#names.add(entry.slice(NAME.length));
      return;
    }
    const [address = '', bits] = entry.split('/');
    const family = net.isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most) {
      throw wrong(`"${entry}" is no master; write an address, a network such as 10.0.0.0/24, or ${NAME} and the name in a certificate.`);
    }
    this.#networks.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
}

function rangesOf(texts: readonly string[] | undefined): Range[] {
  return (texts ?? []).map((text) => {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || from > to || to > 0xffff) throw wrong(`"${text}" is no range; write a number or two with a hyphen, of 0..65535: 1002-1008.`);
    return [from, to] as const;
  });
}

interface Rule {
  readonly from: MasterList | undefined;
  readonly units: ReadonlySet<string> | undefined;
  readonly functions: ReadonlySet<number>;
  readonly ranges: Readonly<Record<Change['kind'], readonly Range[]>>;
}

/** All rules. */
export class AllowList {
  readonly #rules: readonly Rule[];

  /** Throws `usage.config` for a rule that cannot be, for example for a unit that there is not in `units`. */
  constructor(rules: readonly AllowRule[], units: readonly string[]) {
    this.#rules = rules.map((rule) => {
      const stranger = rule.units?.find((unit) => !units.includes(unit));
      if (stranger !== undefined) throw wrong(`a rule of allow is for the unit "${stranger}", which there is not; units: ${units.join(', ')}.`);
      const reading = rule.functions?.find((code) => !WRITING.includes(code));
      if (reading !== undefined) throw wrong(`a rule of allow names function ${reading}, which does not write; functions: ${WRITING.join(', ')}.`);
      const ranges = { register: rangesOf(rule.registers), coil: rangesOf(rule.coils), file: rangesOf(rule.files) };
      if (Object.values(ranges).every((list) => list.length === 0))
        throw wrong('a rule of allow names no registers, coils or files; name what it allows.');
      return {
        from: rule.from && new MasterList(rule.from),
        units: rule.units && new Set(rule.units),
        functions: new Set(rule.functions ?? WRITING),
        ranges,
      };
    });
  }

  /**
   * 0 when a master may send a request to a unit; otherwise the exception that it gets: 1 when nothing of that function is allowed to it, 2 when some of
   * what it writes is not.
   */
  judge(master: MasterName, unit: string, { code, changes }: GatewayRequest): number {
    if (changes.length === 0) return 0;
    const rules = this.#rules.filter((rule) => rule.functions.has(code) && (rule.units?.has(unit) ?? true) && (rule.from?.has(master) ?? true));
    const kinds = rules.filter(({ ranges }) => changes.some(({ kind }) => ranges[kind].length > 0));
    if (kinds.length === 0) return EXCEPTION.function;
    const within = ({ kind, from, count }: Change): boolean =>
      kinds.some(({ ranges }) => ranges[kind].some(([first, last]) => count > 0 && from >= first && from + count - 1 <= last));
    return changes.every(within) ? 0 : EXCEPTION.address;
  }
}
