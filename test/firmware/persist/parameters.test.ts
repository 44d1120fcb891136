/** Copies of the parameters (docs/design.md, "What survives a loss of power"): which copy counts, what is refused, what is lost with a copy. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { PARAMETER_FILE } from '../../../firmware/model/parameter-file.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, Memories } from '../stub-board.js';

const ROWS = parametersOf(BOARD);
/** Parameters that a master may write, with their places. */
const WRITTEN = ROWS.map((row, place) => ({ row, place })).filter(({ row }) => row.group !== 'record');
const placeOf = (name: string): number => ROWS.findIndex((row) => row.name === name);
const [SET_TEMP, PARK_AMBIENT, METAL_MASS] = ['setTemp', 'parkAmbient', 'anchorMetalMass'].map(placeOf) as [number, number, number];

let memories: Memories;
beforeEach(() => (memories = new Memories()));

/** A controller that has loaded its parameters; the counters name the copy `named`. */
async function start(named = 0) {
  const { parameters, values } = await freshFirmware(['parameters', 'values'], memories);
  const at = (name: string): number => values.X[valueIndex(name)];
  values.X[valueIndex('parameterCopy')] = named;
  parameters.loadParameters();
  return {
    parameters,
    get grade(): number {
      return at('parametersBad');
    },
    get lost(): boolean {
      return at('anchorLost') === 1;
    },
    get named(): number {
      return at('parameterCopy');
    },
    get copiesLeft(): number {
      return at('copiesLeft');
    },
    store(setTemp: number): boolean {
      parameters.setParameter(SET_TEMP, setTemp);
      return parameters.storeParameters();
    },
  };
}

/** Bytes of a copy of a Pico: 126 registers, number, version, CRC-32. Its file takes sixteen behind sixteen bytes. */
const [COPY_BYTES, COPIES, HEAD] = [260, 16, 16];
const file = (): Uint8Array => {
  const bytes = memories.files.get(PARAMETER_FILE);
  if (!bytes) throw new Error('the file of the parameters is gone');
  return bytes;
};
/** Bytes of a place in the file. */
const placeOfCopy = (copy: number): Uint8Array => file().subarray(HEAD + (copy % COPIES) * COPY_BYTES, HEAD + ((copy % COPIES) + 1) * COPY_BYTES);

/** Turns a bit of a stored copy. */
function spoil(copy: number): void {
  placeOfCopy(copy)[10] ^= 16;
}

/** Puts a changed copy in the place of copy `copy`, with its CRC. */
function replace(copy: number, change: (bytes: Uint8Array) => void): void {
  const bytes = placeOfCopy(copy).slice(0, -4);
  change(bytes);
  const crc = memories.module.crc32(bytes);
  placeOfCopy(bytes[0] + 256 * bytes[1]).set([...bytes, crc & 255, (crc >> 8) & 255, (crc >> 16) & 255, crc >>> 24]);
}

describe('a board that has never stored any', () => {
  it('runs with the values as delivered, warns, and does not lose its anchor by it', async () => {
    const c = await start();
    expect([c.parameters.copy, c.grade, c.lost]).toEqual([0, 1, false]);
    for (const [place, row] of ROWS.entries()) expect([row.name, c.parameters.P[place]]).toEqual([row.name, row.fallback]);
  });
});

describe('copies', () => {
  it('are numbered, each lies where the file was erased, and the newest one counts after a start', async () => {
    let c = await start();
    for (let number = 1; number <= COPIES; number++) {
      const before = file().slice();
      expect([placeOfCopy(number).every((byte) => byte === 255), c.store(400 + number)]).toEqual([true, true]);
      expect([c.parameters.copy, c.named, c.grade]).toEqual([number, number, 0]);
      // Nothing but its place is touched.
      const after = file().slice();
      placeOfCopy(number).fill(255);
      expect(Buffer.compare(file(), before)).toBe(0);
      file().set(after);
      c = await start(number);
      expect([c.parameters.copy, c.parameters.P[SET_TEMP], c.grade, c.lost]).toEqual([number, 400 + number, 0, false]);
    }
  });

  it('hold every value, of one word and of two, with its sign', async () => {
    const c = await start();
    for (const { row, place } of WRITTEN) c.parameters.setParameter(place, row.min);
    c.parameters.storeParameters();
    const least = await start(1);
    for (const { row, place } of WRITTEN) expect([row.name, least.parameters.P[place]]).toEqual([row.name, row.min]);
    for (const { row, place } of WRITTEN) least.parameters.setParameter(place, row.max);
    least.parameters.storeParameters();
    const most = await start(2);
    for (const { row, place } of WRITTEN)
      expect([row.name, most.parameters.P[place], most.parameters.shadowValue(place)]).toEqual([row.name, row.max, row.max]);
  });

  it('go on counting past 65535', async () => {
    let c = await start();
    c.store(401);
    replace(1, (bytes) => bytes.set([255, 255]));
    spoil(1);
    c = await start(65535);
    expect([c.parameters.copy, c.parameters.P[SET_TEMP], c.grade]).toEqual([65535, 401, 0]);
    c.store(402);
    c = await start(0);
    expect([c.parameters.copy, c.parameters.P[SET_TEMP], c.grade, c.lost]).toEqual([0, 402, 0, false]);
  });

  it.each([
    [1, false],
    [32_767, false],
    [32_768, true],
    [65_535, true],
  ])('whose number is %i ahead of the one that the counters name, modulo 65536, are lost: %s', async (ahead, lost) => {
    const c = await start();
    c.store(401);
    const after = await start((1 - ahead) & 65_535);
    expect([after.grade, after.lost, after.parameters.P[SET_TEMP]]).toEqual(lost ? [2, true, 400] : [0, false, 401]);
  });

  it('that have gone bad are lost with the anchor when the counters name them, though an older one is there', async () => {
    const c = await start();
    c.store(401);
    c.store(402);
    spoil(2);
    const after = await start(2);
    expect([after.parameters.copy, after.grade, after.lost, after.parameters.P[SET_TEMP]]).toEqual([0, 2, true, 400]);
    expect(after.parameters.shadowValue(SET_TEMP)).toBe(400);
  });

  it('that were being written when power went leave the older one, which the counters still name', async () => {
    const c = await start();
    c.store(401);
    c.store(402);
    spoil(2);
    const after = await start(1);
    expect([after.parameters.copy, after.grade, after.lost, after.parameters.P[SET_TEMP]]).toEqual([1, 0, false, 401]);
  });

  it('of another set of parameters are none', async () => {
    const c = await start();
    c.store(401);
    replace(1, (bytes) => (bytes[2] ^= 1));
    expect([(await start()).grade, (await start(1)).grade, (await start(1)).lost]).toEqual([1, 2, true]);
  });

  it('that do not read back are not in force, and say so', async () => {
    const c = await start();
    c.store(401);
    memories.module.writeInto = () => undefined;
    expect(c.store(402)).toBe(false);
    expect([c.parameters.copy, c.named]).toEqual([1, 1]);
  });
});

describe('the room that is left', () => {
  it('is told in copies, and one that has none takes no more', async () => {
    let c = await start();
    for (let left = COPIES; left > 0; left--) {
      expect([c.copiesLeft, c.parameters.mayStore(), c.store(401)]).toEqual([left, true, true]);
      expect(c.copiesLeft).toBe(left - 1);
      if (left % 5 === 0) c = await start(c.parameters.copy);
    }
    const full = file().slice();
    expect([c.parameters.mayStore(), c.store(402), c.parameters.copy]).toEqual([false, false, COPIES]);
    expect(Buffer.compare(file(), full)).toBe(0);
    const after = await start(COPIES);
    expect([after.copiesLeft, after.parameters.copy, after.parameters.P[SET_TEMP]]).toEqual([0, COPIES, 401]);
  });

  it('does not count places that a cut has spoilt, and the next copy goes behind them', async () => {
    const c = await start();
    c.store(401);
    placeOfCopy(2)[7] = 0;
    placeOfCopy(3)[259] = 0;
    const after = await start(1);
    expect([after.copiesLeft, after.store(402), after.parameters.copy, after.copiesLeft]).toEqual([COPIES - 3, true, 4, COPIES - 4]);
    expect((await start(4)).parameters.P[SET_TEMP]).toBe(402);
  });

  it('is found where only the place behind the last one is free', async () => {
    for (let k = 1; k < COPIES; k++) placeOfCopy(k)[7] = 0;
    const c = await start();
    expect([c.copiesLeft, c.store(402), c.parameters.copy, c.copiesLeft]).toEqual([1, true, COPIES, 0]);
    expect((await start(COPIES)).parameters.P[SET_TEMP]).toBe(402);
  });

  it('that has gone bad since the start is looked for once and then none; what is in force is not what is stored', async () => {
    const c = await start();
    c.store(401);
    for (let k = 0; k < COPIES; k++) placeOfCopy(k)[7] &= k === 1 ? 255 : 0;
    expect([c.copiesLeft, c.store(402), c.copiesLeft, c.parameters.mayStore()]).toEqual([COPIES - 1, false, 0, false]);
    expect([c.grade, c.parameters.copy]).toEqual([2, 1]);
    expect((await start(1)).parameters.P[SET_TEMP]).toBe(401);
  });

  it('is none on a board without the file, which the firmware does not make', async () => {
    memories.files.delete(PARAMETER_FILE);
    const c = await start();
    expect([c.copiesLeft, c.parameters.mayStore(), c.store(401), c.grade]).toEqual([0, false, false, 1]);
    expect(memories.files.has(PARAMETER_FILE)).toBe(false);
  });
});

describe('the shadow', () => {
  it('is taken over when every value is in its range, limits included', async () => {
    const c = await start();
    for (const bound of ['min', 'max'] as const) {
      for (const { row, place } of WRITTEN) write(c.parameters.shadow, place, row[bound]);
      expect(c.parameters.adoptShadow()).toBe(true);
      for (const { row, place } of WRITTEN) expect([row.name, c.parameters.P[place]]).toEqual([row.name, row[bound]]);
    }
  });

  it('changes nothing when one value is a step out of its range', async () => {
    const c = await start();
    for (const { row, place } of WRITTEN) {
      for (const wrong of [row.min - 1, row.max + 1]) {
        // What a register cannot say, no master can write.
        if (row.type === 'u16' ? wrong < 0 || wrong > 65535 : row.type === 'i16' ? Math.abs(wrong) > 32767 : wrong < 0) continue;
        write(c.parameters.shadow, place, wrong);
        const other = place === SET_TEMP ? PARK_AMBIENT : SET_TEMP;
        write(c.parameters.shadow, other, (ROWS[other]?.fallback ?? 0) + 1);
        expect([row.name, wrong, c.parameters.adoptShadow()]).toEqual([row.name, wrong, false]);
        expect(c.parameters.P[other]).toBe(ROWS[other]?.fallback);
        write(c.parameters.shadow, place, row.fallback);
        write(c.parameters.shadow, other, ROWS[other]?.fallback ?? 0);
      }
    }
  });

  it('is read with a sign where a parameter may be negative, whatever lies there', async () => {
    const c = await start();
    for (const { row, place } of WRITTEN) {
      for (const word of [32_767, 32_768, 40_000, 65_535]) {
        c.parameters.shadow[row.offset] = word;
        if (row.type === 'u32') c.parameters.shadow[row.offset + 1] = 7;
        const value = row.type === 'u32' ? 65_536 * word + 7 : row.min < 0 && word > 32_767 ? word - 65_536 : word;
        expect([row.name, word, c.parameters.shadowValue(place)]).toEqual([row.name, word, value]);
      }
    }
  });

  it('goes on waiting when another parameter is put in force', async () => {
    const c = await start();
    write(c.parameters.shadow, PARK_AMBIENT, 55);
    c.parameters.setParameter(METAL_MASS, 70_000);
    expect([c.parameters.P[METAL_MASS], c.parameters.shadowValue(METAL_MASS)]).toEqual([70_000, 70_000]);
    expect([c.parameters.P[PARK_AMBIENT], c.parameters.shadowValue(PARK_AMBIENT)]).toEqual([100, 55]);
  });
});

/** Writes a value as a master does: at the register of the map, the high word first. */
function write(shadow: Uint16Array, place: number, value: number): void {
  const row = ROWS[place];
  if (!row) throw new Error(`no parameter ${place}`);
  if (row.type === 'u32') {
    shadow[row.offset] = value >>> 16;
    shadow[row.offset + 1] = value & 65535;
  } else shadow[row.offset] = value & 65535;
}
