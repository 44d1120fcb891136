/**
 * The bundles that the daemon offers: exactly the bytes that its build left, checked against its manifest.
 */
import type { BoardRow } from '../../../firmware/model/boards.js';
import { sha256Of } from '../../bytes.js';
import { LiquidusError } from '../../error.js';
import type { Bundle } from '../../flash/flash.js';

type Manifest = Readonly<Record<string, { readonly file: string; readonly bytes: number; readonly sha256: string } | undefined>>;

async function got(path: string): Promise<Response> {
  const response = await fetch(`/firmware/${path}`).catch(() => undefined);
  if (response?.ok === true) return response;
  throw new LiquidusError(
    'link.daemon',
    `The daemon has no ${path} (${response ? `HTTP ${response.status}` : 'no answer'}); run "make build" where it runs.`,
  );
}

/** The bundle of a board. Rejects with `link.daemon`, and `usage.bundle` when there is none or when it is not what the manifest names. */
export async function bundleFor({ id }: BoardRow): Promise<Bundle> {
  const entry = ((await (await got('manifest.json')).json()) as Manifest)[id];
  if (!entry) throw new LiquidusError('usage.bundle', `No bundle is built for board ${id}.`);
  const bytes = new Uint8Array(await (await got(entry.file)).arrayBuffer());
  const sha256 = await sha256Of(bytes);
  if (sha256 !== entry.sha256 || bytes.length !== entry.bytes) {
    throw new LiquidusError(
      'usage.bundle',
      `The bundle for board ${id} is not the one that its manifest names; run "make build" where the daemon runs.`,
    );
  }
  return { bytes, sha256 };
}
