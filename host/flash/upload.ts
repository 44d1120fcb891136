/**
 * Brings the program into the board's memory, piece by piece. Flash is not touched.
 */
import { crc32 } from '../bytes.js';
import { DEFINE_CHANGE, makeRoom, NO_FILES, PIECE_BYTES, putFile, putPiece, ROOM_CHECK } from './commands.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import { TRIES } from './survey.js';

/** What the change writes: the program, and small files that lie in flash before it, erased at the end or not. */
export interface Cargo {
  readonly program: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Fills the board's memory with the cargo, and defines the function that writes it to flash. Every piece is acknowledged with the CRC-32 of
 * what lies in memory, so a lost or damaged byte shows at once and the piece is sent again.
 * @param onProgress bytes of the program sent, bytes in all
 */
export async function upload(board: Dialogue, { program, files }: Cargo, onProgress: (done: number, total: number) => void): Promise<void> {
  const room = await board.ask(makeRoom(program.length), TRIES);
  if (room !== program.length) throw new FlashFailure('refused.flash', `The board has no room for ${program.length} bytes in its memory`);
  for (let at = 0; at < program.length; at += PIECE_BYTES) {
    const piece = program.subarray(at, at + PIECE_BYTES);
    await putChecked(board, putPiece(piece, at), piece, `The piece at byte ${at}`);
    onProgress(at + piece.length, program.length);
  }
  if ((await board.ask(ROOM_CHECK, TRIES)) !== crc32(program))
    throw new FlashFailure('link.flash', "The program in the board's memory is not what was sent");
  await board.ask(NO_FILES, TRIES);
  let index = 0;
  for (const [name, content] of files)
    for (const [at, piece] of piecesOf(content)) {
      await putChecked(board, putFile(index++, name, piece, at, content.length), piece, `The file ${name}`);
    }
  await board.ask(DEFINE_CHANGE, TRIES);
}

/** The first piece of a small file, and those of the others that are more than erased flash. */
function piecesOf(content: Uint8Array): [number, Uint8Array][] {
  const pieces: [number, Uint8Array][] = [];
  for (let at = 0; at < content.length; at += PIECE_BYTES) {
    const piece = content.subarray(at, at + PIECE_BYTES);
    if (at === 0 || piece.some((byte) => byte !== 0xff)) pieces.push([at, piece]);
  }
  return pieces;
}

async function putChecked(board: Dialogue, line: string, content: Uint8Array, what: string): Promise<void> {
  const wanted = crc32(content);
  for (let left = TRIES; left > 0; left--) {
    if ((await board.ask(line, TRIES)) === wanted) return;
    board.repeated++;
  }
  throw new FlashFailure('link.flash', `${what} arrives damaged every time; check the cable`);
}
