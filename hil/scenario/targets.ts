/**
 * Fresh targets by name.
 */
import { Emulator } from '../target/emulator/emulator.js';
import { bundleCode } from '../target/emulator/realm.js';
import type { Target } from '../target/target.js';
import type { BundleUnderTest } from './bundle-file.js';
import type { TargetName } from './scenario.js';

/** A factory of unpowered targets that all run one bundle. The bundle is compiled once. */
export function targetFactory(name: TargetName, bundle: BundleUnderTest): () => Target {
  const options = { bundle: bundle.text, board: bundle.board };
  if (name === 'espruino') throw new Error('not yet');
  const codeCache = bundleCode(bundle.text);
  return () => new Emulator({ ...options, codeCache });
}
