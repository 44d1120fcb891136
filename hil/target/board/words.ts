/** What travels in the lines: levels to the board, outputs from it. */
import type { Pinout } from '../pinout.js';
import { FULL_SCALE, HEAD_BYTES } from '../../stimulus/letters.js';
import type { ProcessRole } from '../../plant/process-channels.js';
import { type BoardInputs, type BoardOutputs, PULSE_ROLES } from '../wires.js';

/** Most pulses of one input in a line; the others follow in the next one. */
const MOST_PULSES = 0xff;

/** Wires of a board in the order of its pins. */
export class InputWords {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly analog: readonly string[];
  private readonly digital: readonly string[];
  private readonly waiting = PULSE_ROLES.map(() => 0);
  private number = 0;
  private bits = -1;

  constructor(pinout: Pinout) {
    const of = (kind: string): string[] => pinout.rows.filter((row) => row.kind === kind).map(({ role }) => role);
    this.analog = of('analog');
    this.digital = of('digital');
    this.bytes = new Uint8Array(HEAD_BYTES + 2 * this.analog.length);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Takes what the plant shows. True when a digital level is another one than in the last line, so that the board must hear of it at once. */
  take(inputs: BoardInputs): boolean {
    const { analog, digital, pulses, process } = inputs;
    this.analog.forEach((role, k) => {
      const known = analog[role as 'current'] as number | undefined;
      const level = known ?? process?.analog[role as ProcessRole] ?? 0;
      this.view.setUint16(HEAD_BYTES + 2 * k, Math.round(Math.min(Math.max(level, 0), 1) * FULL_SCALE), true);
    });
    PULSE_ROLES.forEach((role, k) => (this.waiting[k] = (this.waiting[k] ?? 0) + pulses[role]));
    let bits = 0;
    this.digital.forEach((role, k) => {
      const level = role === 'smoke' ? (process?.smoke ?? 0) : digital[role as 'eStopA'];
      bits |= level << k;
    });
    this.bytes[1] = bits;
    return bits !== this.bits;
  }

  /** The next line's text, and its number, 0..255. Pulses that it carries are taken. */
  next(): { readonly number: number; readonly text: string } {
    this.number = (this.number + 1) & 0xff;
    this.bytes[0] = this.number;
    this.bits = this.bytes[1] ?? 0;
    this.waiting.forEach((count, k) => {
      const sent = Math.min(count, MOST_PULSES);
      this.bytes[2 + k] = sent;
      this.waiting[k] = count - sent;
    });
    return { number: this.number, text: Buffer.from(this.bytes).toString('base64') };
  }
}

/** Puts the outputs of a line into `outputs`. False when the line is no set of outputs of this board. */
export function takeOutputs({ rows, first }: Pinout, text: string, outputs: BoardOutputs): boolean {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 2 * (first.bus - first.switch)) return false;
  for (let pin = first.switch; pin < first.bus; pin++) {
    const value = bytes.readUInt16LE(2 * (pin - first.switch)) / FULL_SCALE;
    const { kind, role } = rows[pin] ?? { kind: 'bus', role: '' };
    if (kind === 'pwm') outputs[role as 'heater'] = value;
    else outputs[role as 'contactor'] = value === 0 ? 0 : 1;
  }
  return true;
}
