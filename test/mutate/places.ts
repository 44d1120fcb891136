/** Where the parts of the mutation run find one another. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything that a run leaves. */
export const OUT = join(ROOT, 'out', 'mutate');
/** Sources with the planted mistakes, by their path from the root, and bundles made of them. */
export const INSTRUMENTED = join(OUT, 'planted');
export const BUNDLES = join(OUT, 'bundles');
