/**
 * Fresh targets by name.
 */
import { Emulator } from '../target/emulator/emulator.js';
import { bundleCode } from '../target/emulator/realm.js';
import { Espruino } from '../target/espruino/espruino.js';
import { findInterpreter } from '../target/espruino/interpreter.js';
import type { Target } from '../target/target.js';
import { builtBundle, type BundleUnderTest } from './bundle-file.js';
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

/** Fresh targets of one kind for every board that a suite needs: each bundle is read and compiled once. */
export class TargetShop {
  private readonly bundles = new Map<string, BundleUnderTest>();
  private readonly factories = new Map<string, () => Target>();
  private readonly own: string;

  /** `bundle`: for scenarios that name no board; by default what the build left for the board `pico`. */
  constructor(
    private readonly target: TargetName,
    bundle: BundleUnderTest = builtBundle('pico'),
  ) {
    this.own = bundle.board;
    this.bundles.set(bundle.board, bundle);
  }

  /** Bundle of a board; empty: the one of the run. Throws `usage.bundle` when the build left none. */
  bundle(board: string): BundleUnderTest {
    const id = board || this.own;
    const known = this.bundles.get(id) ?? builtBundle(id);
    this.bundles.set(id, known);
    return known;
  }

  /** A fresh, unpowered target with the bundle of a board. */
  make(board: string): Target {
    const bundle = this.bundle(board);
    const factory = this.factories.get(bundle.board) ?? targetFactory(this.target, bundle);
    this.factories.set(bundle.board, factory);
    return factory();
  }

  /** The bundles asked for so far, that of the run first. */
  get used(): BundleUnderTest[] {
    return [...this.bundles.values()];
  }
}
