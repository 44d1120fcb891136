/**
 * The Modbus TCP gateway: foreign masters read, and where a rule allows it write, the units of this daemon through the daemon's own queues.
 */
import net from 'node:net';
import tls from 'node:tls';
import { LiquidusError } from '../../error.js';
import type { Member } from '../daemon.js';
import { isLoopback } from '../http/access.js';
import type { Audit } from '../security/audit.js';
import { readPem } from '../security/pem.js';
import type { AllowRule, MasterName } from './allow.js';
import { AllowList, MasterList, plainAddress } from './allow.js';
import { Master } from './master.js';
import type { PassageFigures } from './passage.js';
import { Passage } from './passage.js';

/** Settings. */
export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  /** Masters at once, 1..60. */
  readonly connections: number;
  /** Modbus/TCP Security: files of certificate, key, and the authority that signs the certificates of masters. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string };
  /** Masters that may connect; absent: all that can reach it. */
  readonly masters?: readonly string[];
  readonly allow: readonly AllowRule[];
  /** Writes a second of one master in the long run. */
  readonly writesPerSecond: number;
}

/** Masters now, connections that were turned away, and what came of the requests, since the start. */
export interface GatewayFigures extends Readonly<PassageFigures> {
  readonly masters: number;
  readonly turnedAway: number;
}

/** Silence after which a master gives its place to a new one, ms. */
const IDLE_MS = 60_000;

/** Words for an address that cannot be listened on. */
function listenError(host: string, port: number, error: NodeJS.ErrnoException): LiquidusError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens there; choose another port',
    EACCES: 'a port below 1024 needs a right of its own; choose another one, or give the right as docs/liquidus.service does',
  };
  const said = why[error.code ?? ''] ?? `${error.code ?? error.message}; choose an address of this machine`;
  return new LiquidusError('usage.address', `The gateway could not listen on ${host}:${port}: ${said}.`, { cause: error });
}

function nameOf(socket: net.Socket): MasterName {
  const subject = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().subject : undefined;
  return { address: plainAddress(socket.remoteAddress ?? ''), certificate: subject?.CN };
}

/** The gateway of a daemon. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #guests: MasterList | undefined;
  readonly #passage: Passage;
  readonly #server: net.Server;
  readonly #masters = new Set<Master>();
  #turnedAway = 0;

  /** @param members units by their number at the gateway. Throws `usage.address`, `usage.config`, `usage.tls`. */
  constructor(options: GatewayOptions, members: ReadonlyMap<number, Member>, audit: Audit) {
    if (!isLoopback(options.host) && !options.tls && options.masters === undefined) {
      throw new LiquidusError(
        'usage.address',
        `The gateway on ${options.host} can be reached from other machines: give it "tls" with cert, key and ca, or name the "masters" that may read; or listen on 127.0.0.1.`,
      );
    }
    this.#options = options;
    this.#guests = options.masters && new MasterList(options.masters);
    const units = [...members.values()].map(({ unit }) => unit.options.id);
    const { writesPerSecond } = options;
    const rules = { allow: new AllowList(options.allow, units), writesPerSecond, certified: options.tls !== undefined };
    this.#passage = new Passage(members, rules, audit);
    const greet = (socket: net.Socket): void => this.#greet(socket);
    const certificate = options.tls && { ...readPem(options.tls), requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' as const };
    this.#server = certificate ? tls.createServer(certificate, greet) : net.createServer({ noDelay: true }, greet);
    this.#server.on('tlsClientError', () => this.#turnedAway++);
  }

  get figures(): GatewayFigures {
    return { masters: this.#masters.size, turnedAway: this.#turnedAway, ...this.#passage.figures };
  }

  /** Listens; resolves with the port. Rejects with `usage.address`. */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(host, port, error)));
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  async close(): Promise<void> {
    for (const master of this.#masters) master.close();
    if (this.#server.listening) await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #greet(socket: net.Socket): void {
    const name = nameOf(socket);
    if ((this.#guests && !this.#guests.has(name)) || !this.#makeRoom()) {
      this.#turnedAway++;
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    const master = new Master(socket, (unit, pdu, gone) => this.#passage.answer(name, unit, pdu, gone));
    this.#masters.add(master);
    socket.on('close', () => this.#masters.delete(master));
  }

  /** True when one more master fits; one that has said nothing for long goes for it. */
  #makeRoom(): boolean {
    if (this.#masters.size < this.#options.connections) return true;
    const [idlest] = [...this.#masters].sort((a, b) => a.lastMs - b.lastMs);
    if (!idlest || performance.now() - idlest.lastMs < IDLE_MS) return false;
    idlest.close();
    this.#masters.delete(idlest);
    return true;
  }
}
