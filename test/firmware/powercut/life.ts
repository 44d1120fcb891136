/** The life of a board in which it does everything that it ever does to its memories. */
import { boardRow } from '../../../firmware/model/boards.js';
import { EmulatedBoard } from '../emulated-board.js';
import { ProcessImage, imageNames } from '../../../hil/target/emulator/image.js';
import { Journal } from './journal.js';

/** Registers of set temperature and, in SunSpec's common model, of the Modbus address. */
const SET_TEMP = 2012;
const READ_MS = 100;

/** Lives through it and gives the journal. `hours`: how long the current flows; a board without FRAM saves once in an hour at the largest one. */
export function liveThrough(id: string, hours: number): Journal {
  const row = boardRow(id);
  const image = new ProcessImage(imageNames(id));
  const board = new EmulatedBoard({ board: id, image });
  const journal = new Journal(board, () => image.read('charge'));
  const phase = (name: string, act: () => void): void => {
    journal.phase = name;
    act();
  };
  const powerCycle = (): void => {
    board.power(false);
    board.now += 1000;
    board.power(true);
    board.run(5000);
  };
  phase('first start', () => {
    board.power(true);
    board.run(5000);
  });
  phase('anchor', () => {
    board.expectCommand('reanchor', 2200, 20_000);
    board.expectCommand('reset');
  });
  phase('sign', () => board.expectSignature());
  phase('commit', () => {
    board.write(SET_TEMP, 405);
    board.expectCommand('commit');
  });
  phase('restart', powerCycle);
  phase('a minute of running', () => board.run(62_000, READ_MS));
  const start = (): void => {
    board.expectCommand('start');
    board.run(650_000, READ_MS);
    if (board.live('state') !== 4) throw new Error(`${id} is in state ${board.live('state')} after warm-up and not ready`);
  };
  phase('warm-up, contactor and pulses', start);
  phase('current', () => {
    board.expectCommand('discharge', 0, 400);
    // A heartbeat keeps the set-point (P37).
    for (let k = 0; k < hours * 3600; k += 5) {
      board.write(1008, 1 + (k % 1000));
      board.run(5000, READ_MS);
    }
  });
  if (row.has.supply) {
    phase('supply going down', () => {
      board.process.analog.supply = 21.5 / 33;
      board.run(3000);
      board.process.analog.supply = 24 / 33;
    });
  }
  phase('stop', () => {
    if (board.live('state') === 6) board.expectCommand('rest');
    board.expectCommand('stop');
    board.run(15_000);
    // A second one ends the cool-down.
    board.command('stop');
    board.run(2000);
  });
  phase('second start', start);
  phase('emergency stop under current', () => {
    board.expectCommand('discharge', 0, 400);
    board.run(8000);
    Object.assign(board.cell, { eStopA: 0, eStopB: 0 });
    board.run(3000);
    Object.assign(board.cell, { eStopA: 1, eStopB: 1 });
    board.run(1000);
    board.cell.localReset = 1;
    board.run(500);
    board.cell.localReset = 0;
    board.run(2000);
  });
  phase('restart', powerCycle);
  phase('end of life', () => board.run(3000));
  return journal;
}
