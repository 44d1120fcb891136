/** The real Espruino interpreter for Linux: where it is, and how to run a program on it in real time. */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LiquidusError } from '../../../host/error.js';

/** Environment variable that names the interpreter's binary. */
export const INTERPRETER_VARIABLE = 'LIQUIDUS_ESPRUINO';

/**
 * Path of the interpreter. Throws a sentence that says what to do when the variable is missing or names no program.
 * @param environment where the variable is looked up; the process's own by default.
 */
export function findInterpreter(environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[INTERPRETER_VARIABLE];
  if (!value)
    throw new LiquidusError(
      'usage.interpreter',
      `The real interpreter is not named: set ${INTERPRETER_VARIABLE} to the path of the Espruino binary for Linux (docs/bench-targets.md).`,
    );
  const path = resolve(value);
  try {
    accessSync(path, constants.X_OK);
    if (!statSync(path).isFile()) throw new Error('not a file');
  } catch {
    throw new LiquidusError(
      'usage.interpreter',
      `${INTERPRETER_VARIABLE}=${value} is no program that can be run: correct the path (docs/bench-targets.md).`,
    );
  }
  return path;
}

/** True when the interpreter is named: an empty name is none, a wrong path is still an error later. */
export function interpreterNamed(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment[INTERPRETER_VARIABLE]);
}

/** Result of a program on the interpreter. */
export interface ScriptResult {
  /** What the console showed. */
  readonly console: string;
  /** Exit code, or null when it was ended at the deadline. */
  readonly code: number | null;
}

/** How to run a program. */
export interface ScriptOptions {
  /** Real time after which the interpreter is killed, ms. */
  readonly deadlineMs: number;
  /** Content of its flash chip; none: erased. */
  readonly flash?: Uint8Array;
  /** False: no script, the interpreter boots from its flash. Default true. */
  readonly script?: boolean;
  /** Ends the run as soon as this shows on the console. */
  readonly until?: RegExp;
  /** Program that runs the interpreter, with its arguments, for example valgrind. */
  readonly wrapper?: readonly string[];
  /** Called with the folder of the run before it is removed. */
  readonly collect?: (folder: string) => void;
}

/**
 * Runs a program on the interpreter in real time, in a folder of its own that is removed afterwards. The console's input stays an open pipe:
 * at its end the interpreter's input thread runs wild.
 */
export function runScript(path: string, program: string, options: ScriptOptions): Promise<ScriptResult> {
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-espruino-'));
  if (options.flash) writeFileSync(join(folder, 'espruino.flash'), options.flash);
  writeFileSync(join(folder, 'program.js'), program, 'latin1');
  const words = [...(options.wrapper ?? []), path, ...(options.script === false ? [] : ['program.js'])];
  const child = spawn(words[0] as string, words.slice(1), { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] }); // path is always there
  return new Promise((done, fail) => {
    let text = '';
    let errors = '';
    const take = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (options.until?.test(text)) child.kill('SIGKILL');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('latin1')));
    const alarm = setTimeout(() => child.kill('SIGKILL'), options.deadlineMs);
    const clean = (): void => {
      clearTimeout(alarm);
      rmSync(folder, { recursive: true, force: true });
    };
    child.on('error', (error) => {
      clean();
      fail(new Error(`the interpreter ${words.join(' ')} did not start: ${error.message}`));
    });
    child.on('close', (code) => {
      try {
        options.collect?.(folder);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
      clean();
      done({ console: text + (errors && options.wrapper ? errors : ''), code });
    });
  });
}
