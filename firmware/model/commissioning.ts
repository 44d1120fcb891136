/**
 * Commissioning: what is measured against a reference on the device before the first current, item by item, and signed by the person who answers
 * for it (docs/commissioning.md). Items and signature are parameters: they are stored together, in two copies, and shown on the map.
 */
import { parametersOf } from './parameters.js';
import type { BoardRow } from './boards.js';
import type { Profile } from './types.js';

export interface CommissioningRow {
  /** Permanent number, the argument of the command `calibrate`; bit of the parameter `commissioned` = number − 1. */
  readonly item: number;
  readonly name: string;
  /** Parameter that holds what was found; empty: those of the anchor. */
  readonly parameter: string;
  /** What the person measures, its unit, and how much of that one step of the command's argument is; empty: nothing is compared. */
  readonly reference: string;
  readonly unit: string;
  readonly step: number;
  readonly profile: Profile;
  readonly doc: string;
}

function row(
  item: number,
  name: string,
  parameter: string,
  reference: string,
  unit: string,
  step: number,
  doc: string,
  profile: Profile = 'core',
): CommissioningRow {
  return { item, name, parameter, reference, unit, step, profile, doc };
}

/** Behind the fill, items and calibration parameters of a board are in the same order: a number of one gives that of the other. */
export const COMMISSIONING: readonly CommissioningRow[] = [
  row(1, 'fill', '', '', '', 1, 'masses and composition; done by the command `reanchor`'),
  row(
    2,
    'resistance',
    'resistanceFactor',
    'resistance of the cell',
    'Ω',
    0.001,
    'the ceramic as it is now, to which all later resistances are compared',
  ),
  row(3, 'currentZero', 'currentZero', 'current', 'A', 0.0001, 'zero of the current sensor'),
  row(4, 'nakTempA', 'nakTempAZero', 'temperature', '°C', 0.01, 'first sensor at the coldest NaK point against a thermometer'),
  row(5, 'nakTempB', 'nakTempBZero', 'temperature', '°C', 0.01, 'second sensor at the coldest NaK point against a thermometer'),
  row(6, 'cellTemp', 'cellTempZero', 'temperature', '°C', 0.01, 'sensor of the cell against a thermometer'),
  row(7, 'nakFlow', 'nakFlowZero', 'flow', 'mL/min', 0.01, 'zero of the NaK flow meter'),
  row(
    8,
    'currentGain',
    'currentGain',
    'current',
    'A',
    0.0001,
    'gain of the current sensor, by a current of at least 0.1 A that a calibrator sends through it',
  ),
  row(9, 'nakLevel', 'levelZero', 'NaK in the loop', 'mL', 0.1, 'zero of the NaK level, against the volume that was filled in', 'full'),
  row(10, 'nakLine', 'nakLineFull', 'pressure along the line', 'kPa', 0.1, 'pressure of the fresh NaK line at the present command', 'full'),
  row(11, 'nakMotor', 'nakMotorFull', 'motor current', 'A', 0.001, 'current of the NaK pump at the present command', 'full'),
  row(12, 'catholyteMotor', 'catholyteMotorFull', 'motor current', 'A', 0.001, 'current of the catholyte pump at the present command', 'full'),
  row(13, 'catholyteTemp', 'catholyteTempZero', 'temperature', '°C', 0.01, 'sensor of the catholyte against a thermometer', 'full'),
  row(14, 'nakInletTemp', 'nakInletTempZero', 'temperature', '°C', 0.01, 'sensor at the NaK inlet against a thermometer', 'full'),
  row(15, 'nakCurve', 'nakCurve', 'flow', 'mL/min', 0.1, 'flow of the fresh NaK line at the present command', 'full'),
];

/** Items that are measured in state ready, with both pumps at their set flows; all others with the NaK pump off. */
export const CURVES: readonly string[] = ['nakLine', 'nakMotor', 'catholyteMotor', 'nakCurve'];

/** 32-bit argument of `calibrate`: nothing is measured; the parameter as it is counts, by a certificate. */
export const AS_IS = 1_000_000_000;

/** Seconds for which contactor and NaK pump have been off before a measurement. */
export const SETTLE_S = 30;
/** Largest slope of the cell temperature in a measurement, 0.01 K/min: the sheaths lag by 15 s, so the sensors are within 0.15 K of what they touch. */
export const STEADY_SLOPE = 50;

/** Items that a board has. */
export function itemsOf(board: Pick<BoardRow, 'profile'>): CommissioningRow[] {
  return COMMISSIONING.filter((row) => row.profile === 'core' || row.profile === board.profile);
}

/** Bits of all items of a board. Throws when items and calibration parameters are not in the same order. */
export function allItems(board: Pick<BoardRow, 'profile' | 'cells' | 'loops' | 'plainSerial' | 'wifi'>): number {
  const items = itemsOf(board);
  const order = parametersOf(board).filter((p) => p.group === 'calibration');
  items.forEach((row, i) => {
    if (items.length !== order.length + 1 || row.item !== i + 1 || (i > 0 && order[i - 1]?.name !== row.parameter))
      throw new Error('commissioning item ' + row.name + ' is out of order');
  });
  return (1 << items.length) - 1;
}

/** Row of an item. Throws when there is none of that name. */
export function commissioningItem(name: string): CommissioningRow {
  for (const row of COMMISSIONING) if (row.name === name) return row;
  throw new Error('no commissioning item "' + name + '"; items: ' + COMMISSIONING.map((row) => row.name).join(', '));
}
