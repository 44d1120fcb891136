/** The order of the boot and of a tick (docs/design.md, "Staying alive"; requirement SAF-3): every call of the interpreter, as it comes. */
import { beforeEach, describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { readFrame } from '../frames.js';
import { type Call, OUTPUT_PINS, RecordedBoard } from './recorded-board.js';

const ROW = boardRow('pico');
let board: RecordedBoard;
beforeEach(() => {
  board = new RecordedBoard();
  board.boot();
});

const names = (calls: readonly { name: string }[]): string[] => calls.map((call) => call.name);

describe('the boot', () => {
  it('takes the console off every port before anything else, by force', () => {
    expect(board.calls[0]).toEqual({ name: 'E.setConsole', args: 'null {"force":true}' });
    expect(names(board.calls).filter((name) => name === 'E.setConsole')).toHaveLength(1);
  });

  it('switches every output off next, before it reads, sets up or waits for anything', () => {
    const writes = board.calls.slice(1, 1 + OUTPUT_PINS.length);
    expect(writes.map((call) => call.name)).toEqual(OUTPUT_PINS.map(() => 'digitalWrite'));
    expect(new Set(writes.map((call) => call.args))).toEqual(new Set(OUTPUT_PINS.map((pin) => `${pin} 0`)));
  });

  it('never drives an output to anything but off', () => {
    const driven = board.calls.filter((call) => call.name === 'digitalWrite' || call.name === 'analogWrite');
    expect(driven.filter((call) => !/^\S+ (?:0|false)\b/.test(call.args))).toEqual([]);
    expect(board.calls.filter((call) => call.name === 'pinMode' && OUTPUT_PINS.some((pin) => call.args.startsWith(`${pin} `)))).toEqual([]);
  });

  it('sets the RS-485 port up only when the console is away and the stored address is known', () => {
    expect(board.first('Serial.setup')).toBeGreaterThan(board.first('E.setConsole'));
    expect(board.first('Serial.setup')).toBeGreaterThan(board.first('Storage.read'));
    expect(board.calls[board.first('Serial.setup')].args).toBe('19200 {"rx":"A3","tx":"A2","parity":"even","stopbits":1}');
  });

  it('listens to lost memory and callbacks before it starts what may lose them', () => {
    expect(board.listeners['errorFlag']).toBeDefined();
    expect(board.first('E.on')).toBeLessThan(board.first('setWatch'));
    expect(board.first('E.on')).toBeLessThan(board.first('setInterval'));
  });

  it('restores the counter before the first tick can save one', () => {
    expect(board.first('I2C.readFrom')).toBeGreaterThan(board.first('I2C.setup'));
    expect(board.first('I2C.readFrom')).toBeLessThan(board.first('setInterval'));
  });

  it('has one interval of 100 ms', () => {
    expect(board.calls.filter((call) => call.name === 'setInterval')).toEqual([{ name: 'setInterval', args: 'f 100' }]);
  });

  it('watches both channels of the emergency stop at both edges', () => {
    for (const pin of [ROW.pins.eStopA, ROW.pins.eStopB])
      expect(board.calls.filter((call) => call.name === 'setWatch' && call.args.startsWith(`f ${pin} `))).toEqual([
        { name: 'setWatch', args: `f ${pin} {"repeat":true,"edge":"both"}` },
      ]);
  });

  it('starts the watchdog last: one second, fed by hand', () => {
    expect(board.calls.at(-1)).toEqual({ name: 'E.enableWatchdog', args: '1 false' });
  });

  it('sends nothing by itself', () => {
    for (let i = 0; i < 50; i++) board.next();
    expect(names(board.calls)).not.toContain('Serial.write');
    expect(names(board.calls)).not.toContain('console.log');
  });
});

describe('a tick', () => {
  it('reads every input first, writes outputs then, and feeds the watchdog last and once', () => {
    for (let i = 0; i < 30; i++) {
      const calls = names(board.next());
      expect(calls.filter((name) => name === 'E.kickWatchdog')).toHaveLength(1);
      expect(calls.at(-1)).toBe('E.kickWatchdog');
      const reads = calls.map((name, k) => (/^(?:analog|digital)Read$/.test(name) ? k : -1)).filter((k) => k >= 0);
      const writes = calls.map((name, k) => (/^(?:analog|digital)Write$/.test(name) ? k : -1)).filter((k) => k >= 0);
      expect(reads.length).toBeGreaterThanOrEqual(8);
      if (writes.length > 0) expect(Math.min(...writes)).toBeGreaterThan(Math.max(...reads));
    }
  });

  it.each(['analogRead', 'digitalRead', 'digitalWrite'])('that fails in %s does not feed the watchdog', (name) => {
    for (let i = 0; i < 12; i++) board.next();
    board.failing = name;
    let fed = 0;
    let failed = 0;
    for (let i = 0; i < 20; i++) {
      const from = board.calls.length;
      try {
        board.next();
      } catch {
        failed++;
        fed += board.calls.slice(from).filter((call) => call.name === 'E.kickWatchdog').length;
      }
    }
    expect(failed).toBeGreaterThan(0);
    expect(fed).toBe(0);
  });

  it('writes the switches again at least once a second, even when nothing has changed', () => {
    for (let i = 0; i < 20; i++) board.next();
    const calls: string[] = [];
    for (let i = 0; i < 10; i++)
      calls.push(
        ...board
          .next()
          .filter((call) => call.name === 'digitalWrite')
          .map((call) => call.args.split(' ')[0]),
      );
    expect(calls).toContain(ROW.pins.contactor);
    expect(calls).toContain(ROW.pins.heaterEnable);
  });

  it('that makes up for a missed one does nothing: five calls after a stall are one tick', () => {
    for (let i = 0; i < 20; i++) board.next();
    board.now += 550;
    expect(board.during(board.tick).length).toBeGreaterThan(8);
    for (let i = 0; i < 4; i++) expect(board.during(board.tick)).toEqual([]);
    expect(board.next(50).length).toBeGreaterThan(8);
    expect(board.next(49)).toEqual([]);
  });
});

describe('an answer', () => {
  /** Calls that a read of input registers leads to, from the silence behind it on. */
  function answer(count: number): Call[] {
    board.now += 60;
    board.listeners['data'](Buffer.from(readFrame(1, 4, 0, count)).toString('latin1'));
    board.now += 10;
    return board.during(() => board.timeout());
  }

  /** Up at once, for the characters at 19200 Bd with eleven bits, up again on the way, and down a millisecond behind them. */
  function expectPulse(call: Call, characters: number): void {
    const [pin, level, list] = call.args.split(' ');
    expect([pin, level]).toEqual([ROW.serial.direction, '1']);
    const [none, sent, ...more] = JSON.parse(list) as number[];
    expect(none).toBe(0);
    expect(sent).toBeCloseTo((characters * 11) / 19.2, 9);
    expect(more.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(1, 9);
    // An even number of turns, a zero before each but the last: every level but that one is up.
    expect(more.filter((_, i) => i % 2 === 0 && i < more.length - 1).every((ms) => ms === 0)).toBe(true);
    expect(more.length % 2).toBe(1);
  }

  it.each([
    [5, 15],
    [60, 125],
  ])('of %i registers puts the direction pin up right before the write, for the time of its %i characters', (count, characters) => {
    for (let i = 0; i < 3; i++) {
      board.next();
      const calls = answer(count).filter(({ name }) => name !== 'setTimeout');
      expect(names(calls)).toEqual(['digitalPulse', 'Serial.write']);
      expectPulse(calls[0], characters);
    }
  });

  it('that is sent in pieces has one pulse, before the first piece', () => {
    board.next();
    board.now += 60;
    board.listeners['data'](Buffer.from(readFrame(1, 4, 0, 100)).toString('latin1'));
    board.now += 10;
    const calls = board.during(() => board.timeout());
    board.now += 40;
    calls.push(...board.during(() => board.timeout()));
    expect(names(calls).filter((name) => name !== 'setTimeout')).toEqual(['digitalPulse', 'Serial.write', 'Serial.write']);
    expectPulse(calls[0], 205);
  });
});

describe('lost control', () => {
  it.each([['MEMORY'], ['CALLBACK'], ['LOW_MEMORY']])('%s switches everything off and reboots, in this order', (flag) => {
    for (let i = 0; i < 20; i++) board.next();
    const calls = board.during(() => board.listeners['errorFlag']([flag]));
    const off = calls.filter((call) => call.name === 'digitalWrite');
    expect(new Set(off.map((call) => call.args))).toEqual(new Set(OUTPUT_PINS.map((pin) => `${pin} 0`)));
    expect(calls.at(-1)?.name).toBe('E.reboot');
  });

  it('is not what a full receive buffer means', () => {
    for (const flag of ['FIFO_FULL', 'BUFFER_FULL', 'UART_OVERFLOW']) {
      const calls = names(board.during(() => board.listeners['errorFlag']([flag])));
      expect(calls).not.toContain('E.reboot');
      expect(calls).not.toContain('digitalWrite');
      expect(calls).toContain('E.getErrorFlags');
    }
  });
});
