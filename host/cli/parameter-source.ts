/**
 * Where wanted parameters come from: the YAML of `liquidus config get` and `backup`, or the copy of the board's files that a flashing leaves.
 */
import { readFileSync, statSync } from 'node:fs';
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS } from '../../firmware/model/boards.js';
import { textOf } from '../bytes.js';
import type { RawValues } from '../device/access.js';
import type { Live } from '../device/live.js';
import { parseParameters } from '../device/parameter-file.js';
import { parametersFitted, pointOf } from '../device/points.js';
import { LiquidusError } from '../error.js';
import { BOARD_FILE } from '../flash/backup.js';
import { readBackup } from '../flash/backup-folder.js';
import { keptValues } from '../flash/migrate.js';

/** Parameters that somebody wants. */
interface ParameterSource {
  readonly values: RawValues;
  /** Names that the copy of an older program does not hold, or holds beyond today's limits. */
  readonly left: readonly string[];
}

/** First character of the file of the commissioning page; no YAML of parameters begins so. */
const PAGE_FILE = '{';

function otherBoard(path: string, board: string | undefined, own: string | undefined): LiquidusError {
  return new LiquidusError(
    'refused.board',
    `${path} is of a board ${board ?? 'that it does not name'}, and this is ${own ?? 'another one'}; use "config apply" for what is to be carried over.`,
  );
}

/**
 * Reads and checks what `path` holds against the device of `live`. `whole`: it must be of this board and hold every parameter.
 * Throws `usage.file`, `usage.parameters`, `usage.backup`, `refused.board`, `refused.restore`.
 */
export function readParameterSource(path: string, live: Live, whole: boolean): ParameterSource {
  const board = BOARDS.find(({ number }) => number === live.variant >> 8);
  let text: string | undefined;
  try {
    text = statSync(path).isDirectory() ? undefined : readFileSync(path, 'utf8');
  } catch (error) {
    throw new LiquidusError(
      'usage.file',
      `${path} cannot be read (${error instanceof Error ? error.message : String(error)}); name a file of "liquidus config get" or the folder of a flashing.`,
    );
  }
  return text === undefined || text.startsWith(PAGE_FILE) ? fromBoardFiles(path, board, whole) : fromYaml(text, path, board, live, whole);
}

function fromYaml(text: string, path: string, board: BoardRow | undefined, live: Live, whole: boolean): ParameterSource {
  const parsed = parseParameters(text, path);
  if (whole && parsed.board !== board?.id) throw otherBoard(path, parsed.board, board?.id);
  const given = new Set([...parsed.values.keys()].map(({ row }) => row.name));
  const missing = parametersFitted(live).filter(({ parameter, row }) => parameter?.group !== 'record' && !given.has(row.name));
  if (whole && missing.length > 0) {
    throw new LiquidusError(
      'usage.parameters',
      `${path} is no whole backup: ${missing.map(({ row }) => row.name).join(', ')} missing; use "config apply" for a part.`,
    );
  }
  return { values: parsed.values, left: [] };
}

function fromBoardFiles(path: string, board: BoardRow | undefined, whole: boolean): ParameterSource {
  if (!board) throw otherBoard(path, undefined, undefined);
  const files = readBackup(path);
  const of = boardIn(files.get(BOARD_FILE));
  if (whole && of !== board.interpreter) throw otherBoard(path, of, board.interpreter);
  const { values, left } = keptValues(board, files);
  return { values: new Map([...values].map(([name, value]) => [pointOf(`parameter.${name}`), value])), left };
}

/** Name that the interpreter gave the board of a backup. */
function boardIn(told: Uint8Array | undefined): string | undefined {
  try {
    return (JSON.parse(textOf(told ?? new Uint8Array())) as { readonly board?: string }).board;
  } catch {
    return undefined;
  }
}
