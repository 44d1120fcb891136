/**
 * A session on a controller whose pins a second board plays: puts the program of the second board on it, does the work, and takes it away again, whatever happens.
 */
import { pause } from '../bytes.js';
import { LiquidusError } from '../error.js';
import type { ByteStream } from '../bus/stream.js';
import { FlashFailure } from '../flash/failure.js';
import { rowOf } from '../flash/fit.js';
import { putSecondBootFile, removeSecondBootFile } from '../flash/second-boot-file.js';
import { STIMULATED_BOARD } from '../../firmware/model/stimulus.js';
import { builtStimulus } from '../../hil/scenario/bundle-file.js';
import type { BoardWork } from '../../hil/scenario/hardware.js';
import { workInThread } from '../../hil/scenario/hardware.js';
import { CONSOLE_PORT, LINE_PORT } from '../../hil/target/board/link.js';
import { ASK, frame } from '../../hil/target/board/frames.js';
import { PRELUDE_FILE } from '../../hil/target/board/prelude.js';
import { OPEN_MS, say, type Session } from './hil-session.js';

/** A session with a second board. Throws `usage.bundle` when its program is not built. */
export function stimulusSession(): <W extends keyof BoardWork>(session: Session<W>) => Promise<BoardWork[W] | undefined> {
  const text = builtStimulus();
  return async ({ order, bundle, anyBoard, console: stimulus, line, signal }) => {
    await openItsConsole(stimulus);
    const found = await putSecondBootFile(stimulus, { row: rowOf(STIMULATED_BOARD), name: PRELUDE_FILE, text, anyBoard, start: true });
    say(`the second board, ${found.board}, interpreter ${found.interpreter}, plays the plant; wires: docs/stimulus.md`);
    try {
      return await workInThread({ ...order, bundle, ports: { [CONSOLE_PORT]: stimulus, ...(line ? { [LINE_PORT]: line } : {}) }, signal });
    } finally {
      await clear(stimulus);
    }
  };
}

/** A program that an earlier run left opens its console at this word; to a console it is a line without sense. */
async function openItsConsole(stimulus: ByteStream): Promise<void> {
  stimulus.write(frame(ASK.end, ''));
  await pause(OPEN_MS);
}

/** Takes the program off the second board. When it cannot be reached, says what it does by itself. */
async function clear(stimulus: ByteStream): Promise<void> {
  try {
    await openItsConsole(stimulus);
    await removeSecondBootFile(stimulus, PRELUDE_FILE);
    say('the program of the second board is off it; its pins are off and the controller is without supply');
  } catch (error) {
    if (!(error instanceof LiquidusError || error instanceof FlashFailure)) throw error;
    say(`${error.message} The second board switches all its pins off 2 s after the last word of the bench.`);
  }
}
