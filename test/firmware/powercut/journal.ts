/**
 * What a board does to its memories, operation by operation, and the memories as a cut of power before an operation or inside one leaves them.
 */
import { FlashStorage } from '../../../hil/target/storage.js';
import type { EmulatedBoard } from '../emulated-board.js';
import type { Chips } from '../persist/chips.js';

/** One write to flash or FRAM. */
export interface Operation {
  readonly memory: 'flash' | 'fram';
  readonly address: number;
  readonly content: Uint8Array;
  /** What is written, in words: file or region, and bytes. */
  readonly what: string;
  /** When, what the board was doing, and how matters really stood then. */
  readonly timeMs: number;
  readonly phase: string;
  readonly contactor: boolean;
  readonly charge: number;
}

/** Bytes of a counter record's place in FRAM, where histories and events begin there. */
const [COUNTERS, HISTORIES, EVENTS] = [256, 2048, 4096];

export class Journal {
  readonly operations: Operation[] = [];
  phase = '';
  private readonly first: Chips;

  /** Listens to a board from now on. `charge`: what its counter stands at. */
  constructor(board: EmulatedBoard, charge: () => number) {
    const { flash, fram } = board.target;
    this.first = { flash: flash.bytes.slice(), fram: fram.bytes.slice() };
    const storage = new FlashStorage(flash, () => undefined);
    const note = (memory: Operation['memory'], address: number, content: Uint8Array, what: string): void => {
      const { phase } = this;
      const contactor = board.target.outputs.contactor === 1;
      this.operations.push({ memory, address, content: content.slice(), what, timeMs: board.now, phase, contactor, charge: charge() });
    };
    flash.onOperation = (address, content) => {
      if (content === undefined) throw new Error(`a page of flash is erased in service, at ${address}`);
      const file = storage.fileNameAt(address);
      if (file === undefined) throw new Error(`flash is written outside the content of a file, at ${address}`);
      note('flash', address, content, `${file} ${content.length}`);
    };
    fram.onWrite = (address, content) => note('fram', address, content, `${regionOf(address)} ${content.length}`);
  }

  /** The memories when operation `index` is cut short after `kept` bytes; all before it are whole. */
  *cuts(index: number, kepts: readonly number[]): Generator<Chips> {
    const operation = this.operations[index];
    const { flash, fram } = this.before(index);
    for (const kept of kepts) {
      const chips = { flash: flash.slice(), fram: fram.slice() };
      if (operation) apply(chips, operation, kept);
      yield chips;
    }
  }

  private before(index: number): Chips {
    const chips = { flash: this.first.flash.slice(), fram: this.first.fram.slice() };
    for (const operation of this.operations.slice(0, index)) apply(chips, operation, operation.content.length);
    return chips;
  }
}

function regionOf(address: number): string {
  if (address < HISTORIES) return `counters ${Math.floor(address / COUNTERS)}`;
  return address < EVENTS ? 'history' : 'event';
}

/** Flash can only clear bits; FRAM takes what is written. */
function apply(chips: Chips, { memory, address, content }: Operation, kept: number): void {
  for (let i = 0; i < kept; i++) {
    const byte = content[i] ?? 0;
    const at = address + i;
    if (memory === 'flash') chips.flash[at] = (chips.flash[at] ?? 0) & byte;
    else chips.fram[at % chips.fram.length] = byte;
  }
}

/** A run of operations of one moment, and how often the same one came. */
export interface Sequence {
  readonly name: string;
  readonly phases: Set<string>;
  /** First operation of its first and of its last occurrence, and how many there are in one. */
  readonly starts: number[];
  readonly length: number;
  times: number;
}

/** The distinct sequences of a journal, in the order of their first occurrence. */
export function sequencesOf(operations: readonly Operation[]): Sequence[] {
  const found = new Map<string, Sequence>();
  for (let from = 0; from < operations.length;) {
    let to = from;
    while (to < operations.length && operations[to]?.timeMs === operations[from]?.timeMs) to++;
    const name = operations
      .slice(from, to)
      .map((operation) => operation.what)
      .join(', ');
    const known = found.get(name);
    const phase = operations[from]?.phase ?? '';
    if (!known) found.set(name, { name, phases: new Set([phase]), starts: [from], length: to - from, times: 1 });
    else {
      known.times++;
      known.phases.add(phase);
      known.starts[1] = from;
    }
    from = to;
  }
  return [...found.values()];
}
