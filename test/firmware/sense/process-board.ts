/** The ESP32's readings of the process under the modules that make values of them: a test sets fractions, lets ticks and seconds pass, reads values. */
import { BOARD } from '../../../firmware/board/row.js';
import type { AnalogChannel, TemperatureChannel } from '../../../firmware/model/channels.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, StubBoard } from '../stub-board.js';

type Modules = Awaited<ReturnType<typeof freshFirmware<'composition' | 'judge' | 'parameters' | 'process' | 'readings' | 'values' | 'watched'>>>;

/** 4–20 mA across 150 Ω of 3.3 V. */
export const loop = (milliamps: number): number => milliamps / 22;

/** PT1000 on 2700 Ω (IEC 60751), and NTC of 10 kΩ at 25 °C with B = 3950 K on 10 kΩ. */
export function pt(celsius: number): number {
  const r = 1000 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius ** 2);
  return r / (r + 2700);
}
export function ntc(celsius: number): number {
  const r = 10e3 * Math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15));
  return r / (r + 10e3);
}

/** A plant in service: 40 °C, both pumps as commanded, everything in order. */
export const SOUND: Partial<Record<TemperatureChannel | AnalogChannel, number>> = {
  catholyteTemp: ntc(40),
  nakInletTemp: pt(40),
  catholyteLeakLoop: 0.5 - (0.5 * 100) / 120,
  supply: 24 / 33,
  adcReference: 2.5 / 3.3,
  busVoltage: 4.3 / 7,
  nakPumpCurrent: 0.3 / 3.3,
  catholytePumpCurrent: 0.22 / 3.3,
  nakPressure: loop(4 + (16 * 11) / 200),
  catholytePressure: loop(4 + (16 * 8.6) / 200),
  blanketPressure: loop(4 + (16 * 5) / 40),
  nakLevel: loop(4 + (16 * 23.095) / 50),
  oxygen: loop(4 + (16 * 3) / 1000),
  hydrogen: loop(4),
  roomHydrogen: loop(4),
  toxicGas: loop(4),
};

const PARAMETER_NAMES = parametersOf(BOARD).map((row) => row.name);

export class ProcessBoard {
  /** Commanded flows, 0.1 mL/min, and the running hours. */
  nak = 100;
  catholyte = 300;
  hours = 1;
  /** The purge valve is open. */
  purging = false;
  private flicker = 0;

  private constructor(readonly fw: Modules) {}

  /** A board that has read a sound plant for two seconds. */
  static async start(): Promise<ProcessBoard> {
    new StubBoard();
    const board = new ProcessBoard(await freshFirmware(['composition', 'judge', 'parameters', 'process', 'readings', 'values', 'watched']));
    board.fw.parameters.adoptShadow();
    board.fw.composition.anchor(20000, 2200);
    board.fw.watched.forgetInputs();
    for (const [channel, f] of Object.entries(SOUND)) board.set(channel as AnalogChannel, f);
    board.value('cellTemp', 250);
    board.value('composition', 2200);
    board.value('nakCurveRatio', 1000);
    board.value('catholyteFlow', 300);
    board.seconds(2);
    return board;
  }

  /** Puts a fraction of full scale on a channel; NaN: its chip gives none. */
  set(channel: TemperatureChannel | AnalogChannel, f: number): void {
    this.fw.readings.READINGS[BOARD.slot[channel]] = f;
  }

  /** Puts a value into the process image. */
  value(name: string, v: number): void {
    this.fw.values.X[valueIndex(name)] = v;
  }

  get(name: string): number {
    return this.fw.values.X[valueIndex(name)];
  }

  /** Sets a parameter in force, in register units. */
  parameter(name: string, v: number): void {
    this.fw.parameters.P[PARAMETER_NAMES.indexOf(name)] = v;
  }

  ticks(count: number, dt = 100): void {
    for (let i = 0; i < count; i++) this.fw.process.senseProcess(dt);
  }

  /** Seconds as the tick runs them. Gas readings flicker by a step, as a live converter's do, unless `still`. */
  seconds(count: number, still = false): void {
    for (let s = 0; s < count; s++) {
      if (!still) this.stir();
      this.ticks(10);
      this.fw.judge.judgeProcess(1, this.nak, this.catholyte, this.hours, this.purging);
    }
  }

  private stir(): void {
    this.flicker = this.flicker ? 0 : 1e-4;
    const sign = this.flicker ? 1 : -1;
    for (const channel of ['oxygen', 'hydrogen', 'roomHydrogen', 'toxicGas'] as const) this.fw.readings.READINGS[BOARD.slot[channel]] += sign * 1e-4;
  }
}
