/**
 * A PostgreSQL server of a test's own: a cluster in a temporary folder, on a socket and a port of loopback, gone afterwards.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, chmodSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian keeps the server's programs, newest version last. */
const VERSIONS = '/usr/lib/postgresql';

/** Folder of `initdb` and `pg_ctl`, or nothing when no server is installed. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const found = readdirSync(VERSIONS)
    .map((version) => join(VERSIONS, version, 'bin'))
    .filter((folder) => existsSync(join(folder, 'initdb')));
  return found.at(-1);
}

/** The server refuses to run as root: then it runs as the user that the package makes. */
function runAs(folder: string, program: string, args: readonly string[]): void {
  const root = process.getuid?.() === 0;
  const [command, ...rest] = root ? ['runuser', '-u', 'postgres', '--', join(folder, program), ...args] : [join(folder, program), ...args];
  const done = spawnSync(command ?? '', rest, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr || String(done.error)}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export interface PostgresServer {
  /** Address of an empty database. */
  readonly url: string;
  /** Ends the server as a crash would, and starts it again. */
  restart(): void;
  stop(): void;
}

/** Starts a server. Throws when there are no programs or it does not start. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-postgres-'));
  chmodSync(folder, 0o777);
  const data = join(folder, 'data');
  const port = await freePort();
  runAs(programs, 'initdb', ['-D', data, '-U', 'liquidus', '-A', 'trust', '--no-sync']);
  const start = (): void =>
    runAs(programs, 'pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} -h 127.0.0.1 -k ${folder} -c fsync=off`, 'start']);
  start();
  return {
    url: `postgres://liquidus@127.0.0.1:${port}/postgres`,
    restart: () => {
      runAs(programs, 'pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      start();
    },
    stop: () => {
      runAs(programs, 'pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
