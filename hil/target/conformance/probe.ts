/**
 * A probe: a small program that prints canonical text, run on the real interpreter and on the targets.
 *
 * Programs use `out(x)` to print a line, `syntax(text)` to print whether text parses, `busy(ms)` to keep the processor busy, `feed(x)` to let
 * bytes arrive on the serial port `rx`, and `wire(x)` to send on it. `ports(mode)` sets up the I2C port `i2c` and the SPI port `spi`, which has a
 * chip behind the pins `rtd` and `couple` on a board that has both. Numbers with decimals are compared, not printed.
 */
import type { BoardRow } from '../../../firmware/model/boards.js';

export interface Probe {
  /** Permanent name, `group/what`. */
  readonly name: string;
  readonly program: string;
  /** Board of the targets, for probes of its ports; default `pico`. */
  readonly board?: string;
  /**
   * True when the program asks chips of the board for values. The bare interpreter for Linux has none, so the record is what it answers behind the
   * prelude of the lock-step, with the chips of the bench: how bytes go in and come out, not what a chip makes of them.
   */
  readonly chips?: true;
  /**
   * Why V8 answers differently and cannot be made to answer alike. The firmware must not depend on it: what the text after `gate:` names must
   * be refused by the lint rules or the grammar gate; `none` stands for a difference that no bundle can run into by accident.
   */
  readonly differs?: string;
}

/** Virtual or real time that a probe has for its timers, ms. */
export const PROBE_MS = 600;

/** Marks the lines of `out` among whatever else the console shows. */
export const MARK = '@@';

const SHARED = `
function out(x) { print('${MARK}' + x); }
function syntax(text) { try { eval(text); out('parses'); } catch (e) { out(('' + e).split(':')[0]); } }
`;

/** What stands before a program on the bare interpreter. The loopback port shows what a serial port would send. */
export const BARE_HARNESS = `${SHARED}
var rx = Serial1, P = D5, sent = '', i2c = I2C1, spi = new SPI(), rtd = D6, couple = D7;
function ports(mode) { i2c.setup({ scl: D1, sda: D2, bitrate: 400000 }); spi.setup({ sck: D8, miso: D9, mosi: D10, mode: mode }); }
function busy(ms) { var t = getTime() + ms / 1000; while (getTime() < t); }
function feed(x) { Serial1.inject(x); }
function wire(x) {
  if (!sent) setTimeout(function () { out(sent); }, 60);
  if (!sent) { sent = 'sent'; LoopbackA.on('data', function (d) { for (var i = 0; i < d.length; i++) sent += ' ' + d.charCodeAt(i); }); }
  LoopbackB.write(x);
}
`;

/** What stands before a program on a target with the names of the board. */
export function targetHarness(board: BoardRow): string {
  const { serial, i2c, pins } = board;
  const spi = spiNames(board);
  return `${SHARED}
var rx = ${serial.port}, P = ${pins.eStopA}, i2c = ${i2c.port};
${spi.names}
function ports(mode) { i2c.setup({ scl: ${i2c.scl}, sda: ${i2c.sda}, bitrate: 400000 }); ${spi.setup} }
function feed(x) { ${serial.port}.inject(x); }
function wire(x) { ${serial.port}.write(x); }
`;
}

/** SPI port of a board with a chip of both kinds on it. */
function spiNames({ spi, rtd, thermocouple }: BoardRow): { readonly names: string; readonly setup: string } {
  const [select, couple] = [rtd, thermocouple].map((chips) => Object.values(chips).find((pin) => pin !== ''));
  if (select === undefined || couple === undefined) return { names: '', setup: '' };
  return {
    names: `var spi = ${spi.port}, rtd = ${select}, couple = ${couple};`,
    setup: `spi.setup({ sck: ${spi.sck}, miso: ${spi.miso}, mosi: ${spi.mosi}, mode: mode });`,
  };
}

/** Canonical line for an exception that nobody caught: class name of an error, text of anything else. */
export function uncaughtLine(text: string): string {
  return `uncaught ${text.split(':')[0] ?? text}`;
}
