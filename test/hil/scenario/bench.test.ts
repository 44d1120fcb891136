import { describe, expect, it } from 'vitest';
import { Bench } from '../../../hil/scenario/bench.js';
import { FakeController } from './fake-controller.js';

/** Flow of the NaK loop after a minute with the pump on and the valves not driven, mL/min. */
function flowWithoutValves(board: string): number {
  const controller = new FakeController({}, board);
  const bench = new Bench(controller, { plant: { temperature: 60 }, stepMs: 50 });
  for (let ms = 0; ms < 60_000; ms += 50) {
    controller.outputs.nakPump = 0.5;
    bench.step();
  }
  return bench.plant.truth.nakFlow;
}

describe('the plant on the bench', () => {
  it('has isolation valves, shut without power, where the board can open them', () => {
    expect(flowWithoutValves('esp32')).toBe(0);
  });

  it('has none where the board cannot', () => {
    expect(flowWithoutValves('pico')).toBeGreaterThan(8);
  });

  it('takes the board down with its supply, and brings it back only while it is switched on', () => {
    const bench = new Bench(new FakeController({}, 'esp32'), { plant: {}, stepMs: 50 });
    const pass = (ms: number): void => {
      for (let t = 0; t < ms; t += 50) bench.step();
    };
    const { mains } = bench.plant.faults;
    bench.power(true);
    Object.assign(mains, { lost: true, bridgeS: 2, fall: 5 });
    pass(4000);
    expect(bench.powered).toBe(true);
    pass(2000);
    expect(bench.powered).toBe(false);
    mains.lost = false;
    pass(100);
    expect(bench.powered).toBe(true);
    mains.lost = true;
    bench.power(false);
    pass(5000);
    mains.lost = false;
    pass(100);
    expect(bench.powered).toBe(false);
  });
});
