/** The ambient that the composition is planned for: a forecast while it is young, else the parameter (docs/design.md, composition controller). */
import { beforeEach, describe, expect, it } from 'vitest';
import type * as Forecast from '../../../firmware/control/forecast.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

const HOUR = 3_600_000;
let forecast: typeof Forecast;
let fw: Awaited<ReturnType<typeof freshFirmware<'parameters' | 'values'>>>;
beforeEach(async () => {
  fw = await freshFirmware(['parameters', 'values']);
  fw.parameters.adoptShadow();
  forecast = await import('../../../firmware/control/forecast.js');
});

/** 0.1 °C that is planned for at a time, and whether it is a forecast. */
function planned(now: number): [number, boolean] {
  forecast.planAmbient(now);
  return [fw.values.X[valueIndex('plannedAmbient')] ?? NaN, forecast.forecastInForce];
}

describe('the planned ambient', () => {
  it('is the parameter, 10 °C, as long as nobody has forecast anything', () => {
    expect(forecast.forecastInForce).toBe(false);
    expect([planned(0), planned(1000), planned(2 * HOUR)]).toEqual([
      [100, false],
      [100, false],
      [100, false],
    ]);
  });

  it.each([
    [160, 160],
    [65_506, -30],
    [300, 300],
    [301, 300],
    [700, 300],
  ])('by a forecast of %i tenths, as written, is %i', (written, tenths) => {
    forecast.setForecast(written, 5 * HOUR);
    expect(planned(5 * HOUR)).toEqual([tenths, true]);
  });

  it('follows a forecast for an hour after it was written last', () => {
    forecast.setForecast(160, HOUR);
    expect(planned(2 * HOUR - 1)).toEqual([160, true]);
    expect(planned(2 * HOUR)).toEqual([100, false]);
    forecast.setForecast(160, 2 * HOUR);
    expect(planned(2 * HOUR)).toEqual([160, true]);
  });
});
