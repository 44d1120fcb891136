/** What work on real boards is handed: the order, the open ports, the bundle. */
import type { ByteStream } from '../bus/stream.js';
import type { BoardRow } from '../../firmware/model/boards.js';
import type { BundleUnderTest } from '../../hil/scenario/bundle-file.js';
import type { BoardWork } from '../../hil/scenario/hardware.js';
import type { SuiteOptions } from '../../hil/scenario/suite.js';
import type { TargetName } from '../../hil/target/target.js';

/** Time that a board with a program of ours takes to open its console, ms. */
export const OPEN_MS = 300;

/** Targets that are real boards. */
export type HardwareTarget = Extract<TargetName, 'board' | 'bench-board'>;

/** A suite on boards, as the command line gives it. */
export interface HardwareSuite extends Omit<SuiteOptions, 'bundle' | 'onProgress' | 'hardware'> {
  readonly target: HardwareTarget;
}

/** What is to be done. */
export interface WorkOrder<W extends keyof BoardWork> {
  readonly work: W;
  readonly suite: HardwareSuite;
  /** Bundle of the emulator in a comparison, when it is another one. */
  readonly against?: BundleUnderTest;
  /** Gets a line when a scenario is over. */
  readonly onProgress: (line: string) => void;
}

/** Ports as they are named on the command line. */
export interface HardwarePorts {
  /** Console of the board that the bench programs. */
  readonly console: string;
  /** RS-485 line of the controller; absent: Modbus goes through the console. */
  readonly line?: string;
}

/** What a session on open ports needs. */
export interface Session<W extends keyof BoardWork> {
  readonly order: WorkOrder<W>;
  readonly row: BoardRow;
  readonly bundle: BundleUnderTest;
  readonly anyBoard: boolean;
  readonly console: ByteStream;
  readonly line?: ByteStream;
  readonly signal: AbortSignal;
}

/** Progress and news, beside the result. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
