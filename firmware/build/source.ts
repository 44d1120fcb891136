/** Which file an import of the firmware names. */
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** File that `importer` means by `target`. Throws when it is not a relative import, is outside `firmwareDir` or is not there. */
export function sourceFile(target: string, importer: string, firmwareDir: string): string {
  const from = relative(firmwareDir, importer);
  if (!target.startsWith('.')) throw new Error(`${from} imports "${target}"; the firmware imports relative files only`);
  const file = resolve(dirname(importer), target).replace(/\.js$/, '.ts');
  if (relative(firmwareDir, file).startsWith('..')) throw new Error(`${from} imports "${target}", which is outside firmware/`);
  if (!existsSync(file)) throw new Error(`${from} imports "${target}", and there is no such file`);
  return file;
}
