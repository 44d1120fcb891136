/**
 * Puts a bundle on a board over its console: look, back up, stop the old program, bring the new one into the board's memory, replace the boot
 * file in one step on the board, check, restart. docs/flashing.md says why in this order.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { BoardRow } from '../../firmware/model/boards.js';
import { bundleRecord } from '../../firmware/model/bundle-record.js';
import { SET_FILE, SLOT_NAMES } from '../../firmware/model/memory.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import { LiquidusError } from '../error.js';
import type { Backup } from './backup.js';
import { backUp } from './backup.js';
import { change, MARK_OLD, OTHER_BOOT_FILES, readWhole, START, STOP, STOPPED } from './commands.js';
import { Dialogue } from './dialogue.js';
import type { Holding, Parameters, Phase } from './failure.js';
import { FlashFailure, holdingWords, parameterWords } from './failure.js';
import { checkBoard, mustReplace, PARAMETER_RESERVE } from './fit.js';
import type { ParameterPlan } from './migrate.js';
import { planParameters, setText } from './migrate.js';
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
  /** Console: serial device, or tcp://HOST:PORT. */
  readonly port: string;
  readonly row: BoardRow;
  readonly bundle: Bundle;
  /** Folder for the backup; made when there is something to keep. */
  readonly backup: string;
  /** Also flash a board that is not the row's. */
  readonly anyBoard: boolean;
  /** Start the new program at the end. */
  readonly restart: boolean;
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
  | { readonly name: 'stop' | 'reconnect' | 'restart' }
  | { readonly name: 'change'; readonly inPlace: boolean }
  | { readonly name: 'backup' | 'upload'; readonly done: number; readonly total: number };

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
  /** Questions that had to be repeated: more than a few mean a bad cable. */
  readonly repeated: number;
}

const ANSWER_MS = 2000;
const PATIENCE_MS = 30000;
/** Time that the interpreter takes to restart before it is worth asking, ms. */
const RESTART_MS = 200;

/** A flashing on its way. */
class Flashing {
  phase: Phase = 'look';
  found: Survey | undefined;
  backup: Backup | null = null;
  readonly #options: FlashOptions;
  #board: Dialogue;
  readonly #crc: number;
  /** What lies beside the boot file when it is this bundle's. */
  readonly #record: string;
  /** Small files that come with it: a copy of the parameters that fits it, and what the copies hold. */
  readonly #files = new Map<string, Uint8Array>();
  /** The old program is removed before the new one is written. */
  #inPlace = false;

  constructor(options: FlashOptions, board: Dialogue) {
    this.#options = options;
    this.#board = board;
    this.#crc = crc32(options.bundle.bytes);
    this.#record = bundleRecord(options.bundle.bytes, options.bundle.sha256);
  }

  async run(): Promise<FlashResult> {
    const { row, bundle, onStep, anyBoard } = this.#options;
    const found = (this.found = await survey(this.#board));
    onStep({ name: 'found', survey: found });
    checkBoard(row, found, anyBoard);
    if (this.#holdsIt(found) && found.free >= PARAMETER_RESERVE)
      return {
        survey: found,
        backup: null,
        parameters: { kind: 'kept' },
        written: false,
        free: found.free,
        restarted: false,
        repeated: this.#board.repeated,
      };
    const backup = (this.backup = await backUp(this.#board, found, this.#options.backup, this.#count('backup')));
    onStep({ name: 'saved', backup });
    const parameters = planParameters(row, backup?.files ?? new Map());
    if (parameters.kind === 'carried') this.#files.set(parameters.slot, parameters.bytes);
    this.#files.set(SET_FILE, Buffer.from(setText(row), 'latin1'));
    onStep({ name: 'parameters', plan: parameters });
    this.#inPlace = mustReplace(bundle.bytes.length, this.#files, found);
    await this.#stop();
    await this.#compareParameters();
    await upload(this.#board, { program: bundle.bytes, files: this.#files }, this.#count('upload'));
    await this.#change();
    const { free } = await readSpace(this.#board);
    const restarted = this.#options.restart && (await this.#start());
    return { survey: found, backup, parameters, written: true, free, restarted, repeated: this.#board.repeated };
  }

  /** The error for the person: what stopped it, and what the board holds. */
  async explain(error: FlashFailure): Promise<LiquidusError> {
    const { phase, backup } = this;
    const holding = await this.#look();
    const parameters = await this.#lookForParameters();
    const running = phase !== 'look' && holding === 'old' && (await this.#start().catch(() => false));
    const words = holdingWords(phase, holding, running) + parameterWords(parameters, backup?.folder ?? '');
    return new LiquidusError(error.code, `${error.message}: ${words}.`, { cause: error });
  }

  close(): void {
    this.#board.close();
  }

  #holdsIt(found: Survey): boolean {
    const { bundle } = this.#options;
    const strangers = found.files.some((name) => (OTHER_BOOT_FILES as readonly string[]).includes(name));
    return !strangers && found.program?.crc === this.#crc && found.program.bytes === bundle.bytes.length && found.record === this.#record;
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
    for (const name of SLOT_NAMES) {
      const kept = this.backup?.files.get(name);
      const held = await checkFile(this.#board, name);
      if (held?.crc !== (kept && crc32(kept))) {
        throw new FlashFailure('refused.flash', 'The parameters on the board were changed while they were copied');
      }
    }
  }

  /** The change itself. From here on Ctrl-C waits: the board needs a second, or some when its files move. */
  async #change(): Promise<void> {
    const { bytes } = this.#options.bundle;
    this.#heed();
    this.#options.onStep({ name: 'change', inPlace: this.#inPlace });
    this.phase = 'change';
    await this.#slow(change(bytes.length, this.#crc, this.#record, this.#inPlace));
    const written = await checkFile(this.#board, BOOT_FILE);
    const record = await this.#board.ask(readWhole(HASH_FILE), TRIES);
    if (written?.crc !== this.#crc || written.bytes !== bytes.length || record !== this.#record) {
      throw new FlashFailure('refused.verify', 'The program that was written does not read back as it should');
    }
    for (const [name, content] of this.#files) {
      const { crc } = (await checkFile(this.#board, name)) ?? {};
      if (crc !== crc32(content)) throw new FlashFailure('refused.verify', `The file ${name} that was written does not read back as it should`);
    }
    this.phase = 'checked';
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
    const before: Holding = this.found?.program?.whole === true ? 'old' : 'none';
    if (this.phase === 'look') return before;
    if (this.phase === 'checked') return 'new';
    try {
      if (!this.#board.isOpen && !(await this.#reopen())) return this.phase === 'stopped' ? before : 'unknown';
      const now = await checkFile(this.#board, BOOT_FILE);
      if (now === null || !now.whole) return 'none';
      if (now.crc === this.#crc && now.bytes === this.#options.bundle.bytes.length) return 'new';
      return now.crc === this.found?.program?.crc ? 'old' : 'other';
    } catch {
      return this.phase === 'stopped' ? before : 'unknown';
    }
  }

  /** Whether the board still has the parameters that it had. Only a change in place moves them. */
  async #lookForParameters(): Promise<Parameters> {
    const slots = SLOT_NAMES.filter((name) => this.backup?.files.has(name) && !this.#files.has(name));
    if (slots.length === 0 || this.phase !== 'change' || !this.#inPlace) return 'kept';
    try {
      for (const name of slots) {
        const held = await checkFile(this.#board, name);
        if (held?.crc !== crc32(this.backup?.files.get(name) ?? '')) return 'lost';
      }
      return 'kept';
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
        this.#board = await Dialogue.open(this.#options.port, this.#options.answerMs ?? ANSWER_MS);
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
  const flashing = new Flashing(options, await Dialogue.open(options.port, options.answerMs ?? ANSWER_MS));
  try {
    return await flashing.run();
  } catch (error) {
    throw error instanceof FlashFailure ? await flashing.explain(error) : error;
  } finally {
    flashing.close();
  }
}
