/** The controller heartbeat: its age counts from the last new value, or from the command that took remote control. */
import { HEARTBEAT_EXPIRY } from '../persist/parameter.table.js';
import { P } from '../persist/parameters.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';

let since = 0;

/** A master wrote the heartbeat register. The same value again is no sign of life. */
export function beat(value: number, now: number): void {
  if (value !== X[I.HEARTBEAT_ECHO]) since = now;
  X[I.HEARTBEAT_ECHO] = value;
}

/** Remote control is taken now. */
export function beatNow(now: number): void {
  since = now;
}

/** Puts age and time left into the process image. `needed`: remote control is taken. */
export function showHeartbeat(needed: boolean, now: number): void {
  const expiry = P[HEARTBEAT_EXPIRY];
  const age = needed ? (now - since) / 1000 : 0;
  X[I.HEARTBEAT_AGE] = (age * 100) / expiry;
  X[I.HEARTBEAT_LEFT] = needed ? Math.max(expiry - age, 0) : 65535;
}
