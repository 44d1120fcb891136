/** Joins the pins of two interpreters: a controller, and the second board that plays its plant. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import type { Channel } from '../../../firmware/model/channels.js';
import { STIMULUS_PINS } from '../../../firmware/model/stimulus.js';
import { SerialStream } from '../../../host/bus/serial.js';
import type { VirtualBoard } from './virtual-board.js';

type Wired = Exclude<keyof typeof STIMULUS_PINS, 'supply'>;

/** One board's end of the wires: what it drives, by its pins. */
class End {
  readonly driven = new Map<string, string>();
  private open = '';
  readonly stream: SerialStream;
  /** A board without supply hears nothing: its port would keep it for the next start. */
  fed = true;
  /** Where a line of this board goes. */
  pass: (pin: string, value: string) => void = () => undefined;
  started: () => void = () => undefined;

  constructor(path: string) {
    this.stream = new SerialStream({ path, baud: 115200, parity: 'none', stopBits: 1, keepsInput: true });
    this.stream.on('bytes', (bytes) => {
      const lines = (this.open + Buffer.from(bytes).toString('latin1')).split('\n');
      this.open = lines.pop() ?? '';
      for (const line of lines) this.take(line);
    });
  }

  say(pin: string, value: string): void {
    if (!this.fed) return;
    this.stream.write(Buffer.from(`${pin} ${value}\n`));
  }

  private take(line: string): void {
    if (line === '!') return this.started();
    const [pin = '', value = ''] = line.split(' ');
    if (!value.startsWith('*')) this.driven.set(pin, value);
    this.pass(pin, value);
  }
}

export class VirtualWires {
  private readonly controller: End;
  private readonly stimulus: End;
  /** Pins of the controller by those of the second board. */
  private readonly there: ReadonlyMap<string, string>;

  private constructor(
    private readonly boards: { readonly controller: VirtualBoard; readonly stimulus: VirtualBoard },
    row: BoardRow,
  ) {
    this.controller = new End(boards.controller.wires);
    this.stimulus = new End(boards.stimulus.wires);
    this.controller.fed = false;
    const roles = (Object.keys(STIMULUS_PINS) as (keyof typeof STIMULUS_PINS)[]).filter((role): role is Wired => role !== 'supply');
    const there = (this.there = new Map<string, string>(roles.map((role) => [STIMULUS_PINS[role], row.pins[role as Channel]])));
    const here = new Map([...there].map(([a, b]) => [b, a]));
    const carry = (from: End, to: End, wires: ReadonlyMap<string, string>, back: ReadonlyMap<string, string>): void => {
      const put = (pin: string, value: string): void => {
        const other = wires.get(pin);
        if (other !== undefined) to.say(other, value);
      };
      from.pass = put;
      // A board that has just started drives nothing, and hears what is on its pins.
      from.started = () => {
        for (const pin of from.driven.keys()) put(pin, '0');
        from.driven.clear();
        for (const [pin, value] of to.driven) {
          const own = back.get(pin);
          if (own !== undefined) from.say(own, value);
        }
      };
    };
    carry(this.controller, this.stimulus, here, there);
    carry(this.stimulus, this.controller, there, here);
    const pass = this.stimulus.pass;
    this.stimulus.pass = (pin, value) => (pin === STIMULUS_PINS.supply ? this.supply(value === '1') : pass(pin, value));
  }

  static async join(controller: VirtualBoard, stimulus: VirtualBoard, row: BoardRow): Promise<VirtualWires> {
    const wires = new VirtualWires({ controller, stimulus }, row);
    await Promise.all([wires.controller.stream.open(), wires.stimulus.stream.open()]);
    return wires;
  }

  async close(): Promise<void> {
    await Promise.all([this.controller.stream.close(), this.stimulus.stream.close()]);
  }

  private supply(on: boolean): void {
    this.controller.fed = on;
    if (on) {
      const levels = [...this.stimulus.driven].flatMap(([pin, value]) => (this.there.has(pin) ? [[this.there.get(pin), value]] : []));
      return this.boards.controller.powerOn(Object.fromEntries(levels) as Record<string, string>);
    }
    this.boards.controller.powerOff();
    this.controller.started();
  }
}
