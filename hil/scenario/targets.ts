/**
 * Fresh targets by name.
 */
import { Emulator } from '../target/emulator/emulator.js';
import { bundleCode } from '../target/emulator/realm.js';
import { Espruino } from '../target/espruino/espruino.js';
import { findInterpreter } from '../target/espruino/interpreter.js';
import type { Target } from '../target/target.js';
import type { BundleUnderTest } from './bundle-file.js';
import type { TargetName } from './scenario.js';

/**
 * A factory of unpowered targets that all run one bundle. The emulator compiles it once; for `espruino` the interpreter is looked up once.
 * Throws when there is no interpreter.
 */
export function targetFactory(name: TargetName, bundle: BundleUnderTest): () => Target {
  const options = { bundle: bundle.text, board: bundle.board };
  if (name === 'espruino') {
    const interpreter = findInterpreter();
    return () => new Espruino({ ...options, interpreter });
  }
  const codeCache = bundleCode(bundle.text);
  return () => new Emulator({ ...options, codeCache });
}
