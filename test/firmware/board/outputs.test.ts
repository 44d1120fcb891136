/** The outputs of a board whose slow ones hang on the port expander. */
import { beforeEach, describe, expect, it, vi } from 'vitest';

const written = vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
  return [] as string[];
});
vi.mock('../../../firmware/board/expander.js', () => ({
  writeLine: (line: number, on: boolean) => written.push(`line ${line} ${Number(on)}`),
  writeLines: (bits: number) => written.push(`lines ${bits}`),
}));
vi.stubGlobal('digitalWrite', (pin: string, level: unknown) => written.push(`${pin} ${Number(level)}`));
vi.stubGlobal('analogWrite', (pin: string, duty: number, { freq }: { freq: number }) => written.push(`${pin} ${duty} at ${freq}`));

const out = await import('../../../firmware/board/outputs.js');

describe('outputs on the ESP32', () => {
  beforeEach(() => {
    written.length = 0;
  });

  it('switches what must fall with the controller on its own pins', () => {
    out.writePreCharge(true);
    out.writeChargeLimit(0.5);
    out.writeDischargeLimit(0.25);
    expect(written).toEqual(['D25 1', 'D27 0.5 at 1000', 'D23 0.25 at 1000']);
  });

  it('switches valves, purge, fan, scrubber and trace heater on the expander', () => {
    out.writeIsolationValves(true);
    out.writeArgonPurge(true);
    out.writeEnclosureFan(false);
    out.writeScrubber(true);
    out.writeTraceHeater(false);
    expect(written).toEqual(['line 0 1', 'line 1 1', 'line 2 0', 'line 3 1', 'line 4 0']);
  });

  it('takes everything off at once, the expander last', () => {
    out.reverseLeakLoops();
    out.writeAllOff();
    expect(written.at(-1)).toBe('lines 0');
    expect(written).toContain('D32 0');
    expect(written).toContain('D25 0');
    expect(out.excitedHigh).toBe(false);
  });
});
