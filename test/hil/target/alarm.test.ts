import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { withAlarm } from '../../../hil/target/espruino/alarm.js';
import { awaitDeath, isAlive, sleep } from '../../../hil/target/espruino/process.js';

const children: { kill(signal: 'SIGKILL'): unknown }[] = [];

/** Process that does nothing for half a minute. */
function sleeper(): number {
  const child = spawn('sleep', ['30'], { stdio: 'ignore' });
  children.push(child);
  return child.pid as number; // sleep is on every system that has FIFOs
}

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

describe('the alarm', () => {
  it('kills the process when the call lasts too long', () => {
    const pid = sleeper();
    expect(withAlarm(pid, 200, () => awaitDeath(pid, 5000))).toEqual({ value: true, late: true });
  });

  it('lets it live when the call is over in time, and afterwards', () => {
    const pid = sleeper();
    expect(withAlarm(pid, 300, () => 7)).toEqual({ value: 7, late: false });
    sleep(500);
    expect(isAlive(pid)).toBe(true);
  });

  it('begins anew with every call', () => {
    const pid = sleeper();
    for (let i = 0; i < 8; i++)
      expect(
        withAlarm(pid, 400, () => {
          sleep(100);
        }).late,
      ).toBe(false);
    expect(isAlive(pid)).toBe(true);
  });

  it('is over when the call throws', () => {
    const pid = sleeper();
    expect(() =>
      withAlarm(pid, 100, () => {
        throw new Error('the pipe is broken');
      }),
    ).toThrow('the pipe is broken');
    sleep(300);
    expect(isAlive(pid)).toBe(true);
  });
});
