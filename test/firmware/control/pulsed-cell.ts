/** A cell of a known resistance under the current pulses, a tick at a time, with the contactor closed until the test opens it. */
import { vi } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

/** ASR(40 °C) = 31.7 Ω·cm² on 25 cm². */
export const OHMS = 31.7 / 25;

export class PulsedCell {
  private constructor(
    readonly fw: Awaited<ReturnType<typeof freshFirmware<'parameters' | 'values' | 'voltage' | 'pulse'>>>,
    private readonly contactor: { inputs: number },
  ) {}

  /** A cell at 40 °C whose contactor has just closed. */
  static async start(): Promise<PulsedCell> {
    const contactor = { inputs: 4 };
    vi.doMock('../../../firmware/sense/fast.js', () => contactor);
    const cell = new PulsedCell(await freshFirmware(['parameters', 'values', 'voltage', 'pulse']), contactor);
    cell.fw.parameters.adoptShadow();
    cell.set('cellTemp', 400);
    cell.set('oxidisedFraction', 5000);
    cell.fw.voltage.updateModel();
    cell.fw.pulse.considerPulse(0, 0);
    return cell;
  }

  get(name: string): number {
    return this.fw.values.X[valueIndex(name)];
  }

  set(name: string, value: number): void {
    this.fw.values.X[valueIndex(name)] = value;
  }

  /** Opens or closes the contactor. */
  close(closed: boolean): void {
    this.contactor.inputs = closed ? 4 : 0;
  }

  /** One tick of a cell of `ohms` under `base` mA; the pulse drives `share` of what it asks for. */
  tick(ohms: number, base: number, share = 1): void {
    const current = base + share * this.fw.pulse.pulseCurrent();
    this.set('current', current);
    this.set('cellVoltage', 3300 - current * ohms);
    // No chip reads single cells here.
    if (BOARD.cellSlot >= 0) this.set('cell1', NaN);
    this.fw.pulse.pulseTick();
  }

  /** Lets `seconds` pass and plays the pulse that begins then. Returns its largest current on top, mA; 0 when none began. */
  pulse(ratio: number, base = 0, seconds = 5, share = 1): number {
    this.fw.pulse.considerPulse(seconds, base);
    let most = 0;
    while (this.fw.pulse.phase) {
      this.tick(OHMS * ratio, base, share);
      if (Math.abs(this.fw.pulse.pulseCurrent()) > Math.abs(most)) most = this.fw.pulse.pulseCurrent();
    }
    return most;
  }
}
