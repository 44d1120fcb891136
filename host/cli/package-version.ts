/**
 * Version of the package, from its package.json, which lies beside host/ in the sources and above dist/ in an installed package.
 */
import { readFileSync } from 'node:fs';

/** The version, or `unknown`. */
export function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
