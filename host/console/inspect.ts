/**
 * Looks at a board through its console: interpreter, memory, files, pins. Reads only; pins that the firmware drives are not read, because
 * reading turns an output into an input on this interpreter.
 */
import { DeviceController } from '@espruino-tools/core';
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS } from '../../firmware/model/boards.js';
import type { Channel } from '../../firmware/model/channels.js';
import { ANALOG_CHANNELS, CONTACT_CHANNELS, PULSE_CHANNELS, TEMPERATURE_CHANNELS } from '../../firmware/model/channels.js';
import { HASH_DIGITS } from '../../firmware/model/bundle-record.js';
import { HASH_FILE } from '../../firmware/model/release.js';
import { LiquidusError } from '../error.js';
import type { ConsoleStream } from './uart.js';
import { StreamUart } from './uart.js';

/** Longest wait for one answer of the console, ms. */
const ANSWER_MS = 2000;

/** Roles whose pins are inputs: they may be read. The others are outputs. */
const ANALOG: readonly Channel[] = [...TEMPERATURE_CHANNELS, ...ANALOG_CHANNELS];
const DIGITAL: readonly Channel[] = [...PULSE_CHANNELS, ...CONTACT_CHANNELS];

/** One pin of the board's row. */
export interface PinReading {
  readonly role: string;
  readonly pin: string;
  /** Mode as the interpreter names it. */
  readonly mode: string | null;
  /** Fraction of full scale for analog inputs, 0 or 1 for digital ones, null for outputs. */
  readonly value: number | null;
}

/** What the console told. Null where the interpreter had no answer. */
export interface Inspection {
  readonly board: string | null;
  readonly interpreter: string | null;
  readonly variables: { readonly used: number; readonly total: number } | null;
  readonly storageFree: number | null;
  /** Files in Storage with their bytes. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** SHA-256 that the flasher left beside the bundle. */
  readonly bundleHash: string | null;
  /** Pins of the board's row; empty for a board without one. */
  readonly pins: readonly PinReading[];
}

/** A way to evaluate expressions on the board. */
class ConsoleSession {
  readonly controller = new DeviceController();
  constructor(uart: StreamUart) {
    // The package types its UART as its own browser class; the controller uses write, eval and close alone.
    this.controller.UART = uart as unknown as DeviceController['UART'];
  }

  /** Value of an expression; null when the board had no answer or the interpreter threw. */
  async value(expression: string): Promise<unknown> {
    const { data } = await this.controller.eval<{ data: unknown; log: string }>(`(function(){try{return ${expression}}catch(e){return null}})()`);
    return data;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

async function readPins(session: ConsoleSession, row: BoardRow): Promise<PinReading[]> {
  const readings: PinReading[] = [];
  for (const [role, pin] of Object.entries(row.pins) as [Channel, string][]) {
    if (pin === '') continue;
    const mode = text(await session.value(`getPinMode(${pin})`));
    let value: number | null = null;
    if (ANALOG.includes(role)) value = count(await session.value(`analogRead(${pin})`));
    else if (DIGITAL.includes(role)) value = Number(((await session.controller.Pin.val(pin)) as unknown as { data: unknown }).data);
    readings.push({ role, pin, mode, value });
  }
  return readings;
}

function parseFiles(value: unknown): { name: string; bytes: number }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number' ? [{ name: entry[0], bytes: entry[1] }] : [],
  );
}

/**
 * Inspects the board at an open console. Rejects with `refused.notService` when the console is silent: the firmware opens it in state service only.
 */
export async function inspectConsole(stream: ConsoleStream): Promise<Inspection> {
  const session = new ConsoleSession(new StreamUart(stream, ANSWER_MS));
  const board = text(await session.value('process.env.BOARD'));
  if (board === null) {
    throw new LiquidusError(
      'refused.notService',
      `The console at ${stream.title} does not answer: the firmware keeps it closed outside the state service. Stop the plant, send "liquidus send service", and check the cable.`,
    );
  }
  const memory = await session.value('[process.memory(false).usage,process.memory(false).total]');
  const [used, total] = Array.isArray(memory) ? memory.map(count) : [];
  const row = BOARDS.find((candidate) => candidate.interpreter === board);
  return {
    board,
    interpreter: text(await session.value('process.env.VERSION')),
    variables: typeof used === 'number' && typeof total === 'number' ? { used, total } : null,
    storageFree: count(await session.value('require("Storage").getFree()')),
    files: parseFiles(await session.value('require("Storage").list().map(function(n){return [n,require("Storage").read(n).length]})')),
    bundleHash: text(await session.value(`require("Storage").read("${HASH_FILE}",0,${HASH_DIGITS})`)),
    pins: row ? await readPins(session, row) : [],
  };
}
