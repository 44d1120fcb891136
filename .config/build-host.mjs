// Compiles host and bench into dist/, takes the files along that are no sources (scenarios, schemas, pages), and makes the command executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWeb } from './build-web.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

for (const room of ['host', 'hil', 'firmware/model']) rmSync(join(dist, room), { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [compiler, '-p', join(root, '.config', 'tsconfig.build.json')], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(1);

for (const room of ['host', 'hil']) {
  if (!existsSync(join(root, room))) continue;
  cpSync(join(root, room), join(dist, room), { recursive: true, filter: (file) => statSync(file).isDirectory() || !/\.[cm]?tsx?$/.test(file) });
}
await buildWeb(root, join(dist, 'host', 'web'));
chmodSync(join(dist, 'host', 'cli', 'main.js'), 0o755);
