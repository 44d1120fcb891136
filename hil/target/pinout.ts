/** Which wire sits on which pin of a board. Both targets number the pins by kind, and within a kind by the order of the roles. */
import type { BoardRow } from '../../firmware/model/boards.js';
import type { ProcessRole } from '../plant/process-channels.js';
import {
  ALL_ANALOG_ROLES,
  DIGITAL_ROLES,
  FULL_DIGITAL_ROLES,
  FULL_PWM_ROLES,
  FULL_SWITCH_ROLES,
  PULSE_ROLES,
  PWM_ROLES,
  SWITCH_ROLES,
} from './wires.js';
import type { AnalogRole, DigitalRole, FullDigitalRole, FullPwmRole, FullSwitchRole, PulseRole, PwmRole, SwitchRole } from './wires.js';

export type Role = AnalogRole | ProcessRole | PulseRole | DigitalRole | FullDigitalRole | SwitchRole | FullSwitchRole | PwmRole | FullPwmRole;

/** What a pin is for. `bus`: a line of a serial, I2C or SPI port; `select`: of a chip on the SPI port; `direction`: of the RS-485 transceiver. */
export type PinKind = 'analog' | 'pulse' | 'digital' | 'switch' | 'pwm' | 'bus' | 'select' | 'direction';

/** A pin of the board, as the bundle sees it. */
export interface PinRow {
  readonly index: number;
  /** Name of the pin in the bundle, for example `B13`. */
  readonly name: string;
  readonly kind: PinKind;
  /** Wire on this pin; empty where it is none of the plant's. */
  readonly role: Role | '';
}

/** The pins of a board. */
export interface Pinout {
  /** Every pin that the bundle may name, in the order of their numbers. */
  readonly rows: readonly PinRow[];
  /** First pin number of every kind. */
  readonly first: Readonly<Record<PinKind, number>>;
}

const WIRES: readonly (readonly [PinKind, readonly Role[]])[] = [
  ['analog', ALL_ANALOG_ROLES],
  ['pulse', PULSE_ROLES],
  ['digital', [...DIGITAL_ROLES, ...FULL_DIGITAL_ROLES]],
  ['switch', [...SWITCH_ROLES, ...FULL_SWITCH_ROLES]],
  ['pwm', [...PWM_ROLES, ...FULL_PWM_ROLES]],
];

/** Lines of the board's ports. */
function busLines({ serial, i2c, spi }: BoardRow): string[] {
  return [serial.rx, serial.tx, i2c.scl, i2c.sda, spi.sck, spi.miso, spi.mosi].filter((name) => name !== '');
}

function selects({ rtd, thermocouple }: BoardRow): string[] {
  return [...Object.values(rtd), ...Object.values(thermocouple)].filter((name) => name !== '');
}

/** The pins of `board`. Throws when two wires share a pin. */
export function pinoutOf(board: BoardRow): Pinout {
  const rows: PinRow[] = [];
  const first = { analog: 0, pulse: 0, digital: 0, switch: 0, pwm: 0, bus: 0, select: 0, direction: 0 };
  const add = (kind: PinKind, role: Role | '', name: string): void => {
    const other = rows.find((r) => r.name === name);
    if (other)
      throw new Error(
        `board ${board.id}: pin ${name} carries ${role || 'a bus line'} and ${other.role || 'a bus line'}; give one of them another pin`,
      );
    rows.push({ index: rows.length, name, kind, role });
  };
  for (const [kind, roles] of WIRES) {
    first[kind] = rows.length;
    for (const role of roles) if (board.onPin[role]) add(kind, role, board.pins[role]);
  }
  first.bus = rows.length;
  for (const name of busLines(board)) add('bus', '', name);
  first.select = rows.length;
  for (const name of selects(board)) add('select', '', name);
  first.direction = rows.length;
  if (board.uses.direction) add('direction', '', board.serial.direction);
  return { rows, first };
}

/** Number of the pin of a wire; −1 when it is not on a pin. */
export function pinOf({ rows }: Pinout, role: Role): number {
  return rows.findIndex((r) => r.role === role);
}

/**
 * Bytes of the interpreter's queue of received characters and pin edges (`IOBUFFERMASK` of the board definitions; ESP32 and RP2040 have
 * 4095, and are taken for smaller than they are). A character event takes 2 bytes more than its characters, an edge 6.
 */
export const QUEUE_BYTES = 1023;

/** Most characters that one receive event carries (`IOEVENT_MAX_LEN`). */
export const CHUNK_BYTES = 64;

/** Flash page of a board, bytes: STM32F401 erases 16 KiB sectors, STM32F411 one of 64 KiB, the others 4 KiB pages. */
export function flashPageBytes(board: string): number {
  return board === 'pico' ? 16384 : board === 'wifi' ? 65536 : 4096;
}
