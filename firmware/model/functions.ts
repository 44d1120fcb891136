/**
 * Function codes that the slave knows, in the order of its handlers (firmware/modbus/slave.ts). Lengths: Modbus Application Protocol 1.1b3,
 * section 6, with address and CRC of the serial line around the request.
 */
import type { Profile } from './types.js';

export interface FunctionRow {
  readonly code: number;
  readonly name: string;
  /** Profiles that answer it; the others answer exception 1. */
  readonly profile: Profile;
  /** Of those only the ones with at least `ROOMY_STORAGE` bytes of Storage. */
  readonly roomy?: true;
  /** Bytes of the request with address and CRC; 0: a byte of the request counts what follows it. */
  readonly length: number;
  /** Place of that byte, counted from the address; 0 when there is none. */
  readonly countAt: number;
  /** The specification has it for the serial line only: over Modbus TCP it is answered with exception 1. */
  readonly serialOnly?: true;
  /** True when it is executed for all units at once, without an answer. */
  readonly broadcast: boolean;
  /** Limits and meaning on this device. */
  readonly doc: string;
}

function fixed(code: number, name: string, profile: Profile, length: number, broadcast: boolean, doc: string): FunctionRow {
  return { code, name, profile, length, countAt: 0, broadcast, doc };
}

function counted(code: number, name: string, profile: Profile, countAt: number, broadcast: boolean, doc: string): FunctionRow {
  return { code, name, profile, length: 0, countAt, broadcast, doc };
}

function onLine(row: FunctionRow): FunctionRow {
  return Object.assign({}, row, { serialOnly: true as const });
}

function roomy(row: FunctionRow): FunctionRow {
  return Object.assign({}, row, { roomy: true as const });
}

/** Storage of boards that have room for more than what is needed, bytes: files, the log of the line. */
export const ROOMY_STORAGE = 65536;

/** True when a board answers the function. */
export function answers(row: FunctionRow, board: { readonly profile: Profile; readonly storageBytes: number }): boolean {
  return row.profile === 'core' || (row.profile === board.profile && (!row.roomy || board.storageBytes >= ROOMY_STORAGE));
}

/** Rows of boards of profile `core` first, those of roomy boards last. */
export const FUNCTIONS: readonly FunctionRow[] = [
  fixed(1, 'read coils', 'core', 8, false, '1–2000 coils of the table below'),
  fixed(2, 'read discrete inputs', 'core', 8, false, '1–2000 inputs of the table below, one consistent snapshot'),
  fixed(3, 'read holding registers', 'core', 8, false, '1–125 registers of one area'),
  fixed(4, 'read input registers', 'core', 8, false, '1–125 registers of one area'),
  fixed(5, 'write a coil', 'core', 8, true, '0x0000 or 0xFF00, else exception 3'),
  fixed(6, 'write a register', 'core', 8, true, 'exception 3 for a value outside its limits and for half of a 32-bit value'),
  onLine(fixed(8, 'diagnostics', 'core', 8, true, 'sub-functions below; of a broadcast only sub-function 1 counts')),
  counted(15, 'write coils', 'core', 6, true, '1–1968 coils, whole or not at all'),
  counted(16, 'write registers', 'core', 6, true, '1–123 registers of one area, whole or not at all'),
  onLine(
    fixed(
      17,
      'report server id',
      'core',
      4,
      false,
      'board number, run indicator (0xFF while the plant runs, as coil 0), name, board and version as text',
    ),
  ),
  fixed(22, 'mask write', 'core', 10, true, 'one register; the result is judged as a write of it'),
  fixed(43, 'device identification', 'core', 7, false, 'type 14, codes 1–4, conformity 0x83; the objects below'),
  counted(23, 'read and write registers', 'full', 10, false, 'writes 1–121, then reads 1–125'),
  roomy(counted(20, 'read file', 'full', 2, false, 'files below; 245 bytes of answer at most, a group of at most 121 registers')),
  roomy(counted(21, 'write file', 'full', 2, true, 'file 2 only: parameters into the shadow, whole or not at all')),
  roomy(fixed(24, 'read FIFO queue', 'full', 6, false, 'pointer 1020: up to three event records from the cursor on')),
  roomy(onLine(fixed(7, 'read exception status', 'full', 4, false, 'the eight bits below'))),
  roomy(onLine(fixed(11, 'event counter', 'full', 4, false, 'status 0: no command runs longer than its answer'))),
  roomy(onLine(fixed(12, 'event log', 'full', 4, false, 'as function 11, and up to 64 events of the line, the newest first'))),
];
