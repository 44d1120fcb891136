/**
 * A master that talks RTU over a byte stream. Bytes are put on the line frame by frame; whatever is no frame goes out after a pause, as it
 * would on a wire.
 */
import type { Duplex } from 'node:stream';
import { crcMatches } from '../../host/bus/crc.js';
import { requestLength } from './request-length.js';
import type { Rig } from './rig.js';

/** Silence that ends a frame, wall ms. */
const GAP_MS = 10;

/** Connects a byte stream with the rig's line until it closes. */
export function serveRaw(stream: Duplex, rig: Pick<Rig, 'exchange'>): void {
  let pending = new Uint8Array(0);
  let gap: NodeJS.Timeout | undefined;
  let open = true;
  const pass = (bytes: Uint8Array): void => {
    void rig.exchange(bytes).then((answer) => {
      if (open && answer.length > 0) stream.write(answer);
    });
  };
  const flush = (): void => {
    const bytes = pending;
    pending = new Uint8Array(0);
    if (bytes.length > 0) pass(bytes);
  };
  stream.on('data', (bytes: Uint8Array) => {
    clearTimeout(gap);
    pending = Uint8Array.from([...pending, ...bytes]);
    for (;;) {
      const length = requestLength(pending);
      if (length === undefined || pending.length < length || !crcMatches(pending, 0, length)) break;
      pass(pending.slice(0, length));
      pending = pending.slice(length);
    }
    gap = setTimeout(flush, GAP_MS);
  });
  const end = (): void => {
    open = false;
    clearTimeout(gap);
  };
  stream.on('error', end);
  stream.on('close', end);
}
