/**
 * Who a device says it is.
 */
import { UNBUILT_BOARDS } from '../../firmware/model/board-specs.js';
import { BOARDS } from '../../firmware/model/boards.js';
import { EXTENSION_ROWS, EXTENSION_START, MAP_MAJOR, MAP_MINOR, mapText } from '../../firmware/model/registers.js';
import { crc16 } from '../bus/crc.js';
import type { Words } from './codec.js';
import { decodeHex, decodeNumber } from './codec.js';
import type { Live } from './live.js';

/** Identity of a device. */
export interface Identity {
  /** Map version, for example `1.0`. */
  readonly map: string;
  readonly mapMajor: number;
  /** CRC-16 of the device's register table, and whether it is the table of this program. */
  readonly mapHash: number;
  readonly mapMatches: boolean;
  /** Firmware version, for example `0.1`. */
  readonly firmware: string;
  /** Board id and title; null for a number that this program does not know. */
  readonly board: { readonly number: number; readonly id: string | null; readonly title: string | null };
  readonly profile: 'core' | 'full' | null;
  /** First 16 hexadecimal digits of the SHA-256 of the bundle in flash; null when the device does not serve the extension block. */
  readonly bundleHash: string | null;
  readonly uptimeSeconds: number;
  readonly restarts: number | null;
  readonly freeVariables: number | null;
}

/** Version text of a register with major × 256 + minor. */
export function versionText(register: number): string {
  return `${register >> 8}.${register & 0xff}`;
}

/** Map version of this program. */
export const OWN_MAP = versionText(MAP_MAJOR * 256 + MAP_MINOR);

/** CRC-16 of this program's register table, as the device shows it in register 1. */
export function ownMapHash(): number {
  return crc16(new TextEncoder().encode(mapText()));
}

function extensionNumber(name: string, words: Words): number | null {
  const row = EXTENSION_ROWS.find((candidate) => candidate.name === name);
  return row ? decodeNumber(row, words, EXTENSION_START) : null;
}

/** Puts an identity together from a snapshot and the extension block, which may be missing. */
export function identityOf(live: Live, extension: Words | undefined): Identity {
  const number = live.variant >> 8;
  const board = [...BOARDS, ...UNBUILT_BOARDS].find((row) => row.number === number);
  const profile = (['core', 'full'] as const)[live.variant & 0xff] ?? null;
  const hashRow = EXTENSION_ROWS.find((row) => row.name === 'bundleHash');
  return {
    map: versionText(live.mapVersion),
    mapMajor: live.mapVersion >> 8,
    mapHash: live.mapHash,
    mapMatches: live.mapHash === ownMapHash(),
    firmware: versionText(live.firmwareVersion),
    board: { number, id: board?.id ?? null, title: board?.title ?? null },
    profile,
    bundleHash: extension && hashRow ? decodeHex(hashRow, extension, EXTENSION_START) : null,
    uptimeSeconds: live.uptime,
    restarts: extension ? extensionNumber('restarts', extension) : null,
    freeVariables: extension ? extensionNumber('freeVariables', extension) : null,
  };
}
