/** A small run of `make hostile`, and what a dead unit costs the others. */
import { describe, expect, it } from 'vitest';
import { Bus } from '../../../host/bus/bus.js';
import { ByteStream } from '../../../host/bus/stream.js';
import { memoryDoor, tcpDoor } from '../../bench/hostile/doors.js';
import { Account, drive } from '../../bench/hostile/drive.js';
import { HostileLine } from '../../bench/hostile/line.js';
import { Random } from '../../bench/hostile/random.js';
import { framed } from '../../bench/hostile/slave.js';

describe('on a hostile line', () => {
  it.each([
    ['in memory', memoryDoor, 60, 1500, { timeoutMs: 25, silenceMs: 25 }],
    ['through TCP sockets', tcpDoor, 20, 200, { timeoutMs: 150, silenceMs: 60 }],
  ] as const)(
    '%s nothing wrong is returned, nothing hangs, and what is right comes through',
    async (_, door, count, most, times) => {
      const account = new Account();
      const lines = Array.from({ length: count }, (_line, k) => new HostileLine(new Random(7000 + k), times));
      await Promise.all(
        lines.map(async (line, k) => drive(line, await door(line), times, new Random(7500 + k), account, () => account.exchanges >= most)),
      );
      expect(account.evidence).toEqual([]);
      expect(account).toMatchObject({ wrong: 0, hangs: 0 });
      // A bus that answers nothing would be safe and useless.
      expect(account.right).toBeGreaterThan(account.exchanges / 5);
      expect(account.exchanges).toBeGreaterThanOrEqual(most);
    },
    60_000,
  );
});

/** Units 1 and 2 answer at once with what they were asked for, unit 9 never. */
class TwoAndADeadOne extends ByteStream {
  readonly title = 'line with a dead unit';
  readonly isOpen = true;
  readonly asked: number[] = [];
  open = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  write(bytes: Uint8Array): void {
    const [unit = 0, code = 0, , , , quantity = 0] = bytes;
    this.asked.push(unit);
    if (unit === 9) return;
    const reply = framed([unit, code, 2 * quantity, ...new Array<number>(2 * quantity).fill(unit)]);
    setImmediate(() => this.emit('bytes', reply));
  }
}

describe('a dead unit', () => {
  it('costs the others its own deadline and no silence: they are served while it is in quarantine', async () => {
    const line = new TwoAndADeadOne();
    const bus = await Bus.open(line, { framing: 'rtu', timeoutMs: 50, silenceMs: 2000 });
    const dead = bus.readInput(9, 0, 4);
    const started = performance.now();
    await expect(dead).rejects.toMatchObject({ code: 'link.timeout' });
    const again = bus.readInput(9, 0, 4).catch((error: unknown) => error);
    for (let k = 0; k < 10; k++) expect([...(await bus.readInput(1 + (k % 2), 0, 1))]).toEqual([257 * (1 + (k % 2))]);
    // Its deadline of 50 ms, and ten exchanges of a few ms; with the silence of 2 s it would be far more.
    expect(performance.now() - started).toBeLessThan(1500);
    expect(line.asked.filter((unit) => unit === 9)).toHaveLength(1);
    await bus.close();
    expect(await again).toMatchObject({ code: 'link.closed' });
  });

  it('that comes back is asked for a canary first, and then trusted again', async () => {
    const line = new TwoAndADeadOne();
    const bus = await Bus.open(line, { framing: 'rtu', timeoutMs: 30, silenceMs: 30 });
    await expect(bus.readInput(9, 0, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    await expect(bus.readInput(9, 0, 1)).rejects.toMatchObject({ code: 'link.timeout' });
    // The second time only the canary went out, two registers long: neither the late reply nor the one behind it can be taken for its own.
    expect(bus.counters).toMatchObject({ requests: 2, quarantines: 1 });
    await bus.close();
  });
});

describe('a line that was lost and opened again', () => {
  it('trusts no unit before a canary: what was under way may still come', async () => {
    const line = new TwoAndADeadOne();
    const bus = await Bus.open(line, { framing: 'rtu', timeoutMs: 1000, silenceMs: 50, reopened: true });
    await bus.readInput(1, 0, 1);
    await bus.readInput(1, 0, 1);
    await bus.readInput(2, 0, 1);
    expect(bus.counters).toMatchObject({ requests: 5, replies: 5, quarantines: 2 });
    await bus.close();
  });
});
