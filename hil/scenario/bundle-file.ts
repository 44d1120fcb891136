/**
 * The bundle under test, as it would be flashed.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BOARDS } from '../../firmware/model/boards.js';
import { LiquidusError } from '../../host/error.js';

export interface BundleUnderTest {
  /** Exactly what lies in the board's boot file, one character a byte: text with tokens (firmware/model/tokens.ts). */
  readonly text: string;
  readonly board: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A bundle from its bytes. */
export function bundleOf(bytes: Uint8Array, board: string): BundleUnderTest {
  return { text: Buffer.from(bytes).toString('latin1'), board, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

/** A bundle in a file, for example one that an earlier build left. Throws `usage.bundle` when it cannot be read. */
export function bundleIn(path: string, board: string): BundleUnderTest {
  try {
    return bundleOf(readFileSync(path), board);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LiquidusError('usage.bundle', `The bundle ${path} cannot be read (${reason}); give a file like dist/firmware/${board}.js.`, {
      cause: error,
    });
  }
}

/** The bundle that the build left for a board. Throws `usage.bundle` when there is none, or when it is not the one that the manifest names. */
export function builtBundle(board: string): BundleUnderTest {
  const read = (name: string): Buffer => {
    const path = createRequire(import.meta.url).resolve(`#firmware/${name}`);
    return readFileSync(path);
  };
  if (BOARDS.find((row) => row.id === board)?.tooSmall === true)
    throw new LiquidusError('usage.bundle', `No bundle is built for board ${board}: it does not fit, and "npm run build" says by how much.`);
  let bundle: BundleUnderTest;
  let wanted: string | undefined;
  try {
    bundle = bundleOf(read(`${board}.js`), board);
    wanted = (JSON.parse(read('manifest.json').toString('utf8')) as Record<string, { sha256?: string }>)[board]?.sha256;
  } catch (error) {
    throw new LiquidusError('usage.bundle', `There is no built bundle for board ${board}: run "make build" first.`, { cause: error });
  }
  if (wanted !== bundle.sha256) {
    throw new LiquidusError(
      'usage.bundle',
      `The bundle for board ${board} has SHA-256 ${bundle.sha256}, but its manifest says ${wanted ?? 'nothing'}: run "make build" again.`,
    );
  }
  return bundle;
}

/** The program of the second board that the build left, one character a byte. Throws `usage.bundle` when there is none. */
export function builtStimulus(): string {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('#firmware/stimulus.js')).toString('latin1');
  } catch (error) {
    throw new LiquidusError('usage.bundle', 'There is no built program for the second board: run "make build" first.', { cause: error });
  }
}
