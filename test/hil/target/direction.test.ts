/** Pulses of the direction pin of the transceiver on emulator and real interpreter (docs/wiring.md, "RS-485"). */
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../hil/target/emulator/emulator.js';
import { Espruino } from '../../../hil/target/espruino/espruino.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import type { Target } from '../../../hil/target/target.js';
import { FC, readRequest } from '../../../host/bus/pdu.js';
import { buildRequest } from '../../../host/bus/rtu.js';
import { itOnInterpreter } from './interpreter-tests.js';

/** Exception, 5 registers, the live block and again from its cache, 125 registers in pieces. */
const REQUESTS = [
  readRequest(FC.readHolding, 60_000, 1),
  readRequest(FC.readInput, 0, 5),
  readRequest(FC.readInput, 0, 60),
  readRequest(FC.readInput, 0, 60),
  readRequest(FC.readHolding, 40_000, 125),
].map((pdu) => buildRequest(1, pdu));

const micros = (ms: number): number => Math.round(ms * 1000);

/** Writes, and pulses from when to when, microseconds, that the requests bring one after another, each in a pause between two ticks. */
function answers(target: Target): { writes: [number, string][]; pulses: [number, number][] | undefined }[] {
  target.powerOn(0);
  return REQUESTS.map((request, i) => {
    const ms = 1030 + 600 * i;
    target.runTo(ms);
    target.receive(ms, request);
    target.runTo(ms + 590);
    return {
      writes: target.transmissions().map(({ startMs, bytes }) => [micros(startMs), Buffer.from(bytes).toString('hex')]),
      pulses: target.driverPulses?.().map(({ startMs, endMs }) => [micros(startMs), micros(endMs)]),
    };
  });
}

itOnInterpreter('the real interpreter raises the direction pin at the same moments and for the same times as the emulator', () => {
  const options = { bundle: builtBundle('pico').text, board: 'pico' };
  const espruino = new Espruino(options);
  try {
    const expected = answers(new Emulator(options));
    expect(expected.map(({ pulses }) => pulses?.length)).toEqual(REQUESTS.map(() => 1));
    expect(answers(espruino)).toEqual(expected);
  } finally {
    espruino.close();
  }
});

/** What a program makes of the direction pin: pulses, microseconds, and errors. */
function pulsesOf(target: Target): { pulses: [number, number][] | undefined; errors: string[] } {
  target.powerOn(0);
  target.runTo(50);
  return {
    pulses: target.driverPulses?.().map(({ startMs, endMs }) => [micros(startMs), micros(endMs)]),
    errors: target
      .events()
      .filter(({ kind }) => kind === 'error')
      .map(({ text }) => text),
  };
}

/** Programs and what comes of them, by `jswrap_io_digitalPulse` and the timer behind it (src/jswrap_io.c, src/jstimer.c). */
const PROGRAMS: readonly (readonly [string, string, ReturnType<typeof pulsesOf>])[] = [
  ['one time is cut to its half, as it is while the interpreter sleeps and wakes', 'digitalPulse(A15, 1, 10);', { pulses: [[0, 5000]], errors: [] }],
  ['levels before the last one bear that instead', 'digitalPulse(A15, 1, [0, 10, 0, 1, 2]);', { pulses: [[0, 13000]], errors: [] }],
  [
    'levels go by turns',
    'digitalPulse(A15, 1, [4, 3, 2]);',
    {
      pulses: [
        [0, 2000],
        [7000, 9000],
      ],
      errors: [],
    },
  ],
  [
    'a pulse while the last one runs is none',
    'digitalPulse(A15, 1, [0, 8, 2]); setTimeout(function () { digitalPulse(A15, 1, [0, 8, 2]); }, 4);',
    // The level that is set up before its end comes with the first one down: from half of its time on.
    {
      pulses: [
        [0, 10000],
        [14000, 20000],
      ],
      errors: ['digitalPulse while the last one runs: the pin falls where that one ends'],
    },
  ],
];

describe('a pulse of the direction pin', () => {
  it.each(PROGRAMS)('%s, on the emulator', (_what, bundle, expected) => {
    expect(pulsesOf(new Emulator({ bundle, board: 'pico' }))).toEqual(expected);
  });

  for (const [what, bundle, expected] of PROGRAMS)
    itOnInterpreter(`${what}, on the espruino target`, () => {
      const espruino = new Espruino({ bundle, board: 'pico' });
      try {
        expect(pulsesOf(espruino)).toEqual(expected);
      } finally {
        espruino.close();
      }
    });
});
