/** NaK loops of a device as a person reads them (docs/registers.md, registers 430–469), and the command that anchors one. */
import { expect, it } from 'vitest';
import { loopLines } from '../../../host/cli/view/loop-lines.js';
import { decodeLoops } from '../../../host/device/loops.js';
import { commandOf } from '../../../host/device/verbs.js';

/** The window with two loops: 22.00 ± 1.00 wt%, −8.1 °C, 33.1 K; 49.00 wt%, 13.7 °C, 11.3 K, which is the worst. `lost`: bits. */
function window(lost: number): Uint16Array {
  const words = new Uint16Array(40);
  words.set([2, lost, 2]);
  words.set([2200, 100, -81, 331], 8);
  words.set([lost & 2 ? 0xffff : 4900, lost & 2 ? 0xffff : 100, 137, 113], 16);
  return words;
}

it('shows every loop, and which of them the limits come from', () => {
  expect(loopLines(decodeLoops(window(0)))).toEqual([
    'NaK loop 1: 22.00 wt% Na ± 1.00, liquidus −8.1 °C, margin 33.1 K',
    'NaK loop 2: 49.00 wt% Na ± 1.00, liquidus 13.7 °C, margin 11.3 K (the worst: limits come from it)',
  ]);
});

it('says how to find one that is lost', () => {
  expect(decodeLoops(window(2)).map(({ lost, composition }) => [lost, composition])).toEqual([
    [false, 22],
    [true, null],
  ]);
  expect(loopLines(decodeLoops(window(2)))[1]).toContain('liquidus send reanchor WT%NA GRAMS 2');
});

it('says nothing of one loop', () => {
  const words = window(0);
  words[0] = 1;
  expect(loopLines(decodeLoops(words))).toEqual([]);
});

it('puts the loop above the mass of reanchor, from bit 28 on', () => {
  expect(commandOf('reanchor', ['22', '20'], 0)).toEqual({ name: 'reanchor', argument: 2200, argument32: 20_000 });
  expect(commandOf('reanchor', ['22', '20', '1'], 0).argument32).toBe(20_000);
  expect(commandOf('reanchor', ['22', '20', '3'], 0).argument32).toBe(20_000 + 2 * 268_435_456);
  expect(() => commandOf('reanchor', ['22', '20', '5'], 0)).toThrow(/NaK loop/);
});
