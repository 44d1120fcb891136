/**
 * The values of a snapshot in titled groups of short lines, shared by the one-shot and the live view.
 */
import type { Live } from '../../device/live.js';
import type { Style } from '../terminal/style.js';
import { left, right } from '../terminal/text.js';
import { currentWord, figure, modesOf, NOTHING, outputOn, signed } from './figures.js';

/** One value: a label, the number with its unit, and what helps to read it. */
export interface Entry {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

/** A titled group. */
export interface Panel {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Columns of the label and of the value in an entry. */
const LABEL = 13;
const VALUE = 14;

/** All groups, in reading order. */
export function panelsOf(live: Live): readonly Panel[] {
  const band = live.compositionBand === null ? '' : `± ${live.compositionBand.toFixed(2)}`;
  const needed = live.heartbeatLeft !== 0xffff;
  return [
    {
      title: 'Metal',
      entries: [
        {
          label: 'composition',
          value: figure(live.composition, 2, 'wt% Na'),
          note: modesOf(live).includes('compositionAnchored') ? band : 'unanchored',
        },
        { label: 'liquidus', value: figure(live.liquidus, 1, '°C') },
        { label: 'coldest', value: figure(live.coldestTemp, 1, '°C') },
        { label: 'charge left', value: signed(live.runChargeLeft, 3, 'Ah'), note: 'run limit' },
        { label: '', value: signed(live.parkChargeLeft, 3, 'Ah'), note: 'park limit' },
        { label: 'net charge', value: signed(live.netCharge, 3, 'Ah'), note: 'discharged' },
      ],
    },
    {
      title: 'Cell',
      entries: [
        { label: 'current', value: signed(live.current, 3, 'A'), note: currentWord(live.current) },
        { label: 'voltage', value: figure(live.cellVoltage, 3, 'V') },
        { label: 'IR-free', value: figure(live.irFreeVoltage, 3, 'V') },
        { label: 'allowed', value: figure(live.dischargeLimit, 3, 'A'), note: 'discharge' },
        { label: '', value: figure(live.chargeLimit, 3, 'A'), note: 'charge' },
        { label: 'oxidised', value: figure(live.oxidisedFraction, 1, '%'), note: 'catholyte' },
      ],
    },
    {
      title: 'Heat and power',
      entries: [
        { label: 'NaK A / B', value: `${figure(live.nakTempA, 1)} / ${figure(live.nakTempB, 1)} °C` },
        { label: 'cell body', value: figure(live.cellTemp, 1, '°C') },
        { label: 'heater', value: figure(live.heaterDuty, 1, '%'), note: outputOn(live, 'heaterEnable') ? 'switch on' : 'switch off' },
        { label: 'contactor', value: outputOn(live, 'contactor') ? 'closed' : 'open' },
      ],
    },
    {
      title: 'Loops and master',
      entries: [
        { label: 'NaK', value: figure(live.nakFlow, 1, 'mL/min'), note: `pump ${figure(live.nakPumpDuty, 0)} %` },
        { label: 'catholyte', value: figure(live.catholyteFlow, 1, 'mL/min'), note: `pump ${figure(live.catholytePumpDuty, 0)} %` },
        { label: 'leak loop', value: figure(live.leakResistance, 1, 'kΩ'), note: 'dry: 100' },
        { label: 'heartbeat', value: needed ? `${live.heartbeatLeft} s left` : NOTHING, note: needed ? '' : 'not needed' },
      ],
    },
  ];
}

/** A group as lines of `columns`. */
export function panelLines(panel: Panel, columns: number, style: Style): string[] {
  const lines = panel.entries.map(({ label, value, note = '' }) => {
    const text = value.startsWith(NOTHING) ? style.dim(value) : value;
    return left(`  ${style.dim(left(label, LABEL - 2))}${right(text, VALUE)}  ${style.dim(note)}`, columns);
  });
  return [left(style.bold(panel.title), columns), ...lines];
}

/** Groups beside each other in as many columns as fit, at least 39 wide each. */
export function panelGrid(panels: readonly Panel[], columns: number, style: Style): string[] {
  const across = columns >= 4 * 39 ? 4 : columns >= 2 * 39 ? 2 : 1;
  const width = Math.floor(columns / across);
  const lines: string[] = [];
  for (let first = 0; first < panels.length; first += across) {
    const blocks = panels.slice(first, first + across).map((panel) => panelLines(panel, width, style));
    const height = Math.max(...blocks.map((block) => block.length));
    for (let row = 0; row < height; row++)
      lines.push(
        blocks
          .map((block) => block[row] ?? ' '.repeat(width))
          .join('')
          .trimEnd(),
      );
  }
  return lines;
}
