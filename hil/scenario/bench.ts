/**
 * One bench: plant, controller and line, stepped together in virtual time. It knows nothing of scenarios; the virtual rig uses it too.
 */
import { LineMaster, MASTER_DEFAULTS, type MasterOptions } from '../line/master.js';
import { type Grain, SerialLine } from '../line/serial-line.js';
import { HazardOracle } from '../plant/hazards.js';
import { boardRow } from '../../firmware/model/boards.js';
import { LabCell, type Equipment } from '../plant/lab-cell.js';
import type { LabCellOptions } from '../plant/options.js';
import { PROCESS_ROLES } from '../plant/process-channels.js';
import type { FaultStage } from '../fault/definition.js';
import type { LineSettings } from '../target/line-settings.js';
import { shippedLine } from '../target/shipped-line.js';
import type { Target } from '../target/target.js';
import type { SignalSources } from './signals.js';

export interface BenchOptions {
  readonly plant: LabCellOptions;
  /** Step of the plant, ms. */
  readonly stepMs: number;
  readonly line?: Partial<MasterOptions>;
  /** Speed and frame of the master's port; default: as the board is shipped. */
  readonly settings?: LineSettings;
  /** How the board gets its characters; default `write`. */
  readonly grain?: Grain;
}

/** What stands around the cell for a board: pressures, gases and the rest only where it can see them, valves and a pre-charge only where it can switch them. */
function equipmentOf(board: string): Equipment {
  const { has, ntc, cells } = boardRow(board);
  return {
    process: PROCESS_ROLES.some((role) => has[role]),
    valves: has.isolationValves,
    preCharge: has.preCharge,
    cells: cells > 1,
    safetyRelay: has.safetyToggle,
    limitOutputs: has.chargeLimitOut && has.dischargeLimitOut,
    ntc: ntc ?? [],
  };
}

export class Bench implements FaultStage, SignalSources {
  readonly plant: LabCell;
  readonly line: SerialLine;
  readonly master: LineMaster;
  readonly hazards = new HazardOracle();
  /** Virtual time, ms. */
  nowMs = 0;
  /** True while the board has power. */
  powered = false;
  private switchedOn = false;
  private readonly stepMs: number;

  constructor(
    readonly target: Target,
    options: BenchOptions,
  ) {
    this.plant = new LabCell(options.plant, equipmentOf(target.board));
    this.line = new SerialLine(target, options.settings ?? shippedLine(), options.grain);
    this.master = new LineMaster(this.line.join('master'), { ...MASTER_DEFAULTS, ...options.line });
    this.stepMs = options.stepMs;
  }

  power(on: boolean): void {
    this.switchedOn = on;
    this.feed();
  }

  /** The board lives while it is switched on and its supply suffices. */
  private feed(): void {
    const on = this.switchedOn && this.plant.boardFed;
    if (on === this.powered) return;
    this.powered = on;
    if (on) this.target.powerOn(this.nowMs);
    else this.target.powerOff(this.nowMs);
    this.line.boardDied();
    this.master.drop();
    this.master.live.forget();
  }

  /** Lets one step pass: levels to the pins, bytes to the line, the controller up to the end of the step, then the plant with its outputs. */
  step(): void {
    const { plant, target, stepMs } = this;
    const now = this.nowMs;
    target.present(now, plant.inputs);
    this.master.service(now);
    const next = now + stepMs;
    this.line.run(next);
    plant.step(stepMs, target.outputs);
    this.hazards.observe(stepMs, plant.truth);
    this.nowMs = next;
    this.feed();
  }
}
