/**
 * The commissioning of a device: which items are done, what was found, and who answers for it (firmware/model/commissioning.ts).
 */
import type { CommissioningRow } from '../../firmware/model/commissioning.js';
import { itemsOf } from '../../firmware/model/commissioning.js';
import type { ParameterRow } from '../../firmware/model/parameter-row.js';
import { parameterRow } from '../../firmware/model/parameters.js';
import { MODE_BITS, PARAMETER_START } from '../../firmware/model/registers.js';
import type { Profile } from '../../firmware/model/types.js';
import { namesOfBits } from './codec.js';
import type { Live } from './live.js';

/** An item, whether it is done, and the parameter that holds what was found, in its unit; `null` for the fill. */
export interface CommissionedItem {
  readonly item: number;
  readonly name: string;
  readonly done: boolean;
  readonly value: number | null;
  readonly unit: string;
}

export interface Commissioning {
  readonly signed: boolean;
  /** Number of the person who signed, and of the newest event then; 0 before. */
  readonly signer: number;
  readonly signedEvent: number;
  readonly items: readonly CommissionedItem[];
}

/** Reads one holding register. */
export type ReadHolding = (address: number) => Promise<number>;

/** True when the snapshot says that the commissioning is signed. */
export function isCommissioned(live: Live): boolean {
  return namesOfBits(live.modeBits, MODE_BITS).includes('commissioned');
}

/** Names of the items that are not done. */
export function missingItems(commissioning: Commissioning): string[] {
  return commissioning.items.filter((item) => !item.done).map((item) => item.name);
}

async function readRaw(row: ParameterRow, read: ReadHolding): Promise<number> {
  const word = await read(PARAMETER_START + row.offset);
  return row.type === 'i16' && word > 0x7fff ? word - 0x10000 : word;
}

async function readItem(row: CommissioningRow, done: number, read: ReadHolding): Promise<CommissionedItem> {
  const parameter = row.parameter === '' ? undefined : parameterRow(row.parameter);
  const raw = parameter ? await readRaw(parameter, read) : 0;
  return {
    item: row.item,
    name: row.name,
    done: ((done >> (row.item - 1)) & 1) === 1,
    // Dividing by the exact 10, 100 or 1000 gives the double that a person would write.
    value: parameter ? raw / Math.round(1 / parameter.scale) : null,
    unit: parameter?.unit ?? '',
  };
}

/** Reads the commissioning of a device of a profile. */
export async function readCommissioning(profile: Profile, read: ReadHolding): Promise<Commissioning> {
  const done = await readRaw(parameterRow('commissioned'), read);
  const signer = await readRaw(parameterRow('signer'), read);
  const signedEvent = await readRaw(parameterRow('signedEvent'), read);
  const items: CommissionedItem[] = [];
  for (const row of itemsOf({ profile })) items.push(await readItem(row, done, read));
  return { signed: signer > 0, signer, signedEvent, items };
}
