/**
 * The unit for systemd and the configuration of the documentation: what people copy must be right.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { json, liquidus } from './rig-here.js';

const SYSTEMD = spawnSync('systemd-analyze', ['--version']).error === undefined;
const UNIT = 'docs/liquidus.service';
const folder = mkdtempSync(join(tmpdir(), 'liquidus-service-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sections of docs/daemon.md that show a configuration, as one file. */
function documented(): string {
  const sections = readFileSync('docs/daemon.md', 'utf8').match(/^ {4}(?:listen|gateway|mqtt|messages):.*\n(?:(?: {4}.*)?\n)*?(?=\S)/gm) ?? [];
  expect(sections.length).toBe(4);
  return sections.map((section) => section.replace(/^ {4}/gm, '')).join('\n');
}

describe('what the documentation gives to copy', () => {
  it.skipIf(!SYSTEMD)(`a unit that systemd takes${SYSTEMD ? '' : ' (systemd-analyze is not installed)'}`, () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('a unit that starts a command which there is', async () => {
    const [, command = '', flags = ''] = /^ExecStart=\S+ liquidus (\w+) (.*)$/m.exec(readFileSync(UNIT, 'utf8')) ?? [];
    const { out } = await liquidus(command, '--help');
    for (const flag of flags.match(/--\w+/g) ?? ['none']) expect(out).toContain(flag);
  });

  it('a configuration that keeps to its schema and passes the check, with every file that it names', async () => {
    const file = join(folder, 'liquidus.yaml');
    writeFileSync(file, documented());
    const schema = json((await liquidus('serve', '--schema')).out);
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect([validate(parse(readFileSync(file, 'utf8'))), validate.errors]).toEqual([true, null]);
    const missing = await liquidus('serve', '--config', file, '--check');
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(/cannot be read/);
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=x',
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'cert.pem'),
    ]);
    writeFileSync(join(folder, 'ca.pem'), readFileSync(join(folder, 'cert.pem')));
    writeFileSync(join(folder, 'tokens'), 'viewer wall 0123456789abcdef01234567\n');
    for (const name of ['broker-password', 'ntfy-token', 'mail-password']) writeFileSync(join(folder, name), 'secret\n');
    for (const name of ['tokens', 'broker-password', 'ntfy-token', 'mail-password']) chmodSync(join(folder, name), 0o600);
    const good = await liquidus('serve', '--config', file, '--check', '--json');
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(json(good.out)).toMatchObject({ good: true, lines: 2, units: ['east', 'west', 'north'], gateway: '127.0.0.1:502' });
    // A password that others may read is no password.
    chmodSync(join(folder, 'mail-password'), 0o644);
    expect((await liquidus('serve', '--config', file, '--check')).err).toMatch(/mail-password may be read by others/);
  });
});
