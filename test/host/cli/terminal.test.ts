import { describe, expect, it } from 'vitest';
import { bar, sparkline } from '../../../host/cli/terminal/graph.js';
import type { TerminalOutput } from '../../../host/cli/terminal/screen.js';
import { Screen } from '../../../host/cli/terminal/screen.js';
import { COLOURED, PLAIN, styleFor } from '../../../host/cli/terminal/style.js';
import { columnsOf, cut, ends, left, right, wrap } from '../../../host/cli/terminal/text.js';

describe('styled text', () => {
  const red = COLOURED.alarm('abcdef');

  it('is as wide as its letters', () => {
    expect(columnsOf(red)).toBe(6);
    expect(columnsOf('−14.5 K')).toBe(7);
  });

  it('is cut, filled and closed without losing its colour', () => {
    expect(cut(red, 6)).toBe(red);
    expect(columnsOf(cut(red, 4))).toBe(4);
    expect(cut(red, 4)).toMatch(/abc….*\u001b\[0m$/);
    expect(columnsOf(left(red, 10))).toBe(10);
    expect(right('7', 3)).toBe('  7');
  });

  it('stands at both ends of a line, and the right end gives way', () => {
    expect(ends('ab', 'yz', 6)).toBe('ab  yz');
    expect(ends('abcde', 'yz', 6)).toBe('abcde');
  });

  it('is wrapped between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('', 7)).toEqual([]);
  });
});

describe('graphs', () => {
  it('fill to an eighth of a column and never overflow', () => {
    expect(bar(0.5, 4)).toBe('██··');
    expect(bar(0.3125, 2)).toBe('▋·');
    expect(bar(7, 3)).toBe('███');
    expect(bar(-1, 3)).toBe('···');
  });

  it('draw the last values between two limits and leave gaps', () => {
    expect(sparkline([9, 0, null, 1], 0, 1, 3)).toBe('▁ █');
    expect(sparkline([1], 0, 2, 3)).toBe('  ▅');
    expect(sparkline([5, 5], 5, 5, 2)).toBe('▁▁');
  });
});

describe('colours', () => {
  it.each([
    ['a terminal', { isTTY: true }, {}, COLOURED],
    ['a pipe', { isTTY: false }, {}, PLAIN],
    ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, PLAIN],
    ['an empty NO_COLOR, which the convention ignores', { isTTY: true }, { NO_COLOR: '' }, COLOURED],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, PLAIN],
  ])('for %s are as they should be', (_, stream, env, style) => {
    expect(styleFor(stream, env)).toBe(style);
  });
});

describe('a screen', () => {
  const terminal = (): TerminalOutput & { written: string[]; resize: () => void } => {
    const listeners = new Set<() => void>();
    const written: string[] = [];
    return {
      columns: 20,
      rows: 3,
      written,
      write: (text) => written.push(text),
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
      resize: () => listeners.forEach((listener) => listener()),
    };
  };

  it('writes changed lines only, in one piece, and nothing below its last row', () => {
    const output = terminal();
    const screen = new Screen(output);
    screen.open(() => undefined);
    output.written.length = 0;
    screen.draw(['one', 'two', 'three', 'four']);
    expect(output.written).toHaveLength(1);
    expect(output.written[0]).not.toContain('four');
    screen.draw(['one', 'TWO', 'three', 'four']);
    expect(output.written[1]).toContain('\u001b[2;1HTWO');
    expect(output.written[1]).not.toContain('three');
    screen.draw(['one', 'TWO', 'three']);
    expect(output.written).toHaveLength(2);
    screen.close();
  });

  it('draws everything again after a change of size', () => {
    const output = terminal();
    const screen = new Screen(output);
    screen.open(() => screen.draw(['one']));
    screen.draw(['one']);
    output.written.length = 0;
    output.resize();
    expect(output.written.join('')).toContain('one');
    screen.close();
  });

  it('gives the terminal back once: cursor, wrapping, main screen', () => {
    const output = terminal();
    const screen = new Screen(output);
    const before = process.listenerCount('exit');
    screen.open(() => undefined);
    expect(process.listenerCount('exit')).toBe(before + 1);
    screen.close();
    screen.close();
    expect(process.listenerCount('exit')).toBe(before);
    expect(
      output.written.filter((text) => text.includes('\u001b[?1049l') && text.includes('\u001b[?25h') && text.includes('\u001b[?7h')),
    ).toHaveLength(1);
    const after = output.written.length;
    screen.draw(['late']);
    expect(output.written).toHaveLength(after);
  });
});
