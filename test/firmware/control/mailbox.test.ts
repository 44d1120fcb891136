/** Commands of the mailbox that store something or answer for something, and the sequence number that makes each run once (docs/modbus.md, commissioning.md). */
import { beforeEach, describe, expect, it } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { allItems } from '../../../firmware/model/commissioning.js';
import {
  ANCHOR_COMPOSITION,
  ANCHOR_METAL_MASS,
  ANCHOR_OXIDISED,
  COMMISSIONED,
  NAK_FLOW_SET,
  OFFSETS,
  SIGNED_EVENT,
  SIGNER,
  UNIT_ADDRESS,
} from '../../../firmware/persist/parameter.table.js';
import { expected } from '../protect/driven-monitor.js';
import { freshFirmware } from '../stub-board.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
let P: Float64Array;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  P = cabinet.modules.parameters.P;
  cabinet.home();
});

const set = (parameter: number, value: number): void => cabinet.modules.parameters.setParameter(parameter, value);
/** A master writes a parameter of one word, which waits for commit. */
const write = (parameter: number, value: number): void => void (cabinet.modules.parameters.shadow[OFFSETS[parameter] ?? NaN] = value);

/** What a board with these memories finds when it starts. */
async function restarted(): Promise<{ P: Float64Array; get: (name: 'anchorLost' | 'restartUnderPower') => number }> {
  const { memories } = cabinet;
  const places = { anchorLost: cabinet.place('anchorLost'), restartUnderPower: cabinet.place('restartUnderPower') };
  const again = await freshFirmware(['crc', 'counters', 'parameters', 'values'], memories);
  again.crc.startCrc();
  again.counters.loadCounters();
  again.parameters.loadParameters();
  return { P: again.parameters.P, get: (name) => again.values.X[places[name]] ?? NaN };
}

describe('charge, discharge and rescue', () => {
  it.each(['charge', 'discharge'])('answer that %s is locked without a signature, not that it failed', (command) => {
    cabinet.reach('ready');
    set(SIGNER, 0);
    cabinet.second();
    expect(cabinet.command(command, 0, 100)).toBe('locked');
  });

  it('answers that a rescue is locked without a signature', () => {
    cabinet.trip(expected('P15'));
    set(SIGNER, 0);
    expect(cabinet.command('rescue', 0, 20)).toBe('locked');
    set(SIGNER, 1);
    expect(cabinet.command('rescue', 0, 20)).toBe('done');
  });
});

describe('a command', () => {
  it('runs once: the same sequence number again does nothing', () => {
    const { mailbox, takeCommand } = cabinet.modules.commands;
    cabinet.command('start');
    expect(cabinet.state).toBe('warmUp');
    cabinet.command('stop');
    cabinet.second(3);
    cabinet.command('stop');
    expect(cabinet.state).toBe('cold');
    // Code 1 is `start`; the sequence number stays.
    mailbox[0] = 1;
    takeCommand(cabinet.board.now);
    expect(cabinet.state).toBe('cold');
  });

  it('takes both words of its 32-bit argument, high word first', () => {
    // 20 g are 20000 mg; 65536 + 20000 mg are 85.536 g.
    expect(cabinet.command('reanchor', 3000, 85_536)).toBe('done');
    expect(P[ANCHOR_METAL_MASS]).toBe(85_536);
  });

  it.each([0, 12, 15, 200])('of code %i, which there is not, is out of range', (code) => {
    expect(cabinet.modules.commands.runCommand(code, 0, 0)).toBe(4);
  });

  it('opens service, and leaves it', () => {
    expect([cabinet.command('service'), cabinet.state]).toEqual(['done', 'service']);
    expect([cabinet.command('leaveService'), cabinet.state]).toEqual(['done', 'cold']);
  });
});

describe('commit', () => {
  it('takes over what waits, stores it, and keeps the signature when the cell is the same', async () => {
    write(NAK_FLOW_SET, 120);
    expect(cabinet.command('commit')).toBe('done');
    expect([P[NAK_FLOW_SET], cabinet.signed]).toEqual([120, true]);
    expect((await restarted()).P[NAK_FLOW_SET]).toBe(120);
  });

  it.each([
    ['a composition', ANCHOR_COMPOSITION, 3000],
    ['a calibration', COMMISSIONED - 1, 5],
  ])('takes the signature away with %s that changes', (_, parameter, value) => {
    write(parameter, value);
    expect([cabinet.command('commit'), cabinet.signed]).toEqual(['done', false]);
  });

  it('leaves the mark of a run under power alone: nothing was closed', async () => {
    cabinet.command('commit');
    expect((await restarted()).get('restartUnderPower')).toBe(0);
  });

  it('fails, and changes nothing, when no copy fits into the flash any more', () => {
    cabinet.set('copiesLeft', 0);
    write(NAK_FLOW_SET, 120);
    expect([cabinet.command('commit'), P[NAK_FLOW_SET]]).toEqual(['failed', 100]);
  });

  it('fails when the flash does not take the copy', () => {
    cabinet.flashRefuses = true;
    expect(cabinet.command('commit')).toBe('failed');
  });
});

describe('reanchor', () => {
  it.each([
    [900, 20_000, 'done'],
    [899, 20_000, 'range'],
    [6000, 20_000, 'done'],
    [6001, 20_000, 'range'],
    [2200, 1000, 'done'],
    [2200, 999, 'range'],
    [2200, 100_000_000, 'done'],
    [2200, 100_000_001, 'range'],
    // A board with one loop knows no bits that name another.
    [2200, 2 ** 28 + 20_000, 'range'],
  ])('with %i hundredths of a per cent and %i mg is %s', (w, mass, result) => {
    const before = [P[ANCHOR_COMPOSITION], P[ANCHOR_METAL_MASS]];
    expect(cabinet.command('reanchor', w, mass)).toBe(result);
    expect([P[ANCHOR_COMPOSITION], P[ANCHOR_METAL_MASS]]).toEqual(result === 'done' ? [w, mass] : before);
  });

  it('sets the counter to zero, keeps the catholyte, notes the fill and takes the signature away', async () => {
    set(COMMISSIONED, 4);
    cabinet.set('anchorLost', 1);
    cabinet.set('charge', 3600);
    cabinet.set('counterError', 50);
    const oxidised = P[ANCHOR_OXIDISED] ?? NaN;
    expect(cabinet.command('reanchor', 3000, 25_000)).toBe('done');
    expect([cabinet.get('charge'), cabinet.get('counterError'), cabinet.get('anchorLost')]).toEqual([0, 0, 0]);
    // 1 mAh of 3216 mAh (0.2 L, 0.6 mol/L) is 3.1 hundredths of a per cent.
    expect(oxidised - (P[ANCHOR_OXIDISED] ?? NaN)).toBe(3);
    expect([P[COMMISSIONED], cabinet.signed]).toEqual([5, false]);
    const again = await restarted();
    expect([again.P[ANCHOR_COMPOSITION], again.get('anchorLost'), again.get('restartUnderPower')]).toEqual([3000, 0, 0]);
  });

  it('leaves the composition lost when the flash does not take the copy, also after a restart', async () => {
    cabinet.flashRefuses = true;
    expect(cabinet.command('reanchor', 3000, 25_000)).toBe('failed');
    expect(cabinet.get('anchorLost')).toBe(1);
    const again = await restarted();
    expect([again.get('anchorLost'), again.get('restartUnderPower')]).toEqual([1, 0]);
  });

  it('changes nothing when no copy fits into the flash any more', () => {
    cabinet.set('copiesLeft', 0);
    expect([cabinet.command('reanchor', 3000, 25_000), P[ANCHOR_COMPOSITION], cabinet.get('anchorLost')]).toEqual(['failed', 2200, 0]);
  });
});

describe('a command that stores', () => {
  /** Puts a command into the mailbox without waiting for its end. */
  function begin(code: number, sequence: number): void {
    cabinet.modules.commands.mailbox.set([code, 0, 0, 0, 0, sequence]);
    cabinet.modules.commands.takeCommand(cabinet.board.now);
  }
  const RUNNING = 1;
  const DONE = 2;
  const result = (): number[] => [cabinet.get('ackSequence'), cabinet.get('ackResult')];

  it('is under way from its answer to its end, and only then', () => {
    expect(cabinet.command('commit')).toBe('done');
    const { commands } = cabinet.modules;
    expect(commands.storing).toBe(false);
    // The key is open; 8 is `commit`.
    cabinet.later(() => {
      begin(8, 900);
      expect([commands.storing, ...result()]).toEqual([true, 900, RUNNING]);
    });
    expect([commands.storing, ...result()]).toEqual([false, 900, DONE]);
  });

  it('is not under way when the board has started', async () => {
    const { commands } = await freshFirmware(['commands']);
    expect(commands.storing).toBe(false);
  });

  it('leaves the result alone that belongs to a stop which came meanwhile', () => {
    cabinet.command('commit');
    cabinet.flashRefuses = true;
    cabinet.later(() => {
      begin(8, 900);
      // 2 is `stop`.
      begin(2, 901);
      expect(result()).toEqual([901, DONE]);
    });
    // The store has failed, which its own result would say.
    expect(result()).toEqual([901, DONE]);
  });
});

describe('the signature', () => {
  it('is stored with the number of the person and of the newest event', async () => {
    set(SIGNER, 0);
    cabinet.set('newestEvent', 321);
    expect(cabinet.command('sign', 77)).toBe('done');
    expect([P[SIGNER], P[SIGNED_EVENT]]).toEqual([77, 321]);
    const again = await restarted();
    expect([again.P[SIGNER], again.P[SIGNED_EVENT]]).toEqual([77, 321]);
  });

  it('is nobody’s with the number 0', () => {
    expect(cabinet.command('sign', 0)).toBe('range');
  });

  it.each([
    ['an item is missing', () => set(COMMISSIONED, allItems(BOARD) & ~4)],
    ['the composition is lost', () => cabinet.set('anchorLost', 1)],
    ['no copy fits any more', () => cabinet.set('copiesLeft', 0)],
    ['the flash does not take the copy', () => void (cabinet.flashRefuses = true)],
  ])('fails while %s, and nobody has signed', (_, spoil) => {
    set(SIGNER, 0);
    spoil();
    expect([cabinet.command('sign', 77), P[SIGNER]]).toEqual(['failed', 0]);
  });
});

describe('what stores', () => {
  it.each(['commit', 'reanchor', 'sign'])('waits in a fault until the pump is off: %s', (command) => {
    cabinet.reach('ready');
    cabinet.trip(expected('P13'));
    cabinet.second();
    expect([cabinet.state, cabinet.out('nakPump') > 0]).toEqual(['fault', true]);
    expect(cabinet.command(command, 3000, 25_000)).toBe('wrongState');
    cabinet.command('stop');
    cabinet.second();
    expect(cabinet.command(command, 3000, 25_000)).toBe('done');
  });
});

describe('the Modbus address of a SunSpec master', () => {
  it('may be stored where commit may, and the present one always', () => {
    const { mayStoreAddress } = cabinet.modules.commands;
    expect([mayStoreAddress(1), mayStoreAddress(9)]).toEqual([true, true]);
    cabinet.set('copiesLeft', 0);
    expect([mayStoreAddress(1), mayStoreAddress(9)]).toEqual([true, false]);
    cabinet.set('copiesLeft', 5);
    // Both pumps are off in the soak, and still it is no state in which commit runs.
    cabinet.reach('soak');
    expect([mayStoreAddress(1), mayStoreAddress(9)]).toEqual([true, false]);
    cabinet.reach('ready');
    expect([mayStoreAddress(1), mayStoreAddress(9)]).toEqual([true, false]);
    cabinet.trip(expected('P13'));
    expect([mayStoreAddress(1), mayStoreAddress(9)]).toEqual([true, false]);
    cabinet.command('stop');
    cabinet.second();
    expect(mayStoreAddress(9)).toBe(true);
  });

  it('is stored behind the answer; what waits for commit goes on waiting', async () => {
    write(NAK_FLOW_SET, 120);
    cabinet.command('sign', 0);
    const result = cabinet.get('ackResult');
    expect(cabinet.later(() => cabinet.modules.commands.storeAddress(9))).toBe(1);
    // The mailbox has nothing to do with it.
    expect(cabinet.get('ackResult')).toBe(result);
    expect([P[UNIT_ADDRESS], P[NAK_FLOW_SET]]).toEqual([9, 100]);
    const again = await restarted();
    expect([again.P[UNIT_ADDRESS], again.P[NAK_FLOW_SET]]).toEqual([9, 100]);
  });

  it('stays what it was when it is the same, or when the flash does not take it', () => {
    expect(cabinet.later(() => cabinet.modules.commands.storeAddress(1))).toBe(0);
    cabinet.flashRefuses = true;
    expect(cabinet.later(() => cabinet.modules.commands.storeAddress(9))).toBe(1);
    expect(P[UNIT_ADDRESS]).toBe(1);
  });
});
