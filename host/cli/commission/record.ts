/**
 * The record of a commissioning: what was measured against what, on which controller, and who signed. It is written after every item, so that a guide
 * that was cut short goes on with it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Identity } from '../../device/identity.js';
import { LiquidusError } from '../../error.js';
import { replaceDurably } from '../../files.js';

const Item = v.object({
  item: v.number(),
  name: v.string(),
  /** What the instrument showed; null: done before this record was begun. */
  reference: v.nullable(v.string()),
  unit: v.string(),
  /** The correction that was found, in the unit of its parameter. */
  found: v.nullable(v.number()),
  foundUnit: v.string(),
  time: v.nullable(v.string()),
});
export type RecordedItem = v.InferOutput<typeof Item>;

const Record = v.object({
  liquidusCommissioning: v.literal(1),
  device: v.object({ board: v.nullable(v.string()), firmware: v.string(), map: v.string(), bundleHash: v.nullable(v.string()) }),
  link: v.string(),
  items: v.array(Item),
  signature: v.nullable(v.object({ person: v.number(), name: v.nullable(v.string()), event: v.number(), time: v.string() })),
  /** SHA-256 of everything above as JSON without spaces: a record that was edited does not fit. */
  sha256: v.string(),
});
export type CommissioningRecord = v.InferOutput<typeof Record>;

function sealed(content: Omit<CommissioningRecord, 'sha256'>): CommissioningRecord {
  return { ...content, sha256: createHash('sha256').update(JSON.stringify(content)).digest('hex') };
}

/** True when nobody has edited a record since it was written. */
export function isSealed({ sha256, ...content }: CommissioningRecord): boolean {
  return sealed(content).sha256 === sha256;
}

function foreign(path: string, why: string): LiquidusError {
  return new LiquidusError('usage.record', `${path} ${why}; name another file with --record.`);
}

/** The record in a file. Throws `usage.record` when it is something else. */
export function readRecord(path: string): CommissioningRecord {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw foreign(path, 'is no record of a commissioning');
  }
  const result = v.safeParse(Record, value);
  if (!result.success) throw foreign(path, 'is no record of a commissioning');
  if (!isSealed(result.output)) throw foreign(path, 'was edited after it was written, so it is no record any more');
  return result.output;
}

/** A record on its way. */
export class RecordFile {
  readonly path: string;
  #record: CommissioningRecord;

  /** Opens the draft in `path`, or begins one. Throws `usage.record` for a record of another controller and for a signed one. */
  constructor(path: string, link: string, { board, firmware, map, bundleHash }: Identity) {
    this.path = path;
    const device = { board: board.id, firmware, map, bundleHash };
    const before = existsSync(path) ? readRecord(path) : undefined;
    if (before?.signature) throw foreign(path, `holds a signed record of ${before.signature.time}, which stays as it is`);
    if (before && JSON.stringify(before.device) !== JSON.stringify(device)) throw foreign(path, 'is the record of another controller or program');
    this.#record = before ?? sealed({ liquidusCommissioning: 1, device, link, items: [], signature: null });
  }

  get record(): CommissioningRecord {
    return this.#record;
  }

  has(name: string): boolean {
    return this.#record.items.some((item) => item.name === name);
  }

  /** Notes an item, in the place of an earlier one of the same name. Throws `usage.file`. */
  note(item: RecordedItem): void {
    const items = [...this.#record.items.filter(({ name }) => name !== item.name), item];
    this.#write({ ...this.#record, items });
  }

  /** Throws `usage.file`. */
  sign(signature: NonNullable<CommissioningRecord['signature']>): void {
    this.#write({ ...this.#record, signature });
  }

  #write({ liquidusCommissioning, device, link, items, signature }: CommissioningRecord): void {
    this.#record = sealed({ liquidusCommissioning, device, link, items, signature });
    replaceDurably(this.path, `${JSON.stringify(this.#record, null, 2)}\n`);
  }
}
