/**
 * The SunSpec map: models 1, 802, 807 and 713 as typed rows. Source: SunSpec model definitions (https://github.com/sunspec/models, Apache-2.0) and
 * Device Information Model Specification 1.1.
 */
import { EMPTY_CATHOLYTE, FULL_CATHOLYTE } from './control.js';
import { FIRMWARE_VERSION } from './release.js';
import type { Profile } from './types.js';

/** Holding register of the mark "SunS", behind which the models follow. */
export const SUNSPEC_START = 40000;
/** What ends the list of models: its id, with length 0. */
export const END_MODEL = 0xffff;

export type PointType = 'uint16' | 'int16' | 'enum16' | 'sunssf' | 'pad' | 'uint32' | 'bitfield32' | 'string';

/** Where the value of a point comes from. */
export type PointSource =
  /** The same on every board and for ever. */
  | { readonly fixed: number | string }
  /** A process value (firmware/sense/layout.ts) as its register has it; one that is never missing. */
  | { readonly copied: string }
  /** Worked out by firmware/modbus/sunspec.ts when the point is read. */
  | 'worked'
  /** Not known to this controller: the "not implemented" value of the type. */
  | 'absent';

export interface SunspecPoint {
  readonly name: string;
  readonly type: PointType;
  /** Registers. */
  readonly size: number;
  /** Name of the point with its scale factor, which lies in the same model. */
  readonly scale: string;
  readonly mandatory: boolean;
  readonly source: PointSource;
  /** Lowest and highest value that may be written; absent: read only. */
  readonly writable?: readonly [number, number];
  readonly doc: string;
}

export interface SunspecModel {
  readonly id: number;
  readonly title: string;
  readonly profile: Profile;
  /** Points behind id and length. */
  readonly points: readonly SunspecPoint[];
  /** Points of each module, behind them. */
  readonly module: readonly SunspecPoint[];
}

type More = Partial<Pick<SunspecPoint, 'scale' | 'mandatory' | 'writable'>>;

function point(name: string, type: PointType, source: PointSource, doc: string, more: More = {}, size?: number): SunspecPoint {
  const wide = type === 'uint32' || type === 'bitfield32';
  return { name, type, size: size ?? (wide ? 2 : 1), scale: '', mandatory: false, source, doc, ...more };
}

/** Shorthands: mandatory, and mandatory with a scale factor. */
const M: More = { mandatory: true };
function scaled(scale: string): More {
  return { scale };
}
function must(scale: string): More {
  return { scale, mandatory: true };
}

/** A point that this controller does not have. */
function absent(name: string, type: PointType, scale = ''): SunspecPoint {
  return point(name, type, 'absent', '', scaled(scale));
}

/** A scale factor: exponent of ten, constant. */
function factor(name: string, exponent: number, mandatory = true): SunspecPoint {
  return point(name, 'sunssf', { fixed: exponent }, '', { mandatory });
}

function text(name: string, size: number, value: string, doc: string, mandatory = true): SunspecPoint {
  return point(name, 'string', { fixed: value }, doc, { mandatory }, size);
}

const COMMON: readonly SunspecPoint[] = [
  text('Mn', 16, 'Liquidus', 'Manufacturer: this project'),
  text('Md', 16, 'NaK flow battery', 'Model'),
  text('Opt', 8, '@board', 'Board of the controller', false),
  text('Vr', 8, `${FIRMWARE_VERSION >> 8}.${FIRMWARE_VERSION & 255}`, 'Version of the firmware', false),
  point('SN', 'string', 'worked', "Serial number of the board's processor", M, 16),
  point('DA', 'uint16', 'worked', 'Modbus address: parameter `unitAddress`, stored when it is written, taken over at the next start', {
    writable: [1, 247],
  }),
  point('Pad', 'pad', 'absent', ''),
];

/** The share of its charge that the battery has left is that of the catholyte: its oxidised fraction. */
const SOC = 'Oxidised fraction of the catholyte, `oxidisedFraction`';

const BATTERY: readonly SunspecPoint[] = [
  point('AHRtg', 'uint16', 'worked', 'Parameter `catholyteCapacity`', must('AHRtg_SF')),
  point('WHRtg', 'uint16', 'worked', 'The same times `referenceVoltage` times the cells in series', must('WHRtg_SF')),
  point('WChaRteMax', 'uint16', 'worked', 'Parameter `maxCurrent` times `referenceVoltage` times the cells in series', must('WChaDisChaMax_SF')),
  point('WDisChaRteMax', 'uint16', 'worked', 'The same', must('WChaDisChaMax_SF')),
  absent('DisChaRte', 'uint16', 'DisChaRte_SF'),
  point('SoCMax', 'uint16', { fixed: FULL_CATHOLYTE }, 'Charge ends here', scaled('SoC_SF')),
  point('SoCMin', 'uint16', { fixed: EMPTY_CATHOLYTE }, 'Discharge ends here', scaled('SoC_SF')),
  point(
    'SocRsvMax',
    'uint16',
    { copied: 'chargeCeiling' },
    'Live ceiling of the charge; counts for 900 s after it was written, then `SoCMax` again',
    {
      scale: 'SoC_SF',
      writable: [0, 10000],
    },
  ),
  point(
    'SoCRsvMin',
    'uint16',
    { copied: 'dischargeFloor' },
    'Live floor of the discharge; counts for 900 s after it was written, then `SoCMin` again',
    {
      scale: 'SoC_SF',
      writable: [0, 10000],
    },
  ),
  point('SoC', 'uint16', { copied: 'oxidisedFraction' }, SOC, must('SoC_SF')),
  absent('DoD', 'uint16', 'DoD_SF'),
  point(
    'SoH',
    'uint16',
    'worked',
    'What is left from the commissioned resistance (100 %) to the trip level of P18 (0 %); not implemented before the first current pulse',
    scaled('SoH_SF'),
  ),
  absent('NCyc', 'uint32'),
  point('ChaSt', 'enum16', 'worked', '1 contactor open, 2 empty, 3 discharging, 4 charging, 5 full, 6 holding'),
  point('LocRemCtl', 'enum16', 'worked', '1 in state `service`, else 0', M),
  point('Hb', 'uint16', { copied: 'uptime.1' }, 'Seconds since the start'),
  point('CtrlHb', 'uint16', { copied: 'heartbeatEcho' }, 'Controller heartbeat, the same as register 1008', { writable: [0, 65535] }),
  point('AlmRst', 'uint16', { fixed: 0 }, '1 resets every latched alarm whose cause is gone', { mandatory: true, writable: [0, 1] }),
  point('Typ', 'enum16', { fixed: 10 }, 'Flow battery', M),
  point('State', 'enum16', 'worked', 'By state of the sequencer, see below', M),
  point('StateVnd', 'enum16', { copied: 'state' }, 'State of the sequencer, as in register 8'),
  absent('WarrDt', 'uint32'),
  point('Evt1', 'bitfield32', 'worked', 'Faults that act or warn, see below', M),
  point('Evt2', 'bitfield32', { fixed: 0 }, 'Reserved by SunSpec', M),
  point('EvtVnd1', 'bitfield32', 'worked', 'Faults 1–31 that act, bit = number − 1', M),
  point('EvtVnd2', 'bitfield32', 'worked', 'Faults 33–63 that act, bit = number − 33', M),
  point('V', 'uint16', 'worked', 'Terminal voltage: `cellVoltage` times the cells in series; a reversed one reads 0', must('V_SF')),
  absent('VMax', 'uint16', 'V_SF'),
  absent('VMin', 'uint16', 'V_SF'),
  point('CellVMax', 'uint16', 'worked', 'Highest single cell; without single cells the one cell', scaled('CellV_SF')),
  absent('CellVMaxStr', 'uint16'),
  absent('CellVMaxMod', 'uint16'),
  point('CellVMin', 'uint16', 'worked', 'Lowest single cell, likewise', scaled('CellV_SF')),
  absent('CellVMinStr', 'uint16'),
  absent('CellVMinMod', 'uint16'),
  point('CellVAvg', 'uint16', 'worked', '`cellVoltage`', scaled('CellV_SF')),
  point('A', 'int16', 'worked', '`current`, positive discharging', must('A_SF')),
  point('AChaMax', 'uint16', 'worked', '`chargeLimit`', scaled('AMax_SF')),
  point('ADisChaMax', 'uint16', 'worked', '`dischargeLimit`', scaled('AMax_SF')),
  point('W', 'int16', 'worked', 'V times A, positive discharging', must('W_SF')),
  absent('ReqInvState', 'enum16'),
  absent('ReqW', 'int16', 'W_SF'),
  point('SetOp', 'enum16', 'worked', '1 connects like the command `start`, 2 disconnects like `stop`; reads what the sequencer is about', {
    mandatory: true,
    writable: [1, 2],
  }),
  point(
    'SetInvState',
    'enum16',
    'worked',
    'Converter: 1 without contactor, 2 contactor closed, 3 current allowed. Read only: the current goes by the mailbox',
    M,
  ),
  factor('AHRtg_SF', 0),
  factor('WHRtg_SF', 0),
  factor('WChaDisChaMax_SF', 0),
  absent('DisChaRte_SF', 'sunssf'),
  factor('SoC_SF', -2),
  absent('DoD_SF', 'sunssf'),
  factor('SoH_SF', -2, false),
  factor('V_SF', -2),
  factor('CellV_SF', -3),
  factor('A_SF', -2),
  factor('AMax_SF', -2),
  factor('W_SF', 0, false),
];

const FLOW_BATTERY: readonly SunspecPoint[] = [
  point('Idx', 'uint16', { fixed: 1 }, 'The one string', M),
  point('NMod', 'uint16', 'worked', 'Modules: the single cells that are measured, or 1', M),
  point('NModCon', 'uint16', 'worked', 'All with the contactor closed, else 0', M),
  point('ModVMax', 'uint16', 'worked', 'Highest module', must('ModV_SF')),
  absent('ModVMaxMod', 'uint16'),
  point('ModVMin', 'uint16', 'worked', 'Lowest module', must('ModV_SF')),
  absent('ModVMinMod', 'uint16'),
  point('ModVAvg', 'uint16', 'worked', 'Mean of the modules', must('ModV_SF')),
  point('CellVMax', 'uint16', 'worked', 'As in model 802', scaled('CellV_SF')),
  absent('CellVMaxMod', 'uint16'),
  absent('CellVMaxStk', 'uint16'),
  point('CellVMin', 'uint16', 'worked', 'As in model 802', scaled('CellV_SF')),
  absent('CellVMinMod', 'uint16'),
  absent('CellVMinStk', 'uint16'),
  point('CellVAvg', 'uint16', 'worked', 'As in model 802', scaled('CellV_SF')),
  point('TmpMax', 'int16', 'worked', 'Hottest sensor after worst-case substitution', must('Tmp_SF')),
  absent('TmpMaxMod', 'uint16'),
  point('TmpMin', 'int16', 'worked', 'Coldest wetted point, `coldestTemp`', must('Tmp_SF')),
  absent('TmpMinMod', 'uint16'),
  point('TmpAvg', 'int16', 'worked', 'Body of the cell, between both liquids: `cellTemp`', must('Tmp_SF')),
  point('Evt1', 'bitfield32', 'worked', 'As in model 802; what 807 has no bit for is OTHER; smoke is FIRE', M),
  point('Evt2', 'bitfield32', 'worked', 'Leak, pump, pressure and flow, see below', M),
  point('EvtVnd1', 'bitfield32', 'worked', 'As in model 802', M),
  point('EvtVnd2', 'bitfield32', 'worked', 'As in model 802', M),
  factor('ModV_SF', -2),
  factor('CellV_SF', -3),
  factor('Tmp_SF', -1),
  factor('SoC_SF', -2),
  factor('OCV_SF', -3),
  point('Pad1', 'pad', 'absent', '', M),
];

const MODULE: readonly SunspecPoint[] = [
  point('ModIdx', 'uint16', 'worked', 'Number of the cell, from 1', M),
  point('ModNStk', 'uint16', { fixed: 1 }, 'One stack', M),
  point('ModSt', 'bitfield32', 'worked', 'Bit 0 enabled: no fault holds the plant; bit 1 contactor closed', M),
  point('ModSoC', 'uint16', 'worked', SOC, must('SoC_SF')),
  point('ModOCV', 'uint16', 'worked', 'Voltage with the ohmic drop of the mean cell taken out', must('OCV_SF')),
  point('ModV', 'uint16', 'worked', 'Voltage of the cell, or of the whole battery', must('ModV_SF')),
  point('ModCellVMax', 'uint16', 'worked', 'Voltage of the cell', scaled('CellV_SF')),
  absent('ModCellVMaxCell', 'uint16'),
  point('ModCellVMin', 'uint16', 'worked', 'Voltage of the cell', scaled('CellV_SF')),
  absent('ModCellVMinCell', 'uint16'),
  point('ModCellVAvg', 'uint16', 'worked', 'Voltage of the cell', scaled('CellV_SF')),
  point('ModAnoTmp', 'uint16', 'worked', 'Metal: `coldestTemp`; below 0 °C reads 0', scaled('Tmp_SF')),
  point('ModCatTmp', 'uint16', 'worked', '`catholyteTemp`, likewise', scaled('Tmp_SF')),
  point('ModConSt', 'bitfield32', 'worked', 'Bit 0: the one contactor is closed'),
  point('ModEvt1', 'bitfield32', 'worked', 'As `Evt1`: one loop feeds all cells', M),
  point('ModEvt2', 'bitfield32', 'worked', 'As `Evt2`', M),
  absent('ModConFail', 'enum16'),
  absent('ModSetEna', 'enum16'),
  absent('ModSetCon', 'enum16'),
  point('ModDisRsn', 'enum16', 'worked', '1 in states `fault` and `eStop`, else 0'),
];

const CAPACITY: readonly SunspecPoint[] = [
  point('WHRtg', 'uint16', 'worked', 'As in model 802', scaled('WH_SF')),
  point('WHAvail', 'uint16', 'worked', 'WHRtg times SoC', scaled('WH_SF')),
  point('SoC', 'uint16', 'worked', SOC, scaled('Pct_SF')),
  point('SoH', 'uint16', 'absent', 'Not told here: no loss of capacity is measured', scaled('Pct_SF')),
  point('Sta', 'enum16', 'worked', '2 a fault acts, 1 one warns, 0 neither'),
  factor('WH_SF', 0, false),
  factor('Pct_SF', -2, false),
];

/** Models in the order of the map. */
export const SUNSPEC_MODELS: readonly SunspecModel[] = [
  { id: 1, title: 'Common', profile: 'core', points: COMMON, module: [] },
  { id: 802, title: 'Battery', profile: 'core', points: BATTERY, module: [] },
  { id: 807, title: 'Flow battery string', profile: 'full', points: FLOW_BATTERY, module: MODULE },
  { id: 713, title: 'Storage capacity', profile: 'core', points: CAPACITY, module: [] },
];

/** Registers of points one behind the other. */
export function pointWords(points: readonly SunspecPoint[]): number {
  return points.reduce((sum, p) => sum + p.size, 0);
}

/** Models that a board of this profile has. */
export function modelsOf(profile: Profile): SunspecModel[] {
  return SUNSPEC_MODELS.filter((m) => m.profile === 'core' || m.profile === profile);
}

/** Register of a point of a model that every board has, counted from 0. Throws when there is none of that name. */
export function pointAddress(id: number, name: string): number {
  let at = SUNSPEC_START + 2;
  for (const m of modelsOf('core')) {
    at += 2;
    for (const p of m.points) {
      if (m.id === id && p.name === name) return at;
      at += p.size;
    }
  }
  throw new Error('no point ' + name + ' in SunSpec model ' + String(id));
}

/** Words of the "not implemented" value of a type: Device Information Model Specification 1.1. */
export function notImplemented(type: PointType, size: number): number[] {
  if (type === 'string') return new Array<number>(size).fill(0);
  if (type === 'int16' || type === 'sunssf' || type === 'pad') return [0x8000];
  return new Array<number>(size).fill(0xffff);
}
