/**
 * A controller on a bus: snapshots, identity, commands, heartbeat.
 */
import type { ResultName } from '../../firmware/model/commands.js';
import { COMMANDS, RESULTS } from '../../firmware/model/commands.js';
import { BOARDS } from '../../firmware/model/boards.js';
import { EVENT_REGISTERS, eventCapacity } from '../../firmware/model/events.js';
import { parameterRow } from '../../firmware/model/parameters.js';
import {
  EVENT_WINDOW_START,
  EXTENSION_COUNT,
  EXTENSION_START,
  HISTORY_WINDOW_START,
  LIVE_COUNT,
  MAP_MAJOR,
  PARAMETER_START,
} from '../../firmware/model/registers.js';
import { UNLOCK_ASK, UNLOCK_KEY } from '../../firmware/model/unlock.js';
import type { Bus } from '../bus/bus.js';
import type { RequestOptions } from '../bus/request.js';
import type { Span } from './access.js';
import { LiquidusError } from '../error.js';
import type { Command } from './codec.js';
import { controlAddress, encodeCommand, extensionAddress, MAILBOX_START } from './codec.js';
import type { Commissioning } from './commissioning.js';
import { readCommissioning } from './commissioning.js';
import type { Estimation } from './estimation.js';
import { decodeEstimation, ESTIMATION_COUNT, ESTIMATION_START } from './estimation.js';
import type { PlantEvent } from './events.js';
import { decodeEvents, eventReads } from './events.js';
import type { Snapshot } from './history.js';
import { decodeHistory, HISTORY_READS } from './history.js';
import type { Identity } from './identity.js';
import { identityOf, OWN_MAP, versionText } from './identity.js';
import type { Live } from './live.js';
import { decodeLive, isWhole } from './live.js';
import { refusal } from './outcome.js';
import type { Slow } from './slow.js';
import { coreCells, profileOf } from './points.js';
import { cellWords, decodeSlow, decodeSlowCells, PROCESS_COUNT, PROCESS_START } from './slow.js';

/** Reads of the live block until one is whole. */
const SNAPSHOT_ATTEMPTS = 3;
/** Distance of the reads that wait for a command's result, ms. */
const ACK_POLL_MS = 100;
/** Tries to give the key. */
const KEY_ATTEMPTS = 5;
/** Longest time between two heartbeats, ms, and the share of the device's expiry that comes first where that is short: it warns at three tenths. */
const HEARTBEAT_MS = 1000;
const HEARTBEAT_SHARE = 1 / 5;

/** Settings of a device. */
export interface DeviceOptions {
  /** Longest wait for the result of a command, ms. Default 5000. */
  readonly ackMs?: number;
}

/** One controller, addressed by its unit. */
export class Device {
  readonly #bus: Bus;
  readonly #unit: number;
  readonly #ackMs: number;
  /** Last heartbeat value that the device knows; undefined before the first. */
  #heartbeat: number | undefined;
  #heartbeatMs = HEARTBEAT_MS;

  constructor(bus: Bus, unit: number, options: DeviceOptions = {}) {
    this.#bus = bus;
    this.#unit = unit;
    this.#ackMs = options.ackMs ?? 5000;
  }

  /** The live block in one read, whole. Rejects with `refused.mapMajor` when the device's map is another one. */
  async readSnapshot(options?: RequestOptions): Promise<Live> {
    const live = decodeLive(await this.#liveWords(options));
    this.#checkMap(live);
    return live;
  }

  /** Charge left towards potassium, times to the limits, planned ambient; undefined from a device whose map does not have them. */
  async readEstimation(): Promise<Estimation | undefined> {
    try {
      return decodeEstimation(await this.#bus.readInput(this.#unit, ESTIMATION_START, ESTIMATION_COUNT));
    } catch (error) {
      if (error instanceof LiquidusError && error.family === 'refused') return undefined;
      throw error;
    }
  }

  /** The extension block, with process values and cells that the device has, which `live` tells. */
  async readSlow(live: Live): Promise<Slow> {
    const extension = await this.#bus.readInput(this.#unit, EXTENSION_START, EXTENSION_COUNT);
    const cells = coreCells(live);
    const { start, count } = cellWords(cells);
    if (cells > 0) return decodeSlowCells(extension, await this.#bus.readInput(this.#unit, start, count), cells);
    const full = profileOf(live) === 'full';
    return decodeSlow(extension, full ? await this.#bus.readInput(this.#unit, PROCESS_START, PROCESS_COUNT) : undefined);
  }

  /** Who the device is. Also answers for a device of another map version: the first registers never move. */
  async identify(): Promise<Identity> {
    const live = decodeLive(await this.#liveWords());
    let extension: Uint16Array | undefined;
    try {
      extension = await this.#bus.readInput(this.#unit, EXTENSION_START, EXTENSION_COUNT);
    } catch (error) {
      if (!(error instanceof LiquidusError) || error.family !== 'refused') throw error;
    }
    return identityOf(live, extension);
  }

  /** The newest events, oldest first, at most `most` of them. What the ring has lost, or what power has cut short, is left out. */
  async readEvents(most = 64): Promise<PlantEvent[]> {
    return (await this.readEventLog(most)).found;
  }

  /**
   * The newest events behind number `after`, likewise, with the number of the newest one and the time since the start of the controller, s. A log that
   * does not reach that number any more was cleared: all of it is new.
   */
  async readEventLog(most: number, after = 0): Promise<{ readonly found: PlantEvent[]; readonly newest: number; readonly uptime: number }> {
    const live = await this.readSnapshot();
    const board = BOARDS.find((row) => row.number === live.variant >> 8);
    if (!board) throw new LiquidusError('refused.board', `The device says that it is board ${live.variant >> 8}, which this program does not know.`);
    const [newest = 0] = await this.#bus.readInput(this.#unit, extensionAddress('newestEvent'), 1);
    const capacity = eventCapacity(board);
    const found: PlantEvent[] = [];
    const first = Math.max(newest - Math.min(most, capacity) + 1, after > newest ? 1 : after + 1, 1);
    for (const read of eventReads(first, newest, capacity)) {
      await this.#bus.writeRegisters(this.#unit, controlAddress('eventCursor'), [read.first]);
      const words = await this.#bus.readInput(this.#unit, EVENT_WINDOW_START, read.count * EVENT_REGISTERS);
      for (const event of decodeEvents(words, read.first, read.count, board)) if (event) found.push(event);
    }
    return { found, newest, uptime: live.uptime };
  }

  /**
   * Measured values of the ten seconds before the trip that is event `number`, the oldest first. Null when the device does not hold them any more,
   * or when the event was no trip.
   */
  async readHistory(number: number): Promise<Snapshot[] | null> {
    await this.#bus.writeRegisters(this.#unit, controlAddress('eventCursor'), [number & 0xffff]);
    const words: number[] = [];
    for (const [from, count] of HISTORY_READS) words.push(...(await this.#bus.readInput(this.#unit, HISTORY_WINDOW_START + from, count)));
    return decodeHistory(Uint16Array.from(words), number);
  }

  /** How far the commissioning is, and who answers for it. */
  async readCommissioning(): Promise<Commissioning> {
    const live = await this.readSnapshot();
    return readCommissioning((live.variant & 0xff) > 0 ? 'full' : 'core', async (address) => {
      const [word = 0] = await this.#bus.readHolding(this.#unit, address, 1);
      return word;
    });
  }

  /**
   * Runs a command through the mailbox and waits for its result. Resolves with the snapshot that showed it done; rejects with `refused.*` when
   * the device refused it. A lost reply is no danger: the device runs a sequence number once.
   */
  async command(command: Command): Promise<Live> {
    const before = await this.readSnapshot();
    const row = COMMANDS.find(({ name }) => name === command.name);
    if (row?.remote) await this.#learnExpiry();
    if (row?.keyed) await this.#unlock();
    const sequence = before.ackSequence === 0xffff ? 1 : before.ackSequence + 1;
    const words = encodeCommand(command, sequence);
    await this.#post(words, sequence);
    const started = performance.now();
    for (;;) {
      const live = await this.#settledSnapshot(started);
      const result: ResultName = RESULTS[live.ackResult] ?? 'failed';
      const settled = live.ackSequence === sequence && result !== 'running' && result !== 'none';
      if (settled && result === 'done') return live;
      if (settled) throw refusal(command.name, result, live);
      if (performance.now() - started > this.#ackMs) {
        throw new LiquidusError(
          'link.noResult',
          `The device took "${command.name}" but gave no result within ${this.#ackMs} ms; read its state before you send it again.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, ACK_POLL_MS));
    }
  }

  /** Opens the commands that need the key; again when another master, or the clock of a fast rig, came between its steps. A device without a key refuses the address: it needs none. */
  async #unlock(left = KEY_ATTEMPTS): Promise<void> {
    const at = controlAddress('unlock');
    try {
      await this.#write(at, [UNLOCK_ASK]);
      const [number = 0] = await this.#bus.readHolding(this.#unit, at, 1);
      await this.#write(at, [number ^ UNLOCK_KEY]);
    } catch (error) {
      if (!(error instanceof LiquidusError)) throw error;
      if (error.code === 'refused.illegalAddress') return;
      if (error.code !== 'refused.illegalValue' || left <= 1) throw error;
      await this.#unlock(left - 1);
    }
  }

  /** Registers of a span, as they are. */
  readSpan({ table, from, count }: Span): Promise<Uint16Array> {
    return table === 'input' ? this.#bus.readInput(this.#unit, from, count) : this.#bus.readHolding(this.#unit, from, count);
  }

  /** Writes holding registers in one transaction, after a look at the map: rejects with `refused.mapMajor` when it is another one. */
  async writeSpan(address: number, words: readonly number[]): Promise<void> {
    await this.readSnapshot();
    await this.#write(address, words);
  }

  /** Time between two heartbeats, ms: a second, or less when `heartbeatExpiry` is short. Known from the first command on that takes remote control. */
  get heartbeatMs(): number {
    return this.#heartbeatMs;
  }

  async #learnExpiry(): Promise<void> {
    try {
      const [expiry = 0] = await this.#bus.readHolding(this.#unit, PARAMETER_START + parameterRow('heartbeatExpiry').offset, 1);
      // A device without the parameter reads 0.
      this.#heartbeatMs = Math.min(HEARTBEAT_MS, expiry > 0 ? expiry * 1000 * HEARTBEAT_SHARE : HEARTBEAT_MS);
    } catch (error) {
      if (!(error instanceof LiquidusError) || error.family !== 'refused') throw error;
    }
  }

  /** Tells the device that its controlling master is alive. Send it every `heartbeatMs` while a set-point of this master runs. */
  async heartbeat(): Promise<void> {
    this.#heartbeat ??= (await this.readSnapshot()).heartbeatEcho;
    this.#heartbeat = (this.#heartbeat % 0xffff) + 1;
    await this.#write(controlAddress('heartbeat'), [this.#heartbeat]);
  }

  /** Writes registers; waits while the device is busy with a command that stores, which is a second at most. */
  async #write(address: number, words: readonly number[]): Promise<void> {
    const started = performance.now();
    for (;;) {
      try {
        return await this.#bus.writeRegisters(this.#unit, address, words);
      } catch (error) {
        const busy = error instanceof LiquidusError && error.code === 'refused.busy';
        if (!busy || performance.now() - started > this.#ackMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, ACK_POLL_MS));
      }
    }
  }

  /**
   * Writes the mailbox. A command that stores is acknowledged (exception 5) and runs on. After a lost reply it is written once more, unless the device
   * has taken it already.
   */
  async #post(words: readonly number[], sequence: number, again = true): Promise<void> {
    try {
      await this.#write(MAILBOX_START, words);
    } catch (error) {
      if (!(error instanceof LiquidusError)) throw error;
      // The device has taken the command and is at work: its result comes later.
      if (error.code === 'refused.accepted') return;
      if (error.family !== 'link' || !again) throw error;
      const live = await this.readSnapshot();
      if (live.ackSequence !== sequence) await this.#post(words, sequence, false);
    }
  }

  /** A snapshot from a device that may be busy with the command of time `started`, ms; one that stays busy rejects with `refused.busy`. */
  async #settledSnapshot(started: number): Promise<Live> {
    for (;;) {
      try {
        return await this.readSnapshot();
      } catch (error) {
        const busy = error instanceof LiquidusError && error.code === 'refused.busy';
        if (!busy || performance.now() - started > this.#ackMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, ACK_POLL_MS));
      }
    }
  }

  async #liveWords(options?: RequestOptions): Promise<Uint16Array> {
    let words = await this.#bus.readInput(this.#unit, 0, LIVE_COUNT, options);
    for (let attempt = 1; attempt < SNAPSHOT_ATTEMPTS && !isWhole(words); attempt++)
      words = await this.#bus.readInput(this.#unit, 0, LIVE_COUNT, options);
    return words;
  }

  #checkMap(live: Live): void {
    if (live.mapVersion >> 8 === MAP_MAJOR) return;
    const versions = `The device speaks map version ${versionText(live.mapVersion)} and this program ${OWN_MAP}`;
    throw new LiquidusError('refused.mapMajor', `${versions}: values may differ in meaning; use the liquidus version that belongs to the firmware.`);
  }
}
