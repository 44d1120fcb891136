/** Ambient that the composition is planned for: the coldest that a master forecasts, while it goes on saying so, else the parameter. */
import { P } from '../persist/parameters.js';
import { MAXIMA, PARK_AMBIENT } from '../persist/parameter.table.js';
import { FORECAST_MS } from '../model/control.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

/** Forecast as it was written, 0.1 °C in two's complement. */
let forecast = 0;
let forecastAt = -FORECAST_MS;
/** True while the forecast counts. */
export let forecastInForce = false;

/** A master has written the forecast. `now`: ms. */
export function setForecast(value: number, now: number): void {
  forecast = value;
  forecastAt = now;
}

/** Puts the planned ambient into the process image. A forecast warmer than any park ambient counts as the warmest of those. */
export function planAmbient(now: number): void {
  forecastInForce = now - forecastAt < FORECAST_MS;
  X[I.PLANNED_AMBIENT] = forecastInForce ? Math.min((forecast << 16) >> 16, MAXIMA[PARK_AMBIENT]) : P[PARK_AMBIENT];
}
