/** What the bench takes from a target: what its program has sent, and what has happened to it. */
import { bytesOf, type DriverPulse, type LineSettings, type Transmission, UNSET_PORT } from './line-settings.js';
import type { TargetEvent } from './target.js';

/** Pulses of the direction pin that are kept. */
const KEPT = 64;

/** Collects it until it is taken. */
export class Reports {
  /** Settings of the RS-485 port, as the program has set it up. */
  settings: LineSettings = UNSET_PORT;
  private sent: Transmission[] = [];
  private driven: DriverPulse[] = [];
  private happened: TargetEvent[] = [];

  /** Settings as the program tells them: "19200 even 1". */
  setUp(text: string): void {
    const [baud, parity, stopBits] = text.split(' ');
    this.settings = { baud: Number(baud), parity: parity as LineSettings['parity'], stopBits: stopBits === '2' ? 2 : 1 };
  }

  send(startMs: number, bytes: Uint8Array): void {
    this.sent.push({ startMs, bytes });
  }

  /** A pulse of the direction pin; the last ones are kept for a bench that does not take them. */
  pulse(startMs: number, endMs: number): void {
    this.driven.push({ startMs, endMs });
    if (this.driven.length > KEPT) this.driven.shift();
  }

  takePulses(): readonly DriverPulse[] {
    const taken = this.driven;
    if (taken.length > 0) this.driven = [];
    return taken;
  }

  note(timeMs: number, kind: TargetEvent['kind'], text: string): void {
    this.happened.push({ timeMs, kind, text });
  }

  /** What was sent since the last call. The same empty list while nothing is: this runs in every step. */
  takeSent(): readonly Transmission[] {
    const taken = this.sent;
    if (taken.length > 0) this.sent = [];
    return taken;
  }

  takeEvents(): TargetEvent[] {
    const taken = this.happened;
    this.happened = [];
    return taken;
  }
}

/** A target that collects in one place. */
export abstract class ReportingTarget {
  constructor(protected readonly reports: Reports) {}

  get port(): LineSettings {
    return this.reports.settings;
  }

  transmissions(): readonly Transmission[] {
    return this.reports.takeSent();
  }

  transmitted(): Uint8Array {
    return bytesOf(this.transmissions());
  }

  events(): TargetEvent[] {
    return this.reports.takeEvents();
  }
}
