/** The live block as one consistent snapshot of the process values (docs/registers.md, "Live block"). */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { LIVE_ROWS, MODE_BITS } from '../../../firmware/model/registers.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { EmulatedBoard, rawValue } from '../emulated-board.js';
import { framed, readFrame, registersOf } from '../frames.js';

let board: EmulatedBoard;
beforeEach(() => {
  board = EmulatedBoard.commissioned();
});

const [SEQUENCE, COPY] = [6, 59];

describe('a snapshot', () => {
  it('carries the same number at both ends, in every tick', () => {
    for (let i = 0; i < 100; i++) {
      board.run(37);
      const words = board.input(0, 60);
      expect(words[SEQUENCE]).toBe(words[COPY]);
    }
  });

  it('gets a new number once a second while nothing happens', () => {
    const first = board.live('sequence');
    board.run(10_000);
    const passed = (board.live('sequence') - first + 65536) % 65536;
    expect(passed).toBeGreaterThanOrEqual(9);
    expect(passed).toBeLessThanOrEqual(11);
  });

  it('gets a new number in the tick of an alarm', () => {
    board.run(1000 - (board.now % 1000) + 350);
    const first = board.live('sequence');
    board.cell.leak = 5;
    board.run(420);
    expect(board.faults('alarmsActive')).toContain(30);
    expect(board.live('sequence')).not.toBe(first);
  });

  it('is the same bytes until the next one: cached reply and fresh reply are equal', () => {
    const image = (): number[] => [...board.input(0, 59), ...board.input(59, 13)];
    for (let i = 0; i < 30; i++) {
      board.run(250);
      const cached = board.send(readFrame(1, 4, 0, 60));
      const again = board.send(readFrame(1, 4, 0, 60));
      const fresh = image();
      const last = board.send(readFrame(1, 4, 0, 60));
      // A tick between the requests may have brought a new snapshot; without one all are equal.
      if (registersOf(cached)[SEQUENCE] !== registersOf(last)[SEQUENCE]) continue;
      expect(again).toEqual(cached);
      expect(last).toEqual(cached);
      expect(registersOf(cached)).toEqual(fresh.slice(0, 60));
      expect(cached).toEqual(framed(1, 4, 120, ...fresh.slice(0, 60).flatMap((w) => [w >> 8, w & 255])));
    }
  });

  it('read in parts shows a new number when it was not one', () => {
    const before = board.input(0, 10)[SEQUENCE];
    board.run(1000);
    expect(board.input(50, 10)[COPY - 50]).not.toBe(before);
  });
});

describe('the values', () => {
  it('are the wires in the units of the map', () => {
    Object.assign(board.cell, { voltage: 3.214, nakA: 41.3, nakB: 41.9, cell: 41.9, leak: 87.5 });
    board.run(1000);
    board.cell.cell = 43.7;
    board.run(3000);
    expect(Math.abs(board.value('cellVoltage') - 3.214)).toBeLessThan(0.0011);
    expect(Math.abs(board.value('nakTempA') - 41.3)).toBeLessThan(0.11);
    expect(Math.abs(board.value('nakTempB') - 41.9)).toBeLessThan(0.11);
    expect(Math.abs(board.value('cellTemp') - 43.7)).toBeLessThan(0.11);
    expect(Math.abs(board.value('coldestTemp') - 41.3)).toBeLessThan(0.11);
    expect(Math.abs(board.value('leakResistance') - 87.5)).toBeLessThan(0.11);
    expect(Math.abs(board.value('irFreeVoltage') - 3.214)).toBeLessThan(0.0011);
    expect(board.live('inputs')).toBe(0b0011);
    expect(board.live('outputs')).toBe(0);
  });

  it('below zero keep their sign', () => {
    board.cell.voltage = -0.4;
    for (let t = 40; t >= -15; t--) {
      Object.assign(board.cell, { nakA: t, nakB: t + 1, cell: t + 10 });
      board.run(1000);
    }
    board.run(2000);
    expect(Math.abs(board.value('cellVoltage') + 0.4)).toBeLessThan(0.0011);
    expect(Math.abs(board.value('nakTempA') + 15)).toBeLessThan(0.11);
    expect(board.value('margin')).toBeLessThan(-4);
    board.cell.strayCurrent = -0.321;
    board.run(2000);
    expect(Math.abs(board.value('current') + 0.321)).toBeLessThan(0.0015);
  });

  it('show composition, liquidus and charge left for 20 g of 22 wt% at 40 °C', () => {
    board.run(5000);
    expect(Math.abs(board.value('composition') - 22)).toBeLessThan(0.011);
    expect(board.value('compositionBand')).toBe(1);
    // Highest of 21, 22 and 23 wt%: −12.6 + 3.6/6.5 per wt%… on the K-rich side, 21 wt%: 3.6 − 16.2 · 50/65 + 0.3 °C.
    expect(Math.abs(board.value('liquidus') - (3.6 - (16.2 * 50) / 65 + 0.3))).toBeLessThan(0.11);
    expect(Math.abs(board.value('margin') - (40 - board.value('liquidus')))).toBeLessThan(0.21);
    expect(Math.abs(board.value('runChargeLeft') - 20 * 0.3839)).toBeLessThan(0.005);
    expect(board.value('parkChargeLeft')).toBeLessThan(20 * 0.3681);
    expect(board.value('oxidisedFraction')).toBe(95);
  });

  it('count the time since the start', () => {
    const start = board.live('uptime');
    board.run(100_000);
    expect(Math.abs(board.live('uptime') - start - 100)).toBeLessThanOrEqual(1);
  });

  it('carry the first 64 bits of the hash of the bundle, the board and the map version', () => {
    const hash = createHash('sha256')
      .update(Buffer.from(builtBundle('pico').text, 'latin1'))
      .digest('hex');
    expect(
      board
        .input(64, 4)
        .map((w) => w.toString(16).padStart(4, '0'))
        .join(''),
    ).toBe(hash.slice(0, 16));
    expect(board.live('variant')).toBe(boardRow('pico').number * 256);
    expect(board.live('mapVersion')).toBe(0x0101);
  });

  it('show speeds and flows of running pumps', () => {
    board = EmulatedBoard.ready();
    // Half and 30 % of 1500 rpm, 10 of 20 and 30 of 100 mL/min.
    const speeds = board.input(68, 2);
    expect(Math.abs(speeds[0] - 750)).toBeLessThanOrEqual(30);
    expect(Math.abs(speeds[1] - 450)).toBeLessThanOrEqual(30);
    expect(Math.abs(board.value('nakFlow') - 10)).toBeLessThan(0.11);
    expect(Math.abs(board.value('catholyteFlow') - 30)).toBeLessThan(1.3);
    expect([board.value('nakPumpDuty'), board.value('catholytePumpDuty')]).toEqual([50, 30]);
    expect([board.live('outputs'), board.live('inputs')]).toEqual([0b11, 0b0111]);
  });
});

describe('a value that is not known', () => {
  /** The same reading of every register, as numbers with NaN for "not available". */
  const unknown = (): string[] => {
    const words = board.input(0, 60);
    return LIVE_ROWS.filter((row) => Number.isNaN(rawValue(row, words))).map((row) => row.name);
  };

  it('says "not available" with the code of its type, and nothing else does', () => {
    board.cell.nakA = 1e9;
    board.run(2500);
    expect(unknown()).toEqual(['nakTempA']);
    expect(board.input(30, 1)).toEqual([0x8000]);
  });

  it('spreads to what is worked out from it', () => {
    board.cell.voltage = NaN;
    board.run(2500);
    expect(unknown()).toEqual(['cellVoltage', 'irFreeVoltage']);
    board.cell.voltage = 3.3;
    board.cell.strayCurrent = 3;
    board.run(2500);
    expect(unknown()).toEqual(['current', 'irFreeVoltage']);
    expect(board.input(26, 2)).toEqual([0x8000, 0]);
  });

  it('of a composition that was never anchored is all that hangs on it', () => {
    board = new EmulatedBoard();
    board.power(true);
    board.run(3000);
    expect(unknown()).toEqual(['composition', 'compositionBand', 'runChargeLeft', 'parkChargeLeft']);
    expect(board.input(34, 2)).toEqual([0xffff, 0xffff]);
    expect(board.input(38, 4)).toEqual([0x8000, 0, 0x8000, 0]);
    expect(board.live('modeBits') & (1 << MODE_BITS.indexOf('compositionAnchored'))).toBe(0);
  });
});

describe('the extension', () => {
  it('has the codes of missing values until the composition is anchored and a current pulse has ended', () => {
    board = new EmulatedBoard();
    board.power(true);
    board.run(3000);
    expect(board.input(72, 4)).toEqual([0x8000, 0, 0x8000, 0]);
    expect(board.input(85, 2)).toEqual([0xffff, 0xffff]);
    // 3.3 V at 40 °C: 18 mV above the model of half-oxidised catholyte.
    expect(board.input(88, 1)).not.toEqual([0x8000]);
  });
});
