/** Parameters in two slots (docs/design.md, "What survives a loss of power"): which copy counts, what is refused, what is lost with a copy. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { SLOT_NAMES } from '../../../firmware/model/memory.js';
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

/** Turns a bit of a stored copy. */
function spoil(slot: number): void {
  const file = memories.files.get(SLOT_NAMES[slot] ?? '');
  if (!file) throw new Error(`nothing is stored in slot ${slot}`);
  file[10] ^= 16;
}

describe('a board that has never stored any', () => {
  it('runs with the values as delivered, warns, and does not lose its anchor by it', async () => {
    const c = await start();
    expect([c.parameters.copy, c.grade, c.lost]).toEqual([0, 1, false]);
    for (const [place, row] of ROWS.entries()) expect([row.name, c.parameters.P[place]]).toEqual([row.name, row.fallback]);
  });
});

describe('copies', () => {
  it('are numbered, lie in both slots in turn, and the newer one counts after a start', async () => {
    const c = await start();
    for (const [number, slot] of [
      [1, 1],
      [2, 0],
      [3, 1],
    ] as const) {
      const other = memories.files.get(SLOT_NAMES[1 - slot] ?? '');
      expect(c.store(400 + number)).toBe(true);
      expect([c.parameters.copy, c.named, c.grade]).toEqual([number, number, 0]);
      // The other slot is not touched.
      expect(memories.files.get(SLOT_NAMES[1 - slot] ?? '')).toBe(other);
      const again = await start(number);
      expect([again.parameters.copy, again.parameters.P[SET_TEMP], again.grade, again.lost]).toEqual([number, 400 + number, 0, false]);
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
    const file = memories.files.get(SLOT_NAMES[1] ?? '') as Uint8Array; // just stored
    // The same copy under the number 65535, with its CRC.
    const bytes = file.slice(0, file.length - 4);
    bytes.set([255, 255]);
    const crc = memories.module.crc32(bytes);
    memories.files.set(SLOT_NAMES[1] ?? '', Uint8Array.from([...bytes, crc & 255, (crc >> 8) & 255, (crc >> 16) & 255, crc >>> 24]));
    c = await start(65535);
    expect([c.parameters.copy, c.parameters.P[SET_TEMP], c.grade]).toEqual([65535, 401, 0]);
    c.store(402);
    c = await start(0);
    expect([c.parameters.copy, c.parameters.P[SET_TEMP], c.grade, c.lost]).toEqual([0, 402, 0, false]);
  });

  it('that have gone bad are lost with the anchor when the counters name them, though an older one is there', async () => {
    const c = await start();
    c.store(401);
    c.store(402);
    spoil(0);
    const after = await start(2);
    expect([after.parameters.copy, after.grade, after.lost, after.parameters.P[SET_TEMP]]).toEqual([0, 2, true, 400]);
    expect(after.parameters.shadowValue(SET_TEMP)).toBe(400);
  });

  it('that were being written when power went leave the older one, which the counters still name', async () => {
    const c = await start();
    c.store(401);
    c.store(402);
    spoil(0);
    const after = await start(1);
    expect([after.parameters.copy, after.grade, after.lost, after.parameters.P[SET_TEMP]]).toEqual([1, 0, false, 401]);
  });

  it('of another set of parameters are none', async () => {
    const c = await start();
    c.store(401);
    const file = memories.files.get(SLOT_NAMES[1] ?? '') as Uint8Array; // just stored
    const bytes = file.slice(0, file.length - 4);
    bytes[2] ^= 1;
    const crc = memories.module.crc32(bytes);
    memories.files.set(SLOT_NAMES[1] ?? '', Uint8Array.from([...bytes, crc & 255, (crc >> 8) & 255, (crc >> 16) & 255, crc >>> 24]));
    expect([(await start()).grade, (await start(1)).grade, (await start(1)).lost]).toEqual([1, 2, true]);
  });

  it('that do not read back are not in force, and say so', async () => {
    const c = await start();
    c.store(401);
    memories.module.writeFile = () => undefined;
    expect(c.store(402)).toBe(false);
    expect([c.parameters.copy, c.named]).toEqual([1, 1]);
  });
});

describe('the room that is left', () => {
  it('is told in copies, and a copy that does not fit is not stored', async () => {
    const bytes = (await (async () => {
      const c = await start();
      c.store(400);
      return memories.files.get(SLOT_NAMES[1] ?? '')?.length;
    })()) as number; // just stored
    for (const [free, copies, may] of [
      [3 * (bytes + 32), 3, true],
      [bytes + 32, 1, true],
      [bytes + 31, 0, false],
      [0, 0, false],
    ] as const) {
      memories.module.freeBytes = () => free;
      const c = await start(1);
      expect([free, Math.floor(c.copiesLeft), c.parameters.mayStore()]).toEqual([free, copies, may]);
    }
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
