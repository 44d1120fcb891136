/**
 * The lines of the Modbus specification (host/conform) on the shipped bundles through real bytes: in the emulator, in one go and in pieces, and
 * on the real interpreter, which must answer byte for byte like the emulator.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { deviceOf } from '../../host/conform/device.js';
import { type Trial, tryVector } from '../../host/conform/trial.js';
import { frame, type Pdu, type Vector } from '../../host/conform/vector.js';
import { vectorsFor } from '../../host/conform/vectors.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { Espruino } from '../../hil/target/espruino/espruino.js';
import { interpreterNamed } from '../../hil/target/espruino/interpreter.js';
import { crc16 } from '../host/bus/crc-reference.js';
import { TargetLine } from './target-line.js';

const UNIT = 1;
/** One board of profile `core`, one of profile `full`. */
const BOARDS = ['pico', 'esp32'] as const;

const emulated = (board: string): TargetLine => new TargetLine(new Emulator({ bundle: builtBundle(board).text, board }));

/** Pseudo-random place of a cut, the same in every run. */
function cutter(seed: number): (length: number) => readonly number[] {
  let state = seed;
  return (length) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return length < 2 ? [] : [1 + (state % (length - 1))];
  };
}

async function tryAll(vectors: readonly Vector[], line: TargetLine): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const vector of vectors) trials.push(await tryVector(vector, line, UNIT));
  return trials;
}

describe('the vectors', () => {
  const vectors = vectorsFor(deviceOf(boardRow('pico')));

  it('have the CRC of the specification, bit by bit', () => {
    expect([...frame(2, [7])]).toEqual([2, 7, 0x41, 0x12]);
    const pdus: Pdu[] = [[3, 7, 208, 0, 2], [17], [16, 0, 1, 0, 2, 4, 0, 10, 1, 2]];
    for (const pdu of pdus) expect(crc16(frame(UNIT, pdu))).toBe(0);
  });

  it('have names of their own', () => {
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
  });

  it('find a device that answers a wrong CRC, and one that is silent', async () => {
    const parrot = { exchange: (bytes: Uint8Array) => bytes, pause: () => undefined };
    const grave = { exchange: () => new Uint8Array(0), pause: () => undefined };
    const failed = async (line: typeof parrot): Promise<number> =>
      (await Promise.all(vectors.map((v) => tryVector(v, line, UNIT)))).filter(({ complaint }) => complaint !== '').length;
    expect(await failed(parrot)).toBeGreaterThan(vectors.length * 0.9);
    expect(await failed(grave)).toBeGreaterThan(vectors.length * 0.9);
  });
});

describe.each(BOARDS)('the bundle for %s', (board) => {
  const vectors = vectorsFor(deviceOf(boardRow(board)));
  let line: TargetLine;
  beforeAll(() => {
    line = emulated(board);
  });

  it.each(vectors.map((v) => [v.name, v] as const))('%s', async (_name, vector) => {
    const { complaint } = await tryVector(vector, line, UNIT);
    expect(complaint).toBe('');
    expect(line.target.events().filter(({ kind }) => kind !== 'log')).toEqual([]);
  });
});

describe.each(BOARDS)('the bundle for %s, every request cut in two,', (board) => {
  it('answers all vectors', async () => {
    const line = emulated(board);
    const vectors = vectorsFor(deviceOf(boardRow(board)));
    for (const seed of [1, 2, 3]) {
      line.cuts = cutter(seed);
      const trials: Trial[] = [];
      for (const vector of vectors) {
        // What garbage leaves behind is dropped by a pause; a whole frame in one go needs none.
        const patient = { exchange: (bytes: Uint8Array) => (line.run(60), line.exchange(bytes)), pause: (ms: number) => line.pause(ms) };
        trials.push(await tryVector(vector, patient, UNIT));
      }
      expect(trials.map(({ complaint }) => complaint).filter(Boolean)).toEqual([]);
    }
  });
});

describe('the real interpreter', () => {
  const left = interpreterNamed() ? '' : ', left out because LIQUIDUS_ESPRUINO names no interpreter';
  const targets: Espruino[] = [];
  afterAll(() => {
    for (const target of targets) target.close();
  });

  it.skipIf(left !== '').each(BOARDS)(`answers every vector byte for byte like the emulator: %s${left}`, { timeout: 240_000 }, async (board) => {
    const vectors = vectorsFor(deviceOf(boardRow(board)));
    const target = new Espruino({ bundle: builtBundle(board).text, board });
    targets.push(target);
    const trials = await tryAll(vectors, new TargetLine(target));
    expect(trials.map(({ complaint }) => complaint).filter(Boolean)).toEqual([]);
    expect(trials).toEqual(await tryAll(vectors, emulated(board)));
  });
});
