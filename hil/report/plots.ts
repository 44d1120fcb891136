/**
 * Which plots a scenario shows, as rows. Columns are names of the trace.
 */
import { CHECKS } from '../../firmware/model/faults.js';

/** How a line is drawn: what was asked, what is true in the plant, what the controller says it senses, what it is held to. */
export type LineRole = 'commanded' | 'true' | 'sensed' | 'limit';

export interface PlotLine {
  readonly column: string;
  readonly label: string;
  readonly role: LineRole;
  /** Values are multiplied by this. Default 1. */
  readonly times?: number;
}

/** A level of the protection table. */
export interface PlotLevel {
  readonly value: number;
  readonly label: string;
  readonly severity: 'warn' | 'trip';
}

export interface PlotRow {
  readonly title: string;
  readonly unit: string;
  /** Smallest span of the axis, so that noise does not fill a plot. */
  readonly span: number;
  readonly lines: readonly PlotLine[];
  readonly levels: readonly PlotLevel[];
  /** Shown only in scenarios that name one of these faults; empty: always. */
  readonly onlyFor: readonly string[];
}

/** Warn and trip levels of checks, as the rows of the firmware state them. */
function levels(...ids: string[]): PlotLevel[] {
  return CHECKS.filter((check) => ids.includes(check.id)).flatMap((check) => [
    ...(check.warn === null ? [] : [{ value: check.warn, label: `${check.id} warn ${check.warn}`, severity: 'warn' as const }]),
    ...(check.trip === null ? [] : [{ value: check.trip, label: `${check.id} trip ${check.trip}`, severity: 'trip' as const }]),
  ]);
}

const line = (role: LineRole, column: string, label: string, times = 1): PlotLine => ({ role, column, label, times });

export const PLOTS: readonly PlotRow[] = [
  {
    title: 'Current (discharge positive)',
    unit: 'A',
    span: 0.1,
    lines: [
      line('commanded', 'command.current', 'commanded'),
      line('true', 'truth.current', 'true'),
      line('sensed', 'live.current', 'sensed'),
      line('limit', 'live.dischargeLimit', 'discharge limit'),
      line('limit', 'live.chargeLimit', 'charge limit', -1),
    ],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'Cell voltage',
    unit: 'V',
    span: 0.4,
    lines: [
      line('true', 'truth.terminalVoltage', 'true'),
      line('sensed', 'live.cellVoltage', 'sensed'),
      line('commanded', 'live.irFreeVoltage', 'IR-free'),
    ],
    levels: levels('P14', 'P15'),
    onlyFor: [],
  },
  {
    title: 'Coldest NaK point',
    unit: '°C',
    span: 4,
    lines: [
      line('true', 'truth.coldestTemperature', 'true'),
      line('sensed', 'live.coldestTemp', 'taken as coldest'),
      line('commanded', 'live.nakTempA', 'sensor A'),
      line('commanded', 'live.nakTempB', 'sensor B'),
      line('limit', 'live.liquidus', 'liquidus with band'),
    ],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'Liquid margin',
    unit: 'K',
    span: 4,
    lines: [line('true', 'truth.margin', 'true'), line('sensed', 'live.margin', 'reported, worst case')],
    levels: levels('P01', 'P03'),
    onlyFor: [],
  },
  {
    title: 'Composition',
    unit: 'wt% Na',
    span: 1,
    lines: [line('true', 'truth.sodiumWt', 'true'), line('sensed', 'live.composition', 'counted')],
    levels: levels('P04', 'P04b'),
    onlyFor: [],
  },
  {
    title: 'Cell temperature',
    unit: '°C',
    span: 4,
    lines: [line('true', 'truth.cellTemperature', 'true'), line('sensed', 'live.cellTemp', 'sensed')],
    levels: levels('P06'),
    onlyFor: [],
  },
  {
    title: 'Heater',
    unit: '% of 45 W',
    span: 20,
    lines: [line('commanded', 'out.heater', 'duty', 100), line('true', 'truth.heaterPower', 'heat', 100 / 45)],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'NaK flow',
    unit: 'mL/min',
    span: 4,
    lines: [line('commanded', 'out.nakPump', 'duty × 20', 20), line('true', 'truth.nakFlow', 'true'), line('sensed', 'live.nakFlow', 'sensed')],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'Catholyte flow',
    unit: 'mL/min',
    span: 4,
    lines: [
      line('commanded', 'out.catholytePump', 'duty × 100', 100),
      line('true', 'truth.catholyteFlow', 'true'),
      line('sensed', 'live.catholyteFlow', 'sensed'),
    ],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'Oxidised fraction of the catholyte',
    unit: '%',
    span: 1,
    lines: [line('true', 'truth.oxidisedFraction', 'true', 100), line('sensed', 'live.oxidisedFraction', 'counted')],
    levels: [],
    onlyFor: [],
  },
  {
    title: 'Leak loop',
    unit: 'kΩ',
    span: 20,
    lines: [line('true', 'truth.leakResistance', 'true'), line('sensed', 'live.leakResistance', 'sensed')],
    levels: levels('P30', 'F09'),
    onlyFor: ['P30', 'F09'],
  },
];
