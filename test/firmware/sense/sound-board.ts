import { StubBoard } from '../stub-board.js';

/** A stub board whose core channels read a sound, resting plant: 3.3 V, no current, dry tray, no NaK flow, both stop channels closed. */
export function soundBoard(): StubBoard {
  const board = new StubBoard();
  Object.assign(board.inputs, {
    cellVoltage: 4.3 / 7,
    current: 0.5,
    leakLoop: 100 / 120,
    nakFlow: 5 / 65,
    nakTempA: 0.3,
    nakTempB: 0.3,
    cellTemp: 0.3,
    eStopA: 1,
    eStopB: 1,
  });
  return board;
}
