/**
 * The demo's operator: looks at snapshots and gives commands as a person would.
 */
import type { Device } from '../device/device.js';
import type { Live } from '../device/live.js';
import { stateName } from '../device/outcome.js';
import { LiquidusError } from '../error.js';
import { figure } from './view/figures.js';

/** What the operator needs from the demo. */
export interface OperatorHost {
  /** Time between heartbeats, wall ms. */
  readonly heartbeatMs: () => number;
  /** The cell is ready for current. */
  readonly onReady: () => void;
  /** A warm-up begins. */
  readonly onColdStart: () => void;
  /** Says what the operator does, once. */
  readonly act: (text: string) => void;
  /** Says how it stands, with every snapshot. */
  readonly progress: (text: string) => void;
}

/** Current of the show, mA: three fifths of the laboratory cell's largest. */
const CURRENT_MA = 300;
/** Device time in one direction before the operator turns round, s. */
const TURN_S = 1800;

/** One operator. It never overrides a protection: it waits while the device refuses. */
export class Operator {
  readonly #host: OperatorHost;
  #device: Device | undefined;
  #busy = false;
  #beat: NodeJS.Timeout | undefined;
  /** The direction that is driven now, and the device time at which it began, s. */
  #drive: { readonly name: 'charge' | 'discharge'; readonly since: number } | undefined;
  #next: 'charge' | 'discharge' = 'discharge';

  constructor(host: OperatorHost) {
    this.#host = host;
  }

  /** Works on this device from now on. */
  takeOver(device: Device): void {
    this.#device = device;
  }

  /** Looks at a snapshot and does what is due. */
  see(live: Live): void {
    if (this.#busy) return;
    const state = stateName(live.state);
    if (state === 'cold') {
      this.#host.onColdStart();
      this.#do('start', () => this.#host.act('Operator: start. The cell warms up and soaks for ten minutes before the pumps turn.'));
    } else if (state === 'warmUp' || state === 'circulate' || state === 'preCharge') {
      this.#host.progress(`Warm-up: liquid margin ${figure(live.margin, 1, 'K')}, cell at ${figure(live.cellTemp, 1, '°C')}.`);
    } else if (state === 'ready') this.#run(live);
    else if (state === 'charge' || state === 'discharge') this.#continue(live, state);
    else if (state === 'fault' || state === 'eStop') this.#host.progress('Operator: a protection has stopped the cell. Its advice is above.');
  }

  /** Ends heartbeats. */
  leave(): void {
    clearTimeout(this.#beat);
    this.#device = undefined;
  }

  #run(live: Live): void {
    this.#host.onReady();
    const name = this.#next;
    this.#drive = { name, since: live.uptime };
    this.#do(name, () => {
      this.#host.act(`Operator: ${name} with ${CURRENT_MA / 1000} A.`);
      this.#heartbeats();
    });
    // The other direction comes next, also when this one is refused: the limit that blocks one leaves the other open.
    this.#next = name === 'discharge' ? 'charge' : 'discharge';
  }

  #continue(live: Live, state: 'charge' | 'discharge'): void {
    const drive = this.#drive;
    if (!drive || drive.name !== state) return;
    const seconds = live.uptime - drive.since;
    this.#host.progress(
      `Operator: ${state} for ${Math.floor(seconds / 60)} of ${TURN_S / 60} min, ${figure(live.runChargeLeft, 3, 'Ah')} left to the run limit.`,
    );
    if (seconds >= TURN_S) this.#do('rest', () => this.#host.act('Operator: rest, then the other direction.'));
  }

  #do(name: 'start' | 'charge' | 'discharge' | 'rest', after: () => void): void {
    const device = this.#device;
    if (!device) return;
    this.#busy = true;
    if (name === 'rest') clearTimeout(this.#beat);
    const argument32 = name === 'charge' || name === 'discharge' ? CURRENT_MA : 0;
    device
      .command({ name, argument32 })
      .then(after)
      .catch((error: unknown) => {
        if (this.#device) this.#host.act(error instanceof LiquidusError ? error.message : String(error));
      })
      .finally(() => (this.#busy = false));
  }

  #heartbeats(): void {
    clearTimeout(this.#beat);
    const device = this.#device;
    if (!device) return;
    this.#beat = setTimeout(() => {
      device
        .heartbeat()
        .catch(() => undefined)
        .finally(() => this.#heartbeats());
    }, this.#host.heartbeatMs());
  }
}
