/**
 * Shape of a board's row: what the board is, what it has and where.
 */
import type { AnalogChannel, Channel, ContactChannel, SwitchChannel, TemperatureChannel } from './channels.js';
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

/** A clocked port for chips: object name and pins. */
export interface SpiPort {
  readonly port: string;
  readonly sck: string;
  readonly miso: string;
  readonly mosi: string;
}

/**
 * What a board has and where. A channel is on a pin of the board, on an ADS1115 (`adc`), behind a MAX31865 or a MAX31855 (`rtd`,
 * `thermocouple`), on the port expander (`expander`), or not there. Rules for the places: firmware/build/board-check.ts.
 */
export interface BoardSpec extends BoardMemory {
  /** Name that the interpreter gives the board: `process.env.BOARD`, file name of its definition. */
  readonly interpreter: string;
  readonly profile: Profile;
  /** Largest bundle that is built for this board, bytes. */
  readonly bundleLimit: number;
  /** Most variables that a bundle may take: the rest is for frames, events and the collector. */
  readonly variableLimit: number;
  /** Thumb-2 instructions per microsecond in the interpreter; absent where nobody has measured. */
  readonly speed?: number;
  /** The bundle does not fit: the build says by how much and writes none. */
  readonly tooSmall?: true;
  /** Frequency of the pump and converter outputs, Hz. The ESP32 has five PWM channels at its own 5 kHz and three of a free frequency. */
  readonly driveHz: number;
  /** Console port in service; no console elsewhere. */
  readonly console: string;
  /** RS-485 port: object name and pins; `direction`: pin that switches the transceiver to sending, for one that does not do so by itself. */
  readonly serial: { readonly port: string; readonly rx: string; readonly tx: string; readonly direction?: string };
  /** The port knows neither odd parity nor a second stop bit, and throws when it is asked to (nRF52). */
  readonly plainSerial: boolean;
  /** I2C port of the FRAM, the ADS1115 and the port expander: object name and pins. */
  readonly i2c: { readonly port: string; readonly scl: string; readonly sda: string };
  /** SPI port of the MAX31865 and MAX31855. */
  readonly spi?: SpiPort;
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
  /** Most isolated NaK loops whose composition is followed one by one; absent: one. */
  readonly loops?: number;
  /** First ADS1115 of the cells; each chip takes four, in order. */
  readonly cellChip?: number;
  /** Address of the processor's reset register, where the meaning of its flags is known (firmware/model/reset-flags.ts); 0, or absent: not known. */
  readonly resetRegister?: number;
  /** The interpreter has sockets there, and the board joins a wireless network: Modbus TCP can be switched on. */
  readonly wifi?: boolean;
  /** False: the board has no FRAM, and keeps counters and events in files of Storage (record-files.ts). */
  readonly fram?: boolean;
}
