import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { BOARDS, boardRow } from '../../../../firmware/model/boards.js';
import { grammarErrors } from '../../../../firmware/build/grammar.js';
import { boardPrelude } from '../../../../hil/target/board/prelude.js';
import { pinoutOf } from '../../../../hil/target/pinout.js';

const pico = boardRow('pico');

describe('the prelude of a board', () => {
  it('gives every name of a pin that the bundle may use another meaning, in its last line', () => {
    const last = boardPrelude({ board: pico, injectedLine: true }).trimEnd().split('\n').at(-1) ?? '';
    for (const { name, index } of pinoutOf(pico).rows) expect(last).toMatch(new RegExp(`[ ,]${name}=${index}[,;]`));
    expect(last).toMatch(/I2C1=\$hil\.i,Serial2=\$hil\.s,/);
  });

  it('touches the port of its own RS-485 line only when it has one', () => {
    expect(boardPrelude({ board: pico, injectedLine: true })).not.toContain('=Serial2');
    expect(boardPrelude({ board: pico, injectedLine: false })).toContain('real=Serial2,rx=A3,tx=A2');
    // The interpreter finds the listener of a port by the port's name.
    expect(boardPrelude({ board: pico, injectedLine: false })).not.toContain('Serial2=$hil');
  });

  it('takes few enough bytes for the Storage that the largest bundle leaves, and is what the interpreter parses', () => {
    const text = boardPrelude({ board: pico, injectedLine: false });
    expect(text.length).toBeLessThan(pico.storageBytes - pico.bundleLimit - 8192);
    expect(grammarErrors(text).filter((error) => !/eval|global|process|console/.test(error))).toEqual([]);
  });

  it('declares no name twice: the second would take the place of the first', () => {
    for (const injectedLine of [true, false]) {
      const names: string[] = [];
      const declared = (node: unknown): void => {
        const { type, id, declarations } = node as { type: string; id?: { name: string }; declarations?: { id: { name: string } }[] };
        if (type === 'FunctionDeclaration' && id) names.push(id.name);
        for (const each of declarations ?? []) names.push(each.id.name);
      };
      const [first] = parse(boardPrelude({ board: pico, injectedLine }), { ecmaVersion: 'latest' }).body as unknown as {
        declarations: { init: { callee: { body: { body: unknown[] } } } }[];
      }[];
      first?.declarations[0]?.init.callee.body.body.forEach(declared);
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
    }
  });

  const refused = (id: string): string =>
    `the board ${id} is unsupported on board: its signals end on chips that the second boot file does not stand in for (`;

  it('is refused for boards with chips: the error names the chips, and the boards that run there', () => {
    const chips = BOARDS.filter(({ uses }) => uses.chips);
    expect(chips.map(({ id }) => id)).toEqual(expect.arrayContaining(['esp32', 'rp2040', 'rp2350', 'nrf52840dk']));
    for (const board of chips) expect(() => boardPrelude({ board, injectedLine: true })).toThrow(refused(board.id));
    expect(() => boardPrelude({ board: boardRow('esp32'), injectedLine: true })).toThrow(
      `${refused('esp32')}ADS1115, MCP23017); boards that run there: pico; this one runs on emulator and espruino.`,
    );
    expect(() => boardPrelude({ board: boardRow('rp2350'), injectedLine: true })).toThrow(
      `${refused('rp2350')}ADS1115, MAX31865, MAX31855, MCP23017)`,
    );
  });

  it('is refused for a board that keeps its counters in files', () => {
    expect(() => boardPrelude({ board: { ...pico, fram: false }, injectedLine: true })).toThrow(
      'the board pico is unsupported on board: it keeps its counters in files, which a run must leave as they are; boards that run there: pico',
    );
  });
});
