/** `npm run golden:record`: asks the real interpreter every probe and writes its answers under test/golden/espruino/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findInterpreter } from '../espruino/interpreter.js';
import { askInterpreter, interpreterVersion } from './bare.js';
import { GOLDEN_FOLDER, recordText } from './golden.js';
import { PROBES } from './probes.js';

async function record(): Promise<void> {
  const path = findInterpreter();
  const { version, commit } = await interpreterVersion(path);
  const answers = await askInterpreter(path, PROBES);
  mkdirSync(GOLDEN_FOLDER, { recursive: true });
  const file = new URL(`${version}.json`, GOLDEN_FOLDER);
  writeFileSync(file, recordText(version, commit, PROBES, answers));
  console.log(`${PROBES.length} probes answered by Espruino ${version} (${commit}), written to ${fileURLToPath(file)}`);
}

record().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
