/**
 * Probes of the I2C and SPI ports, and of the chips behind them: ADS1115, TCA9548A, MCP23017, MAX31865, MAX31855. What the chips say follows from
 * the levels in simulated.ts; that they say it as their data sheets do is tested with the chips themselves.
 */
import type { Probe } from './probe.js';

const r = String.raw;

/** A board that has all of the chips. */
const BOARD = 'rp2350';

/** `trying(f)` prints what f gives or that it throws; `bytes(b)` prints its bytes. */
const SAY = `function trying(f) { try { out(f()); } catch (e) { out('throws'); } } function bytes(b) { out(new Uint8Array(b).join()); }`;

function port(name: string, mode: number, program: string): Probe {
  return { name: `port/${name}`, board: BOARD, program: `${SAY} ports(${mode}); ${program}` };
}

function chip(name: string, mode: number, program: string): Probe {
  return { name: `chip/${name}`, board: BOARD, chips: true, program: `${SAY} ports(${mode}); ${program}` };
}

/** Asked bare and behind the prelude: what the calls take and give. */
const PORT_PROBES: readonly Probe[] = [
  port('I2C gives bytes', 0, r`var b = i2c.readFrom(112, 3); out(b instanceof Uint8Array); out(b.length);`),
  port('I2C reads nothing', 0, r`out(i2c.readFrom(112, 0)); out(i2c.readFrom(112, -1)); out(i2c.readFrom(112));`),
  port('I2C write gives nothing', 0, r`out(i2c.writeTo(112, 0)); out(i2c.writeTo(112, [0])); out(i2c.writeTo(112, 0, 'a', [1, [2]]));`),
  port('SPI answers bytes with bytes', 1, r`var b = spi.send([1, [2, 3], 'ab'], rtd); out(b instanceof Uint8Array); out(b.length);`),
  port(
    'SPI answers a typed array with a new one',
    1,
    r`var a = new Uint8Array([1, 9]), b = spi.send(a, rtd); out(b.length); out(a.join()); out(a === b);`,
  ),
  port('SPI answers text with text', 1, r`var b = spi.send('abc', rtd); out(typeof b); out(b.length);`),
  port('SPI answers a number with a number', 1, r`out(typeof spi.send(7, rtd)); out(typeof spi.send(300, rtd));`),
];

/** Asked behind the prelude only. */
const CHIP_ONLY_PROBES: readonly Probe[] = [
  // TCA9548A
  chip(
    'multiplexer keeps what was opened last',
    0,
    r`bytes(i2c.readFrom(112, 1)); i2c.writeTo(112, 4); i2c.writeTo(112, [1, 128]); bytes(i2c.readFrom(112, 2));`,
  ),
  chip(
    'multiplexer hides a closed branch',
    0,
    r`trying(function () { return i2c.readFrom(72, 1).length; }); i2c.writeTo(112, 1); trying(function () { return i2c.readFrom(72, 1).length; }); i2c.writeTo(112, 0); trying(function () { return i2c.writeTo(72, 0); });`,
  ),
  chip('nothing at an address', 0, r`trying(function () { return i2c.writeTo(33, [0]); }); trying(function () { return i2c.readFrom(33, 1); });`),
  {
    name: 'chip/port that is not set up',
    board: BOARD,
    chips: true,
    program: r`${SAY} trying(function () { return i2c.readFrom(112, 1); }); trying(function () { return i2c.writeTo(32, [0]); });`,
  },

  // ADS1115
  chip(
    'converter after a reset',
    0,
    r`i2c.writeTo(112, 1); i2c.writeTo(72, [1]); bytes(i2c.readFrom(72, 2)); i2c.writeTo(72, [0]); bytes(i2c.readFrom(72, 2));`,
  ),
  chip(
    'converter says when a conversion is done',
    0,
    r`i2c.writeTo(112, 1); i2c.writeTo(72, new Uint8Array([1, 0xc3, 0x83])); bytes(i2c.readFrom(72, 2)); setTimeout(function () { bytes(i2c.readFrom(72, 2)); i2c.writeTo(72, 0); bytes(i2c.readFrom(72, 2)); }, 10);`,
  ),
  chip(
    'converter converts on and on',
    0,
    r`i2c.writeTo(112, 1); i2c.writeTo(73, [1, 0xc2, 0x83]); i2c.writeTo(73, '\0'); bytes(i2c.readFrom(73, 2)); setTimeout(function () { bytes(i2c.readFrom(73, 2)); bytes(i2c.readFrom(73, 3)); }, 20);`,
  ),

  // MCP23017
  chip('expander after a reset', 0, r`i2c.writeTo(32, 0); bytes(i2c.readFrom(32, 22));`),
  chip(
    'expander keeps bytes of every kind',
    0,
    r`i2c.writeTo(32, [2, 0, 10, 13, 26, 127, 128, 155, 255]); i2c.writeTo(32, 2); bytes(i2c.readFrom(32, 8)); i2c.writeTo(32, 20, new Uint8Array([1]), '\x82'); i2c.writeTo(32, 20); bytes(i2c.readFrom(32, 2));`,
  ),
  chip(
    'expander drives lines and reads contacts',
    0,
    r`i2c.writeTo(32, [20, 0x15, 0]); i2c.writeTo(32, [0, 0xc0, 3]); i2c.writeTo(32, 18); bytes(i2c.readFrom(32, 2)); i2c.writeTo(32, [20, 0xff]); i2c.writeTo(32, 18); bytes(i2c.readFrom(32, 1));`,
  ),

  // MAX31865
  chip('resistance thermometer after a reset', 1, r`bytes(spi.send(new Uint8Array(9), rtd));`),
  chip(
    'resistance thermometer converts when told',
    1,
    r`spi.send([0x80, 0xa1], rtd); setTimeout(function () { bytes(spi.send([1, 0, 0], rtd)); }, 50); setTimeout(function () { bytes(spi.send([0, 0, 0, 0], rtd)); var s = spi.send('\x01\0\0', rtd); out(s.charCodeAt(1) + ' ' + s.charCodeAt(2)); }, 75);`,
  ),
  chip(
    'resistance thermometer keeps thresholds and tells what lies outside',
    3,
    r`spi.send([0x83, 0x20, 0, 0x10, 0], rtd); bytes(spi.send([3, 0, 0, 0, 0], rtd)); spi.send([0x80, 0xc1], rtd); setTimeout(function () { bytes(spi.send([0, 0, 0, 0, 0, 0, 0, 0, 0], rtd)); }, 90);`,
  ),

  // MAX31855
  chip(
    'thermocouple',
    0,
    r`bytes(spi.send([0, 0, 0, 0], couple)); bytes(spi.send(new Uint8Array(6), couple)); out(spi.send(0, couple)); var s = spi.send('\0\0', couple); out(s.charCodeAt(0) + ' ' + s.charCodeAt(1));`,
  ),
];

export const CHIP_PROBES: readonly Probe[] = [...PORT_PROBES, ...CHIP_ONLY_PROBES];
