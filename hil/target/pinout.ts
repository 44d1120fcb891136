/** Which wire sits on which pin of a board. Both targets number the pins by the order of the roles here. */
import type { BoardRow } from '../../firmware/model/boards.js';
import { ANALOG_ROLES, DIGITAL_ROLES, PULSE_ROLES, PWM_ROLES, SWITCH_ROLES } from './wires.js';
import type { AnalogRole, DigitalRole, PulseRole, PwmRole, SwitchRole } from './wires.js';

export type Role = AnalogRole | PulseRole | DigitalRole | SwitchRole | PwmRole;

/** What a pin is for. `bus`: a line of the serial or the I2C port, without a level of its own here. */
export type PinKind = 'analog' | 'pulse' | 'digital' | 'switch' | 'pwm' | 'bus';

/** First pin number of every kind; a pin number is this plus the place of the role in its list. */
export const FIRST = {
  analog: 0,
  pulse: ANALOG_ROLES.length,
  digital: ANALOG_ROLES.length + PULSE_ROLES.length,
  switch: ANALOG_ROLES.length + PULSE_ROLES.length + DIGITAL_ROLES.length,
  pwm: ANALOG_ROLES.length + PULSE_ROLES.length + DIGITAL_ROLES.length + SWITCH_ROLES.length,
  bus: ANALOG_ROLES.length + PULSE_ROLES.length + DIGITAL_ROLES.length + SWITCH_ROLES.length + PWM_ROLES.length,
} as const;

/** A pin of the board, as the bundle sees it. */
export interface PinRow {
  readonly index: number;
  /** Name of the pin in the bundle, for example `B13`. */
  readonly name: string;
  readonly kind: PinKind;
  /** Wire on this pin; empty for a bus line. */
  readonly role: Role | '';
}

/** Every pin that the bundle of `board` may name, in the order of their numbers. Throws when two wires share a pin. */
export function pinRows(board: BoardRow): PinRow[] {
  const rows: PinRow[] = [];
  const add = (kind: PinKind, role: Role | '', name: string): void => {
    const other = rows.find((r) => r.name === name);
    if (other)
      throw new Error(
        `board ${board.id}: pin ${name} carries ${role || 'a bus line'} and ${other.role || 'a bus line'}; give one of them another pin`,
      );
    rows.push({ index: rows.length, name, kind, role });
  };
  for (const role of ANALOG_ROLES) add('analog', role, board.pins[role]);
  for (const role of PULSE_ROLES) add('pulse', role, board.pins[role]);
  for (const role of DIGITAL_ROLES) add('digital', role, board.pins[role]);
  for (const role of SWITCH_ROLES) add('switch', role, board.pins[role]);
  for (const role of PWM_ROLES) add('pwm', role, board.pins[role]);
  for (const name of [board.serial.rx, board.serial.tx, board.i2c.scl, board.i2c.sda]) add('bus', '', name);
  return rows;
}

/**
 * Bytes of the interpreter's queue of received characters and pin edges (`IOBUFFERMASK` of the board definitions; 4095 on ESP32 and RP2040,
 * which have no pin table yet). A character event takes 2 bytes more than its characters, an edge 6.
 */
export const QUEUE_BYTES = 1023;

/** Most characters that one receive event carries (`IOEVENT_MAX_LEN`). */
export const CHUNK_BYTES = 64;

/** Flash page of a board, bytes: STM32F401 erases 16 KiB sectors, STM32F411 one of 64 KiB, the others 4 KiB pages. */
export function flashPageBytes(board: string): number {
  return board === 'pico' ? 16384 : board === 'wifi' ? 65536 : 4096;
}
