import { describe, expect, it } from 'vitest';
import { checkedValues, fault, FaultError, listFaults } from '../../../hil/fault/library.js';
import { BOARDS, boardRow } from '../../../firmware/model/boards.js';
import { unsupported, type FaultDefinition, type FaultStage } from '../../../hil/fault/definition.js';
import { PROCESS_ROLES } from '../../../hil/plant/process-channels.js';
import { SerialLine } from '../../../hil/line/serial-line.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { canonicalUnit } from '../../../hil/scenario/quantity.js';
import type { Transmission } from '../../../hil/target/line-settings.js';
import { ANALOG_ROLES, type BoardOutputs, outputsOff } from '../../../hil/target/wires.js';

const OUTPUTS: BoardOutputs = {
  ...outputsOff(),
  contactor: 1,
  heaterEnable: 1,
  heater: 0.5,
  nakPump: 0.5,
  catholytePump: 0.3,
  chargeCurrent: 0,
  dischargeCurrent: 0.4,
};

const SETTINGS = { baud: 19_200, parity: 'even', stopBits: 1 } as const;

/** A board that sends back what it gets, a millisecond later, and writes down when it got it. */
class EchoingBoard {
  readonly port = SETTINGS;
  readonly got: [number, string][] = [];
  private sent: Transmission[] = [];

  receive(nowMs: number, bytes: Uint8Array): void {
    this.got.push([nowMs, Buffer.from(bytes).toString('hex')]);
    this.sent.push({ startMs: nowMs + 1, bytes });
  }
  transmissions(): Transmission[] {
    return this.sent.splice(0);
  }
  runTo(): void {
    // It has nothing else to do.
  }
}

class Stage implements FaultStage {
  readonly plant = new LabCell({ temperature: 40, noise: 0 });
  readonly master = { silent: false, heartbeats: true };
  private readonly board = new EchoingBoard();
  readonly line = new SerialLine(this.board, SETTINGS);
  private readonly port = this.line.join('master');
  private lineMs = 0;
  readonly troubles: string[] = [];
  readonly supply: boolean[] = [];
  readonly target = {
    board: 'pico',
    trouble: (kind: string, ms?: number) => void this.troubles.push(`${kind} ${ms ?? ''}`.trim()),
    spoilFram: (at: number, mask: number) => void this.troubles.push(`fram ${at} ${mask}`),
    spoilFile: (name: string, at: number, mask: number) => void this.troubles.push(`${name} ${at} ${mask}`),
  };

  power(on: boolean): void {
    this.supply.push(on);
  }

  /** Everything that a fault can change. */
  world(): unknown {
    const { silent, heartbeats } = this.master;
    return JSON.parse(JSON.stringify({ faults: this.plant.faults, silent, heartbeats, line: this.overTheLine() }));
  }

  /** What comes over the line in ten seconds when the master says five bytes: at the board, with times, and back. */
  private overTheLine(): unknown {
    this.line.run(this.lineMs + 1000);
    this.board.got.length = 0;
    this.port.take();
    const from = this.lineMs + 1000;
    this.lineMs = from + 10_000;
    this.port.send(from, Uint8Array.of(1, 2, 3, 4, 5));
    this.line.run(this.lineMs);
    this.line.boardDied();
    const at = (ms: number): number => Math.round((ms - from) * 1000);
    return { board: this.board.got.splice(0).map(([ms, text]) => `${at(ms)} ${text}`), master: Buffer.from(this.port.take()).toString('hex') };
  }

  run(seconds: number): this {
    for (let i = 0; i < seconds * 20; i++) this.plant.step(50, OUTPUTS);
    return this;
  }
}

/** Values in the middle of every parameter's range, smaller for what is counted or waited for on the line. */
function someValues(definition: FaultDefinition): Record<string, number> {
  const share = definition.what === 'line' ? 0.001 : 0.6;
  return Object.fromEntries(
    definition.parameters.map(({ name, min, max, fallback }) => [
      name,
      (definition.what === 'line' ? fallback : undefined) ?? min + (max - min) * share,
    ]),
  );
}

const broken = (id: string, values: Record<string, number> = {}): Stage => {
  const stage = new Stage().run(5);
  const definition = fault(id);
  definition.inject(stage, checkedValues(definition, values));
  return stage.run(30);
};

describe('the fault library', () => {
  it.each(listFaults().map((definition) => [definition.id, definition] as const))(
    '%s changes the bench, and taking it back undoes that',
    (_id, definition) => {
      const stage = new Stage();
      const before = stage.world();
      const undo = definition.inject(stage, checkedValues(definition, someValues(definition)));
      const touched = JSON.stringify(stage.world()) !== JSON.stringify(before) || stage.troubles.length > 0 || stage.supply.length > 0;
      expect(touched).toBe(true);
      undo();
      expect(stage.world()).toEqual(before);
      if (stage.supply.length > 0) expect(stage.supply).toEqual([false, true]);
    },
  );

  it('has one entry per id, made of what and how, with parameters in units of the bench', () => {
    const ids = listFaults().map((definition) => definition.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const definition of listFaults()) {
      expect(definition.id).toBe(`${definition.what}.${definition.how}`);
      expect(definition.doc).toMatch(/^[A-Z].*\.$/);
      for (const { unit, min, max, fallback } of definition.parameters) {
        expect(canonicalUnit(unit), `${definition.id}: ${unit}`).toBe(unit);
        expect(min).toBeLessThan(max);
        if (fallback !== undefined) expect(fallback >= min && fallback <= max).toBe(true);
      }
    }
  });

  it('breaks every analog channel in every way', () => {
    for (const role of ANALOG_ROLES) {
      for (const how of ['open', 'short', 'stuck', 'offset', 'gain', 'drift', 'noise', 'fixed']) expect(fault(`${role}.${how}`).what).toBe(role);
    }
  });

  it('says the nearest name for a fault that does not exist', () => {
    expect(() => fault('nakPump.stal')).toThrow(new FaultError('there is no fault "nakPump.stal" in the library; did you mean nakPump.stall?'));
  });

  it('refuses unknown, missing and out-of-range parameters with name, value and range', () => {
    const offset = fault('current.offset');
    expect(() => checkedValues(offset, { bye: 1 })).toThrow('has no parameter "bye"; did you mean by?');
    expect(() => checkedValues(offset, {})).toThrow('needs "by" (-4.4 A … 4.4 A)');
    expect(() => checkedValues(offset, { by: 7 })).toThrow('"by" 7 A is outside -4.4 A … 4.4 A');
    expect(() => checkedValues(offset, { by: Number.NaN })).toThrow('not available is outside');
    expect(() => checkedValues(fault('nakPump.stall'), { by: 1 })).toThrow('it has none');
    expect(checkedValues(fault('nakLine.blockage'), {})).toEqual({ share: 1 });
  });

  it('says of every fault which boards can have it, and what the others lack', () => {
    const pico = [boardRow('pico')];
    expect(unsupported(fault('nakTempA.open'), BOARDS)).toBeUndefined();
    expect(unsupported(fault('smoke.detected'), [boardRow('esp32')])).toBeUndefined();
    expect(unsupported(fault('smoke.detected'), pico)).toBe(
      'fault smoke.detected is unsupported on pico, which has no smoke; boards that have it: esp32, rp2040, rp2040-flash, rp2350, nrf52840dk',
    );
    expect(unsupported(fault('fram.silent'), BOARDS)).toMatch(
      /^fault fram.silent is unsupported on rp2040-flash, which has no fram; boards that have it: pico, /,
    );
    for (const role of PROCESS_ROLES)
      for (const { id } of listFaults().filter(({ what }) => what === role)) expect(unsupported(fault(id), pico), id).toContain(role);
    for (const id of [
      'isolationValves.stuckShut',
      'enclosureFan.stuckOn',
      'argonPurge.stuckOff',
      'scrubber.stuckOff',
      'supply.sag',
      'bus.leak',
      'preCharge.broken',
      'argon.leak',
      'room.hydrogen',
      'singleCell.open',
      'catholyteTray.leak',
    ])
      expect(unsupported(fault(id), pico), id).toBeDefined();
  });

  it('knows actuators: stuck on, stuck off, slow, reversed, half', () => {
    const ids = listFaults().map(({ id }) => id);
    for (const pump of ['nakPump', 'catholytePump'])
      expect(ids).toEqual(expect.arrayContaining(['stuckOn', 'stall', 'slow', 'reversed', 'half'].map((how) => `${pump}.${how}`)));
    expect(ids).toEqual(expect.arrayContaining(['heater.stuckOn', 'heater.stuckOff', 'heater.slow', 'heater.half']));
    expect(ids).toEqual(expect.arrayContaining(['converter.slow', 'converter.reversed', 'converter.half']));
    expect(ids).toEqual(
      expect.arrayContaining([
        'contactor.welded',
        'contactor.stuckOpen',
        'contactor.slow',
        'contactor.bounce',
        'contactorFeedback.open',
        'contactorFeedback.closed',
      ]),
    );
    expect(ids).toEqual(
      expect.arrayContaining(['nakTach.lost', 'catholyteTach.lost', 'catholyteFlow.lost', 'nakPumpCurrent.open', 'catholytePumpCurrent.open']),
    );
  });

  it('passes a stall of the processor on to the target with its length', () => {
    const stage = new Stage();
    fault('controller.stall').inject(stage, { duration: 3000 });
    fault('controller.outOfMemory').inject(stage, {});
    expect(stage.troubles).toEqual(['stall 3000', 'outOfMemory']);
  });
});

describe('what the plant shows of a fault', () => {
  // Front ends: PT1000 on 2700 ohm, f = R/(R+2700); current f = 0.5 + I/4.4; leak loop f = R/(R+20 kohm); 12 bits.
  it('an open sensor reads full scale, a shorted one zero', () => {
    expect(broken('nakTempA.open').plant.inputs.analog.nakTempA).toBeCloseTo(4095 / 4096, 3);
    expect(broken('nakTempA.short').plant.inputs.analog.nakTempA).toBe(0);
  });

  it('a fixed temperature of 60 °C is 1232.4 ohm', () => {
    expect(broken('cellTemp.fixed', { at: 60 }).plant.inputs.analog.cellTemp).toBeCloseTo(1232.4 / (1232.4 + 2700), 3);
  });

  it('an offset of 100 mA moves the current reading by 100 mA and leaves the truth alone', () => {
    const stage = broken('current.offset', { by: 0.1 });
    expect(stage.plant.truth.current).toBeCloseTo(0.4, 3);
    expect(stage.plant.inputs.analog.current).toBeCloseTo(0.5 + 0.5 / 4.4, 3);
  });

  it('a drift of 1.2 K/min is 0.6 K after half a minute', () => {
    const ohm = (celsius: number): number => 1000 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius ** 2);
    const stage = broken('nakTempB.drift', { rate: 12 });
    const sound = broken('nakTempB.drift', { rate: 0 }).plant.inputs.analog.nakTempB;
    const celsius = (fraction: number): number => {
      const wanted = (2700 * fraction) / (1 - fraction);
      let low = -40;
      let high = 120;
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (ohm(middle) < wanted) low = middle;
        else high = middle;
      }
      return low;
    };
    expect(celsius(stage.plant.inputs.analog.nakTempB) - celsius(sound)).toBeCloseTo(6, 0);
  });

  it('a leak of 5 kΩ reads 5/25 on the loop', () => {
    expect(broken('nakTray.leak', { resistance: 5 }).plant.inputs.analog.leakLoop).toBeCloseTo(0.2, 2);
  });

  it('a welded contactor conducts without its coil', () => {
    const stage = broken('contactor.welded');
    stage.plant.step(50, { ...OUTPUTS, contactor: 0 });
    expect(stage.plant.truth.contactorClosed).toBe(1);
  });

  it('a welded heater output gives full power while the second switch is closed, and none when it opens', () => {
    const stage = broken('heater.stuckOn');
    stage.plant.step(50, { ...OUTPUTS, heater: 0 });
    expect(stage.plant.truth.heaterPower).toBe(45);
    stage.plant.step(50, { ...OUTPUTS, heater: 0, heaterEnable: 0 });
    expect(stage.plant.truth.heaterPower).toBe(0);
  });

  it('a stalled pump moves nothing, a blocked line neither, but the tach of the blocked one turns', () => {
    expect(broken('nakPump.stall').plant.truth).toMatchObject({ nakFlow: 0, nakPumpSpeed: 0 });
    const blocked = broken('nakLine.blockage').plant;
    expect(blocked.truth.nakFlow).toBe(0);
    expect(blocked.truth.nakPumpSpeed).toBeCloseTo(750, 0);
  });

  it('a converter with gain 1.5 drives 0.6 A for a command of 0.4 A', () => {
    expect(broken('converter.gain', { factor: 1.5 }).plant.truth.current).toBeCloseTo(0.6, 3);
  });

  it('a room on a ramp of 2 K/min has moved by 1 K after half a minute', () => {
    expect(broken('ambient.ramp', { to: 0, rate: 2 }).plant.truth.ambient).toBeCloseTo(19, 6);
  });

  it('a pressed e-stop opens both channels, a broken one only its own', () => {
    expect(broken('eStop.press').plant.inputs.digital).toMatchObject({ eStopA: 0, eStopB: 0 });
    expect(broken('eStopA.open').plant.inputs.digital).toMatchObject({ eStopA: 0, eStopB: 1 });
  });
});
