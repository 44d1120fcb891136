/**
 * A session on a real board: puts the bench's boot file in front of the bundle, does the work, and takes it away again, whatever happens.
 */
import { pause } from '../bytes.js';
import { LiquidusError } from '../error.js';
import type { ByteStream } from '../bus/stream.js';
import { FlashFailure } from '../flash/failure.js';
import { putSecondBootFile, removeSecondBootFile } from '../flash/second-boot-file.js';
import type { BoardRow } from '../../firmware/model/boards.js';
import type { BoardWork } from '../../hil/scenario/hardware.js';
import { workInThread } from '../../hil/scenario/hardware.js';
import { CONSOLE_PORT, LINE_PORT } from '../../hil/target/board/link.js';
import { ASK, frame } from '../../hil/target/board/frames.js';
import { boardPrelude, LEASH_S, PRELUDE_FILE } from '../../hil/target/board/prelude.js';
import { type HardwarePorts, OPEN_MS, say, type Session } from './hil-session.js';

/** A session on a board of that kind. Throws `usage.target` when the bench cannot stand in for its chips. */
export function boardSession(
  row: BoardRow,
  { line }: HardwarePorts,
): <W extends keyof BoardWork>(session: Session<W>) => Promise<BoardWork[W] | undefined> {
  const text = boardPrelude({ board: row, injectedLine: line === undefined });
  return async ({ order, bundle, anyBoard, console, line: own, signal }) => {
    const found = await putSecondBootFile(console, {
      row,
      bundle: { bytes: Buffer.from(bundle.text, 'latin1'), sha256: bundle.sha256 },
      name: PRELUDE_FILE,
      text,
      anyBoard,
      start: false,
    });
    say(`${found.board}, interpreter ${found.interpreter}, holds the bundle ${bundle.sha256.slice(0, 16)}…; nothing may be connected to its pins`);
    try {
      return await workInThread({ ...order, bundle, ports: { [CONSOLE_PORT]: console, ...(own ? { [LINE_PORT]: own } : {}) }, signal });
    } finally {
      await takeAway(console);
    }
  };
}

/** Takes the boot file off the board. When the board cannot be reached, says what it does by itself. */
async function takeAway(console: ByteStream): Promise<void> {
  try {
    if (!console.isOpen) throw new LiquidusError('link.board', `The line to ${console.title} is lost.`);
    console.write(frame(ASK.end, ''));
    await pause(OPEN_MS);
    await removeSecondBootFile(console, PRELUDE_FILE);
    say('the boot file of the bench is off the board; the board has stopped without a program, its outputs are off: restart it to run the bundle');
  } catch (error) {
    if (!(error instanceof LiquidusError || error instanceof FlashFailure)) throw error;
    say(`${error.message} The boot file of the bench removes itself ${LEASH_S} s after the last word of the bench, also after a restart.`);
  }
}
