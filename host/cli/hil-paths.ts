/** Scenario files as the command line names them. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the scenarios that come with this program, in a clone or in an installed package. */
const SCENARIOS = fileURLToPath(new URL('../../hil/scenarios', import.meta.url));

/** Paths of the command line; without any, the scenarios that come with this program. A bare name that is no path here is one of those. */
export function scenarioPaths(files: string[]): string[] {
  if (files.length === 0) return [SCENARIOS];
  return files.map((file) => {
    const own = join(SCENARIOS, `${file}.yaml`);
    return !existsSync(file) && basename(file) === file && existsSync(own) ? own : file;
  });
}
