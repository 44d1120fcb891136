import { afterEach, describe, expect, it, vi } from 'vitest';
import { clockText, type HardwareFlags, hardwareOptions, workOnBoards } from '../../../host/cli/hil-hardware.js';
import type { HardwareTarget } from '../../../host/cli/hil-session.js';
import { LiquidusError } from '../../../host/error.js';

afterEach(() => void vi.restoreAllMocks());

/** How an order ends, and what was said before. */
async function refusal(target: HardwareTarget, files: readonly string[], flags: HardwareFlags): Promise<string> {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const error: unknown = await workOnBoards({ work: 'run', suite: { files, target }, onProgress: () => undefined }, flags).catch((e: unknown) => e);
  const before = said.mock.calls.map(([text]) => String(text)).join('');
  if (error instanceof LiquidusError) return `${before}${error.code}: ${error.message}`;
  throw error;
}

const LEAK = ['test/hil/target/real-time/leak-in-warm-up.yaml'];

describe('work on real boards', () => {
  it('looks at the ports before it runs anything', async () => {
    expect(await refusal('board', LEAK, { board: 'pico', port: '/dev/no-board-here' })).toBe(
      'link.portMissing: There is no port /dev/no-board-here; plug the adapter in, or look for its name under /dev/serial/by-id.',
    );
    expect(await refusal('bench-board', LEAK, { board: 'pico', port: '/dev/null', stimulusPort: '/dev/no-board-here' })).toMatch(/^link.portMissing/);
  });

  it('asks for the ports that a target needs', async () => {
    expect(await refusal('board', LEAK, { board: 'pico' })).toMatch(/^usage.port: Where is the board\?/);
    expect(await refusal('bench-board', LEAK, { board: 'pico', port: '/dev/a' })).toMatch(/^usage.port: Where are the boards\?/);
  });

  it('refuses what the boards cannot do before it looks at a port', async () => {
    const port = '/dev/no-board-here';
    expect(await refusal('board', ['hil/scenarios/power-cycle.yaml'], { board: 'pico', port })).toMatch(
      /^usage.target: .*"inject power.off.*unsupported on board/,
    );
    expect(await refusal('board', [...LEAK, 'hil/scenarios/smoke.yaml'], { board: 'pico', port })).toBe(
      'usage.target: hil/scenarios/smoke.yaml, which names the board esp32, is unsupported on board: a pico is connected; name the scenarios to run, those that name no other board.',
    );
    expect(await refusal('bench-board', LEAK, { board: 'esp32', port, stimulusPort: port })).toMatch(
      /^usage.target: the board esp32 is unsupported on bench-board: the second board can play the pins of a pico only/,
    );
  });
});

describe('the command that repeats a scenario', () => {
  it('names the ports again', () => {
    expect(hardwareOptions({ board: 'pico', port: '/dev/a', modbusPort: '/dev/b', anyBoard: true })).toEqual([
      '--port',
      '/dev/a',
      '--modbus-port',
      '/dev/b',
      '--any-board',
    ]);
    expect(hardwareOptions({ board: 'pico', stimulusPort: '/dev/c', port: '/dev/d' })).toEqual(['--stimulus-port', '/dev/c', '--port', '/dev/d']);
  });
});

describe('the end of a run', () => {
  it('is told as date and 24 hours, wherever the machine stands', () => {
    expect(clockText(new Date(2026, 0, 5, 17, 4, 9))).toBe('2026-01-05 17:04:09');
  });
});
