/** The file in Storage that holds the copies of the parameters, one behind another. */
import type { BoardRow } from './boards.js';
import { FILE_HEAD, erasedCrc } from './memory.js';
import { parameterWords, parametersOf } from './parameters.js';

export const PARAMETER_FILE = 'lqp';

/** Words of a copy in front of its values: number of the copy, version. Behind them lies the CRC-32, low word first. */
export const COPY_HEAD_WORDS = 2;
const CRC_WORDS = 2;

/** What lies where in the file. */
export interface ParameterFile {
  /** Copies that it takes, a power of two: copy n lies at place n modulo this. */
  readonly copies: number;
  /** Bytes of a copy, and where the first one begins. */
  readonly copyBytes: number;
  readonly head: number;
  readonly bytes: number;
  /** CRC-32 of a place that nothing was written to. */
  readonly erased: number;
}

/** Bytes of Storage behind the longest program from which on the larger number of copies fits beside a record, a set and their headers. */
const ROOMY = 8192;

/** The file of a board. */
export function parameterFileOf(board: BoardRow): ParameterFile {
  return parameterFileFor(parameterWords(parametersOf(board)), board.storageBytes - board.bundleLimit < ROOMY ? 8 : 16);
}

/** The same for `words` registers of parameters. */
export function parameterFileFor(words: number, copies: number): ParameterFile {
  const copyBytes = 2 * (COPY_HEAD_WORDS + words + CRC_WORDS);
  return { copies, copyBytes, head: FILE_HEAD.length, bytes: FILE_HEAD.length + copies * copyBytes, erased: erasedCrc(copyBytes) };
}

/** Where copy `number` lies. */
export function placeOfCopy(file: ParameterFile, number: number): number {
  return file.head + file.copyBytes * (number & (file.copies - 1));
}
