/** Rows of the boards: what is built can be wired, and every rule for a row catches a row that breaks it. */
import { describe, expect, it } from 'vitest';
import { boardErrors } from '../../../firmware/build/board-check.js';
import type { BoardSpec } from '../../../firmware/model/board-spec.js';
import { SPECS, UNBUILT_BOARDS } from '../../../firmware/model/board-specs.js';
import { boardOf, BOARDS } from '../../../firmware/model/boards.js';

function spec(id: string): BoardSpec {
  const found = SPECS.find((s) => s.id === id);
  if (!found) throw new Error(`no board ${id}`);
  return found;
}

/** Errors of a board whose row is changed. */
function errorsOf(id: string, change: Partial<BoardSpec>): string[] {
  return boardErrors(boardOf({ ...spec(id), ...change }));
}

const pins = (id: string, change: BoardSpec['pins']): Partial<BoardSpec> => ({ pins: { ...spec(id).pins, ...change } });
const adc = (id: string, change: BoardSpec['adc']): Partial<BoardSpec> => ({ adc: { ...spec(id).adc, ...change } });
const direction = (id: string, pin: string): Partial<BoardSpec> => ({ serial: { ...spec(id).serial, direction: pin } });
const lines = (id: string, change: BoardSpec['expander']): Partial<BoardSpec> => ({ expander: { ...spec(id).expander, ...change } });

describe('rows of the boards', () => {
  it.each(BOARDS.map((b) => b.id))('%s can be wired', (id) => {
    expect(errorsOf(id, {})).toEqual([]);
  });

  it('have numbers and names of their own', () => {
    const all = [...BOARDS, ...UNBUILT_BOARDS];
    expect(new Set(all.map((b) => b.number)).size).toBe(all.length);
    expect(new Set(all.map((b) => b.id)).size).toBe(all.length);
    // Two rows of one board differ in what hangs on it.
    const boards = new Set(BOARDS.map((b) => b.id.replace(/-(?:flash|cells)$/, '')));
    expect(new Set(BOARDS.map((b) => b.interpreter)).size).toBe(boards.size);
  });

  it('give every reading from a chip a place of its own', () => {
    for (const b of BOARDS) {
      const slots = Object.values(b.slot).filter((s) => s >= 0);
      if (b.cellSlot >= 0 && !b.cellsAlone) for (let i = 0; i < b.cells; i++) slots.push(b.cellSlot + i);
      expect(slots.sort((x, y) => x - y)).toEqual(Array.from({ length: b.slots }, (_, i) => i));
    }
  });

  it.each<[string, string, Partial<BoardSpec>, string]>([
    ['a pin that does not exist', 'pico', pins('pico', { heater: 'B11' }), 'heater is on B11, which does not exist'],
    ['two uses of a pin', 'pico', pins('pico', { eStopA: 'B14' }), 'B14 carries eStopA and heaterEnable'],
    ['an analog channel without a converter', 'pico', pins('pico', { current: 'B15', eStopA: 'A0' }), 'current is on B15, which has no adc'],
    ['a PWM channel without a timer', 'pico', pins('pico', { heater: 'B12' }), 'heater is on B12, which has no pwm'],
    ['a serial port on other pins', 'rp2040', { serial: { port: 'Serial2', rx: 'D1', tx: 'D4' } }, 'Serial2 rx is on D1, which has no Serial2.rx'],
    ['an output on an input', 'esp32', pins('esp32', { contactor: 'D34', eStopA: 'D32' }), 'contactor is on D34, which cannot drive'],
    ['a strapping pin', 'esp32', pins('esp32', { contactor: 'D12' }), 'strapping pin'],
    ['a strapping pin that may only be read', 'esp32', pins('esp32', { nakPump: 'D15', catholyteFlow: 'D13' }), 'nakPump is on D15'],
    ['the console', 'esp32', pins('esp32', { nakTach: 'D3' }), 'default console'],
    ['the antenna of NFC', 'mdbt42q', pins('mdbt42q', { nakTach: 'D9' }), 'antenna of NFC'],
    ['the 32 kHz crystal', 'nrf52840dk', pins('nrf52840dk', { nakTach: 'D0' }), 'crystal'],
    ['the reset pin', 'mdbt42q', pins('mdbt42q', { nakTach: 'D21' }), 'reset'],
    ['an output that the interpreter negates', 'nrf52840dk', pins('nrf52840dk', { heater: 'D13' }), 'negates'],
    ['two frequencies on one timer', 'rp2040', pins('rp2040', { nakPump: 'D7', preCharge: 'D10' }), 'shares its timer'],
    ['more frequencies than the ESP32 has', 'esp32', { driveHz: 1000 }, 'too many'],
    ['two watched pins of one number', 'pico', pins('pico', { eStopB: 'B6', nakTach: 'A15' }), 'have the number 15'],
    [
      'a contactor that would keep its level',
      'esp32',
      { ...pins('esp32', { preCharge: '' }), ...lines('esp32', { preCharge: 6 }) },
      'preCharge must be on a pin',
    ],
    ['a fast channel with two neighbours', 'esp32', adc('esp32', { current: '12.2' }), 'current shares its converter with 2 channels'],
    ['an alternating leak loop with a neighbour', 'esp32', adc('esp32', { leakLoop: '0.1' }), 'leakLoop must be alone'],
    ['two channels on one converter input', 'esp32', adc('esp32', { toxicGas: '11.0' }), 'converter input 11.0 carries'],
    ['a converter that does not exist', 'esp32', adc('esp32', { toxicGas: '16.0' }), 'converter input 16.0, which does not exist'],
    ['a contact on a line that only drives', 'esp32', lines('esp32', { smoke: 7 }), 'only drives'],
    ['two channels on one line', 'esp32', lines('esp32', { smoke: 0 }), 'on line 0 of the expander, which is taken'],
    ['two places for a channel', 'rp2040', adc('rp2040', { supply: '9.2' }), 'supply has two places'],
    ['a channel that every board has', 'pico', pins('pico', { nakFlow: '' }), 'nakFlow is missing'],
    ['an NTC in the line', 'esp32', { ntc: ['nakTempA'] }, 'nakTempA must be a PT1000'],
    ['a direction pin that drives something else', 'pico', direction('pico', 'B13'), 'B13 carries direction and contactor'],
    ['a direction pin on a line of the boot messages', 'rp2350', direction('rp2350', 'D1'), 'receive line of the default console'],
    ['a direction pin behind a queue', 'esp32', direction('esp32', 'D12'), 'direction is on D12: characters pass through a queue'],
    ['a direction pin for characters that start one by one', 'nrf52840dk', direction('nrf52840dk', 'D23'), 'the length of a reply is not known'],
    ['cells without converters', 'pico', { cells: 4 }, '4 cells need converters'],
  ])('are refused with %s', (_what, id, change, sentence) => {
    expect(errorsOf(id, change).join('\n')).toContain(sentence);
  });
});
