/**
 * Brings the program into the board's memory, piece by piece. Flash is not touched.
 */
import { crc32 } from 'node:zlib';
import { DEFINE_CHANGE, makeRoom, PIECE_BYTES, putPiece, ROOM_CHECK } from './commands.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import { TRIES } from './survey.js';

/**
 * Fills the board's memory with `bytes`, and defines the function that writes them to flash. Every piece is acknowledged with the CRC-32 of
 * what lies in memory, so a lost or damaged byte shows at once and the piece is sent again.
 * @param onProgress bytes sent, bytes in all
 */
export async function upload(board: Dialogue, bytes: Uint8Array, crc: number, onProgress: (done: number, total: number) => void): Promise<void> {
  const room = await board.ask(makeRoom(bytes.length), TRIES);
  if (room !== bytes.length) throw new FlashFailure('refused.flash', `The board has no room for ${bytes.length} bytes in its memory`);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    await putChecked(board, piece, at);
    onProgress(at + piece.length, bytes.length);
  }
  if ((await board.ask(ROOM_CHECK, TRIES)) !== crc) throw new FlashFailure('link.flash', "The program in the board's memory is not what was sent");
  await board.ask(DEFINE_CHANGE, TRIES);
}

async function putChecked(board: Dialogue, piece: Uint8Array, at: number): Promise<void> {
  const wanted = crc32(piece);
  for (let left = TRIES; left > 0; left--) {
    if ((await board.ask(putPiece(piece, at), TRIES)) === wanted) return;
    board.repeated++;
  }
  throw new FlashFailure('link.flash', `The piece at byte ${at} arrives damaged every time; check the cable`);
}
