import { describe, expect, it } from 'vitest';
import { COMMANDS, RESULTS } from '../../../firmware/model/commands.js';
import { CONTROL_ROWS, EXTENSION_ROWS, LIVE_ROWS } from '../../../firmware/model/registers.js';
import { STATES } from '../../../firmware/model/states.js';
import { decodeNumber, encodeCommand, MAILBOX_START } from '../../../host/device/codec.js';
import { identityOf } from '../../../host/device/identity.js';
import { CERTAIN, decodeLive, FAULT_SETS, MEASURED } from '../../../host/device/live.js';
import { LIVE_WORDS } from './words.js';

describe('the live block', () => {
  it('decodes to the values that were typed in, in the units of the map', () => {
    expect(decodeLive(LIVE_WORDS)).toEqual({
      mapVersion: 256,
      mapHash: 0xbeef,
      firmwareVersion: 1,
      variant: 256,
      uptime: 86400,
      sequence: 0x1234,
      heartbeatEcho: 7,
      state: 6,
      reason: 1,
      modeBits: 3,
      heartbeatLeft: 9,
      alarmsActive: [1],
      alarmsLatched: [1, 30, 51],
      warnings: [4],
      firstOut: 30,
      ackSequence: 41,
      current: 0.25,
      cellVoltage: 3.214,
      irFreeVoltage: 3.29,
      nakTempA: -4,
      nakTempB: 40.2,
      cellTemp: 45.5,
      coldestTemp: -4,
      composition: 22.05,
      compositionBand: 0.12,
      liquidus: 10.5,
      margin: -14.5,
      runChargeLeft: -0.2,
      parkChargeLeft: 1.234,
      oxidisedFraction: 93.21,
      ackResult: 2,
      netCharge: 3,
      nakFlow: 9.8,
      catholyteFlow: null,
      nakPumpDuty: 48,
      catholytePumpDuty: 30.5,
      chargeLimit: 0.5,
      dischargeLimit: 0.25,
      heaterDuty: 18.75,
      leakResistance: 100,
      inputs: 7,
      outputs: 3,
      worstTick: 103,
      sequenceCopy: 0x1234,
    });
  });

  it('is refused when its two sequence numbers differ or it is short', () => {
    expect(() => decodeLive([...LIVE_WORDS.slice(0, 59), 0x1235])).toThrow(expect.objectContaining({ code: 'link.tornSnapshot' }));
    expect(() => decodeLive(LIVE_WORDS.slice(0, 59))).toThrow(/59 of 60/);
  });

  it('takes typed arrays as well', () => {
    expect(decodeLive(Uint16Array.from(LIVE_WORDS))).toEqual(decodeLive(LIVE_WORDS));
  });

  it('names exactly the rows of the map, each in the list of its kind', () => {
    const named = (want: (row: (typeof LIVE_ROWS)[number]) => boolean): string[] =>
      LIVE_ROWS.filter(want)
        .map((row) => row.name)
        .sort();
    expect(named((row) => row.type === 'bits64')).toEqual([...FAULT_SETS].sort());
    expect(named((row) => row.optional)).toEqual([...MEASURED].sort());
    expect(named((row) => !row.optional && row.type !== 'bits64')).toEqual([...CERTAIN].sort());
  });
});

describe('a value that is not available', () => {
  const row = (type: 'i16' | 'u16' | 'i32' | 'u32') =>
    ({ address: 0, name: 'x', type, unit: '', scale: 0.1, access: 'ro', profile: 'core', optional: true, doc: '' }) as const;

  it.each([
    ['i16', [0x8000], null],
    ['i16', [0xffff], -0.1],
    ['u16', [0xffff], null],
    ['u16', [0x8000], 3276.8],
    ['i32', [0x8000, 0], null],
    ['i32', [0xffff, 0xffff], -0.1],
    ['u32', [0xffff, 0xffff], null],
    ['u32', [0x0001, 0x0000], 6553.6],
  ] as const)('of type %s: words %j read %s', (type, words, value) => {
    expect(decodeNumber(row(type), words, 0)).toBe(value);
  });

  it('only exists on rows that may have none', () => {
    expect(decodeNumber({ ...row('u16'), optional: false, scale: 1 }, [0xffff], 0)).toBe(65535);
  });
});

describe('a command', () => {
  it('becomes the six mailbox registers: code, argument, 32-bit argument high word first, time to live, sequence', () => {
    expect(MAILBOX_START).toBe(1002);
    expect(encodeCommand({ name: 'discharge', argument32: 70000, ttl: 30 }, 9)).toEqual([4, 0, 1, 4464, 30, 9]);
    expect(encodeCommand({ name: 'reset', argument: 30 }, 65535)).toEqual([6, 30, 0, 0, 0, 65535]);
    expect(encodeCommand({ name: 'charge', argument32: -1 }, 1)).toEqual([3, 0, 65535, 65535, 0, 1]);
  });

  it.each([
    ['argument', { name: 'reset', argument: 65536 }],
    ['32-bit argument', { name: 'charge', argument32: 0.5 }],
    ['time to live', { name: 'charge', ttl: -1 }],
  ])('with a bad %s is refused here', (what, command) => {
    expect(() => encodeCommand(command, 1)).toThrow(new RegExp(`The ${what} .* is outside`));
  });
});

describe('an identity', () => {
  it('is read from the live block and the extension block', () => {
    const extension = [0x0123, 0x4567, 0x89ab, 0xcdef, 720, 450, 2600, 3];
    expect(identityOf(decodeLive(LIVE_WORDS), extension)).toEqual({
      map: '1.0',
      mapMajor: 1,
      mapHash: 0xbeef,
      mapMatches: false,
      firmware: '0.1',
      profile: 'core',
      bundleHash: '0123456789abcdef',
      uptimeSeconds: 86400,
      board: { number: 1, id: 'pico', title: 'Espruino Pico (STM32F401, 84 MHz)' },
      restarts: 3,
      freeVariables: 2600,
    });
  });

  it('says nothing about what an old or foreign device does not serve', () => {
    const words = LIVE_WORDS.map((word, at) => (at === 3 ? 0xff05 : word));
    expect(identityOf(decodeLive(words), undefined)).toMatchObject({
      board: { number: 255, id: null, title: null },
      profile: null,
      bundleHash: null,
      restarts: null,
    });
  });
});

describe('the tables that this program shares with the firmware', () => {
  it('have the codes that the map promises', () => {
    expect(COMMANDS.map((row) => [row.code, row.name])).toEqual([
      [1, 'start'],
      [2, 'stop'],
      [3, 'charge'],
      [4, 'discharge'],
      [5, 'rest'],
      [6, 'reset'],
      [7, 'reanchor'],
      [8, 'commit'],
      [9, 'service'],
      [10, 'leaveService'],
      [11, 'rescue'],
      [13, 'calibrate'],
      [14, 'sign'],
    ]);
    expect(RESULTS).toEqual(['none', 'running', 'done', 'locked', 'range', 'wrongState', 'expired', 'failed', 'localOnly']);
    expect(STATES).toEqual([
      'boot',
      'selfTest',
      'cold',
      'warmUp',
      'ready',
      'charge',
      'discharge',
      'fault',
      'eStop',
      'service',
      'circulate',
      'preCharge',
      'stopping',
      'coolDown',
      'rescue',
    ]);
    expect(CONTROL_ROWS.map((row) => row.address)).toEqual([1000, 1002, 1003, 1004, 1006, 1007, 1008, 1009, 1020]);
    expect(EXTENSION_ROWS.map((row) => row.address)).toEqual([
      64, 68, 69, 70, 71, 72, 74, 76, 77, 78, 79, 80, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 96, 98, 99,
    ]);
  });
});
