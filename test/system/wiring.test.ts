/** docs/wiring.md against the board's row and the bench's front ends. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { FRONT_ENDS } from '../../hil/plant/front-ends.js';
import type { AnalogRole } from '../../hil/target/wires.js';

const text = readFileSync(new URL('../../docs/wiring.md', import.meta.url), 'utf8');

/** Cells of the rows of the table whose heading begins with `head`. */
function tableRows(head: string): string[][] {
  const lines = text.slice(text.indexOf(`| ${head} |`)).split('\n');
  const rows = lines.slice(2, lines.indexOf(''));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('docs/wiring.md', () => {
  it('has the pins of the row, each role once', () => {
    const { pins, serial, i2c } = boardRow('pico');
    const lines = {
      'RS-485 receive': serial.rx,
      'RS-485 transmit': serial.tx,
      'RS-485 direction': serial.direction,
      'FRAM clock': i2c.scl,
      'FRAM data': i2c.sda,
    };
    const listed = tableRows('Role | Pin | Kind | Place on the board').map(([role, pin]) => [role, pin]);
    const placed = Object.entries({ ...pins, ...lines }).filter(([, pin]) => pin !== '');
    expect(listed.sort()).toEqual(placed.sort());
  });

  it('names the ports of the row', () => {
    const { serial, i2c } = boardRow('pico');
    const kinds = tableRows('Role | Pin | Kind | Place on the board').map(([, , kind]) => kind);
    expect(kinds.slice(-5)).toEqual([serial.port, serial.port, serial.port, i2c.port, i2c.port]);
  });

  it.each(tableRows('Role | Quantity | f'))('%s at %s is the fraction %s, as on the bench', (role, quantity, fraction) => {
    const front = FRONT_ENDS[role as AnalogRole];
    const [value, unit] = (quantity ?? '').split(' ');
    expect(unit).toBe(front.unit);
    expect(front.toFraction(Number(value))).toBeCloseTo(Number(fraction), 4);
  });
});
