/** The SPI port of the temperature converters. A chip select is high but for a transfer. */
import { BOARD } from './row.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
export const port = BOARD.spi.port as unknown as SPI;

/** Clock, Hz: a fifth of what the chips take, for the sake of long wires. */
const BAUD = 1000000;
/** MAX31865: data are taken at the second edge of the clock. MAX31855: at the first. */
const RTD_MODE = { sck: BOARD.spi.sck, miso: BOARD.spi.miso, mosi: BOARD.spi.mosi, baud: BAUD, mode: 1 } as const;
const THERMOCOUPLE_MODE = { sck: BOARD.spi.sck, miso: BOARD.spi.miso, mosi: BOARD.spi.mosi, baud: BAUD, mode: 0 } as const;

export function setRtdMode(): void {
  port.setup(RTD_MODE);
}
export function setThermocoupleMode(): void {
  port.setup(THERMOCOUPLE_MODE);
}
