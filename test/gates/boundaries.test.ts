import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const CONFIG = join(ROOT, '.config', 'dependency-cruiser.cjs');

/** A house in which every file imports one other, each importer named after the arrow that it breaks; the first group breaks none. */
const ARROWS: readonly [rule: string | null, from: string, to: string][] = [
  [null, 'firmware/control/down.ts', '../model/rows.js'],
  [null, 'firmware/build/down.ts', '../model/rows.js'],
  [null, 'host/device/down.ts', '../../firmware/model/rows.js'],
  [null, 'hil/target/down.ts', '../../host/bus/bus.js'],
  [null, 'host/cli/down.ts', '../../hil/plant/cell.js'],
  [null, 'host/bus/package.ts', 'commander'],
  ['firmware-stands-alone', 'firmware/control/package.ts', 'commander'],
  ['firmware-stands-alone', 'firmware/control/node.ts', 'node:fs'],
  ['firmware-stands-alone', 'firmware/control/host.ts', '../../host/bus/bus.js'],
  ['firmware-stands-alone', 'firmware/control/build.ts', '../build/build.js'],
  ['model-is-the-floor', 'firmware/model/up.ts', '../control/tick.js'],
  ['only-the-board-touches-hardware', 'firmware/protect/pins.ts', '../board/pins.js'],
  ['build-sees-only-the-model', 'firmware/build/control.ts', '../control/tick.js'],
  ['pc-sees-only-the-model', 'hil/plant/firmware.ts', '../../firmware/control/tick.js'],
  ['pc-sees-only-the-model', 'host/cli/firmware.ts', '../../firmware/control/tick.js'],
  ['host-below-bench', 'host/device/bench.ts', '../../hil/plant/cell.js'],
  ['bench-uses-bus-and-device', 'hil/plant/daemon.ts', '../../host/daemon/daemon.js'],
  ['cli-is-the-top', 'hil/plant/cli.ts', '../../host/cli/main.js'],
  ['tests-are-the-roof', 'host/bus/test.ts', '../../test/sample.js'],
  ['installed-code-needs-installed-packages', 'host/bus/development.ts', 'acorn'],
  ['resolvable', 'host/bus/lost.ts', './nowhere.js'],
  ['no-cycles', 'host/bus/a.ts', './b.js'],
];
const TARGETS = [
  'firmware/model/rows.ts',
  'firmware/control/tick.ts',
  'firmware/board/pins.ts',
  'firmware/build/build.ts',
  'host/bus/bus.ts',
  'host/daemon/daemon.ts',
  'host/cli/main.ts',
  'hil/plant/cell.ts',
  'test/sample.ts',
];

let tree: string;
let broken: { from: string; rule: string }[];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'liquidus-arrows-'));
  for (const file of TARGETS) write(file, 'export const a = 1;\n');
  for (const [, from, to] of ARROWS) write(from, `import * as other from '${to}';\nexport const b = other;\n`);
  write('host/bus/b.ts', `import * as other from './a.js';\nexport const c = other;\n`);
  for (const file of ['package.json', 'tsconfig.json']) copyFileSync(join(ROOT, file), join(tree, file));
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  const command = [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--config', CONFIG, '--output-type', 'json'];
  const run = spawnSync(process.execPath, [...command, 'firmware', 'host', 'hil', 'test'], { cwd: tree, encoding: 'utf8' });
  const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  broken = report.summary.violations.map((v) => ({ from: v.from, rule: v.rule.name }));
}, 60_000);

afterAll(() => {
  rmSync(tree, { recursive: true });
});

describe('import arrows', () => {
  it.each(ARROWS.filter(([rule]) => rule !== null))('%s is broken by %s', (rule, from) => {
    expect(broken).toContainEqual({ from, rule });
  });

  it.each(ARROWS.filter(([rule]) => rule === null))('%s: %s may import %s', (_rule, from) => {
    expect(broken.filter((b) => b.from === from)).toEqual([]);
  });
});
