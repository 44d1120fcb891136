import { describe, expect, it } from 'vitest';
import { LiquidusError } from '../../../../host/error.js';
import { Board } from '../../../../hil/target/board/board.js';
import { frame, type Frame, FrameReader } from '../../../../hil/target/board/frames.js';
import { type Arrival, CONSOLE_PORT, LINE_PORT, type Ports } from '../../../../hil/target/board/link.js';
import { RealTime } from '../../../../hil/target/board/real-time.js';
import { parseScenario } from '../../../../hil/scenario/parse.js';
import { runScenario } from '../../../../hil/scenario/runner.js';
import { quietInputs } from '../samples.js';

const OFF = Buffer.alloc(14).toString('base64');
const CONTACTOR = Buffer.from([255, 255, ...Array.from({ length: 12 }, () => 0)]).toString('base64');

/** A board behind ports whose clock stands until somebody waits. */
class PortsOfBoard implements Ports {
  now = 1000;
  /** What the bench has said on the console, and on the line. */
  readonly heard: (Frame & { readonly atMs: number })[] = [];
  readonly line: number[] = [];
  /** Answers to a restart and to inputs; false: the board is dead. */
  alive = true;
  /** Time that the bench itself loses in its next wait, ms. */
  lost = 0;
  private readonly reader = new FrameReader();
  private coming: Arrival[] = [];

  constructor(readonly titles: Readonly<Record<string, string>> = { [CONSOLE_PORT]: '/dev/ttyACM0' }) {}

  send(port: string, bytes: Uint8Array): void {
    if (port === LINE_PORT) return void this.line.push(...bytes);
    for (const each of this.reader.push(bytes)) {
      this.heard.push({ ...each, atMs: this.now });
      if (!this.alive) continue;
      if (each.kind === 'r') {
        this.say('s', '19200 even 1', 1);
        this.say('h', '{}', 2);
        this.say('o', OFF, 2);
      }
      if (each.kind === 'i') this.say('k', `${Buffer.from(each.text, 'base64')[0] ?? 0},0`, 3);
    }
  }

  take(ms: number): Arrival[] {
    if (ms > 0) {
      // At least a microsecond: less would be lost in a double.
      this.now += Math.max(Math.min(ms, (this.coming[0]?.atMs ?? Infinity) - this.now), 0.001) + this.lost;
      this.lost = 0;
    }
    const here = this.coming.filter(({ atMs }) => atMs <= this.now);
    this.coming = this.coming.filter(({ atMs }) => atMs > this.now);
    return here;
  }

  /** The board says something in so many milliseconds. */
  say(kind: string, text: string, inMs: number): void {
    this.come({ port: CONSOLE_PORT, atMs: this.now + inMs, bytes: frame(kind, text) });
  }

  come(arrival: Arrival): void {
    this.coming = [...this.coming, arrival].sort((a, b) => a.atMs - b.atMs);
  }
}

function bench(ports = new PortsOfBoard()): { readonly ports: PortsOfBoard; readonly board: Board } {
  return { ports, board: new Board({ board: 'pico', ports, time: new RealTime(() => ports.now) }) };
}

/** The same with a board that runs. */
function running(ports = new PortsOfBoard()): ReturnType<typeof bench> {
  const made = bench(ports);
  made.board.powerOn(0);
  made.board.events();
  return made;
}

const refusal = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof LiquidusError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
};

describe('the target board', () => {
  it('starts the board and begins virtual time when its program is up', () => {
    const { ports, board } = bench();
    board.powerOn(0);
    expect(ports.heard.map(({ kind }) => kind)).toEqual(['r']);
    expect(board.events()).toEqual([{ timeMs: 0, kind: 'boot', text: 'power on' }]);
    expect(board.port).toEqual({ baud: 19200, parity: 'even', stopBits: 1 });
    const start = ports.now;
    board.runTo(250);
    expect(ports.now - start).toBeCloseTo(250, 6);
  });

  it('starts a board that stands at its console by a word to the console', () => {
    const ports = new PortsOfBoard();
    const words: string[] = [];
    ports.send = (_port, bytes) => {
      words.push(Buffer.from(bytes).toString());
      ports.say('h', '{}', 2);
    };
    new Board({ board: 'pico', ports, stopped: true, time: new RealTime(() => ports.now) }).powerOn(0);
    expect(words).toEqual(['\u0010load()\n']);
  });

  it('says what to look at when the board does not start', () => {
    const { ports, board } = bench();
    ports.alive = false;
    expect(refusal(() => board.powerOn(0))).toBe(
      'link.board: the board at /dev/ttyACM0 did not start within 15 s; look whether the prelude is on it, and at the cable',
    );
  });

  it('sends inputs every 50 ms, and at once when a digital level changes', () => {
    const { ports, board } = running();
    const inputs = quietInputs();
    const start = ports.now;
    for (let ms = 0; ms < 200; ms += 10) {
      if (ms === 120) inputs.digital.eStopA = 0;
      board.present(ms, inputs);
      board.runTo(ms + 10);
    }
    const times = ports.heard.filter(({ kind }) => kind === 'i').map(({ atMs }) => Math.round(atMs - start));
    expect(times).toEqual([0, 50, 100, 120, 170]);
  });

  it('shows outputs from the step on in which they came, also when the bench is late', () => {
    const { ports, board } = running();
    ports.say('o', CONTACTOR, 35);
    board.runTo(30);
    expect(board.outputs.contactor).toBe(0);
    ports.lost = 50;
    board.runTo(31);
    expect(board.outputs.contactor).toBe(0);
    board.runTo(34);
    expect(board.outputs.contactor).toBe(0);
    board.runTo(36);
    expect(board.outputs.contactor).toBe(1);
  });

  it('counts steps that begin late', () => {
    const { ports, board } = running();
    board.present(0, quietInputs());
    ports.lost = 70;
    board.runTo(50);
    board.present(50, quietInputs());
    board.runTo(100);
    board.present(150, quietInputs());
    expect(board.pacing).toMatchObject({ steps: 3, overruns: 1 });
    // The bench is away for 70 ms from the board's answer at 3 ms on: the step of 50 ms begins at 73.
    expect(board.pacing.worstMs).toBeCloseTo(23, 1);
  });

  it('passes Modbus through the console, and over a line of its own where there is one', () => {
    const through = running();
    through.board.receive(5, Uint8Array.of(1, 3));
    expect(through.ports.heard.at(-1)).toMatchObject({ kind: 'm', text: 'AQM=' });
    through.ports.say('m', 'AQME', 10);
    through.board.runTo(20);
    expect(through.board.transmissions().map(({ bytes }) => [...bytes])).toEqual([[1, 3, 4]]);

    const own = running(new PortsOfBoard({ [CONSOLE_PORT]: '/dev/ttyACM0', [LINE_PORT]: '/dev/ttyUSB0' }));
    own.board.receive(5, Uint8Array.of(1, 3));
    expect(own.ports.line).toEqual([1, 3]);
    own.ports.come({ port: LINE_PORT, atMs: own.ports.now + 10, bytes: Uint8Array.of(9) });
    own.board.runTo(20);
    // One character of 11 bits at 19200 Bd takes 0.573 ms and had come 10 ms after the 5th.
    const [sent] = own.board.transmissions();
    expect(sent?.startMs).toBeCloseTo(15 - 0.573, 2);
  });

  it('is lost, with a clear text, when its cable is pulled or it falls silent', () => {
    const pulled = running();
    pulled.ports.come({ port: CONSOLE_PORT, atMs: pulled.ports.now + 20, ended: 'disconnected' });
    expect(refusal(() => pulled.board.runTo(50))).toBe('link.board: the line to /dev/ttyACM0 was lost (disconnected); was the board unplugged?');

    const silent = running();
    silent.ports.alive = false;
    silent.board.runTo(3000);
    expect(refusal(() => silent.board.runTo(3010))).toBe(
      'link.board: the board at /dev/ttyACM0 stopped answering: nothing for 3 s; look at its supply and cable',
    );
  });

  it('tells of a restart that nobody asked for, of errors, and of damaged lines', () => {
    const { ports, board } = running();
    ports.say('o', CONTACTOR, 5);
    ports.say('h', '{}', 10);
    ports.say('e', 'ReferenceError: x', 11);
    ports.say('k', '1,2', 12);
    ports.come({ port: CONSOLE_PORT, atMs: ports.now + 13, bytes: Buffer.from('oAAA0000\n') });
    board.runTo(20);
    expect(board.outputs.contactor).toBe(0);
    expect(board.events().map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'reboot the board restarted by itself',
      'boot restart',
      'error ReferenceError: x',
      'error 2 lines to the board were damaged on their way',
      'error a line from the board was damaged on its way',
    ]);
  });

  it('refuses what no bench can do to a real board', () => {
    const { board } = running();
    expect(refusal(() => board.powerOff(0))).toBe(
      'usage.target: a loss of power is unsupported on board: the board lives on the supply of its console.',
    );
    expect(refusal(() => board.trouble('crash', 5000))).toBe(
      'usage.target: the trouble "crash" is unsupported on board: nothing on a real board makes it.',
    );
    expect(refusal(() => board.spoilFile())).toContain('unsupported on board');
  });
});

describe('the target bench-board', () => {
  const bothPorts = { [CONSOLE_PORT]: '/dev/ttyACM0', [LINE_PORT]: '/dev/ttyUSB0' };
  const made = (): ReturnType<typeof bench> => {
    const ports = new PortsOfBoard(bothPorts);
    return { ports, board: new Board({ name: 'bench-board', board: 'pico', ports, time: new RealTime(() => ports.now) }) };
  };

  it('gives the controller its supply behind the first inputs, after a second without', () => {
    const { ports, board } = made();
    const start = ports.now;
    board.powerOn(0);
    expect(ports.now - start).toBeCloseTo(1000, 3);
    board.present(0, quietInputs());
    expect(ports.heard.map(({ kind, text }) => (kind === 'p' ? `supply ${text}` : kind))).toEqual(['supply 0', 'i', 'supply 1']);
    expect(board.port).toEqual({ baud: 19200, parity: 'even', stopBits: 1 });
  });

  it('takes the supply away and gives it back at any time', () => {
    const { ports, board } = made();
    board.powerOn(0);
    board.present(0, quietInputs());
    board.powerOff(200);
    board.runTo(700);
    board.powerOn(700);
    board.present(700, quietInputs());
    expect(ports.heard.filter(({ kind }) => kind === 'p').map(({ text }) => text)).toEqual(['0', '1', '0', '1']);
  });

  it('puts the pieces of an answer on the line one behind the other', () => {
    const { ports, board } = made();
    board.powerOn(0);
    for (const inMs of [10, 10.2]) ports.come({ port: LINE_PORT, atMs: ports.now + inMs, bytes: Uint8Array.from({ length: 20 }, () => 1) });
    board.runTo(20);
    const [first, second] = board.transmissions();
    expect((second?.startMs ?? 0) - (first?.startMs ?? 0)).toBeCloseTo((20 * 11 * 1000) / 19200, 3);
  });

  it('lets an answer begin behind the question, however quickly it came', () => {
    const { ports, board } = made();
    board.powerOn(0);
    board.receive(5, Uint8Array.of(1));
    ports.come({ port: LINE_PORT, atMs: ports.now + 2, bytes: Uint8Array.from({ length: 125 }, () => 1) });
    board.runTo(20);
    expect(board.transmissions()[0]?.startMs).toBe(5);
  });

  it('refuses what it cannot do inside of a controller', () => {
    const { board } = made();
    expect(refusal(() => board.trouble('stall', 100))).toContain('the trouble "stall" is unsupported on bench-board');
    expect(refusal(() => board.spoilFram(0, 1))).toContain('a spoilt FRAM is unsupported on bench-board');
  });

  it('is lost when the second board restarts', () => {
    const { ports, board } = made();
    board.powerOn(0);
    ports.say('h', '', 10);
    expect(refusal(() => board.runTo(50))).toBe('link.board: the second board has restarted by itself; look at its supply');
  });
});

describe('a run on a board that is lost', () => {
  const scenario = parseScenario('lost.yaml', 'id: lost\ntitle: Lost\nstart: cold\nsteps:\n  - wait: 10 s\noutcome: { tripped: [], latched: [] }\n');

  it('is red and says why', () => {
    const { ports, board } = bench();
    ports.come({ port: CONSOLE_PORT, atMs: ports.now + 5000, ended: 'disconnected' });
    const result = runScenario(scenario, board);
    expect(result.verdict).toBe('red');
    expect(result.failures[0]).toMatchObject({ step: 'target', limit: 'a board that answers to the end' });
    expect(result.failures[0]?.value).toContain('was lost (disconnected)');
  });

  it('is red when the bench was later than a tick of the controller', () => {
    const { ports, board } = bench();
    const step = board.present.bind(board);
    let steps = 0;
    board.present = (nowMs, inputs) => {
      if (++steps === 20) ports.now += 150;
      step(nowMs, inputs);
    };
    const result = runScenario(scenario, board);
    expect(result.failures.find((failure) => failure.step === 'pacing')?.value).toMatch(/^inputs went out 1[45]\d ms late$/);
  });
});
