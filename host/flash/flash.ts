/**
 * Puts a bundle on a board over its console: look, back up, stop the old program, bring the new one into the board's memory, replace the boot
 * file in one step on the board, check, restart. docs/flashing.md says why in this order.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { bundleRecord } from '../../firmware/model/bundle-record.js';
import { SET_FILE } from '../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf } from '../../firmware/model/parameter-file.js';
import { COUNTER_FILE } from '../../firmware/model/record-files.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { bytesOf, crc32, pause, sha256Of, textOf } from '../bytes.js';
import type { ConsoleStream } from '../console/uart.js';
import { LiquidusError } from '../error.js';
import type { Backup, BackupStore } from './backup.js';
import { backUp } from './backup.js';
import { change, freePlaces, MARK_OLD, OTHER_BOOT_FILES, readWhole, START, STOP, STOPPED } from './commands.js';
import { readCounters, writeCounters } from './counters.js';
import { Dialogue } from './dialogue.js';
import type { Holding, Parameters, Phase } from './failure.js';
import { FlashFailure, holdingWords, parameterWords } from './failure.js';
import { checkBoard, mustReplace } from './fit.js';
import { GUARD_FILE, GUARD_KEEP, GUARD_STOP, guardText } from './guard.js';
import type { ParameterPlan } from './migrate.js';
import { isWorn, planParameters, planRestore, setText } from './migrate.js';
import { planRecords } from './records.js';
import type { Survey } from './survey.js';
import { checkFile, readSpace, survey, TRIES } from './survey.js';
import { upload } from './upload.js';

/** Exactly the bytes for the boot file, and their SHA-256 in hexadecimal. */
export interface Bundle {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** How to flash. */
export interface FlashOptions {
  /** Opens the console; asked again when its line was lost. Rejects with `link.*`. */
  readonly open: () => Promise<ConsoleStream>;
  readonly row: BoardRow;
  readonly bundle: Bundle;
  /** Where the backup goes, when there is something to keep. */
  readonly backup: BackupStore;
  /** Files of an earlier backup whose parameters the board gets; absent: it keeps its own. */
  readonly restore?: ReadonlyMap<string, Uint8Array>;
  /** Also flash a board that is not the row's. */
  readonly anyBoard: boolean;
  /** Start the new program at the end. */
  readonly restart: boolean;
  /**
   * Looks whether the new program works, over Modbus; resolves with a sentence, rejects with an error that says why not. The old program is put
   * back then. Without it nobody looks.
   */
  readonly trial?: (signal: AbortSignal) => Promise<string>;
  /** Aborted: end as soon as the board is in a known state. */
  readonly signal: AbortSignal;
  /** Longest wait for one answer, ms. Default 2000. */
  readonly answerMs?: number;
  /** Longest wait for a board that restarts, writes its flash, or comes back after a lost line, ms. Default 30 000. */
  readonly patienceMs?: number;
  /** Told what happens. `done` and `total` in bytes, where there is something to count. */
  readonly onStep: (step: Step) => void;
}

/** A step of the work. */
export type Step =
  | { readonly name: 'found'; readonly survey: Survey }
  | { readonly name: 'saved'; readonly backup: Backup | null }
  | { readonly name: 'parameters'; readonly plan: ParameterPlan }
  | { readonly name: 'counters'; readonly bytes: number | null }
  | { readonly name: 'stop' | 'reconnect' | 'restart' | 'trial' | 'back' }
  | { readonly name: 'confirmed'; readonly words: string }
  | { readonly name: 'change'; readonly inPlace: boolean }
  | { readonly name: 'backup'; readonly done: number; readonly total: number }
  | { readonly name: 'upload'; readonly done: number; readonly total: number };

/** What came of it. */
export interface FlashResult {
  readonly survey: Survey;
  /** Null: nothing to keep, or nothing written. */
  readonly backup: Backup | null;
  readonly parameters: ParameterPlan;
  /** False: the board held this bundle already, and nothing was changed. */
  readonly written: boolean;
  /** Bytes free in Storage now. */
  readonly free: number;
  /** The new program was started, and the board confirmed it. */
  readonly restarted: boolean;
  /** It was seen to work (`FlashOptions.trial`). */
  readonly confirmed: boolean;
  /** Questions that had to be repeated: more than a few mean a bad cable. */
  readonly repeated: number;
}

const ANSWER_MS = 2000;
const PATIENCE_MS = 30000;
/** File of the backup that holds both counter records. */
const COUNTER_COPY = 'counters';
/** Time that the interpreter takes to restart before it is worth asking, ms. */
const RESTART_MS = 200;

/** What goes into flash. */
interface Load {
  readonly program: Uint8Array;
  readonly crc: number;
  /** What lies beside it. */
  readonly record: string;
  /** Small files that come with it. */
  readonly files: Map<string, Uint8Array>;
}

/** A flashing on its way. */
class Flashing {
  phase: Phase = 'look';
  found: Survey | undefined;
  backup: Backup | null = null;
  readonly #options: FlashOptions;
  #board: Dialogue;
  /** The new program; with it come a copy of the parameters that fits it, what the copies hold, and the guard of its trial. */
  readonly #new: Load;
  #counters: Uint8Array | null = null;
  /** The old program is removed before the new one is written. */
  #inPlace = false;
  /** The new program is in flash, and the old one is on its way back. */
  #returning = false;

  constructor(options: FlashOptions, board: Dialogue) {
    this.#options = options;
    this.#board = board;
    const { bytes, sha256 } = options.bundle;
    this.#new = { program: bytes, crc: crc32(bytes), record: bundleRecord(bytes, sha256), files: new Map() };
  }

  async run(): Promise<FlashResult> {
    const { row, bundle, onStep, anyBoard, restore } = this.#options;
    const found = (this.found = await survey(this.#board));
    onStep({ name: 'found', survey: found });
    checkBoard(row, found, anyBoard);
    if (!restore && this.#holdsIt(found) && (await this.#takesRecords()))
      return {
        survey: found,
        backup: null,
        parameters: { kind: 'kept' },
        written: false,
        free: found.free,
        restarted: false,
        confirmed: false,
        repeated: this.#board.repeated,
      };
    const backup = (this.backup = await backUp(this.#board, found, this.#options.backup, this.#count('backup')));
    onStep({ name: 'saved', backup });
    const held = backup?.files ?? new Map<string, Uint8Array>();
    const parameters = restore ? planRestore(row, restore, held) : planParameters(row, held);
    onStep({ name: 'parameters', plan: parameters });
    const { files } = this.#new;
    if (parameters.kind !== 'kept' && parameters.file) files.set(PARAMETER_FILE, parameters.file);
    for (const [name, content] of planRecords(row, held)) files.set(name, content);
    files.set(SET_FILE, bytesOf(setText(row)));
    const trial = this.#options.restart ? this.#options.trial : undefined;
    if (trial) files.set(GUARD_FILE, bytesOf(guardText(row)));
    this.#inPlace = mustReplace(bundle.bytes.length, files, found, held);
    await this.#stop();
    await this.#compareParameters();
    if (backup) await this.#keepCounters();
    await this.#put(this.#new);
    this.phase = 'checked';
    const { free } = await readSpace(this.#board);
    const restarted = this.#options.restart && (await this.#start());
    if (trial) await this.#try(trial);
    return { survey: found, backup, parameters, written: true, free, restarted, confirmed: trial !== undefined, repeated: this.#board.repeated };
  }

  /** The error for the person: what stopped it, and what the board holds. */
  async explain(error: FlashFailure): Promise<LiquidusError> {
    const { phase, backup } = this;
    const holding = await this.#look();
    const parameters = await this.#lookForParameters();
    const running = phase !== 'look' && holding === 'old' && (await this.#start().catch(() => false));
    const words = holdingWords(phase, holding, running) + parameterWords(parameters, backup?.place ?? '');
    return new LiquidusError(error.code, `${error.message}: ${words}.`, { cause: error });
  }

  close(): void {
    this.#board.close();
  }

  #holdsIt(found: Survey): boolean {
    const { program, crc, record } = this.#new;
    const strangers = found.files.some((name) => (OTHER_BOOT_FILES as readonly string[]).includes(name));
    return !strangers && found.program?.crc === crc && found.program.bytes === program.length && found.record === record;
  }

  /** True when the file of the parameters has places left. A board without FRAM is flashed whenever it is asked for: that is how its files get room. */
  async #takesRecords(): Promise<boolean> {
    if (!this.#options.row.fram) return false;
    const file = parameterFileOf(this.#options.row);
    const free = await this.#board.ask(freePlaces(PARAMETER_FILE, file.head, file.copyBytes, file.erased), TRIES);
    return typeof free === 'number' && !isWorn(file, free);
  }

  /** A counter of bytes that also ends the work when the person wants so. */
  #count(name: 'backup' | 'upload'): (done: number, total: number) => void {
    return (done, total) => {
      this.#options.onStep({ name, done, total });
      this.#heed();
    };
  }

  #heed(): void {
    if (this.#options.signal.aborted) throw new FlashFailure('usage.interrupted', 'Flashing was ended by Ctrl-C');
  }

  /** Stops the old program: its code lies in the boot file, and its watchdog would bite. */
  async #stop(): Promise<void> {
    this.#heed();
    this.#options.onStep({ name: 'stop' });
    await this.#board.ask(MARK_OLD, TRIES);
    this.phase = 'stopped';
    await this.#slow(STOP);
    await pause(RESTART_MS);
    await this.#board.wait(this.#patience);
    if ((await this.#board.ask(STOPPED, TRIES)) !== true) throw new FlashFailure('refused.flash', 'The interpreter did not restart when asked to');
  }

  /** Until it was stopped, a master could make the old program store other parameters than those of the backup. */
  async #compareParameters(): Promise<void> {
    for (const name of [PARAMETER_FILE, COUNTER_FILE]) {
      const kept = this.backup?.files.get(name);
      const held = await checkFile(this.#board, name);
      if (held?.crc !== (kept && crc32(kept))) {
        const what = name === COUNTER_FILE ? 'counters' : 'parameters';
        throw new FlashFailure('refused.flash', `The ${what} on the board were changed while they were copied`);
      }
    }
  }

  /** Copies the counters beside the other files. The old program does not count any more. */
  async #keepCounters(): Promise<void> {
    const counters = (this.#counters = await readCounters(this.#board, this.#options.row));
    if (counters) await this.#options.backup.add(COUNTER_COPY, counters);
    this.#options.onStep({ name: 'counters', bytes: counters?.length ?? null });
  }

  /** Brings a load into the board's memory and into its flash. From the change on Ctrl-C waits: the board needs a second, or some when its files move. */
  async #put(load: Load): Promise<void> {
    const { program, crc, record, files } = load;
    await upload(this.#board, { program, files }, this.#count('upload'));
    this.#heed();
    this.#options.onStep({ name: 'change', inPlace: this.#inPlace });
    this.phase = 'change';
    await this.#slow(change(program.length, crc, record, this.#inPlace));
    const written = await checkFile(this.#board, BOOT_FILE);
    if (written?.crc !== crc || written.bytes !== program.length || (await this.#board.ask(readWhole(HASH_FILE), TRIES)) !== record) {
      throw new FlashFailure('refused.verify', 'The program that was written does not read back as it should');
    }
    for (const [name, content] of files) {
      const held = await checkFile(this.#board, name);
      if (held?.crc !== crc32(content)) throw new FlashFailure('refused.verify', `The file ${name} that was written does not read back as it should`);
    }
  }

  /** Waits until the new program is seen to work; the old one comes back when it is not. */
  async #try(trial: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const { onStep, signal } = this.#options;
    onStep({ name: 'trial' });
    try {
      const words = await trial(signal);
      this.#board.say(GUARD_KEEP);
      onStep({ name: 'confirmed', words });
    } catch (error) {
      this.#heed();
      const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
      await this.#back(`The new program did not show that it works (${why})`);
    }
  }

  /** Puts the old program back. Ends with a failure either way. */
  async #back(why: string): Promise<never> {
    this.#options.onStep({ name: 'back' });
    const program = this.found?.program?.whole === true ? this.backup?.files.get(BOOT_FILE) : undefined;
    if (!program) throw new FlashFailure('refused.trial', `${why}, and there was no program before it to go back to`);
    if (!(await this.#recall())) throw new FlashFailure('refused.trial', `${why}, and it keeps its console closed`);
    this.#returning = true;
    await this.#stop();
    const counted = this.#counters === null || (await writeCounters(this.#board, this.#options.row, this.#counters));
    const written = this.#new.files;
    const files = new Map([...(this.backup?.files ?? [])].filter(([name]) => name === SET_FILE || (name === PARAMETER_FILE && written.has(name))));
    const kept = this.backup?.files.get(HASH_FILE);
    const record = kept ? textOf(kept) : bundleRecord(program, await sha256Of(program));
    this.#inPlace = true;
    await this.#put({ program, crc: crc32(program), record, files });
    this.phase = 'returned';
    throw new FlashFailure('refused.trial', counted ? why : `${why}, and its counters could not be put back`);
  }

  /** Makes the guard stop the new program; true when the interpreter answers. A program that failed at its start has left the console open. */
  async #recall(): Promise<boolean> {
    const end = performance.now() + this.#patience;
    do {
      this.#board.say(GUARD_STOP);
      await pause(RESTART_MS);
      if (await this.#board.answers()) return true;
    } while (this.#board.isOpen && performance.now() < end);
    return false;
  }

  /** Asks for something that may take longer than an answer should, and that must not be asked twice. */
  async #slow(expression: string): Promise<void> {
    try {
      await this.#board.ask(expression, 1);
    } catch (error) {
      if (!(error instanceof FlashFailure) || error.code !== 'link.flash' || !(await this.#board.wait(this.#patience))) throw error;
    }
  }

  /** Starts the program in flash. False: the board did not confirm it, which may be because the program closed the console at once. */
  async #start(): Promise<boolean> {
    this.#options.onStep({ name: 'restart' });
    try {
      return (await this.#board.ask(START, 1)) === 1;
    } catch (error) {
      if (error instanceof FlashFailure && this.#board.isOpen) return false;
      throw error;
    }
  }

  get #patience(): number {
    return this.#options.patienceMs ?? PATIENCE_MS;
  }

  /** What the boot file holds. Looks where it is not known, and connects again for that when the line was lost. */
  async #look(): Promise<Holding> {
    const before: Holding = this.#returning ? 'new' : this.found?.program?.whole === true ? 'old' : 'none';
    if (this.phase === 'look') return before;
    if (this.phase === 'checked') return 'new';
    if (this.phase === 'returned') return 'old';
    try {
      if (!this.#board.isOpen && !(await this.#reopen())) return this.phase === 'stopped' ? before : 'unknown';
      const now = await checkFile(this.#board, BOOT_FILE);
      if (now === null || !now.whole) return 'none';
      if (now.crc === this.#new.crc && now.bytes === this.#new.program.length) return 'new';
      return now.crc === this.found?.program?.crc ? 'old' : 'other';
    } catch {
      return this.phase === 'stopped' ? before : 'unknown';
    }
  }

  /** Whether the board still has the parameters that it had. Only a change in place moves them. */
  async #lookForParameters(): Promise<Parameters> {
    const kept = this.backup?.files.get(PARAMETER_FILE);
    if (!kept || this.phase !== 'change' || !this.#inPlace) return 'kept';
    try {
      const held = await checkFile(this.#board, PARAMETER_FILE);
      const written = this.#new.files.get(PARAMETER_FILE);
      return held && (held.crc === crc32(kept) || (written && held.crc === crc32(written))) ? 'kept' : 'lost';
    } catch {
      return 'unknown';
    }
  }

  /** Tries to get the lost line back. In the phase `stopped` there is nothing to find out, so it is not tried. */
  async #reopen(): Promise<boolean> {
    if (this.phase === 'stopped') return false;
    this.#options.onStep({ name: 'reconnect' });
    const end = performance.now() + this.#patience;
    while (performance.now() < end && !this.#options.signal.aborted) {
      await pause(RESTART_MS);
      try {
        this.#board = new Dialogue(await this.#options.open(), this.#options.answerMs ?? ANSWER_MS);
      } catch {
        continue;
      }
      if (await this.#board.answers()) return true;
      this.#board.close();
    }
    return false;
  }
}

/**
 * Flashes. Rejects with a `LiquidusError` whose sentence says what stopped it and what the board holds: `link.*`, `refused.*`, `usage.*`.
 */
export async function flash(options: FlashOptions): Promise<FlashResult> {
  const flashing = new Flashing(options, new Dialogue(await options.open(), options.answerMs ?? ANSWER_MS));
  try {
    return await flashing.run();
  } catch (error) {
    throw error instanceof FlashFailure ? await flashing.explain(error) : error;
  } finally {
    flashing.close();
  }
}
