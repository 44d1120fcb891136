/**
 * The guided commissioning: item by item in their order, each against an instrument, then the signature. What the device has done already is skipped,
 * so the guide goes on where it stopped.
 */
import { missingItems } from '../../device/commissioning.js';
import { readLoops } from '../../device/loops.js';
import { stateName } from '../../device/outcome.js';
import { commandOf } from '../../device/verbs.js';
import { LiquidusError } from '../../error.js';
import type { AuditFlags } from '../audit.js';
import { auditIfPossible } from '../audit.js';
import type { Link } from '../connection-options.js';
import { sleep } from '../terminal/stop.js';
import type { Answers } from './answers.js';
import { FileAnswers } from './answers.js';
import type { CommissioningStep } from './order.js';
import { stepsOf } from './order.js';
import type { CommissioningRecord } from './record.js';
import { RecordFile } from './record.js';

/** A cell that has just come to rest is not steady yet: a script waits for it, ms. The device asks for 30 s at rest. */
const STEADY_MS = 60_000;
const AGAIN_MS = 1000;

/** How to guide. */
export interface GuideOptions extends AuditFlags {
  readonly record: string;
  /** Items that are done once more. */
  readonly again: readonly string[];
  readonly answers: () => Answers;
  /** Gets what a person reads. */
  readonly say: (text: string) => void;
}

/** Keys of the answers about the fill: `sodium` and `mass`, and for further loops `sodium2`, `mass2` … */
function fillKeys(loops: number): string[] {
  return Array.from({ length: Math.max(loops, 1) }, (_, k) => (k === 0 ? '' : String(k + 1))).flatMap((key) => [`sodium${key}`, `mass${key}`]);
}

class Guide {
  readonly #link: Link;
  readonly #options: GuideOptions;
  readonly #answers: Answers;
  readonly #file: RecordFile;

  constructor(link: Link, options: GuideOptions, answers: Answers, file: RecordFile) {
    this.#link = link;
    this.#options = options;
    this.#answers = answers;
    this.#file = file;
  }

  /** Asks until the device has done what was answered. A refusal is said, and ends a guide that reads a file, unless rest is all that lacks. */
  async #until(attempt: () => Promise<void>): Promise<void> {
    const start = performance.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const mine = error instanceof LiquidusError && error.code !== 'usage.interrupted' && (error.family === 'refused' || error.family === 'usage');
        if (mine && !this.#answers.mayAskAgain && error.code === 'refused.wrongState' && performance.now() - start < STEADY_MS) {
          await sleep(AGAIN_MS);
          continue;
        }
        if (!mine || !this.#answers.mayAskAgain) throw error;
        this.#options.say(`   ✗ ${error.message}`);
      }
    }
  }

  async #send(verb: string, values: readonly string[]): Promise<void> {
    const command = commandOf(verb, values, 0);
    const entry = { action: 'commission', link: this.#link.title, command: [verb, ...values].join(' ') };
    try {
      await this.#link.device.command(command);
    } catch (error) {
      auditIfPossible(this.#options, { ...entry, result: error instanceof LiquidusError ? error.code : 'internal' });
      throw error;
    }
    auditIfPossible(this.#options, { ...entry, result: 'done' });
  }

  async #fill(): Promise<string> {
    const fills: string[] = [];
    const { device } = this.#link;
    const loops = await readLoops(device, await device.readSnapshot());
    for (let loop = 1; loop <= Math.max(loops.length, 1); loop++) {
      const [key, of] = loop === 1 && loops.length < 2 ? ['', ''] : [loop === 1 ? '' : String(loop), ` of NaK loop ${loop}`];
      const sodium = await this.#answers.ask(`sodium${key}`, `   Sodium in the metal${of}, wt%:`);
      const mass = await this.#answers.ask(`mass${key}`, `   Mass of the metal${of}, g:`);
      await this.#send('reanchor', [sodium, mass, ...(loop === 1 ? [] : [String(loop)])]);
      fills.push(`${sodium} wt% Na, ${mass} g`);
    }
    // The lost composition (P05) is over now. What else is latched is no matter of the commissioning.
    await this.#send('reset', []).catch((error: unknown) => {
      if (!(error instanceof LiquidusError) || error.family !== 'refused') throw error;
    });
    return fills.join('; ');
  }

  async #measure({ row }: CommissioningStep): Promise<string> {
    const reference = await this.#answers.ask(row.name, `   What the instrument shows, in ${row.unit} (as-is: by certificate):`);
    await this.#send('calibrate', [row.name, reference]);
    return reference;
  }

  /** One item: prepare, ask, send, look what was found, note it. */
  async item(step: CommissioningStep, place: string): Promise<void> {
    const { row, prepare } = step;
    this.#options.say(`${place} ${row.name}: ${row.doc}\n   ${prepare}`);
    await this.#until(async () => {
      const reference = row.name === 'fill' ? await this.#fill() : await this.#measure(step);
      await this.note(step, reference);
    });
  }

  /** Notes what the device holds for an item. `reference` null: done before. */
  async note({ row }: CommissioningStep, reference: string | null): Promise<void> {
    const held = (await this.#link.device.readCommissioning()).items.find(({ name }) => name === row.name);
    const { value = null, unit = '' } = held ?? {};
    const time = reference === null ? null : new Date().toISOString();
    this.#file.note({ item: row.item, name: row.name, reference, unit: row.unit, found: value, foundUnit: unit, time });
    if (reference !== null) this.#options.say(`   ✓ done${value === null ? '' : `, found ${`${value} ${unit}`.trim()}`}`);
  }

  async sign(): Promise<void> {
    const { say } = this.#options;
    say('Signature: who signs answers for every item above. Charge and discharge are free from then on.');
    await this.#until(async () => {
      const person = await this.#answers.ask('person', '   Number of the person (1..65535):');
      const name = await this.#answers.ask('name', '   Name, for the record (may be empty):');
      if (!/^y(es)?$/i.test(await this.#answers.ask('sure', '   Sign (yes/no)?'))) {
        throw new LiquidusError('usage.unsigned', 'Nothing was signed; answer yes to sign, or leave by Ctrl-C.');
      }
      await this.#send('sign', [person]);
      const { signer, signedEvent } = await this.#link.device.readCommissioning();
      this.#file.sign({ person: signer, name: name === '' ? null : name, event: signedEvent, time: new Date().toISOString() });
      say(`✓ Signed by person ${signer} at event ${signedEvent}. Record: ${this.#file.path}`);
    });
  }
}

/** Guides through what is missing and the signature. Rejects with `usage.*`, `link.*`, `refused.*`. */
export async function guide(link: Link, options: GuideOptions): Promise<CommissioningRecord> {
  const { device } = link;
  const before = await device.readCommissioning();
  const live = await device.readSnapshot();
  const steps = stepsOf((live.variant & 0xff) > 0 ? 'full' : 'core');
  const unknown = options.again.find((name) => !steps.some(({ row }) => row.name === name));
  if (unknown !== undefined)
    throw new LiquidusError('usage.item', `There is no item "${unknown}"; items: ${steps.map(({ row }) => row.name).join(', ')}.`);
  if (before.signed && options.again.length === 0) {
    throw new LiquidusError(
      'usage.signed',
      `The commissioning is complete: person ${before.signer} signed at event ${before.signedEvent}. To measure an item once more, which takes the signature away, give --again ITEM.`,
    );
  }
  const loops = await readLoops(device, live);
  // A loop that was added, or is lost, has to be filled in anew, and with it the others are looked at.
  const missing = [...missingItems(before), ...(loops.length > 1 && loops.some(({ lost }) => lost) ? ['fill'] : [])];
  const open = steps.filter(({ row }) => missing.includes(row.name) || options.again.includes(row.name));
  const file = new RecordFile(options.record, link.title, await device.identify());
  const answers = options.answers();
  try {
    if (answers instanceof FileAnswers) answers.need(open.flatMap(({ row }) => (row.name === 'fill' ? fillKeys(loops.length) : [row.name])));
    const work = new Guide(link, options, answers, file);
    options.say(
      `${link.title}, state ${stateName(live.state)}: ${steps.length - open.length} of ${steps.length} items are done. Ctrl-C leaves; the same command goes on.`,
    );
    for (const step of steps) if (!open.includes(step) && !file.has(step.row.name)) await work.note(step, null);
    for (const [k, step] of open.entries()) await work.item(step, `[${k + 1}/${open.length}]`);
    await work.sign();
    return file.record;
  } finally {
    answers.close();
  }
}
