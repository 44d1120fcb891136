/** Commissioning on the emulated board: what is measured, when and within which limits, and what it unlocks (docs/commissioning.md; CAL-1, CAL-2). */
import { describe, expect, it } from 'vitest';
import { allItems, COMMISSIONING, itemsOf } from '../../../firmware/model/commissioning.js';
import { faultRow } from '../../../firmware/model/faults.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { AS_IS, EmulatedBoard, loopFraction } from '../emulated-board.js';
import { writeFrame, writeManyFrame } from '../frames.js';

const [DONE, LOCKED, RANGE, WRONG_STATE, FAILED] = [2, 3, 4, 5, 7];
const [ITEMS, SIGNER, EVENT, CURRENT_ZERO, NAK_A, NAK_FLOW, GAIN] = [2050, 2051, 2052, 2053, 2054, 2057, 2058];
const [RESISTANCE_ITEM, ZERO_ITEM, NAK_A_ITEM, CELL_ITEM, FLOW_ITEM, GAIN_ITEM] = [2, 3, 4, 6, 7, 8];
const signed = (value: number): number => (value > 32767 ? value - 65536 : value);
const register = (board: EmulatedBoard, address: number): number => signed(board.holding(address, 1)[0] ?? NaN);
const isSigned = (board: EmulatedBoard): boolean => ((board.live('modeBits') >> 7) & 1) === 1;

/** A board that rests long enough for a measurement. */
function resting(): EmulatedBoard {
  const board = EmulatedBoard.commissioned();
  board.run(31_000);
  return board;
}

describe('a calibration', () => {
  it('of the current takes over what the sensor shows beyond the reference, and the current is right from then on', () => {
    const board = resting();
    board.cell.strayCurrent = 0.004;
    board.run(3000);
    expect(Math.abs(board.value('current') - 0.004)).toBeLessThan(0.0012);
    expect(board.command('calibrate', ZERO_ITEM, 0)).toBe(DONE);
    // The emulated converter has steps of 1.07 mA.
    expect(Math.abs(register(board, CURRENT_ZERO) - 40)).toBeLessThan(9);
    board.run(3000);
    expect(Math.abs(board.value('current'))).toBeLessThan(0.0012);
  });

  it('of the gain counts what is beyond the zero', () => {
    const board = resting();
    // The sensor shows 2 % too little of 0.5 A from a calibrator, which is F05: the anchor is lost with it.
    board.cell.strayCurrent = 0.49;
    board.run(40_000);
    expect(board.command('calibrate', GAIN_ITEM, 5000)).toBe(DONE);
    expect(Math.abs(register(board, GAIN) - 204)).toBeLessThan(25);
    board.run(3000);
    expect(Math.abs(board.value('current') - 0.5)).toBeLessThan(0.0015);
  });

  it('of a temperature takes over what the sensor shows beyond the thermometer', () => {
    const board = resting();
    expect(board.command('calibrate', NAK_A_ITEM, 4050)).toBe(DONE);
    expect(Math.abs(register(board, NAK_A) + 50)).toBeLessThan(10);
    board.run(3000);
    expect(Math.abs(board.value('nakTempA') - 40.5)).toBeLessThan(0.11);
    expect(Math.abs(board.value('nakTempB') - 40)).toBeLessThan(0.11);
  });

  it('of the flow takes over what the meter shows with the pump off', () => {
    const board = resting();
    expect(board.command('calibrate', FLOW_ITEM, -50)).toBe(DONE);
    expect(Math.abs(register(board, NAK_FLOW) - 50)).toBeLessThan(3);
    board.run(2000);
    expect(Math.abs(board.value('nakFlow') + 0.5)).toBeLessThan(0.11);
  });

  it('of the resistance compares an instrument with the model at the temperature of the cell', () => {
    const board = resting();
    // 42 Ω·cm² at 22 °C, 12 kJ/mol, at 40 °C over 25 cm² (docs/physics.md, separator), 10 % more than that.
    const model = (42 * Math.exp((12000 / 8.314462618) * (1 / 313.15 - 1 / 295.15))) / 25;
    expect(board.command('calibrate', RESISTANCE_ITEM, Math.round(1100 * model))).toBe(DONE);
    expect(Math.abs((board.holding(2014, 1)[0] ?? NaN) - 1100)).toBeLessThan(3);
  });

  it.each([
    ['a current beyond 10 mA', ZERO_ITEM, 120],
    ['a current beyond 10 mA, the other way', ZERO_ITEM, -120],
    ['a temperature by more than a kelvin', NAK_A_ITEM, 4120],
    ['a temperature by more than a kelvin, the other way', CELL_ITEM, 3880],
    ['a flow by more than 2 mL/min', FLOW_ITEM, 230],
    ['a resistance of a third of the model', RESISTANCE_ITEM, 400],
    ['a gain without a current', GAIN_ITEM, 0],
    ['an item that is done by reanchor', 1, 0],
    ['an item that there is not', 9, 0],
    ['an item that there is not, as it is', 9, AS_IS],
    ['item 0', 0, AS_IS],
  ])('refuses %s as out of range, and changes nothing', (_title, item, reference) => {
    const board = resting();
    const before = board.holding(2050, 9);
    expect([board.command('calibrate', item, reference), board.holding(2050, 9), isSigned(board)]).toEqual([RANGE, before, true]);
  });

  it('refuses a sensor without a value', () => {
    const board = resting();
    board.cell.nakAFraction = 1;
    board.run(3000);
    expect(board.command('calibrate', NAK_A_ITEM, 4000)).toBe(RANGE);
  });

  it('waits until contactor and pump have been off for half a minute, and the temperature is steady', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('start');
    board.expectCommand('stop');
    board.run(2000);
    board.expectCommand('stop');
    board.run(1000);
    expect(board.live('state')).toBe(2);
    expect(board.command('calibrate', ZERO_ITEM, 0)).toBe(WRONG_STATE);
    board.run(31_000);
    expect(board.command('calibrate', ZERO_ITEM, 0)).toBe(DONE);
    for (let s = 0; s < 60; s++) {
      board.cell.cell += 0.015;
      board.run(1000);
    }
    expect(board.command('calibrate', CELL_ITEM, 4090)).toBe(WRONG_STATE);
    board.run(60_000);
    expect(board.command('calibrate', CELL_ITEM, 4090)).toBe(DONE);
  });

  it('is refused while a contactor that was told to open is closed', () => {
    const board = resting();
    board.cell.feedback = 1;
    board.run(5000);
    expect(board.command('calibrate', ZERO_ITEM, 0)).toBe(WRONG_STATE);
  });

  it('that is not signed is gone after a restart, and what was signed before is in force', () => {
    const board = resting();
    board.expectCommand('calibrate', NAK_A_ITEM, 4050);
    expect(isSigned(board)).toBe(false);
    board.power(false);
    board.power(true);
    board.run(5000);
    expect([register(board, NAK_A), isSigned(board)]).toEqual([0, true]);
  });
});

describe('the signature', () => {
  /** A board with an anchor and nothing else. */
  function anchored(): EmulatedBoard {
    const board = new EmulatedBoard();
    board.power(true);
    board.run(5000);
    board.expectCommand('reanchor', 2200, 20000);
    board.expectCommand('reset');
    return board;
  }

  it('is refused until every item is done, whichever is missing', () => {
    for (const { item: missing } of COMMISSIONING.filter((row) => row.profile === 'core' && row.item > 1)) {
      const board = anchored();
      for (let item = 2; item <= 8; item++) if (item !== missing) board.expectCommand('calibrate', item, AS_IS);
      expect([missing, board.command('sign', 7)]).toEqual([missing, FAILED]);
      board.expectCommand('calibrate', missing, AS_IS);
      expect(board.command('sign', 7)).toBe(DONE);
    }
  });

  it('is refused without a fill, and with an anchor that is lost', () => {
    const board = new EmulatedBoard();
    board.power(true);
    board.run(5000);
    for (let item = 2; item <= 8; item++) board.expectCommand('calibrate', item, AS_IS);
    expect(board.command('sign', 7)).toBe(FAILED);
  });

  it('needs a person', () => {
    expect(EmulatedBoard.commissioned().command('sign', 0)).toBe(RANGE);
  });

  it('is on the map with person and event, and only `sign` writes it', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('sign', 4711);
    expect(board.holding(ITEMS, 3)).toEqual([255, 4711, board.input(92, 1)[0]]);
    for (const address of [ITEMS, SIGNER, EVENT]) {
      const answer = board.send(writeFrame(1, address, 1));
      expect([answer[1], answer[2]]).toEqual([0x86, 2]);
    }
    const many = board.send(writeManyFrame(1, EVENT, [1, 5]));
    expect([many[1], many[2]]).toEqual([0x90, 2]);
    expect(board.holding(SIGNER, 1)).toEqual([4711]);
  });

  it('goes with a commit that changes the cell, and comes back with the next signature', () => {
    for (const [address, value] of [
      [2003, 260],
      [2007, 9000],
      [2014, 1100],
      [2017, 500],
      [CURRENT_ZERO, 10],
    ] as const) {
      const board = EmulatedBoard.commissioned();
      board.write(address, value);
      board.run(1200);
      expect(isSigned(board)).toBe(true);
      board.expectCommand('commit');
      board.run(1200);
      expect([address, isSigned(board), board.holding(ITEMS, 1)]).toEqual([address, false, [255]]);
      board.power(false);
      board.power(true);
      board.run(5000);
      expect([address, isSigned(board)]).toEqual([address, false]);
      board.expectCommand('sign', 2);
      board.run(1200);
      expect(isSigned(board)).toBe(true);
    }
  });

  it('stays with a commit that changes settings', () => {
    const board = EmulatedBoard.commissioned();
    board.write(2012, 420);
    board.expectCommand('commit');
    board.run(1200);
    expect(isSigned(board)).toBe(true);
  });

  it('goes with a new anchor', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('reanchor', 2200, 19_000);
    board.run(1200);
    expect(isSigned(board)).toBe(false);
  });

  it('unlocks charge and discharge', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('calibrate', NAK_A_ITEM, AS_IS);
    board.expectCommand('start');
    board.run(650_000, 100);
    expect(board.live('state')).toBe(4);
    expect([board.command('charge', 0, 100), board.command('discharge', 0, 100), board.live('state')]).toEqual([LOCKED, LOCKED, 4]);
  });
});

describe('the items', () => {
  it('are numbered in a row, and every board has those of profile core', () => {
    expect(COMMISSIONING.map((row) => row.item)).toEqual(COMMISSIONING.map((_row, i) => i + 1));
    for (const board of ['pico', 'esp32']) {
      const row = boardRow(board);
      expect(allItems(row)).toBe((1 << itemsOf(row).length) - 1);
    }
  });
});

describe('the level, on boards that have one', () => {
  it('takes over what it shows beyond the volume that was filled in, and its item is needed for the signature', () => {
    const board = EmulatedBoard.commissioned({ board: 'esp32' });
    board.run(31_000);
    // 20 g of 22 wt% Na are some 22.9 mL, and the transmitter shows half of its 50 mL.
    expect(board.command('calibrate', 9, 240)).toBe(DONE);
    expect(Math.abs(register(board, 2086) + 10)).toBeLessThan(2);
    board.run(3000);
    // Of the 22.9 mL that were anchored.
    expect(Math.abs(((board.input(106, 1)[0] ?? NaN) / 1e4) * 22.9 - 24)).toBeLessThan(0.3);
    expect(board.command('sign', 3)).toBe(DONE);
    expect(board.holding(ITEMS, 1)).toEqual([32767]);
  });
});

describe('temperatures of catholyte and NaK inlet, on boards that have them', () => {
  it('take over what they show beyond the thermometer, a kelvin at most', () => {
    const board = EmulatedBoard.commissioned({ board: 'esp32' });
    board.run(31_000);
    for (const [item, zero, shown] of [
      [13, 2111, 100],
      [14, 2112, 101],
    ] as const) {
      // The plant is at 40 °C.
      expect([item, board.command('calibrate', item, 4110)]).toEqual([item, RANGE]);
      expect([item, board.command('calibrate', item, 4060)]).toEqual([item, DONE]);
      expect(Math.abs(register(board, zero) + 60)).toBeLessThan(8);
      board.run(3000);
      expect(Math.abs((board.input(shown, 1)[0] ?? NaN) - 406)).toBeLessThan(2);
    }
  });
});

describe('curves of pumps and line, on boards that measure them', () => {
  const [LINE, NAK_MOTOR, CATHOLYTE_MOTOR, CURVE] = [10, 11, 12, 15];
  const flowLow = (board: EmulatedBoard): boolean => board.faults('warnings').includes(faultRow('P24').number);

  it('are measured in state ready, half a minute after it was reached, and nothing else is', () => {
    const board = EmulatedBoard.commissioned({ board: 'esp32' });
    board.run(31_000);
    expect(board.command('calibrate', CURVE, 0)).toBe(WRONG_STATE);
    board.expectCommand('start');
    for (let s = 0; s < 700 && board.live('state') !== 4; s++) board.run(1000, 100);
    expect(board.command('calibrate', CURVE, 0)).toBe(WRONG_STATE);
    board.run(31_000, 100);
    expect(board.command('calibrate', ZERO_ITEM, 0)).toBe(WRONG_STATE);
    expect(board.command('calibrate', ZERO_ITEM, AS_IS)).toBe(WRONG_STATE);
    expect(board.command('calibrate', CURVE, 0)).toBe(DONE);
    expect(Math.abs(register(board, 2113) - 1000)).toBeLessThan(10);
  });

  it('hold for the full command: what is measured at 10 of 20 mL/min counts twice', () => {
    const board = EmulatedBoard.ready({ board: 'esp32' });
    // 15 kPa between pump outlet and blanket, 0.3 and 0.2 A in the motors; 0.1 A just above standstill.
    board.process.analog.nakPumpCurrent = 0.3 / 3.3;
    board.process.analog.catholytePumpCurrent = 0.2 / 3.3;
    board.run(31_000, 100);
    for (const [item, parameter, full] of [
      [LINE, 2088, 300],
      [NAK_MOTOR, 2089, 500],
      // 30 of 100 mL/min.
      [CATHOLYTE_MOTOR, 2091, 433],
    ] as const) {
      expect([item, board.command('calibrate', item, 0)]).toEqual([item, DONE]);
      expect(Math.abs(register(board, parameter) - full)).toBeLessThan(0.02 * full);
    }
    // By instruments: 14.0 kPa, 0.350 A, 0.220 A.
    for (const [item, reference, parameter, full] of [
      [LINE, 140, 2088, 280],
      [NAK_MOTOR, 350, 2089, 600],
      [CATHOLYTE_MOTOR, 220, 2091, 500],
    ] as const) {
      expect([item, board.command('calibrate', item, reference)]).toEqual([item, DONE]);
      expect([parameter, register(board, parameter)]).toEqual([parameter, full]);
    }
  });

  it('of the flow is what P24 compares with: a fresh line of 90 % warns below 63 % of the command', () => {
    const board = EmulatedBoard.ready({ board: 'esp32' });
    // The line's pressure is that of its curve, 6 of 12 kPa above the blanket.
    board.process.analog.nakPressure = loopFraction(0.055);
    board.cell.nakYield = 0.66;
    board.run(15_000, 100);
    expect(flowLow(board)).toBe(true);
    board.cell.nakYield = 0.9;
    board.run(20_000, 100);
    expect(flowLow(board)).toBe(false);
    expect(board.command('calibrate', CURVE, 0)).toBe(DONE);
    expect(Math.abs(register(board, 2113) - 900)).toBeLessThan(15);
    board.cell.nakYield = 0.66;
    board.run(20_000, 100);
    expect(flowLow(board)).toBe(false);
    board.cell.nakYield = 0.6;
    board.run(20_000, 100);
    expect(flowLow(board)).toBe(true);
  });

  it('of less than half of the command are faults of the line', () => {
    const board = EmulatedBoard.ready({ board: 'esp32' });
    board.run(31_000, 100);
    expect(board.command('calibrate', CURVE, 49)).toBe(RANGE);
    expect(board.command('calibrate', CURVE, 51)).toBe(DONE);
  });
});
