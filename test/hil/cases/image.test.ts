import { afterEach, describe, expect, it } from 'vitest';
import { ProcessImage, imageNames } from '../../../hil/target/emulator/image.js';
import { Emulator } from '../../../hil/target/emulator/emulator.js';
import { Bench } from '../../../hil/scenario/bench.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';

const bundle = builtBundle('pico');
const image = new ProcessImage(imageNames('pico'));
const bench = new Bench(new Emulator({ bundle: bundle.text, board: 'pico', image }), { plant: { temperature: 40 }, stepMs: 50 });
const run = (ms: number): void => {
  for (const until = bench.nowMs + ms; bench.nowMs < until;) bench.step();
};

describe('the process image of the running bundle', () => {
  afterEach(() => void bench.power(false));

  it('shows what the program has measured', () => {
    expect(image.read('cellTemp')).toBeNaN();
    bench.power(true);
    run(6000);
    expect(image.read('cellTemp') / 10).toBeCloseTo(bench.plant.truth.cellTemperature, 0);
  });

  it('forces a value that pins, alarms and the map then follow, and again after a restart', () => {
    for (let start = 0; start < 2; start++) {
      bench.power(true);
      run(6000);
      image.force('leakResistance', 100);
      run(3000);
      expect(bench.master.live.has('latched', 30)).toBe(true);
      bench.power(false);
      run(100);
    }
  });

  it('refuses names that the board does not have', () => {
    expect(() => image.force('oxygen', 1)).toThrow('the process image has no value "oxygen"');
    expect(() => imageNames('nothing')).toThrow('run "make build" first');
  });
});
