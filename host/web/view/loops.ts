/**
 * The two loops as a mimic diagram: tank, pump and half-cell on either side of the ceramic, with what flows, turns, heats and leaks.
 */
import type { Snapshot } from '../../daemon/api.js';
import { svg } from '../dom.js';
import { figure } from '../words.js';

/** A tray below this resistance is wet, kΩ (P30, P31). */
const WET = 20;
/** Flow that still counts as flow, mL/min. */
const FLOWING = 0.5;

interface Side {
  readonly name: string;
  readonly pipe: 'nak' | 'cath';
  /** Middle of tank and pump. */
  readonly x: number;
  /** Direction of the cell: 1 to the right. */
  readonly toCell: 1 | -1;
}
const NAK: Side = { name: 'NaK', pipe: 'nak', x: 74, toCell: 1 };
const CATHOLYTE: Side = { name: 'catholyte', pipe: 'cath', x: 386, toCell: -1 };
const CELL = { left: 190, right: 270, top: 74, bottom: 214, middle: 230 } as const;
const TANK = { top: 60, bottom: 150, half: 44 } as const;
const PUMP = { y: 262, r: 25 } as const;

/** Redraws everything: a few dozen elements, once a snapshot. */
export function drawLoops(place: HTMLElement, { values, outputs, inputs, state }: Snapshot): void {
  const closed = inputs.includes('contactorFeedback') || outputs.includes('contactor');
  const nakFlow = values.nakFlow ?? null;
  const catholyteFlow = values.catholyteFlow ?? null;
  const words =
    `NaK pump ${figure(values.nakPumpDuty, 0, '%')}, flow ${figure(nakFlow, 1, 'mL/min')}; catholyte pump ${figure(values.catholytePumpDuty, 0, '%')}, ` +
    `flow ${figure(catholyteFlow, 1, 'mL/min')}; heater ${figure(values.heaterDuty, 0, '%')}; contactor ${closed ? 'closed' : 'open'}; state ${state}`;
  const previous = place.querySelector('svg');
  const drawing = svg(
    'svg',
    { viewBox: '0 0 460 380', role: 'img' },
    svg('title', {}, words),
    ...loop(NAK, nakFlow, values.nakPumpDuty ?? null, values.nakPumpSpeed ?? null),
    ...loop(CATHOLYTE, catholyteFlow, values.catholytePumpDuty ?? null, values.catholytePumpSpeed ?? null),
    ...tank(NAK, [
      ['', figure(values.composition, 1, '% Na')],
      ['', values.nakLevel === undefined || values.nakLevel === null ? '' : `level ${figure(values.nakLevel, 0, '%')}`],
    ]),
    ...tank(CATHOLYTE, [
      ['', `${figure(values.oxidisedFraction, 1, '%')} ox.`],
      ['', values.catholyteTemp === undefined || values.catholyteTemp === null ? '' : figure(values.catholyteTemp, 1, '°C')],
    ]),
    ...cell(values, closed),
    ...tray(NAK, values.leakResistance ?? null),
    ...(values.catholyteLeakResistance === undefined ? [] : tray(CATHOLYTE, values.catholyteLeakResistance)),
  );
  if (previous) previous.replaceWith(drawing);
  else place.replaceChildren(drawing);
}

function loop(side: Side, flow: number | null, duty: number | null, speed: number | null): SVGElement[] {
  const { x, toCell, pipe, name } = side;
  const wall = toCell === 1 ? CELL.left : CELL.right;
  const still = flow === null || Math.abs(flow) < FLOWING;
  const down = `M${x} ${TANK.bottom} V${PUMP.y - PUMP.r}`;
  const inTo = `M${x + toCell * PUMP.r} ${PUMP.y} H${wall - toCell * 30} V${CELL.bottom - 22} H${wall}`;
  const back = `M${wall} ${CELL.top + 20} H${wall - toCell * 30} V34 H${x} V${TANK.top}`;
  const paths = [down, inTo, back].flatMap((d) => [svg('path', { class: `pipe ${pipe}`, d }), svg('path', { class: 'flow', d })]);
  const turning = (duty ?? 0) > 0;
  const blade = `M${x - toCell * 9} ${PUMP.y - 13} L${x + toCell * 15} ${PUMP.y} L${x - toCell * 9} ${PUMP.y + 13} Z`;
  return [
    svg('g', { class: still ? 'still' : '' }, ...paths),
    svg('circle', { class: `pump ${turning ? 'on' : ''}`, cx: x, cy: PUMP.y, r: PUMP.r }),
    svg('path', { class: 'blade', d: blade }),
    svg('text', { class: 'name', x, y: PUMP.y + 42, 'text-anchor': 'middle' }, `${name} pump ${turning ? figure(duty, 0, '%') : 'off'}`),
    svg('text', { class: 'figure', x, y: PUMP.y + 58, 'text-anchor': 'middle' }, figure(flow, 1, 'mL/min')),
    svg('text', { class: 'name', x, y: PUMP.y + 74, 'text-anchor': 'middle' }, speed === null ? '' : figure(speed, 0, 'rpm')),
  ];
}

function tank(side: Side, lines: readonly (readonly [string, string])[]): SVGElement[] {
  const { x, name } = side;
  return [
    svg('rect', { class: 'box', x: x - TANK.half, y: TANK.top, width: 2 * TANK.half, height: TANK.bottom - TANK.top, rx: 9 }),
    svg('text', { class: 'name', x, y: TANK.top + 19, 'text-anchor': 'middle' }, name),
    ...lines.map(([, text], i) => svg('text', { class: 'figure', x, y: TANK.top + 42 + 20 * i, 'text-anchor': 'middle' }, text)),
  ];
}

function cell(values: Snapshot['values'], closed: boolean): SVGElement[] {
  const { left, right, top, bottom, middle } = CELL;
  const heating = (values.heaterDuty ?? 0) > 0;
  const coil = `M${left + 4} ${bottom + 14} ${Array.from({ length: 6 }, () => 'q6 -13 12 0').join(' ')}`;
  const bridge = closed ? `M${middle - 14} 30 H${middle + 14}` : `M${middle - 14} 30 L${middle + 10} 18`;
  return [
    svg('path', { class: 'wire', d: `M${left + 20} ${top} V30 H${middle - 14} M${right - 20} ${top} V30 H${middle + 14}` }),
    svg('path', { class: 'wire', d: bridge }),
    svg('text', { class: 'name', x: middle, y: 12, 'text-anchor': 'middle' }, closed ? 'contactor closed' : 'contactor open'),
    svg('rect', { class: 'box', x: left, y: top, width: right - left, height: bottom - top, rx: 6 }),
    svg('path', { class: 'wire', d: `M${middle} ${top} V${top + 34} M${middle} ${bottom} V${bottom - 42}`, 'stroke-dasharray': '7 4' }),
    svg('text', { class: 'figure', x: middle, y: top + 50, 'text-anchor': 'middle' }, figure(values.cellVoltage, 3, 'V')),
    svg('text', { class: 'figure', x: middle, y: top + 70, 'text-anchor': 'middle' }, figure(values.current, 3, 'A')),
    svg('text', { class: 'figure', x: middle, y: top + 90, 'text-anchor': 'middle' }, figure(values.cellTemp, 1, '°C')),
    svg('path', { class: `heat ${heating ? 'on' : ''}`, d: coil }),
    svg(
      'text',
      { class: 'name', x: middle, y: bottom + 32, 'text-anchor': 'middle' },
      heating ? `heater ${figure(values.heaterDuty, 0, '%')}` : 'heater off',
    ),
  ];
}

function tray(side: Side, resistance: number | null): SVGElement[] {
  const { x } = side;
  const wet = resistance !== null && resistance < WET;
  const words = resistance === null ? 'tray ?' : wet ? `WET ${figure(resistance, 1, 'kΩ')}` : 'tray dry';
  return [
    svg('path', { class: `tray ${wet ? 'wet' : ''}`, d: `M${x - 62} 344 v10 h124 v-10` }),
    svg('text', { class: wet ? 'figure' : 'name', x, y: 372, 'text-anchor': 'middle' }, words),
  ];
}
