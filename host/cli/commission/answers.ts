/**
 * Who answers the guide: a person at a terminal, or a file for scripts.
 */
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import * as v from 'valibot';
import { parse } from 'yaml';
import { LiquidusError } from '../../error.js';

/** What the guide needs to know. */
export interface Answers {
  /** `key` names the answer in a file; `question` is what a person reads. `wrong` says why the answer before was not taken. */
  ask(key: string, question: string): Promise<string>;
  /** True when the same question may be asked once more: a person can think again, a file cannot. */
  readonly mayAskAgain: boolean;
  close(): void;
}

function ended(): LiquidusError {
  return new LiquidusError(
    'usage.interrupted',
    'The commissioning was left. Items that are done stay on the controller as long as it has power, and in the record; the same command goes on from there.',
  );
}

/** Asks on the terminal. Ctrl-C and the end of the input end the guide between two commands, never in one. */
export class TerminalAnswers implements Answers {
  readonly mayAskAgain = true;
  readonly #lines: Interface = createInterface({ input: process.stdin, output: process.stdout });
  #gone = false;
  #leave: (() => void) | undefined;

  constructor() {
    const leave = (): void => {
      this.#gone = true;
      this.#leave?.();
    };
    this.#lines.on('SIGINT', leave);
    this.#lines.on('close', leave);
  }

  ask(_: string, question: string): Promise<string> {
    if (this.#gone) return Promise.reject(ended());
    return new Promise((resolve, reject) => {
      this.#leave = () => reject(ended());
      this.#lines.question(`${question} `, (text) => {
        this.#leave = undefined;
        resolve(text.trim());
      });
    });
  }

  close(): void {
    this.#lines.close();
  }
}

const scalar = v.union([v.number(), v.string()]);
const File = v.strictObject({
  person: v.number(),
  name: v.optional(v.string()),
  fill: v.optional(v.strictObject({ sodium: v.number(), mass: v.number() })),
  items: v.optional(v.record(v.string(), scalar)),
});

/** Answers of a YAML file. */
export class FileAnswers implements Answers {
  readonly mayAskAgain = false;
  readonly #path: string;
  readonly #answers: ReadonlyMap<string, string>;

  /** Throws `usage.answers` when the file cannot be read or has another shape. */
  constructor(path: string) {
    this.#path = path;
    let content: unknown;
    try {
      content = parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new LiquidusError('usage.answers', `The answers in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    const result = v.safeParse(File, content);
    if (!result.success) {
      const [issue] = result.issues;
      throw new LiquidusError(
        'usage.answers',
        `The answers in ${path} are wrong at "${v.getDotPath(issue) ?? 'the top'}": ${issue.message}; their shape is in "liquidus commission --help".`,
      );
    }
    const { person, name, fill, items } = result.output;
    this.#answers = new Map([
      ['person', String(person)],
      ['name', name ?? ''],
      ['sure', 'yes'],
      ...(fill
        ? ([
            ['sodium', String(fill.sodium)],
            ['mass', String(fill.mass)],
          ] as const)
        : []),
      ...Object.entries(items ?? {}).map(([item, value]) => [item, String(value)] as const),
    ]);
  }

  /** Throws `usage.answers` unless all of these are answered: nothing is begun that cannot be finished. */
  need(keys: readonly string[]): void {
    const missing = keys.filter((key) => !this.#answers.has(key));
    if (missing.length > 0)
      throw new LiquidusError('usage.answers', `The answers in ${this.#path} lack ${missing.join(', ')}; nothing was sent to the device.`);
  }

  ask(key: string): Promise<string> {
    return Promise.resolve(this.#answers.get(key) ?? '');
  }

  close(): void {
    // Nothing is open.
  }
}
