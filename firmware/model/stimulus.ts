/**
 * The second board of a bench, an Espruino Pico that plays the plant on the pins of a controller: which of its pins goes to which role there. Levels
 * need a channel of a timer of their own, the outputs that come as PWM a converter pin (firmware/model/pins.ts); the wires: docs/stimulus.md.
 */
import type { BoardRow } from './boards.js';
import { boardRow } from './boards.js';

/** Pins of the second board by the role on the controller; `supply` switches the controller's supply. */
export const STIMULUS_PINS = {
  cellVoltage: 'A8',
  current: 'A10',
  nakTempA: 'B1',
  nakTempB: 'B4',
  cellTemp: 'B5',
  leakLoop: 'B8',
  nakFlow: 'B9',
  nakTach: 'A2',
  catholyteTach: 'A3',
  catholyteFlow: 'A7',
  eStopA: 'B13',
  eStopB: 'B14',
  contactorFeedback: 'B15',
  localReset: 'B3',
  contactor: 'B10',
  heaterEnable: 'B7',
  heater: 'A0',
  nakPump: 'A1',
  catholytePump: 'A4',
  chargeCurrent: 'A5',
  dischargeCurrent: 'A6',
  supply: 'B6',
} as const;

/** Board whose plant it can play: its channels are all on pins. */
export const STIMULATED_BOARD = 'pico';

/** What the build needs to make the program: the row of a Pico with these pins. */
export function stimulusRow(): BoardRow {
  const row = boardRow(STIMULATED_BOARD);
  return {
    ...row,
    id: 'stimulus',
    pins: STIMULUS_PINS as unknown as BoardRow['pins'],
    serial: { ...row.serial, direction: '' },
    uses: { ...row.uses, direction: false },
  };
}
