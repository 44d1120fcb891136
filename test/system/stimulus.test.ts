/** The second board of the bench: its pins can do what its row asks of them, docs/stimulus.md names them, and its program does what the target says. */
import { crc32 } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFirmware } from '../../firmware/build/bundle.js';
import { grammarErrors } from '../../firmware/build/grammar.js';
import { boardRow } from '../../firmware/model/boards.js';
import type { Channel } from '../../firmware/model/channels.js';
import { PIN_TABLES } from '../../firmware/model/pins.js';
import { STIMULATED_BOARD, STIMULUS_PINS, stimulusRow } from '../../firmware/model/stimulus.js';
import { frame, FrameReader } from '../../hil/target/board/frames.js';
import { InputWords, takeOutputs } from '../../hil/target/board/words.js';
import { pinoutOf } from '../../hil/target/pinout.js';
import { outputsOff } from '../../hil/target/wires.js';
import { quietInputs } from '../hil/target/samples.js';

const pinout = pinoutOf(boardRow(STIMULATED_BOARD));
const LEVELS = ['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'leakLoop', 'nakFlow'] as const;
const DUTIES = ['nakPump', 'catholytePump', 'chargeCurrent', 'dischargeCurrent'] as const;
const functionsOf = (pin: string): string[] => (PIN_TABLES[STIMULATED_BOARD]?.functions[pin] ?? '').split(' ');

describe('the pins of the second board', () => {
  it('are all different, and none is reserved', () => {
    const pins = Object.values(STIMULUS_PINS);
    expect(new Set(pins).size).toBe(pins.length);
    for (const { pins: reserved } of PIN_TABLES[STIMULATED_BOARD]?.reserved ?? []) for (const pin of reserved) expect(pins).not.toContain(pin);
  });

  it('have a timer for a level and a converter for a duty', () => {
    for (const role of LEVELS) expect([role, functionsOf(STIMULUS_PINS[role]).some((name) => name.startsWith('pwm'))]).toEqual([role, true]);
    for (const role of DUTIES) expect([role, functionsOf(STIMULUS_PINS[role]).includes('adc')]).toEqual([role, true]);
  });

  it('are those of docs/stimulus.md, and so are those of the controller', () => {
    const page = readFileSync(new URL('../../docs/stimulus.md', import.meta.url), 'utf8');
    const lines = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| (\w+) \|/gm)].map(([, role, there, here]) => [role, there, here]);
    const { pins } = boardRow(STIMULATED_BOARD);
    const wanted = Object.entries(STIMULUS_PINS).filter(([role]) => role !== 'supply');
    expect(lines.sort()).toEqual(wanted.map(([role, here]) => [role, pins[role as Channel], here]).sort());
    expect(page).toContain(`| supply | USB 5 V | ${STIMULUS_PINS.supply} | supply |`);
  });
});

describe('the program of the second board', () => {
  let program = '';
  beforeAll(async () => void (program = (await bundleFirmware(join(import.meta.dirname, '..', '..', 'hil', 'stimulus'), stimulusRow())).text));

  /** Runs it on stand-ins for the interpreter's functions; time is what `at` says. */
  function started() {
    const pins: Record<string, number> = {};
    const here: Record<string, number> = {};
    const said = new FrameReader();
    const frames: { kind: string; text: string }[] = [];
    const clock = { at: 0 };
    let hear: (text: string) => void = () => undefined;
    let look = (): void => undefined;
    let edge: (event: { state: boolean; time: number }) => void = () => undefined;
    const pulses: [string, number[]][] = [];
    const names = Object.fromEntries([...new Set([...Object.values(STIMULUS_PINS), 'A2', 'A3', 'B8', 'B9'])].map((name) => [name, name]));
    const world = {
      ...names,
      Serial2: {},
      I2C1: {},
      analogRead: (pin: string) => here[pin] ?? 0,
      digitalRead: (pin: string) => ((here[pin] ?? 0) >= 0.5 ? 1 : 0),
      analogWrite: (pin: string, duty: number) => void (pins[pin] = duty),
      digitalWrite: (pin: string, level: number | boolean) => void (pins[pin] = Number(level)),
      digitalPulse: (pin: string, _level: number, times: number[]) => void pulses.push([pin, times]),
      pinMode: () => undefined,
      setWatch: (f: typeof edge) => void (edge = f),
      setInterval: (f: () => void) => void (look = f),
      getTime: () => clock.at,
      USB: {
        write: (text: string) => void frames.push(...said.push(Buffer.from(text, 'latin1'))),
        on: (_event: string, f: typeof hear) => void (hear = f),
      },
      E: {
        setConsole: () => undefined,
        CRC32: (text: string) => crc32(text),
        toUint8Array: (text: string) => Uint8Array.from(Buffer.from(text, 'latin1')),
        toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'),
        on: () => undefined,
      },
    };
    new Function(...Object.keys(world), program)(...Object.values(world));
    return {
      pins,
      here,
      frames,
      pulses,
      clock,
      hear: (kind: string, text: string) => hear(Buffer.from(frame(kind, text)).toString('latin1')),
      raw: (text: string) => hear(text),
      look: () => look(),
      edge: (state: boolean, time: number) => edge({ state, time }),
    };
  }

  it('is what the interpreter parses', () => {
    expect(grammarErrors(program)).toEqual([]);
  });

  it('begins with every pin off and says that it has started', () => {
    const board = started();
    for (const role of [...LEVELS, 'eStopA', 'eStopB', 'supply'] as const) expect([role, board.pins[STIMULUS_PINS[role]]]).toEqual([role, 0]);
    expect(board.frames.map(({ kind }) => kind)).toEqual(['h', 'o']);
  });

  it('puts a line with inputs on its pins', () => {
    const board = started();
    const words = new InputWords(pinout);
    const inputs = quietInputs();
    inputs.pulses.catholyteFlow = 3;
    words.take(inputs);
    board.hear('i', words.next().text);
    expect(board.pins[STIMULUS_PINS.cellVoltage]).toBeCloseTo(0.5, 4);
    expect(board.pins[STIMULUS_PINS.leakLoop]).toBeCloseTo(0.8, 4);
    expect([board.pins[STIMULUS_PINS.eStopA], board.pins[STIMULUS_PINS.eStopB], board.pins[STIMULUS_PINS.contactorFeedback]]).toEqual([1, 1, 0]);
    // Three pulses: on, off, on, off, on.
    expect(board.pulses).toEqual([[STIMULUS_PINS.catholyteFlow, [1, 1, 1, 1, 1]]]);
  });

  it('tells what the controller switches, and times the slow PWM of the heater by its edges', () => {
    const board = started();
    board.here[STIMULUS_PINS.contactor] = 1;
    board.here[STIMULUS_PINS.nakPump] = 0.25;
    for (const [state, time] of [[true, 1], [false, 1.03], [true, 1.1]] as const) board.edge(state, time); // prettier-ignore
    board.clock.at = 1.11;
    board.look();
    const outputs = outputsOff();
    expect(takeOutputs(pinout, board.frames.at(-1)?.text ?? '', outputs)).toBe(true);
    expect(outputs).toMatchObject({ contactor: 1, heaterEnable: 0 });
    expect(outputs.nakPump).toBeCloseTo(0.25, 3);
    expect(outputs.heater).toBeCloseTo(0.3, 3);
    // No edge for more than a period: the level holds, and it is low.
    board.clock.at = 1.25;
    board.look();
    takeOutputs(pinout, board.frames.at(-1)?.text ?? '', outputs);
    expect(outputs.heater).toBe(0);
  });

  it('switches everything off, the supply too, after two seconds without a good line', () => {
    const board = started();
    const words = new InputWords(pinout);
    words.take(quietInputs());
    board.hear('i', words.next().text);
    board.hear('p', '1');
    board.clock.at = 1.9;
    board.raw('i/////garbage\n');
    board.look();
    expect([board.pins[STIMULUS_PINS.supply], board.pins[STIMULUS_PINS.eStopA]]).toEqual([1, 1]);
    board.clock.at = 2.1;
    board.look();
    for (const role of [...LEVELS, 'eStopA', 'eStopB', 'supply'] as const) expect([role, board.pins[STIMULUS_PINS[role]]]).toEqual([role, 0]);
  });
});
