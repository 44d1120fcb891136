/** The parts of an emulated board, wired together: processor, pins, serial port, memories, chips, and the API that the program sees of them. */
import { boardRow } from '../../../firmware/model/boards.js';
import { BoardChips } from '../chips/board-chips.js';
import { Flash } from '../flash.js';
import { type Files, flashBoard } from '../flashed.js';
import { flashPageBytes, type Pinout, pinoutOf } from '../pinout.js';
import type { FlashStorage } from '../storage.js';
import type { TargetOptions } from '../target.js';
import type { BoardOutputs } from '../wires.js';
import { makeApi } from './api.js';
import { FramPort } from './fram.js';
import { Network } from './network.js';
import { Pins } from './pins.js';
import { Processor } from './processor.js';
import { EventQueue } from './queue.js';
import type { Realm } from './realm.js';
import { SerialPort } from './serial.js';
import { System } from './system.js';
import { Timers, type TimerHost } from './timers.js';

/** What the parts are made from. */
export interface PartsOptions extends TargetOptions {
  /** Files in Storage when the board is made, besides the boot file and its hash. */
  readonly files?: Files;
  /** Gives the program a global `busy(ms)`, which keeps the processor busy: for conformance probes only. */
  readonly probe?: boolean;
}

/** What a start of the controller makes anew: the realm in which its program runs, and its timers. */
export interface Session {
  realm: Realm;
  timers: Timers;
}

export interface Parts {
  readonly session: Session;
  readonly pinout: Pinout;
  readonly chips: BoardChips;
  readonly processor: Processor;
  readonly pins: Pins;
  readonly serial: SerialPort;
  readonly system: System;
  readonly queue: EventQueue;
  readonly flash: Flash;
  readonly storage: FlashStorage;
  readonly fram: FramPort;
  readonly timerHost: TimerHost;
  readonly network: Network;
  /** Globals of the program, by name. */
  readonly api: Record<string, unknown>;
}

/**
 * Makes the parts of a board without power. `outputs`: where its pins and chips show what they drive; `wake`: called when the network has work for the
 * idle loop.
 */
export function makeParts(options: PartsOptions, outputs: BoardOutputs, wake: () => void): Parts {
  const board = boardRow(options.board);
  const session: Session = { realm: {}, timers: new Timers() };
  const makeBytes = (content: Uint8Array): Uint8Array => {
    const bytes = new (session.realm['Uint8Array'] as Uint8ArrayConstructor)(content.length);
    bytes.set(content);
    return bytes;
  };
  const processor = new Processor(Math.round((options.clockOffsetMs ?? 0) * 1000));
  const { call1, halted, report } = processor;
  const pinout = pinoutOf(board);
  const chips = new BoardChips(board, outputs);
  const pins = new Pins(pinout, chips.levels, outputs, {
    clockUs: () => processor.clockUs,
    call1,
    halted,
    complain: (text) => report('error', text),
  });
  // The parts below raise flags of the system, which is made last of them.
  const queue: EventQueue = new EventQueue(() => system.raise('FIFO_FULL'));
  const serial: SerialPort = new SerialPort(board.transmitBuffer, {
    clockUs: () => processor.clockUs,
    call1,
    halted,
    blocked: (bytes, ms) => {
      report('log', `${board.serial.port}.write of ${bytes} bytes blocked ${Math.round(ms)} ms: transmit buffer holds ${board.transmitBuffer}`);
      processor.busy(ms);
    },
    bufferFull: () => system.raise('BUFFER_FULL'),
    receive: (text) => queue.pushCharacters(text),
  });
  const system: System = new System(
    {
      clockUs: () => processor.clockUs,
      call1,
      halted,
      reboot: processor.reboot,
      report,
      makeArray: (items) => (session.realm['JSON'] as JSON).parse(JSON.stringify(items)) as unknown,
      makeBuffer: (bytes) => makeBytes(bytes).buffer,
    },
    { total: board.variables, blocksize: board.variableBytes, resetRegister: board.resetRegister },
    [board.serial.port, serial.api],
  );
  const fram = new FramPort(
    (count) => makeBytes(new Uint8Array(count)),
    chips.i2c,
    () => processor.clockUs,
  );
  fram.silent = !board.fram;
  const flash = new Flash(board.storageBytes, flashPageBytes(board.id));
  const storage = flashBoard(board, flash, options.bundle, options.files, () =>
    report('error', 'Storage compacted: a power cut in there loses every file'),
  );
  const timerHost: TimerHost = {
    call: processor.call,
    halted,
    intervalLost: () => {
      report('error', 'OUT OF MEMORY: interval removed before its callback was complete');
      system.raise('CALLBACK', 'LOW_MEMORY', 'MEMORY');
    },
  };
  const network = new Network({ call1, halted, wake });
  const api = makeApi({
    board,
    processor,
    pins,
    serial,
    system,
    fram,
    spi: chips.spi,
    makeBytes,
    storage,
    network,
    timers: () => session.timers,
    probe: options.probe === true,
  });
  return { session, pinout, chips, processor, pins, serial, system, queue, flash, storage, fram, timerHost, network, api };
}
