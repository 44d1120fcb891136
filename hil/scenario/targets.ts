/**
 * Fresh targets by name.
 */
import { Emulator } from '../target/emulator/emulator.js';
import { bundleCode } from '../target/emulator/realm.js';
import { Espruino } from '../target/espruino/espruino.js';
import { findInterpreter } from '../target/espruino/interpreter.js';
import { builtBundle, type BundleUnderTest } from './bundle-file.js';
import type { Target, TargetName } from '../target/target.js';

/** Makes a target on real boards. Throws `usage.target` for a bundle of another board. */
export type Hardware = (bundle: BundleUnderTest) => Target;

/**
 * A factory of unpowered targets that all run one bundle. The emulator compiles it once; for `espruino` the interpreter is looked up once.
 * `hardware`: makes the targets on real boards. Throws when there is no interpreter.
 */
export function targetFactory(name: TargetName, bundle: BundleUnderTest, hardware?: Hardware): () => Target {
  if (hardware) return () => hardware(bundle);
  const options = { bundle: bundle.text, board: bundle.board };
  if (name === 'espruino') {
    const interpreter = findInterpreter();
    return () => new Espruino({ ...options, interpreter });
  }
  if (name !== 'emulator') throw new Error(`target ${name} needs boards; only "liquidus hil run" and "hil compare" open their ports`);
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
    private readonly hardware?: Hardware,
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
    const factory = this.factories.get(bundle.board) ?? targetFactory(this.target, bundle, this.hardware);
    this.factories.set(bundle.board, factory);
    return factory();
  }

  /** The bundles asked for so far, that of the run first. */
  get used(): BundleUnderTest[] {
    return [...this.bundles.values()];
  }
}
