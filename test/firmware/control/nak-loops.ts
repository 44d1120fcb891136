/** NaK loops of a board of profile full under the modules that judge them: a test fills them, moves charge, and reads the process image and the window. */
import { BOARD } from '../../../firmware/board/row.js';
import { LOOP_ROWS, LOOP_WINDOW_START } from '../../../firmware/model/loop-registers.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

type Modules = Awaited<ReturnType<typeof freshFirmware<'commands' | 'loops' | 'margin' | 'parameters' | 'values'>>>;

const NAMES = parametersOf(BOARD).map((row) => row.name);

export class NakLoops {
  constructor(readonly fw: Modules) {}

  /** A board that has just started, with its parameters as delivered and nothing lost. */
  static async start(): Promise<NakLoops> {
    const loops = new NakLoops(await freshFirmware(['commands', 'loops', 'margin', 'parameters', 'values']));
    loops.fw.parameters.loadParameters();
    loops.set('anchorLost', 0);
    return loops;
  }

  get(name: string): number {
    return this.fw.values.X[valueIndex(name)];
  }

  set(name: string, value: number): void {
    this.fw.values.X[valueIndex(name)] = value;
  }

  /** A parameter in force, in register units. */
  parameter(name: string): number {
    return this.fw.parameters.P[NAMES.indexOf(name)];
  }

  put(name: string, value: number): void {
    this.fw.parameters.setParameter(NAMES.indexOf(name), value);
  }

  /** A 32-bit value of the process image. */
  left(name: string): number {
    return this.get(`${name}.0`) * 65536 + this.get(`${name}.1`);
  }

  /** Loops filled with [wt% Na, g] each, all anchored. */
  fill(...loops: readonly (readonly [number, number])[]): void {
    this.put('nakLoops', loops.length);
    loops.forEach(([w, mass], k) => {
      this.put(k === 0 ? 'anchorMetalMass' : `loop${k + 1}Mass`, 1000 * mass);
      this.put(k === 0 ? 'anchorComposition' : `loop${k + 1}Anchor`, 100 * w);
    });
    this.fw.commands.applyParameters();
  }

  /** Estimates after `ampereHours` of discharge with the coldest point at `celsius` and a planned ambient of 10 °C. */
  estimate(ampereHours: number, celsius: number): void {
    this.fw.margin.startCount();
    this.set('charge', ampereHours * 3_600_000);
    this.set('coldestTemp', 10 * celsius);
    this.set('plannedAmbient', 100);
    this.fw.margin.estimateMargin(1);
    for (let k = 0; k < 4; k++) this.fw.margin.estimateChargeLeft();
  }

  /** A register of the window as a master reads it; those of one word without a sign. */
  shown(name: string): number {
    const row = LOOP_ROWS.find((r) => r.name === name);
    if (!row) throw new Error(`no register ${name}`);
    const wide = row.type === 'i32';
    const [a = 0, b = 0] = this.window(row.address - LOOP_WINDOW_START, wide ? 2 : 1);
    return wide ? (a << 16) | b : a;
  }

  /** `count` registers of the window from place `from` on. */
  window(from: number, count: number): number[] {
    const into = new Uint8Array(3 + 2 * count);
    this.fw.loops.readLoops(from, count, into);
    return Array.from({ length: count }, (_none, i) => (into[3 + 2 * i] ?? 0) * 256 + (into[4 + 2 * i] ?? 0));
  }
}
