/**
 * Boards that a bundle can be built for. Memory and buffer figures: Espruino 2v29 board definitions.
 */
import type { AnalogChannel, Channel, ContactChannel, SwitchChannel, TemperatureChannel } from './channels.js';
import { ANALOG_CHANNELS, CHANNELS, TEMPERATURE_CHANNELS } from './channels.js';
import type { Profile } from './types.js';

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

/**
 * What a board has and where. A channel is on a pin of the board, on an ADS1115 (`adc`), behind a MAX31865 or a MAX31855 (`rtd`,
 * `thermocouple`), on the port expander (`expander`), or not there.
 */
interface BoardSpec extends BoardMemory {
  readonly profile: Profile;
  /** Largest bundle that is built for this board, bytes. */
  readonly bundleLimit: number;
  /** Frequency of the pump and converter outputs, Hz. The ESP32 has five PWM channels at its own 5 kHz and three of a free frequency. */
  readonly driveHz: number;
  /** Console port in service; no console elsewhere. */
  readonly console: string;
  /** RS-485 port: object name and pins. */
  readonly serial: { readonly port: string; readonly rx: string; readonly tx: string };
  /** I2C port of the FRAM, the ADS1115 and the port expander: object name and pins. */
  readonly i2c: { readonly port: string; readonly scl: string; readonly sda: string };
  /** SPI port of the MAX31865 and MAX31855: object name and pins. */
  readonly spi?: { readonly port: string; readonly sck: string; readonly miso: string; readonly mosi: string };
  /** Pins of the board. Analog channels need a converter pin, PWM channels a timer pin. */
  readonly pins: Partial<Record<Channel, string>>;
  /** Input of an ADS1115 as `chip.input`, chip 0–15 (four addresses on each of four channels of a TCA9548A; 0–3 also without one), input 0–3. */
  readonly adc?: Partial<Record<TemperatureChannel | AnalogChannel, string>>;
  /** Chip-select pin of a MAX31865 with a PT1000. */
  readonly rtd?: Partial<Record<TemperatureChannel, string>>;
  /** Chip-select pin of a MAX31855 with a type K thermocouple. */
  readonly thermocouple?: Partial<Record<TemperatureChannel, string>>;
  /** Temperatures taken by a 10 kΩ NTC on 10 kΩ instead of a PT1000 on 2.7 kΩ. */
  readonly ntc?: readonly TemperatureChannel[];
  /** Port of the MCP23017, 0–15. Only outputs whose last level may stay when the controller dies. */
  readonly expander?: Partial<Record<SwitchChannel | ContactChannel, number>>;
  /** Cells that the board measures one by one; 1: the terminal voltage alone. */
  readonly cells: number;
  /** First ADS1115 of the cells; each chip takes four, in order. */
  readonly cellChip?: number;
}

/** A board with a settled pin table: a bundle is built for it. */
export interface BoardRow extends BoardSpec {
  /** Pin by channel; empty when the channel is not on a pin. */
  readonly pins: Record<Channel, string>;
  /** Which channels are fitted. In a bundle `BOARD.has.x` is a literal, so that code for what is not fitted falls away. */
  readonly has: Record<Channel, boolean>;
  /** Which of them are on a pin of the board itself. */
  readonly onPin: Record<Channel, boolean>;
  /** Place of a channel among the readings that come from chips; −1 for the others. */
  readonly slot: Record<TemperatureChannel | AnalogChannel, number>;
  /** Place of the first cell there; −1 on a board that measures no single cells. */
  readonly cellSlot: number;
  /** Number of readings that come from chips. */
  readonly slots: number;
  /** Port of the expander by channel; −1 for the others. */
  readonly line: Record<Channel, number>;
  /** Kinds of chips on the board. */
  readonly uses: { readonly adc: boolean; readonly rtd: boolean; readonly thermocouple: boolean; readonly expander: boolean };
}

function board(spec: BoardSpec): BoardRow {
  const pins = {} as Record<Channel, string>;
  const has = {} as Record<Channel, boolean>;
  const onPin = {} as Record<Channel, boolean>;
  const line = {} as Record<Channel, number>;
  const elsewhere = [spec.adc, spec.rtd, spec.thermocouple, spec.expander] as readonly (Partial<Record<Channel, unknown>> | undefined)[];
  const ports = (spec.expander ?? {}) as Partial<Record<Channel, number>>;
  for (const name of CHANNELS) {
    pins[name] = spec.pins[name] ?? '';
    onPin[name] = pins[name] !== '';
    has[name] = onPin[name] || elsewhere.some((place) => place?.[name] !== undefined);
    line[name] = ports[name] ?? -1;
  }
  const slot = {} as Record<TemperatureChannel | AnalogChannel, number>;
  let slots = 0;
  for (const name of [...TEMPERATURE_CHANNELS, ...ANALOG_CHANNELS]) slot[name] = has[name] && !onPin[name] ? slots++ : -1;
  const cellSlot = spec.cellChip === undefined ? -1 : slots;
  if (spec.cellChip !== undefined) slots += spec.cells;
  const uses = {
    adc: spec.adc !== undefined || spec.cellChip !== undefined,
    rtd: spec.rtd !== undefined,
    thermocouple: spec.thermocouple !== undefined,
    expander: spec.expander !== undefined,
  };
  return Object.assign({}, spec, { pins, has, onPin, slot, cellSlot, slots, line, uses });
}

export const BOARDS: readonly BoardRow[] = [
  board({
    id: 'pico',
    number: 1,
    title: 'Espruino Pico (STM32F401, 84 MHz)',
    variables: 5100,
    variableBytes: 13,
    storageBytes: 49152,
    transmitBuffer: 128,
    profile: 'core',
    // Old and new program lie side by side while one is flashed, with 4 KB left for parameters: 2 × 21 KB of 48 KB.
    bundleLimit: 21504,
    driveHz: 1000,
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
    cells: 1,
  }),
  board({
    id: 'esp32',
    number: 5,
    title: 'ESP32 (WROOM-32, 240 MHz)',
    variables: 16383,
    variableBytes: 14,
    storageBytes: 917504,
    transmitBuffer: 256,
    profile: 'full',
    bundleLimit: 65536,
    driveHz: 5000,
    console: 'Serial1',
    serial: { port: 'Serial3', rx: 'D16', tx: 'D17' },
    i2c: { port: 'I2C1', scl: 'D22', sda: 'D21' },
    pins: {
      eStopA: 'D34',
      eStopB: 'D35',
      contactorFeedback: 'D36',
      localReset: 'D0',
      nakTach: 'D39',
      catholyteTach: 'D5',
      catholyteFlow: 'D15',
      contactor: 'D32',
      heaterEnable: 'D33',
      preCharge: 'D25',
      safetyToggle: 'D26',
      heater: 'D4',
      nakPump: 'D13',
      catholytePump: 'D14',
      chargeCurrent: 'D18',
      dischargeCurrent: 'D19',
      chargeLimitOut: 'D27',
      dischargeLimitOut: 'D23',
    },
    adc: {
      current: '0.0',
      cellVoltage: '1.0',
      leakLoop: '2.0',
      catholyteLeakLoop: '3.0',
      nakTempA: '4.0',
      nakTempB: '5.0',
      nakPressure: '6.0',
      catholytePressure: '7.0',
      supply: '8.0',
      adcReference: '9.0',
      nakFlow: '9.1',
      cellTemp: '9.2',
      catholyteTemp: '9.3',
      nakInletTemp: '10.0',
      busVoltage: '10.1',
      nakPumpCurrent: '10.2',
      catholytePumpCurrent: '10.3',
      blanketPressure: '11.0',
      nakLevel: '11.1',
      oxygen: '11.2',
      hydrogen: '11.3',
      roomHydrogen: '12.0',
      toxicGas: '12.1',
    },
    ntc: ['catholyteTemp'],
    expander: { isolationValves: 0, argonPurge: 1, enclosureFan: 2, scrubber: 3, traceHeater: 4, leakExcitation: 5, smoke: 8 },
    cells: 8,
    cellChip: 13,
  }),
];

/** Boards whose memory is known and whose pin table is not settled yet: sized here, not built. */
export const UNBUILT_BOARDS: readonly BoardMemory[] = [
  { id: 'wifi', number: 2, title: 'Espruino WiFi (STM32F411)', variables: 8190, variableBytes: 13, storageBytes: 65536, transmitBuffer: 256 },
  { id: 'mdbt42q', number: 3, title: 'MDBT42Q (nRF52832)', variables: 2950, variableBytes: 13, storageBytes: 40960, transmitBuffer: 128 },
  { id: 'nrf52840dk', number: 4, title: 'nRF52840 DK', variables: 12500, variableBytes: 14, storageBytes: 40960, transmitBuffer: 256 },
  { id: 'rp2040', number: 6, title: 'RP2040 Pico', variables: 12000, variableBytes: 14, storageBytes: 262144, transmitBuffer: 256 },
  { id: 'rp2350', number: 7, title: 'RP2350 Pico 2', variables: 16000, variableBytes: 14, storageBytes: 3145728, transmitBuffer: 256 },
];

/** Row of a board. Throws when there is none of that id. */
export function boardRow(id: string): BoardRow {
  for (const b of BOARDS) if (b.id === id) return b;
  throw new Error('no board "' + id + '"; boards: ' + BOARDS.map((b) => b.id).join(', '));
}
