/**
 * Boards that a bundle can be built for. Memory and buffer figures: Espruino 2v29 board definitions.
 */
import type { Profile } from './types.js';

/** Pin of every role. Analog roles need a converter pin, PWM roles a timer pin. */
export interface PinTable {
  readonly cellVoltage: string;
  readonly current: string;
  readonly nakTempA: string;
  readonly nakTempB: string;
  readonly cellTemp: string;
  readonly leakLoop: string;
  readonly nakFlow: string;
  readonly nakTach: string;
  readonly catholyteTach: string;
  readonly catholyteFlow: string;
  readonly eStopA: string;
  readonly eStopB: string;
  readonly contactorFeedback: string;
  readonly localReset: string;
  readonly contactor: string;
  readonly heaterEnable: string;
  readonly heater: string;
  readonly nakPump: string;
  readonly catholytePump: string;
  readonly chargeCurrent: string;
  readonly dischargeCurrent: string;
}

/** Memory of a board, from its definition in the interpreter's sources. */
export interface BoardMemory {
  /** Name on the command line and of the bundle file. */
  readonly id: string;
  /** Permanent number, high byte of the `variant` register. */
  readonly number: number;
  readonly title: string;
  /** Variables of the interpreter on this board, and bytes per variable. */
  readonly variables: number;
  readonly variableBytes: number;
  /** Bytes of Storage for program and files. */
  readonly storageBytes: number;
  /** Bytes of the transmit buffer of a serial port: a longer write blocks the interpreter. */
  readonly transmitBuffer: number;
}

/** A board with a settled pin table: a bundle is built for it. */
export interface BoardRow extends BoardMemory {
  readonly profile: Profile;
  /** Largest bundle that is built for this board, bytes. */
  readonly bundleLimit: number;
  /** Console port in service; no console elsewhere. */
  readonly console: string;
  /** RS-485 port: object name and pins. */
  readonly serial: { readonly port: string; readonly rx: string; readonly tx: string };
  /** I2C port of the FRAM: object name and pins. */
  readonly i2c: { readonly port: string; readonly scl: string; readonly sda: string };
  readonly pins: PinTable;
}

export const BOARDS: readonly BoardRow[] = [
  {
    id: 'pico',
    number: 1,
    title: 'Espruino Pico (STM32F401, 84 MHz)',
    variables: 5100,
    variableBytes: 13,
    storageBytes: 49152,
    transmitBuffer: 128,
    profile: 'core',
    bundleLimit: 20480,
    console: 'USB',
    serial: { port: 'Serial2', rx: 'A3', tx: 'A2' },
    i2c: { port: 'I2C1', scl: 'B8', sda: 'B9' },
    pins: {
      cellVoltage: 'A0',
      current: 'A1',
      nakTempA: 'A4',
      nakTempB: 'A5',
      cellTemp: 'A6',
      leakLoop: 'A7',
      nakFlow: 'B1',
      nakTach: 'B6',
      catholyteTach: 'A13',
      catholyteFlow: 'B7',
      eStopA: 'B15',
      eStopB: 'B3',
      contactorFeedback: 'A14',
      localReset: 'C13',
      contactor: 'B13',
      heaterEnable: 'B14',
      heater: 'B10',
      nakPump: 'B4',
      catholytePump: 'B5',
      chargeCurrent: 'A8',
      dischargeCurrent: 'A10',
    },
  },
];

/** Boards whose memory is known and whose pin table is not settled yet: sized here, not built. */
export const UNBUILT_BOARDS: readonly BoardMemory[] = [
  { id: 'wifi', number: 2, title: 'Espruino WiFi (STM32F411)', variables: 8190, variableBytes: 13, storageBytes: 65536, transmitBuffer: 256 },
  { id: 'mdbt42q', number: 3, title: 'MDBT42Q (nRF52832)', variables: 2950, variableBytes: 13, storageBytes: 40960, transmitBuffer: 128 },
  { id: 'nrf52840dk', number: 4, title: 'nRF52840 DK', variables: 12500, variableBytes: 14, storageBytes: 40960, transmitBuffer: 256 },
  { id: 'esp32', number: 5, title: 'ESP32', variables: 16383, variableBytes: 14, storageBytes: 917504, transmitBuffer: 256 },
  { id: 'rp2040', number: 6, title: 'RP2040 Pico', variables: 12000, variableBytes: 14, storageBytes: 262144, transmitBuffer: 256 },
  { id: 'rp2350', number: 7, title: 'RP2350 Pico 2', variables: 16000, variableBytes: 14, storageBytes: 3145728, transmitBuffer: 256 },
];

/** Row of a board. Throws when there is none of that id. */
export function boardRow(id: string): BoardRow {
  for (const b of BOARDS) if (b.id === id) return b;
  throw new Error('no board "' + id + '"; boards: ' + BOARDS.map((b) => b.id).join(', '));
}
