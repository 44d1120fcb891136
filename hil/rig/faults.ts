/**
 * What is broken in a rig now: faults of the library, put in and taken back one by one.
 */
import { boardRow, type BoardRow } from '../../firmware/model/boards.js';
import { fits, unsupported } from '../fault/definition.js';
import type { FaultDefinition, FaultStage, FaultValues, Undo } from '../fault/definition.js';
import { checkedValues, fault, FaultError, listFaults } from '../fault/library.js';

/** A fault that acts. */
export interface Injection {
  readonly number: number;
  readonly fault: string;
  readonly values: FaultValues;
  /** Virtual time at which it was put in, s. */
  readonly sinceS: number;
}

/** Faults of the bench's own master: the masters of a rig are the programs that connect to it. */
const OF_THE_MASTER: readonly string[] = ['line.silence', 'line.heartbeatLost'];

interface Acting extends Injection {
  readonly definition: FaultDefinition;
  undo: Undo;
}

/** Faults of one rig. */
export class RigFaults {
  readonly #stage: FaultStage;
  readonly #now: () => number;
  #acting: Acting[] = [];
  #count = 0;

  /** @param now virtual time, ms */
  constructor(stage: FaultStage, now: () => number) {
    this.#stage = stage;
    this.#now = now;
  }

  get #board(): BoardRow {
    return boardRow(this.#stage.target.board);
  }

  /** Faults that can be put into a rig. */
  get injectable(): readonly FaultDefinition[] {
    return listFaults().filter((definition) => !OF_THE_MASTER.includes(definition.id) && fits(definition, this.#board));
  }

  /** What acts now, the oldest first. What is over by itself is not in it. */
  get active(): readonly Injection[] {
    return this.#acting.map(({ number, fault: id, values, sinceS }) => ({ number, fault: id, values, sinceS }));
  }

  /** Puts a fault in. Throws `usage.fault` for an unknown one, a wrong value, or one that acts already. */
  inject(id: string, given: FaultValues): Injection {
    const definition = fault(id);
    if (OF_THE_MASTER.includes(id)) throw new FaultError(`the master of a rig is your own program; let it do what "${id}" says`);
    if (this.#acting.some((acting) => acting.definition === definition)) {
      throw new FaultError(`fault ${id} acts already; clear it before you inject it with other values`);
    }
    const refusal = unsupported(definition, [this.#board]);
    if (refusal !== undefined) throw new FaultError(refusal);
    const values = checkedValues(definition, given);
    const injection = { number: ++this.#count, fault: id, values, sinceS: this.#now() / 1000 };
    const undo = definition.inject(this.#stage, values);
    if (definition.clearable) this.#acting.push({ ...injection, definition, undo });
    return injection;
  }

  /** Takes a fault back. Throws `usage.fault` when no such injection acts. */
  clear(number: number): void {
    const gone = this.#acting.find((acting) => acting.number === number);
    if (!gone) throw new FaultError(`there is no injection ${number} that acts; active: ${this.#acting.map((a) => a.number).join(', ') || 'none'}`);
    // Faults of one thing may share a field, and each remembers what stood there before it: so they go newest first, and the others come back.
    const younger = this.#acting.filter((acting) => acting.definition.what === gone.definition.what && acting.number > number);
    for (const acting of [...younger].reverse()) acting.undo();
    gone.undo();
    this.#acting = this.#acting.filter((acting) => acting !== gone);
    for (const acting of younger) acting.undo = acting.definition.inject(this.#stage, acting.values);
  }

  /** Takes everything back, the newest first. */
  clearAll(): void {
    for (const acting of this.#acting.splice(0).reverse()) acting.undo();
  }
}
