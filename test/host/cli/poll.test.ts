import { describe, expect, it } from 'vitest';
import type { Bus } from '../../../host/bus/bus.js';
import type { Link } from '../../../host/cli/connection-options.js';
import { Operator } from '../../../host/cli/operator.js';
import { poll } from '../../../host/cli/poll.js';
import type { Device } from '../../../host/device/device.js';
import type { Live } from '../../../host/device/live.js';
import { decodeLive } from '../../../host/device/live.js';
import { LiquidusError } from '../../../host/error.js';
import { LIVE_WORDS } from '../device/words.js';

const live = decodeLive(LIVE_WORDS);
const timeout = new LiquidusError('link.timeout', 'No answer.');
const broken = new LiquidusError('link.closed', 'Gone.');

/** A link whose reads end as the list says; an error of code link.closed also closes its bus. */
function link(reads: (Live | LiquidusError)[], closed: string[]): Link {
  const bus = { isOpen: true, counters: {}, close: () => (closed.push('closed'), Promise.resolve()) };
  const readSnapshot = (): Promise<Live> => {
    const next = reads.shift() ?? live;
    if (!(next instanceof LiquidusError)) return Promise.resolve(next);
    if (next === broken) bus.isOpen = false;
    return Promise.reject(next);
  };
  return { bus: bus as unknown as Bus, device: { readSnapshot } as unknown as Device, title: 'fake' };
}

async function take(count: number, open: () => Promise<Link>): Promise<string[]> {
  const seen: string[] = [];
  for await (const result of poll({ open, intervalMs: 1, signal: new AbortController().signal })) {
    seen.push(result.kind === 'snapshot' ? 'snapshot' : result.error.code);
    if (seen.length === count) break;
  }
  return seen;
}

describe('polling', () => {
  it('goes on after a missing answer on the same link', async () => {
    const closed: string[] = [];
    let opened = 0;
    expect(await take(3, () => (opened++, Promise.resolve(link([live, timeout, live], closed))))).toEqual(['snapshot', 'link.timeout', 'snapshot']);
    expect({ opened, closed }).toEqual({ opened: 1, closed: ['closed'] });
  });

  it('opens a new link when the old one is gone', async () => {
    const closed: string[] = [];
    const links = [link([live, broken], closed), link([live], closed)];
    expect(await take(3, () => Promise.resolve(links.shift() ?? link([], closed)))).toEqual(['snapshot', 'link.closed', 'snapshot']);
  });

  it('fails at once when the first connection fails, and when the device refuses', async () => {
    await expect(take(1, () => Promise.reject(broken))).rejects.toBe(broken);
    const refused = new LiquidusError('refused.mapMajor', 'Another map.');
    await expect(take(1, () => Promise.resolve(link([refused], [])))).rejects.toBe(refused);
  });

  it('ends on its signal without another word', async () => {
    const controller = new AbortController();
    const closed: string[] = [];
    let count = 0;
    for await (const result of poll({ open: () => Promise.resolve(link([], closed)), intervalMs: 60_000, signal: controller.signal })) {
      count += result.kind === 'snapshot' ? 1 : 100;
      setTimeout(() => controller.abort(), 5);
    }
    expect({ count, closed }).toEqual({ count: 1, closed: ['closed'] });
  });
});

describe("the demo's operator", () => {
  it('starts, discharges, turns round after half an hour, and waits while a protection holds the cell', async () => {
    const sent: string[] = [];
    const device = {
      command: ({ name }: { name: string }) => (sent.push(name), Promise.resolve(live)),
      heartbeat: () => Promise.resolve(),
    } as unknown as Device;
    const operator = new Operator({
      heartbeatMs: () => 10_000,
      onReady: () => undefined,
      onColdStart: () => undefined,
      act: () => undefined,
      progress: () => undefined,
    });
    operator.takeOver(device);
    const states: [number, number][] = [
      [2, 10],
      [3, 20],
      [4, 700],
      [6, 701],
      [6, 2499],
      [6, 2500],
      [4, 2510],
      [7, 2600],
      [5, 2511],
    ];
    for (const [state, uptime] of states) {
      operator.see({ ...live, state, uptime });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    operator.leave();
    expect(sent).toEqual(['start', 'discharge', 'rest', 'charge']);
  });
});
